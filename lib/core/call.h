/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_CALL_H
#define CORE_CALL_H

/**
 * core_call() - issue a request that returns 0 or fails
 * @fd: of a container, group, device or a KVM object
 * @request: number
 * @arg: of the request
 *
 * Return: 0; -EPROTO the kernel returned a positive value; -errno.
 */
int core_call(int fd, unsigned int request, void *arg);

#endif
