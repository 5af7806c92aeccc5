/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_STEP_REQUEST_H
#define TCE_STEP_REQUEST_H

#include <spec/session.h>

#include "text.h"

/* The request that a session carries out, as text. */

/* "ioctl(container, VFIO_IOMMU_ENABLE) by process 1", "open(/dev/vfio/7)" */
void session_request_add(struct tce_text *t, const struct tce_session *s);

/* The part that is an ioctl, without who makes it. */
void session_ioctl_add(struct tce_text *t, const struct tce_session *s);

/* "container", "group g1", "/dev/null"; @kind: enum tce_fd_kind */
void session_fd_add(struct tce_text *t, const struct tce_session *s,
		    unsigned int kind, unsigned int slot);

/* The PE that a group's slot stands for, or NULL. */
const struct tce_pe *session_pe(const struct tce_session *s, unsigned int slot);

#endif
