/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_MESSAGE_H
#define TCE_MESSAGE_H

#include <stddef.h>

/**
 * tce_message_send() - send a message
 * @sock: of a type that keeps messages whole
 * @data: the message
 * @len: its length, bytes
 * @fd: descriptor that goes with it, or -1
 *
 * Return: 0; -EPIPE the other end is closed; -errno.
 */
int tce_message_send(int sock, const void *data, size_t len, int fd);

/**
 * tce_message_receive() - wait for a message
 * @sock: see above
 * @data: receives it
 * @len: its length, which both sides know
 * @fd: the descriptor that came with it, or -1
 *
 * Return: 0; -EPIPE the other end is closed; -EPROTO another length; -errno.
 */
int tce_message_receive(int sock, void *data, size_t len, int *fd);

#endif
