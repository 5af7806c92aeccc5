/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_FAULTS_H
#define TESTS_FAULTS_H

#include <stdbool.h>

/*
 * Allocations that fail in the kernel when a test wants it, for the thread that
 * asks alone (CONFIG_FAULT_INJECTION with FAILSLAB or FAIL_PAGE_ALLOC, and
 * debugfs).
 */

/**
 * tce_faults_there() - whether this kernel does that
 */
bool tce_faults_there(void);

/**
 * tce_faults_begin() - let any allocation be one that can fail
 *
 * Ends the case, as broken, where settings cannot be written.
 */
void tce_faults_begin(void);

/**
 * tce_faults_end() - put the settings back
 */
void tce_faults_end(void);

/**
 * tce_fault_arm() - this thread's @nth allocation from here on, 1 being the
 * next one, will fail
 */
void tce_fault_arm(unsigned int nth);

/**
 * tce_fault_disarm() - none will
 *
 * Return: whether one did.
 */
bool tce_fault_disarm(void);

/**
 * tce_faults_within() - until tce_faults_end(), only allocations in @function
 * of the kernel, and what it calls, count and fail, but none in @not
 *
 * Skips the case where the kernel has no such filter or functions.
 */
void tce_faults_within(const char *function, const char * not );

/**
 * tce_faults_all() - refuse this process all memory that tce_faults_within()
 * lets fail
 *
 * Ends the case, as broken, where settings cannot be written.
 */
void tce_faults_all(bool on);

/**
 * tce_faults_atomic() - refuse this process all pages that it cannot wait for
 *
 * Ends the case, as broken, where settings cannot be written.
 */
void tce_faults_atomic(bool on);

#endif
