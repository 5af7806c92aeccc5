/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIRMWARE_RTAS_H
#define FIRMWARE_RTAS_H

#include "firmware.h"

/* Answers a call that is not passed on at once: one of FIRMWARE_CALLS. */
void fw_answer(struct fw *fw, struct fw_call *c, enum firmware_call call);

#endif
