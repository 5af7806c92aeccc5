/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_USER_H
#define TESTS_USER_H

#include <spec/session.h>
#include <sys/types.h>
#include <tce/platform.h>

/*
 * The owner of the devices need not be root: with --user each case's process is
 * that user's, without capabilities, while the harness stays root and watches.
 */

/**
 * tce_user() - the user that the cases run as
 *
 * Return: that of tce_user_set(), or else the effective one.
 */
uid_t tce_user(void);

/**
 * tce_user_set() - give the devices to a user, and run the cases as that one
 * @user: above 0
 * @p: its groups' files, and /dev/kvm where it is, change their owner
 *
 * Return: 0; -errno.
 */
int tce_user_set(uid_t user, const struct tce_platform *p);

/**
 * tce_user_become() - in the process of a case: be that user from here on
 *
 * A process that cannot is a broken case. Does nothing without tce_user_set().
 */
void tce_user_become(void);

/**
 * tce_user_model() - let a model of the machine know
 * @model: has made no call yet
 */
void tce_user_model(struct tce_backend *model);

#endif
