// SPDX-License-Identifier: GPL-2.0-only
#include "rules.h"

/*
 * LoPAR, "DMA Window Manipulation Calls" and "PCI EEH": the argument call
 * buffers. A busy call is one that the kernel must repeat.
 */
static const struct {
	uint32_t call;
	int32_t first, last;
} lawful[] = {
	{ FIRMWARE_CALL_QUERY, -1, -1 },
	{ FIRMWARE_CALL_QUERY, -3, -3 },
	{ FIRMWARE_CALL_CREATE, -3, -1 },
	{ FIRMWARE_CALL_CREATE, 9900, 9905 },
	{ FIRMWARE_CALL_REMOVE, -1, -1 },
	{ FIRMWARE_CALL_REMOVE, -3, -3 },
	{ FIRMWARE_CALL_RESET, -3, -1 },
	{ FIRMWARE_CALL_CONFIG_ADDR, -3, -3 },
	{ FIRMWARE_CALL_EEH_OPTION, -1, -1 },
	{ FIRMWARE_CALL_EEH_OPTION, -3, -3 },
	{ FIRMWARE_CALL_EEH_OPTION, -7, -7 },
	{ FIRMWARE_CALL_SLOT_STATE, -3, -3 },
	{ FIRMWARE_CALL_SLOT_RESET, -1, -1 },
	{ FIRMWARE_CALL_SLOT_RESET, -3, -3 },
	{ FIRMWARE_CALL_SLOT_RESET, -8, -7 },
	{ FIRMWARE_CALL_CONFIGURE, -3, -3 },
	{ FIRMWARE_CALL_CONFIGURE, 9900, 9905 },
	{ FIRMWARE_CALL_ERROR_DETAIL, -1, -1 },
	{ FIRMWARE_CALL_READ_CONFIG, -1, -1 },
	{ FIRMWARE_CALL_READ_CONFIG, -3, -3 },
	{ FIRMWARE_CALL_WRITE_CONFIG, -1, -1 },
	{ FIRMWARE_CALL_WRITE_CONFIG, -3, -3 },
};

bool fw_rule_lawful(uint32_t call, int64_t status)
{
	for (uint32_t i = 0; i < sizeof(lawful) / sizeof(lawful[0]); i++)
		if (lawful[i].call == call && status >= lawful[i].first &&
		    status <= lawful[i].last)
			return true;
	return false;
}

bool fw_rule_add(struct fw_pe *pe, const struct fw_rule *rule)
{
	uint32_t i, n = 0;

	/* Rules that are used up make room; the others keep their order. */
	for (i = 0; i < FW_RULES; i++)
		if (pe->rules[i].count)
			pe->rules[n++] = pe->rules[i];
	for (i = n; i < FW_RULES; i++)
		pe->rules[i].count = 0;
	if (n == FW_RULES)
		return false;
	pe->rules[n] = *rule;
	return true;
}

/* What a call that is busy ends with, or 0 if PAPR does not let it be. */
static int32_t busy_status(uint32_t call)
{
	if (fw_rule_lawful(call, 9900))
		return 9900;
	return fw_rule_lawful(call, -2) ? -2 : 0;
}

static bool busy(struct fw_pe *pe, uint32_t call, int32_t *status)
{
	*status = busy_status(call);
	if (!fw_set(pe, FIRMWARE_PARAMETER_BUSY) || !*status)
		return false;
	if (pe->busy[call]++ < pe->now[FIRMWARE_PARAMETER_BUSY].number)
		return true;
	pe->busy[call] = 0;
	return false;
}

bool fw_rule_applies(struct fw_pe *pe, uint32_t call, int32_t *status)
{
	struct fw_rule *rule;

	pe->calls[call]++;
	for (rule = pe->rules; rule < pe->rules + FW_RULES; rule++) {
		if (!rule->count || rule->call != call)
			continue;
		if (rule->skip) {
			rule->skip--;
			continue;
		}
		rule->count--;
		*status = rule->status;
		return true;
	}
	return busy(pe, call, status);
}

bool fw_parameter_valid(uint32_t parameter, int64_t number)
{
#define RANGE(symbol, name, first, last) { first, last },
	static const struct {
		int64_t first, last;
	} ranges[] = { FIRMWARE_PARAMETERS(RANGE) };
#undef RANGE

	if (parameter >= FIRMWARE_PARAMETER_END ||
	    number < ranges[parameter].first || number > ranges[parameter].last)
		return false;
	return parameter != FIRMWARE_PARAMETER_LIVE ||
	       fw_rule_lawful(FIRMWARE_CALL_REMOVE, number);
}

void fw_rules_clear(struct fw_pe *pe)
{
	uint32_t i;

	for (i = 0; i < FW_RULES; i++)
		if (!pe->rules[i].settings)
			pe->rules[i].count = 0;
	for (i = 0; i < FIRMWARE_PARAMETER_END; i++)
		pe->now[i] = pe->settings[i];
}
