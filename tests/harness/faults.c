// SPDX-License-Identifier: GPL-2.0-only
#include "faults.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "case.h"
#include "harness.h"
#include <core/file.h>

#define NTH "/proc/thread-self/fail-nth"
#define DEBUGFS "/sys/kernel/debug/"

/*
 * Who asks for the Nth is not subject to the others of these files, except for
 * those that leave out what may wait, which is nearly everything.
 */
static struct setting {
	const char *path, *value;
	char before[16];
} settings[] = {
	{ .path = DEBUGFS "failslab/ignore-gfp-wait", .value = "0" },
	{ .path = DEBUGFS "failslab/verbose", .value = "0" },
	{ .path = DEBUGFS "fail_page_alloc/ignore-gfp-wait", .value = "0" },
	{ .path = DEBUGFS "fail_page_alloc/ignore-gfp-highmem", .value = "0" },
	{ .path = DEBUGFS "fail_page_alloc/min-order", .value = "0" },
	{ .path = DEBUGFS "fail_page_alloc/verbose", .value = "0" },
};

/* Open all the time: to open it while a failure is armed would meet it. */
static int nth_fd = -1;

bool tce_faults_there(void)
{
	return !access(NTH, W_OK) && !access(settings[0].path, W_OK);
}

static bool file_read(const char *path, char *text, size_t len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, len - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return n > 0;
}

void tce_faults_begin(void)
{
	struct setting *s;

	nth_fd = open(NTH, O_RDWR | O_CLOEXEC);
	if (nth_fd < 0)
		tce_broken("cannot open " NTH);
	for (s = settings; s < settings + ARRAY_SIZE(settings); s++) {
		/* a kernel may have one of the two kinds only */
		if (access(s->path, F_OK))
			continue;
		if (!file_read(s->path, s->before, sizeof(s->before)) ||
		    core_text_write(s->path, s->value))
			tce_broken("cannot write %s", s->path);
	}
}

void tce_fault_arm(unsigned int nth)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", nth);

	if (pwrite(nth_fd, text, len, 0) != len)
		tce_broken("cannot write " NTH);
}

/* The kernel counts down to the failure; what is left is what was too many. */
bool tce_fault_disarm(void)
{
	char text[16] = "";

	if (pread(nth_fd, text, sizeof(text) - 1, 0) <= 0)
		tce_broken("cannot read " NTH);
	if (atoi(text) == 0)
		return true;
	tce_fault_arm(0);
	return false;
}

static const char *const kinds[] = { "failslab", "fail_page_alloc" };

static void filter_write(const char *file, unsigned long long address)
{
	char path[64], text[32];

	snprintf(text, sizeof(text), "%#llx", address);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		snprintf(path, sizeof(path), DEBUGFS "%s/%s", kinds[i], file);
		if (core_text_write(path, text))
			tce_broken("cannot write %s", path);
	}
}

/* The addresses of a function: up to the next one. */
static bool function_find(const char *name, unsigned long long *start,
			  unsigned long long *end)
{
	unsigned long long address;
	char line[256], symbol[128];
	FILE *f = fopen("/proc/kallsyms", "re");
	bool found = false;

	*end = 0;
	while (f && !*end && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%llx %*c %127s", &address, symbol) != 2)
			continue;
		if (found && address > *start)
			*end = address;
		if (!found && !strcmp(symbol, name)) {
			*start = address;
			found = true;
		}
	}
	if (f)
		fclose(f);
	return *end != 0;
}

void tce_faults_within(const char *function, const char * not )
{
	unsigned long long start, end, not_start, not_end;

	if (access(DEBUGFS "failslab/require-start", W_OK) ||
	    !function_find(function, &start, &end) ||
	    !function_find(not, &not_start, &not_end))
		tce_skip("allocations cannot be told apart by functions here");
	filter_write("require-start", start);
	filter_write("require-end", end);
	filter_write("reject-start", not_start);
	filter_write("reject-end", not_end);
}

static void filter_end(void)
{
	if (access(DEBUGFS "failslab/require-start", W_OK))
		return;
	filter_write("require-start", 0);
	filter_write("require-end", -1ull);
	filter_write("reject-start", 0);
	filter_write("reject-end", 0);
}

void tce_faults_end(void)
{
	struct setting *s;

	for (s = settings; s < settings + ARRAY_SIZE(settings); s++)
		if (*s->before)
			core_text_write(s->path, s->before);
	filter_end();
	close(nth_fd);
}

struct line {
	const char *path, *on, *off;
};

static void lines_write(const struct line *lines, size_t n, bool on)
{
	for (size_t i = 0; i < n; i++)
		if (core_text_write(lines[i].path,
				    on ? lines[i].on : lines[i].off))
			tce_broken("cannot write %s", lines[i].path);
}

void tce_faults_all(bool on)
{
	static const struct line all[] = {
		{ DEBUGFS "failslab/task-filter", "1", "0" },
		{ DEBUGFS "failslab/times", "-1", "1" },
		{ DEBUGFS "failslab/probability", "100", "0" },
		{ "/proc/self/make-it-fail", "1", "0" },
	};

	lines_write(all, ARRAY_SIZE(all), on);
}

#define ATOMIC DEBUGFS "fail_page_alloc/"

/* Only while this is on: the others ask for the Nth, whatever these are. */
void tce_faults_atomic(bool on)
{
	static const struct line all[] = {
		{ ATOMIC "ignore-gfp-wait", "1", "1" },
		{ ATOMIC "task-filter", "1", "0" },
		{ ATOMIC "verbose", "0", "2" },
		{ ATOMIC "min-order", "0", "1" },
		{ ATOMIC "times", "-1", "1" },
		{ ATOMIC "probability", "100", "0" },
		{ "/proc/self/make-it-fail", "1", "0" },
	};

	lines_write(all, ARRAY_SIZE(all), on);
}
