// SPDX-License-Identifier: GPL-2.0-only
#include "kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <core/array.h>

#include "loss.h"

#define RECORD_MAX 8192 /* the kernel's own bound */

/* of one call: a kernel that logs without end must not hold the reader */
#define RECORDS_MAX 65536

enum class {
	CLASS_LINE,   /* a complaint of one line */
	CLASS_REPORT, /* begins a report, or belongs to one that just began */
	CLASS_MEMORY, /* ditto: an allocation failed */
	CLASS_DAMAGE, /* ditto; and the kernel cannot be trusted after it */
	/* one line: no window can be made on this PE any more */
	CLASS_GIVEN_UP,
	/* no complaint: from here on that may be so, or the PE is disabled */
	CLASS_LOSS,
};

static const struct {
	const char *word;
	enum class class;
} words[] = {
	{ "[ cut here ]", CLASS_REPORT },
	{ "WARNING:", CLASS_REPORT },
	{ "UBSAN:", CLASS_REPORT },
	{ "KASAN", CLASS_REPORT },
	{ "possible circular locking", CLASS_REPORT },
	{ "INFO: possible", CLASS_REPORT },
	{ "INFO: suspicious", CLASS_REPORT },
	{ "rcu: INFO", CLASS_REPORT },
	{ "vmalloc error:", CLASS_MEMORY },
	{ "page allocation failure:", CLASS_MEMORY },
	{ "Call Trace", CLASS_REPORT },
	{ "BUG:", CLASS_DAMAGE },
	{ "kernel BUG at", CLASS_DAMAGE },
	{ "Oops", CLASS_DAMAGE },
	{ "Kernel panic", CLASS_DAMAGE },
	{ "Unable to handle", CLASS_DAMAGE },
	{ "Kernel attempted to", CLASS_DAMAGE },
	{ "INFO: task", CLASS_DAMAGE },
	{ "hung task", CLASS_DAMAGE },
	{ "Unexpected TCEs", CLASS_LINE },
	{ "failed DDW device list", CLASS_GIVEN_UP },
	{ "Create ddw failed", CLASS_LOSS },
	{ "DDW removal failed", CLASS_LOSS },
	{ "No dma-windows exist", CLASS_LOSS },
	{ "ibm,ddw-applicable not found", CLASS_LOSS },
	{ "unable to add DMA window property", CLASS_LOSS },
	{ "has been permanently disabled", CLASS_LOSS },
	{ "EEH: Unable to recover", CLASS_LOSS },
};

static int word_find(const char *line)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (strstr(line, words[i].word))
			return (int)i;
	return -1;
}

static void add_line(struct tce_splat *s, const char *line)
{
	int n = snprintf(s->text + s->len, sizeof(s->text) - s->len, "%s%s",
			 s->len ? "\n" : "", line);

	if (s->len + n < sizeof(s->text))
		s->len += n;
	else
		s->text[s->len] = '\0';
}

static void set_head(struct tce_splat *s, const char *line)
{
	snprintf(s->head, sizeof(s->head), "%.*s", (int)sizeof(s->head) - 1,
		 line);
}

static struct tce_splat *add_splat(struct tce_splats *s)
{
	if (s->n == TCE_SPLATS_MAX) {
		s->more++;
		return NULL;
	}
	return &s->splat[s->n++];
}

/* A complaint of one line; the same one again is counted. */
static void add_single(struct tce_splats *s, const char *line, bool given_up)
{
	struct tce_splat *splat;

	for (unsigned int i = 0; i < s->n; i++)
		if (s->splat[i].times && !strcmp(s->splat[i].text, line)) {
			s->splat[i].times++;
			return;
		}
	splat = add_splat(s);
	if (!splat)
		return;
	set_head(splat, line);
	add_line(splat, line);
	splat->times = 1;
	splat->given_up = given_up;
}

static void add_loss(struct tce_splats *s, const char *line)
{
	if (s->nlosses < TCE_LOSSES_MAX)
		snprintf(s->loss[s->nlosses++], TCE_LOSS_TEXT_MAX, "%.*s",
			 TCE_LOSS_TEXT_MAX - 1, line);
}

static void scan_line(struct tce_splats *s, const char *line)
{
	struct tce_splat *splat = s->open ? &s->splat[s->open - 1] : NULL;
	int word = word_find(line);
	bool cut = strstr(line, "[ cut here ]");
	bool trace = strstr(line, "Call Trace");
	struct tce_refusal refusal;

	if (tce_refusal_read(line, &refusal))
		add_loss(s, line);
	if (word >= 0 && words[word].class == CLASS_LOSS) {
		add_loss(s, line);
		word = -1;
	}
	/* Another CPU can log it in the midst of a report, which goes on. */
	if (word >= 0 && (words[word].class == CLASS_LINE ||
			  words[word].class == CLASS_GIVEN_UP)) {
		add_single(s, line, words[word].class == CLASS_GIVEN_UP);
		return;
	}
	/* Such a word after a call trace begins another report. */
	if (word >= 0 && (!splat || cut || (s->traced && !trace))) {
		splat = add_splat(s);
		s->open = splat ? s->n : 0;
		s->traced = false;
	}
	if (!splat)
		return;
	add_line(splat, line);
	if (word >= 0 && !cut && !splat->head[0])
		set_head(splat, line);
	if (word >= 0 && words[word].class == CLASS_DAMAGE)
		splat->damage = true;
	if (word >= 0 && words[word].class == CLASS_MEMORY)
		splat->memory = true;
	s->traced |= trace;
	if (strstr(line, "---[ end trace"))
		s->open = 0;
}

/* The kernel writes bytes that do not print as \xNN. */
static size_t unescape(char *line, size_t len)
{
	size_t from, to = 0;

	for (from = 0; from < len; from++) {
		unsigned int byte;
		unsigned char c = line[from];

		if (c == '\\' && len - from >= 4 &&
		    sscanf(line + from, "\\x%2x", &byte) == 1) {
			c = (unsigned char)byte;
			from += 3;
		}
		line[to++] = (char)(c < ' ' && c != '\n' ? ' ' : c);
	}
	return to;
}

void tce_splats_scan(struct tce_splats *s, const char *record, size_t len)
{
	const char *text = memchr(record, ';', len);
	const char *end;
	char buf[RECORD_MAX], *line, *next;
	size_t n;

	if (!text++)
		return;
	end = memchr(text, '\n', record + len - text);
	n = (end ? end : record + len) - text;
	if (n >= sizeof(buf))
		n = sizeof(buf) - 1;
	memcpy(buf, text, n);
	buf[unescape(buf, n)] = '\0';
	for (line = buf; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		scan_line(s, line);
	}
}

/* EEH logs where the kernel was when it found a PE stopped. */
static bool is_forgiven(const struct tce_splat *splat, bool memory, bool stops)
{
	return !splat->damage &&
	       ((memory && splat->memory) ||
		(stops && strstr(splat->head, "EEH: Call Trace:")));
}

void tce_splats_forgive(struct tce_splats *s, bool memory, bool stops)
{
	unsigned int from, to = 0;

	for (from = 0; from < s->n; from++)
		if (!is_forgiven(&s->splat[from], memory, stops))
			s->splat[to++] = s->splat[from];
	memset(&s->splat[to], 0, (s->n - to) * sizeof(*s->splat));
	s->n = to;
	s->open = 0;
}

int tce_kmsg_open(struct tce_kmsg *k, struct tce_splats *s)
{
	k->rd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (k->rd < 0)
		return -errno;
	k->wr = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	k->next = 0;
	tce_kmsg_read(k, s);
	return 0;
}

void tce_kmsg_close(struct tce_kmsg *k)
{
	close(k->rd);
	if (k->wr >= 0)
		close(k->wr);
}

void tce_kmsg_mark(const struct tce_kmsg *k, const char *name)
{
	char mark[256];
	int len = snprintf(mark, sizeof(mark), "tce-test: RUN %s\n", name);

	/* dprintf() would seek, which this file refuses */
	if (k->wr >= 0 && len > 0 && (size_t)len < sizeof(mark) &&
	    write(k->wr, mark, (size_t)len) < 0)
		return;
}

/* "prio,number,..."; how many are missing before it. */
static unsigned long gap(struct tce_kmsg *k, const char *record)
{
	unsigned long long number, next = k->next;

	if (sscanf(record, "%*u,%llu", &number) != 1)
		return 0;
	k->next = number + 1;
	return next && number > next ? (unsigned long)(number - next) : 0;
}

void tce_kmsg_read(struct tce_kmsg *k, struct tce_splats *s)
{
	char record[RECORD_MAX + 1];

	for (unsigned int i = 0; i < RECORDS_MAX; i++) {
		ssize_t n = read(k->rd, record, RECORD_MAX);
		unsigned long lost;

		/* EPIPE: some were dropped, the next one is there. */
		if (n < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (n <= 0)
			return;
		record[n] = '\0';
		lost = gap(k, record);
		if (!s)
			continue;
		s->lost += lost;
		tce_splats_scan(s, record, n);
	}
}
