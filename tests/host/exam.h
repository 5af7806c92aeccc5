/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_EXAM_H
#define HOST_EXAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "below.h"
#include "safety.h"

/* What the probes of a function share. Each adds the findings of its subject.
 */

#define BIT(risk) (1u << HOST_RISK_##risk)

/* What disks, and interfaces, are looked at for. */
#define RISKS_BLOCK                                                         \
	(BIT(MOUNTED) | BIT(SWAP) | BIT(RAID) | BIT(LVM) | BIT(MULTIPATH) | \
	 BIT(BOOT))
#define RISKS_NET (BIT(NETWORK) | BIT(ROUTE))

/* One function under examination. */
struct exam {
	struct host_safety *to;
	const struct host_inventory *inv;
	const struct host_scene *scene;
	const struct host_function *f;
	struct host_parts parts;
	int err; /* of memory; nothing else stops an examination */
};

/* Add a finding, once, however often the machine shows it. */
void exam_add(struct exam *x, enum host_risk risk, bool unknown,
	      const char *format, ...) __attribute__((format(printf, 4, 5)));

/* What could not be read, under each risk that it may hide. */
void exam_add_unknown(struct exam *x, unsigned int risks, const char *what,
		      int err);

/* Word @n, from 0, of a line, terminated; false: it has not so many. */
bool exam_word(const char *line, unsigned int n, char *buf, size_t len);

#define FOR_LINES(line, text)                      \
	for (const char *(line) = (text); *(line); \
	     (line) += strcspn(line, "\n"), (line) += *(line) == '\n')

/* Who has a node open: a device of type @type, S_IFBLK or S_IFCHR. */
void exam_open(struct exam *x, mode_t type, const char *name,
	       unsigned int major, unsigned int minor);

/* A process that drives it through the files resourceN of sysfs. */
void exam_resources(struct exam *x);

/* A port that the kernel prints on, which no process has open for that. */
void exam_console(struct exam *x, const struct host_part *port);

/* VFIO's own node, which a virtual machine has open. */
void exam_group_open(struct exam *x);

/* A disk or partition: mounts, swap, RAID, LVM, multipath. */
void exam_disk(struct exam *x, const struct host_part *disk);

/*
 * The disks of the device itself, claimed: what has one for itself (mounts of
 * other namespaces, pools of ZFS, exports of the kernel) keeps others from
 * that. @report: a claim that fails is a finding.
 */
void exam_claims(struct exam *x, bool report);

/* An interface: up, routes, this session. */
void exam_interface(struct exam *x, const struct host_part *net);

/* An interface in another namespace cannot be seen from this one. */
void exam_hidden_interface(struct exam *x);

#endif
