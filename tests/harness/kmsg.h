/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_KMSG_H
#define TESTS_KMSG_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The kernel log: a complaint of the kernel while a case runs is part of the
 * case's verdict.
 */

#define TCE_SPLATS_MAX 32	/* of one case that are kept */
#define TCE_SPLAT_TEXT_MAX 6144 /* bytes of one that are kept */
#define TCE_LOSSES_MAX 8
#define TCE_LOSS_TEXT_MAX 200

/* One complaint of the kernel: a line, or a report of many. */
struct tce_splat {
	char head[200];		       /* its first line */
	char text[TCE_SPLAT_TEXT_MAX]; /* all lines, newlines between */
	size_t len;
	unsigned int times; /* that a single line was logged */
	bool damage;	    /* no verdict after it can be trusted */
	bool memory;	    /* it is about an allocation that failed */
	bool given_up;	    /* a PE that no window can be made on any more */
};

struct tce_splats {
	unsigned int n;
	unsigned int more; /* that were not kept */
	unsigned int nlosses;
	/* lines: a PE may be lost */
	char loss[TCE_LOSSES_MAX][TCE_LOSS_TEXT_MAX];
	unsigned long lost; /* records of the log that were never read */
	struct tce_splat splat[TCE_SPLATS_MAX];
	unsigned int open; /* which one goes on, from 1; 0: none */
	bool traced;	   /* and has come to its call trace */
};

/**
 * tce_splats_scan() - take in one record of /dev/kmsg
 * @s: zeroed before a case
 * @record: "prio,seq,time,flags;text\n", then lines that are not looked at
 * @len: its bytes
 */
void tce_splats_scan(struct tce_splats *s, const char *record, size_t len);

/**
 * tce_splats_forgive() - drop complaints that are no findings
 * @memory: those about failed allocations: the test made them fail
 * @stops: those about stopped PEs: only the suite's own firmware stops them
 */
void tce_splats_forgive(struct tce_splats *s, bool memory, bool stops);

struct tce_kmsg {
	int rd; /* gives a record a read(2) */
	int wr; /* takes marks, or -1 */
	/* number of the record that comes next; 0: not known yet */
	unsigned long long next;
};

/**
 * tce_kmsg_open() - open the running kernel's log, and read what it has so far
 * @k: filled
 * @s: added to; NULL: what was logged is of no interest
 *
 * Return: 0; -errno of opening /dev/kmsg.
 */
int tce_kmsg_open(struct tce_kmsg *k, struct tce_splats *s);

/**
 * tce_kmsg_close() - close it
 */
void tce_kmsg_close(struct tce_kmsg *k);

/**
 * tce_kmsg_mark() - say in the kernel's log which case begins
 */
void tce_kmsg_mark(const struct tce_kmsg *k, const char *name);

/**
 * tce_kmsg_read() - take in what was logged since the last call
 * @k: the log
 * @s: added to; NULL: what was logged is of no interest
 *
 * The kernel numbers its records, and drops the oldest when its buffer is full:
 * a gap in the numbers is what was lost.
 */
void tce_kmsg_read(struct tce_kmsg *k, struct tce_splats *s);

#endif
