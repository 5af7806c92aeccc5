/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FIRMWARE_RULES_H
#define FIRMWARE_RULES_H

#include "firmware.h"

/* Which calls to the firmware fail, and what a PE is set to. */

/* Whether PAPR has this status, other than success, for this call. */
bool fw_rule_lawful(uint32_t call, int64_t status);

/* Adds one. @return: whether there is room for it. */
bool fw_rule_add(struct fw_pe *pe, const struct fw_rule *rule);

/* Counts a call. @return: whether it must end with @status and do nothing. */
bool fw_rule_applies(struct fw_pe *pe, uint32_t call, int32_t *status);

/* Whether @number is one that this parameter can have. */
bool fw_parameter_valid(uint32_t parameter, int64_t number);

/* Drops rules and values that are not those of the settings. */
void fw_rules_clear(struct fw_pe *pe);

#endif
