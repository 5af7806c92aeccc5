// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <spec/model.h>

#include <stream/version.h>

#include "../host/journal.h"
#include "../host/safety.h"

#define DEFAULT_TIMEOUT_S 10
#define REPEAT_MAX 100000
#define TIMEOUT_MAX_S 86400
#define SOAK_MAX_S 3600000

static const char help[] =
	"Usage: tce-test [options] [GLOB...]\n"
	"Run the cases whose names, suite.case, match a GLOB (all without "
	"one)\n"
	"and write their results as KTAP.\n"
	"\n"
	"  -l, --list[=WHAT]     list instead: names (default), long, "
	"suites,\n"
	"                        plan, clauses, waivers, rules, machines, "
	"devices\n"
	"  -x, --exclude GLOB    leave these out (repeatable)\n"
	"      --cases FILE      exactly these: names, one a line\n"
	"  -d, --device BDF      device to use, one a PE (repeatable)\n"
	"      --fact KEY=VALUE  what the machine cannot say itself "
	"(repeatable)\n"
	"      --waivers FILE    known defects of kernels\n"
	"      --strict          a skip is a failure\n"
	"      --booted          the kernel was, for this, and is again for "
	"the rest: one\n"
	"                        case that may crash it is run, as the last; "
	"nobody else\n"
	"                        pins memory\n"
	"      --repeat N        run each case N times\n"
	"      --soak TIME       one life after another, for 30s, 10m, 2h in "
	"all:\n"
	"                        what is left behind shows only then\n"
	"      --timeout S       of a case that names none (10)\n"
	"      --rates FILE      then measure how long the calls take, as "
	"bench does\n"
	"  -o, --output FILE     write the stream there (standard output)\n"
	"      --host            take the devices from this machine, give them "
	"back\n"
	"  -n, --dry-run         with --host: only say what would be done\n"
	"      --force RISK,...  take these risks: mounted, swap, raid, lvm,\n"
	"                        multipath, network, route, open, vf, boot, "
	"driver\n"
	"      --dangerous       with --host: cases that may do harm, too\n"
	"      --hugepages KIB:N\n"
	"                        with --host: have N huge pages of that size\n"
	"      --restore         put back what a run left that was cut short\n"
	"      --state DIR       where that is written (" HOST_STATE ")\n"
	"      --backend WHAT    what to test: kernel (default) or model\n"
	"      --machine NAME    synthetic machine of the model (repeatable; "
	"all)\n"
	"      --break RULE      break a rule of the model: name or number\n"
	"      --mutate          break each in turn; every one must be "
	"noticed\n"
	"      --self            prove the harness itself\n"
	"      --clauses FILE    for --list=clauses (fixtures/clauses.txt)\n"
	"  -v, --version  -h, --help\n"
	"\n"
	"environment: TCE_TIMEOUT_MUL, a factor to every timeout\n"
	"exit: 0 green  1 red  2 usage  3 could not run  4 nothing ran\n";

enum {
	OPT_CASES = 256,
	OPT_FACT,
	OPT_WAIVERS,
	OPT_STRICT,
	OPT_BOOTED,
	OPT_RATES,
	OPT_REPEAT,
	OPT_SOAK,
	OPT_TIMEOUT,
	OPT_BACKEND,
	OPT_MACHINE,
	OPT_BREAK,
	OPT_MUTATE,
	OPT_SELF,
	OPT_CLAUSES,
	OPT_HOST,
	OPT_FORCE,
	OPT_DANGEROUS,
	OPT_HUGEPAGES,
	OPT_RESTORE,
	OPT_STATE,
};

static const struct option long_options[] = {
	{ "list", optional_argument, NULL, 'l' },
	{ "exclude", required_argument, NULL, 'x' },
	{ "cases", required_argument, NULL, OPT_CASES },
	{ "device", required_argument, NULL, 'd' },
	{ "fact", required_argument, NULL, OPT_FACT },
	{ "waivers", required_argument, NULL, OPT_WAIVERS },
	{ "strict", no_argument, NULL, OPT_STRICT },
	{ "booted", no_argument, NULL, OPT_BOOTED },
	{ "rates", required_argument, NULL, OPT_RATES },
	{ "repeat", required_argument, NULL, OPT_REPEAT },
	{ "soak", required_argument, NULL, OPT_SOAK },
	{ "timeout", required_argument, NULL, OPT_TIMEOUT },
	{ "output", required_argument, NULL, 'o' },
	{ "backend", required_argument, NULL, OPT_BACKEND },
	{ "machine", required_argument, NULL, OPT_MACHINE },
	{ "break", required_argument, NULL, OPT_BREAK },
	{ "mutate", no_argument, NULL, OPT_MUTATE },
	{ "self", no_argument, NULL, OPT_SELF },
	{ "clauses", required_argument, NULL, OPT_CLAUSES },
	{ "host", no_argument, NULL, OPT_HOST },
	{ "dry-run", no_argument, NULL, 'n' },
	{ "force", required_argument, NULL, OPT_FORCE },
	{ "dangerous", no_argument, NULL, OPT_DANGEROUS },
	{ "hugepages", required_argument, NULL, OPT_HUGEPAGES },
	{ "restore", no_argument, NULL, OPT_RESTORE },
	{ "state", required_argument, NULL, OPT_STATE },
	{ "version", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

int tce_usage(const char *fmt, ...)
{
	va_list ap;

	fputs("tce-test: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputs(" (see tce-test --help)\n", stderr);
	return TCE_STATUS_USAGE;
}

static int parse_list(struct tce_options *o, const char *what)
{
	static const struct {
		const char *name;
		enum tce_action action;
	} lists[] = {
		{ "names", TCE_ACTION_NAMES },
		{ "long", TCE_ACTION_LONG },
		{ "suites", TCE_ACTION_SUITES },
		{ "plan", TCE_ACTION_PLAN },
		{ "clauses", TCE_ACTION_CLAUSES },
		{ "waivers", TCE_ACTION_WAIVERS },
		{ "rules", TCE_ACTION_RULES },
		{ "machines", TCE_ACTION_MACHINES },
		{ "devices", TCE_ACTION_DEVICES },
	};
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (strcmp(what ? what : "names", lists[i].name) != 0)
			continue;
		o->action = lists[i].action;
		return 0;
	}
	return tce_usage("--list=%s: want names, long, suites, plan, clauses, "
			 "waivers, rules, machines or devices",
			 what);
}

static int parse_backend(struct tce_options *o, const char *what)
{
	o->model = !strcmp(what, "model");
	if (o->model || !strcmp(what, "kernel"))
		return 0;
	return tce_usage("--backend %s: want kernel or model", what);
}

static int parse_repeat(struct tce_options *o, const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*text < '1' || *text > '9' || *end || n > REPEAT_MAX)
		return tce_usage("--repeat %s: want a number from 1 to %d",
				 text, REPEAT_MAX);
	o->repeat = n;
	return 0;
}

static int parse_seconds(double *to, const char *what, const char *text)
{
	char *end;
	double s = strtod(text, &end);

	if (end == text || *end || !(s > 0) || s > TIMEOUT_MAX_S)
		return tce_usage("%s %s: want a number above 0, at most %d",
				 what, text, TIMEOUT_MAX_S);
	*to = s;
	return 0;
}

static int parse_soak(struct tce_options *o, const char *text)
{
	static const struct {
		char unit;
		double s;
	} units[] = { { '\0', 1 }, { 's', 1 }, { 'm', 60 }, { 'h', 3600 } };
	char *end;
	double n = strtod(text, &end);

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
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

static int parse_rule(struct tce_options *o, const char *text)
{
	const struct tce_rule *rule;
	char *end;
	unsigned long n = strtoul(text, &end, 10);
	bool number = *text >= '0' && *text <= '9' && !*end;
	unsigned int i;

	for (i = 0; (rule = tce_rule_get(i)); i++) {
		if (number ? n != i : strcmp(text, rule->name) != 0)
			continue;
		o->broken = (int)i;
		return 0;
	}
	return tce_usage("--break %s: no such rule, --list=rules names them",
			 text);
}

static int parse_force(struct tce_options *o, const char *text)
{
	unsigned int risks;

	if (host_risks_parse(text, &risks))
		return tce_usage("--force %s: want names of risks, commas "
				 "between",
				 text);
	o->forced |= risks;
	return 0;
}

static int parse_huge(struct tce_options *o, char *text)
{
	size_t kib = strspn(text, "0123456789");
	char *end;

	if (kib && text[kib] == ':' && text[kib + 1] >= '1' &&
	    text[kib + 1] <= '9') {
		o->huge = strtoul(text + kib + 1, &end, 10);
		if (!*end) {
			text[kib] = '\0';
			o->huge_kib = text;
			return 0;
		}
	}
	return tce_usage("--hugepages %s: want KIB:COUNT", text);
}

/* Of --host and what goes with it. */
static int parse_host(struct tce_options *o, int opt)
{
	switch (opt) {
	case 'n':
		o->dry = true;
		return 0;
	case OPT_HOST:
		o->host = true;
		return 0;
	case OPT_FORCE:
		return parse_force(o, optarg);
	case OPT_DANGEROUS:
		o->dangerous = true;
		return 0;
	case OPT_HUGEPAGES:
		return parse_huge(o, optarg);
	case OPT_RESTORE:
		o->action = TCE_ACTION_RESTORE;
		return 0;
	case OPT_STATE:
		o->state = optarg;
		return 0;
	}
	return TCE_STATUS_BROKEN;
}

static int parse_one(struct tce_options *o, int opt)
{
	switch (opt) {
	case 'l':
		return parse_list(o, optarg);
	case 'x':
		o->excludes[o->nexcludes++] = optarg;
		return 0;
	case 'd':
		o->devices[o->ndevices++] = optarg;
		return 0;
	case 'o':
		o->output = optarg;
		return 0;
	case OPT_CASES:
		o->cases = optarg;
		return 0;
	case OPT_FACT:
		o->facts[o->nfacts++] = optarg;
		return 0;
	case OPT_WAIVERS:
		o->waivers = optarg;
		return 0;
	case OPT_STRICT:
		o->strict = true;
		return 0;
	case OPT_BOOTED:
		o->booted = true;
		return 0;
	case OPT_RATES:
		o->rates = optarg;
		return 0;
	case OPT_REPEAT:
		return parse_repeat(o, optarg);
	case OPT_SOAK:
		return parse_soak(o, optarg);
	case OPT_TIMEOUT:
		return parse_seconds(&o->timeout_s, "--timeout", optarg);
	case OPT_BACKEND:
		return parse_backend(o, optarg);
	case OPT_MACHINE:
		o->machines[o->nmachines++] = optarg;
		return 0;
	case OPT_BREAK:
		return parse_rule(o, optarg);
	case OPT_MUTATE:
		o->action = TCE_ACTION_MUTATE;
		return 0;
	case OPT_SELF:
		o->action = TCE_ACTION_SELF;
		return 0;
	case OPT_CLAUSES:
		o->clauses = optarg;
		return 0;
	}
	return parse_host(o, opt);
}

/* What does not go together. */
static int check_sense(const struct tce_options *o)
{
	if (o->cases && (o->nglobs || o->nexcludes || o->repeat > 1))
		return tce_usage("--cases names the cases: no GLOB, --exclude "
				 "or --repeat beside it");
	if (!o->model && o->broken >= 0)
		return tce_usage("--break: needs --backend model");
	if (!o->model && o->nmachines)
		return tce_usage("--machine: needs --backend model");
	if (o->model && (o->ndevices || o->nfacts))
		return tce_usage("the model has no device and takes no fact: "
				 "want --machine NAME");
	if (o->rates && o->model)
		return tce_usage("--rates: measures a kernel, not the model");
	if (o->host && !o->ndevices)
		return tce_usage("--host: needs -d BDF");
	if (o->host && o->action != TCE_ACTION_RUN &&
	    o->action != TCE_ACTION_PLAN)
		return tce_usage("--host: runs cases, nothing else beside it");
	if (!o->host && (o->dry || o->forced || o->dangerous || o->huge))
		return tce_usage("--dry-run, --force, --dangerous, "
				 "--hugepages: need --host");
	if (o->ndevices > TCE_GROUPS_MAX)
		return tce_usage("more than %d devices", TCE_GROUPS_MAX);
	return 0;
}

static bool lists_alloc(struct tce_options *o, size_t n)
{
	o->excludes = calloc(n, sizeof(char *));
	o->devices = calloc(n, sizeof(char *));
	o->machines = calloc(n, sizeof(char *));
	o->facts = calloc(n, sizeof(char *));
	return o->excludes && o->devices && o->machines && o->facts;
}

bool tce_options_parse(struct tce_options *o, int argc, char **argv,
		       int *status)
{
	const char *mul = getenv("TCE_TIMEOUT_MUL");
	int opt;

	*o = (struct tce_options){
		.broken = -1,
		.repeat = 1,
		.timeout_s = DEFAULT_TIMEOUT_S,
		.timeout_mul = 1,
		.clauses = "fixtures/clauses.txt",
		.state = HOST_STATE,
	};
	*status = TCE_STATUS_BROKEN;
	if (!lists_alloc(o, argc))
		return false;
	*status = mul && *mul ? parse_seconds(&o->timeout_mul,
					      "TCE_TIMEOUT_MUL", mul)
			      : 0;
	while (!*status && (opt = getopt_long(argc, argv, ":l::x:d:o:nvh",
					      long_options, NULL)) != -1) {
		if (opt == 'h' || opt == 'v') {
			if (opt == 'h')
				fputs(help, stdout);
			else
				printf("tce-test %s\n", tce_version);
			return false;
		}
		if (opt == '?' || opt == ':')
			*status = tce_usage("%s: %s", argv[optind - 1],
					    opt == '?' ? "unknown option"
						       : "wants a value");
		else
			*status = parse_one(o, opt);
	}
	o->globs = argv + optind;
	o->nglobs = argc - optind;
	if (!*status)
		*status = check_sense(o);
	return !*status;
}

void tce_options_free(struct tce_options *o)
{
	free(o->excludes);
	free(o->devices);
	free(o->machines);
	free(o->facts);
}
