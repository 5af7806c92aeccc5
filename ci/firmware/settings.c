// SPDX-License-Identifier: GPL-2.0-only
#include "settings.h"

#include "rules.h"
#include "text.h"

#define NAME(symbol, name, ...) name,
static const char calls[][16] = { FIRMWARE_CALLS(NAME) };
static const char parameters[][16] = { FIRMWARE_PARAMETERS(NAME) };
#undef NAME

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static bool word_ends(char c)
{
	return !c || blank(c);
}

/* The PEs that words are for: one, or each. */
struct those {
	struct fw *fw;
	uint32_t first, end;
};

static struct fw_pe *next_pe(const struct those *those, uint32_t *i)
{
	for (; *i < those->end; (*i)++)
		if (those->fw->pes[*i].used)
			return &those->fw->pes[(*i)++];
	return NULL;
}

/* Each of these functions returns what is wrong, or NULL. */

static const char *read_pe(struct those *those, const char **text)
{
	int64_t n;

	if (!fw_text_number(text, &n) || n < 0 || n >= FW_PES ||
	    !those->fw->pes[n].used)
		return "the machine has no such PE";
	those->first = (uint32_t)n;
	those->end = (uint32_t)n + 1;
	return NULL;
}

static const char *read_parameter(const struct those *those, uint32_t parameter,
				  const char **text)
{
	struct fw_value value = { .set = true };
	struct fw_pe *pe;

	if (!fw_text_number(text, &value.number) ||
	    !fw_parameter_valid(parameter, value.number))
		return "no number that it can have";
	for (uint32_t i = those->first; (pe = next_pe(those, &i));)
		pe->settings[parameter] = pe->now[parameter] = value;
	return NULL;
}

static const char *read_numbers(const char **text, int64_t *numbers, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (i && *(*text)++ != ':')
			return "want fail=CALL:FIRST:COUNT:STATUS";
		if (!fw_text_number(text, &numbers[i]))
			return "want fail=CALL:FIRST:COUNT:STATUS";
	}
	return NULL;
}

static const char *read_fail(const struct those *those, const char **text)
{
	enum {
		FIRST,
		COUNT,
		STATUS,
		NUMBERS
	};
	int64_t numbers[NUMBERS];
	struct fw_rule rule = { .settings = true };
	const char *wrong;
	struct fw_pe *pe;

	while (!fw_text_skip(text, calls[rule.call], ':'))
		if (++rule.call == FIRMWARE_CALL_END)
			return "no such call";
	wrong = read_numbers(text, numbers, NUMBERS);
	if (wrong)
		return wrong;
	if (numbers[FIRST] < 1 || numbers[FIRST] > UINT32_MAX ||
	    numbers[COUNT] < 1 || numbers[COUNT] > UINT32_MAX)
		return "FIRST and COUNT are 1 or more";
	if (!fw_rule_lawful(rule.call, numbers[STATUS]))
		return "PAPR has no such status for this call";
	rule.skip = (uint32_t)(numbers[FIRST] - 1);
	rule.count = (uint32_t)numbers[COUNT];
	rule.status = (int32_t)numbers[STATUS];
	for (uint32_t i = those->first; (pe = next_pe(those, &i));)
		if (!fw_rule_add(pe, &rule))
			return "too many rules for a PE";
	return NULL;
}

static const char *read_property(const struct those *those, const char **text,
				 bool gone)
{
	struct fw *fw = those->fw;
	struct fw_property p = { .gone = gone };
	uint32_t n = 0;

	p.pe = those->end - those->first == 1 ? those->first : FW_PES;
	for (; !word_ends(**text) && **text != ':'; (*text)++) {
		if (n == FW_NAME - 1)
			return "a name has 31 characters at most";
		p.name[n++] = **text;
	}
	if (!n)
		return "want the name of a property";
	for (; **text == ':' && !gone; p.ncells++) {
		int64_t cell;

		(*text)++;
		if (p.ncells == FW_CELLS)
			return "a property has 8 cells at most";
		if (!fw_text_number(text, &cell) || cell < 0 ||
		    cell > UINT32_MAX)
			return "a cell is a number of 32 bits";
		p.cells[p.ncells] = (uint32_t)cell;
	}
	if (fw->nproperties == FW_PROPERTIES)
		return "too many properties";
	fw->properties[fw->nproperties++] = p;
	return NULL;
}

static const char *read_place(const struct those *those, const char **text)
{
	struct fw_pe *pe;
	int64_t n;

	if (!fw_text_number(text, &n) || n != 1)
		return "want at-device=1";
	for (uint32_t i = those->first; (pe = next_pe(those, &i));)
		pe->at_device = true;
	return NULL;
}

static const char *read_word(struct those *those, const char **text)
{
	if (fw_text_skip(text, "pe", '='))
		return read_pe(those, text);
	if (fw_text_skip(text, "fail", '='))
		return read_fail(those, text);
	if (fw_text_skip(text, "prop", '='))
		return read_property(those, text, false);
	if (fw_text_skip(text, "noprop", '='))
		return read_property(those, text, true);
	if (fw_text_skip(text, "at-device", '='))
		return read_place(those, text);
	for (uint32_t i = 0; i < FIRMWARE_PARAMETER_END; i++)
		if (fw_text_skip(text, parameters[i], '='))
			return read_parameter(those, i, text);
	return "no such word";
}

bool fw_settings(struct fw *fw, const char *text, struct fw_wrong *wrong)
{
	struct those those = { fw, 0, FW_PES };

	while (*text) {
		if (*text == '\n') {
			those.first = 0;
			those.end = FW_PES;
		}
		if (blank(*text)) {
			text++;
			continue;
		}
		wrong->word = text;
		wrong->what = read_word(&those, &text);
		if (!wrong->what && !word_ends(*text))
			wrong->what = "more than it can have";
		if (wrong->what)
			return false;
	}
	return true;
}
