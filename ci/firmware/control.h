/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIRMWARE_CONTROL_H
#define FIRMWARE_CONTROL_H

#include "firmware.h"

/* The control call, which a case in the guest makes. */
void fw_control(struct fw *fw, struct fw_call *c);

#endif
