/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_EVIDENCE_H
#define TESTS_EVIDENCE_H

#include "judge.h"

/**
 * tce_evidence_fails() - how many failed steps are kept
 */
unsigned int tce_evidence_fails(const struct tce_evidence *e);

/**
 * tce_evidence_waiver() - the waiver that covers a finding, or NULL
 */
const struct tce_waiver *tce_evidence_waiver(const struct tce_evidence *e,
					     const char *text);

/**
 * tce_evidence_shows() - whether anything shows a part of a waiver's symptom
 */
bool tce_evidence_shows(const struct tce_evidence *e,
			const struct tce_waiver *w, unsigned int part);

/**
 * tce_evidence_pins_waiver() - the waiver that covers the pages left pinned
 *
 * A waiver that only allows them covers them only with its defect: when
 * something else of its symptom shows.
 *
 * Return: NULL when none does.
 */
const struct tce_waiver *tce_evidence_pins_waiver(const struct tce_evidence *e);

/**
 * tce_evidence_print() - write a case's findings to the stream
 * @e: the evidence
 * @fd: the stream
 *
 * Failed steps first, the kernel's lines last; what repeats is written once,
 * with a count.
 */
void tce_evidence_print(const struct tce_evidence *e, int fd);

#endif
