// SPDX-License-Identifier: GPL-2.0-only
/*
 * Times of the calls, by page size and by size. What is timed is undone at
 * once, and that is timed as another call. Everything is done in one process,
 * on one device, with nothing else in the container.
 */
#include "bench.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"
#include "options.h"

#define MIB (1ull << 20)
#define MOST_MIB 64ul

static const char help[] =
	"Usage: tce-test bench -d BDF [options]\n"
	"Measure how long the calls of the interface take, on one device that\n"
	"vfio-pci has.\n"
	"\n"
	"  -d, --device BDF      the device\n"
	"  -o, --output FILE     write the figures there, as JSON\n"
	"      --most MIB        of memory in one call (64)\n"
	"  -h, --help\n"
	"\n"
	"A table goes to standard output; tce-report rates NEW OLD compares "
	"two\n"
	"of these files.\n"
	"exit: 0 measured  2 usage  3 could not measure\n";

static int parse(int argc, char **argv, struct bench_run *r,
		 const char **output)
{
	static const struct option options[] = {
		{ "device", required_argument, NULL, 'd' },
		{ "output", required_argument, NULL, 'o' },
		{ "most", required_argument, NULL, 'm' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	unsigned long most = MOST_MIB;
	char *end;
	int opt;

	while ((opt = getopt_long(argc, argv, ":d:o:h", options, NULL)) != -1) {
		switch (opt) {
		case 'd':
			r->bdf = optarg;
			break;
		case 'o':
			*output = optarg;
			break;
		case 'm':
			most = strtoul(optarg, &end, 10);
			if (*end || most < 1 || most > 65536 ||
			    (most & (most - 1)))
				return tce_usage("bench: --most %s: want a "
						 "power of two, at most 65536",
						 optarg);
			break;
		case 'h':
			fputs(help, stdout);
			exit(0);
		default:
			return tce_usage("bench: %s: unknown, or wants a value",
					 argv[optind - 1]);
		}
	}
	if (!r->bdf || optind != argc)
		return tce_usage("bench: want -d BDF, and no more");
	r->most = most * MIB;
	return 0;
}

static int run(struct bench_run *r, const char *output)
{
	int ret = tce_platform_read(&r->p, &r->bdf, 1);

	r->figures.rows = json_array();
	if (ret)
		r->what = ret == -ENOTSUP ? "this is not a POWER machine"
					  : r->bdf;
	if (!ret)
		ret = bench_measure(r);
	if (!ret && output) {
		ret = bench_figures_save(&r->figures, &r->p, output);
		r->what = output;
	}
	json_decref(r->figures.rows);
	if (!ret)
		return 0;
	fprintf(stderr, "tce-test: bench: %s: %s\n",
		r->what ? r->what : "failed", strerror(-ret));
	return TCE_STATUS_BROKEN;
}

int tce_bench_run(const char *bdf, const char *output)
{
	struct bench_run r = { .bdf = bdf, .most = MOST_MIB * MIB };

	return run(&r, output);
}

int tce_bench_main(int argc, char **argv)
{
	struct bench_run r = { .figures.table = stdout };
	const char *output = NULL;
	int status = parse(argc, argv, &r, &output);

	return status ? status : run(&r, output);
}
