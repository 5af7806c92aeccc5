// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <core/array.h>
#include <spec/model.h>
#include <stream/near.h>

#include "../host/safety.h"

#define REPEAT_MAX 100000
#define USER_MAX 65533 /* the last but nobody's */
#define TIMEOUT_MAX_S 86400
#define SOAK_MAX_S 3600000

int tce_usage(const char *fmt, ...)
{
	va_list ap;

	fputs("tce-test: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return TCE_STATUS_USAGE;
}

/* What can be listed; the first is the default. */
static const struct {
	const char *name;
	enum tce_action action;
} lists[] = {
	{ "names", TCE_ACTION_NAMES },
	{ "long", TCE_ACTION_LONG },
	{ "suites", TCE_ACTION_SUITES },
	{ "plan", TCE_ACTION_PLAN },
	{ "red", TCE_ACTION_RED },
	{ "needs", TCE_ACTION_NEEDS },
	{ "facts", TCE_ACTION_FACTS },
	{ "clauses", TCE_ACTION_CLAUSES },
	{ "waivers", TCE_ACTION_WAIVERS },
	{ "rules", TCE_ACTION_RULES },
	{ "platforms", TCE_ACTION_PLATFORMS },
	{ "devices", TCE_ACTION_DEVICES },
	{ "operations", TCE_ACTION_OPERATIONS },
};

int tce_option_list(struct tce_options *o, char *what)
{
	char known[160] = "";
	size_t len = 0;

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		if (!strcmp(what ? what : lists[0].name, lists[i].name)) {
			o->action = lists[i].action;
			return 0;
		}
		len += (size_t)snprintf(known + len, sizeof(known) - len,
					"%s%s", i ? ", " : "", lists[i].name);
	}
	return tce_usage("--list=%s: want one of %s", what, known);
}

int tce_option_backend(struct tce_options *o, char *what)
{
	o->model = !strcmp(what, "model");
	if (o->model || !strcmp(what, "kernel"))
		return 0;
	return tce_usage("--backend %s: want kernel or model", what);
}

/* A fact is judged here, before the machine is read that it is about. */
int tce_option_fact(struct tce_options *o, char *text)
{
	static struct tce_platform scratch;
	const size_t len = strcspn(text, "=");
	const char *name, *about;
	char known[256] = "";
	size_t used = 0;

	o->facts[o->nfacts++] = text;
	if (!tce_platform_set(&scratch, text))
		return 0;
	for (unsigned int i = 0; (name = tce_platform_fact(i, &about)); i++) {
		if (strlen(name) == len && !strncmp(name, text, len))
			return tce_usage("--fact %s: want %s=NUMBER (%s)", text,
					 name, about);
		used += (size_t)snprintf(known + used, sizeof(known) - used,
					 "%s%s", i ? ", " : "", name);
	}
	return tce_usage("--fact %s: unknown fact (known: %s)", text, known);
}

int tce_option_user(struct tce_options *o, char *text)
{
	char *end;
	unsigned long id = strtoul(text, &end, 10);

	if (*text < '1' || *text > '9' || *end || id > USER_MAX)
		return tce_usage("--user %s: want a user id from 1 to %d", text,
				 USER_MAX);
	o->user = (unsigned int)id;
	return 0;
}

int tce_option_repeat(struct tce_options *o, char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*text < '1' || *text > '9' || *end || n > REPEAT_MAX)
		return tce_usage("--repeat %s: want a number from 1 to %d",
				 text, REPEAT_MAX);
	o->repeat = n;
	return 0;
}

int tce_option_seconds(double *to, const char *what, const char *text)
{
	char *end;
	double s = strtod(text, &end);

	if (end == text || *end || !(s > 0) || s > TIMEOUT_MAX_S)
		return tce_usage("%s %s: want a number above 0, at most %d",
				 what, text, TIMEOUT_MAX_S);
	*to = s;
	return 0;
}

int tce_option_timeout(struct tce_options *o, char *text)
{
	return tce_option_seconds(&o->timeout_s, "--timeout", text);
}

int tce_option_soak(struct tce_options *o, char *text)
{
	static const struct {
		char unit;
		double s;
	} units[] = { { '\0', 1 }, { 's', 1 }, { 'm', 60 }, { 'h', 3600 } };
	char *end;
	double n = strtod(text, &end);

	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (*text < '0' || *text > '9' || *end != units[i].unit ||
		    (*end && end[1]))
			continue;
		o->soak_s = n * units[i].s;
		if (o->soak_s >= 1 && o->soak_s <= SOAK_MAX_S)
			return 0;
	}
	return tce_usage("--soak %s: want a time from 1s to 1000h, as 90s, 10m "
			 "or 2h",
			 text);
}

int tce_option_rule(struct tce_options *o, char *text)
{
	const struct tce_rule *rule;
	char *end;
	unsigned long n = strtoul(text, &end, 10);
	bool number = *text >= '0' && *text <= '9' && !*end;
	struct tce_near near;
	unsigned int i;

	tce_near_begin(&near, text);
	for (i = 0; (rule = tce_rule_get(i)); i++) {
		if (number ? n != i : strcmp(text, rule->name) != 0) {
			tce_near_offer(&near, rule->name);
			continue;
		}
		o->broken = (int)i;
		return 0;
	}
	if (near.best)
		return tce_usage("--break %s: unknown rule; did you mean %s?",
				 text, near.best);
	return tce_usage("--break %s: unknown rule (see --list=rules)", text);
}

int tce_option_force(struct tce_options *o, char *text)
{
	unsigned int risks;

	if (host_risks_parse(text, &risks))
		return tce_usage("--force %s: want names of risks, with commas "
				 "between",
				 text);
	o->forced |= risks;
	return 0;
}

int tce_option_huge(struct tce_options *o, char *text)
{
	size_t kib = strspn(text, "0123456789");
	char *end;

	if (kib && text[kib] == ':' && text[kib + 1] >= '1' &&
	    text[kib + 1] <= '9') {
		errno = 0;
		o->huge = strtoul(text + kib + 1, &end, 10);
		if (!*end && !errno) {
			text[kib] = '\0';
			o->huge_kib = text;
			return 0;
		}
	}
	return tce_usage("--hugepages %s: want KIB:COUNT", text);
}

int tce_option_exclude(struct tce_options *o, char *glob)
{
	o->excludes[o->nexcludes++] = glob;
	return 0;
}

int tce_option_device(struct tce_options *o, char *bdf)
{
	o->devices[o->ndevices++] = bdf;
	return 0;
}

int tce_option_platform(struct tce_options *o, char *name)
{
	o->platforms[o->nplatforms++] = name;
	return 0;
}

void tce_option_lists(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		printf("%c%s", i == ARRAY_SIZE(lists) / 2 ? '\n' : ' ',
		       lists[i].name);
}
