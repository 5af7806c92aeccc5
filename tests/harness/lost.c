// SPDX-License-Identifier: GPL-2.0-only
#include "lost.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <stream/write.h>
#include <tce/container.h>
#include <tce/dma.h>
#include <tce/group.h>
#include <tce/memory.h>

#include "harness.h"
#include "select.h"
#include "supervise.h"
#include "view.h"
#include "watch.h"

#define TIMEOUT_S 10
#define GIVEN_UP 1 /* status of the process that asks */

static const struct tce_harness *run;
static struct tce_losses losses;
static const struct tce_pe *asked;

/* The default window of each PE; zeros where it cannot be read. */
static struct window {
	uint64_t ddw, start, bytes;
} windows[TCE_GROUPS_MAX];

/*
 * MAP makes the default window before it looks at its arguments, which are no
 * good; where the kernel has given the PE up, that is ENODEV.
 */
static bool refuses_default(struct tce_container container)
{
	const size_t size = (size_t)sysconf(_SC_PAGESIZE);
	void *page = mmap(NULL, size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page != MAP_FAILED &&
	       !tce_memory_register(container, page, size) &&
	       tce_dma_map(container, 0, page, 0, 0) == -ENODEV;
}

/* The end of the process closes what it opened. */
static void ask(void)
{
	struct tce_container container;
	struct tce_group group;

	if (tce_container_open(&container) ||
	    tce_group_open(&group, asked->group_id) ||
	    tce_group_attach(group, container) ||
	    tce_container_set_iommu(container, TCE_IOMMU_V2))
		_exit(0);
	_exit(refuses_default(container) ? GIVEN_UP : 0);
}

bool tce_pe_given_up(const struct tce_pe *pe)
{
	const struct tce_supervision s = {
		.body = ask,
		.timeout_s = TIMEOUT_S,
		.grace_s = 1,
		.fd = -1,
	};
	int status = 0;

	asked = pe;
	return !tce_supervise(&s, &status) && WIFEXITED(status) &&
	       WEXITSTATUS(status) == GIVEN_UP;
}

/* Asks, and keeps what the kernel logs about it from the next case. */
static bool is_given_up(const struct tce_pe *pe)
{
	struct tce_watch *w = run->watch;
	bool given_up;

	if (!w->given_up)
		return false;
	given_up = w->given_up(pe);
	if (w->log.rd >= 0)
		tce_kmsg_read(&w->log, NULL);
	return given_up;
}

static const struct tce_pe *next_left(void)
{
	for (unsigned int i = 0; i < run->platform->npes; i++)
		if (!tce_losses_of(&losses, &run->platform->pe[i]))
			return &run->platform->pe[i];
	return NULL;
}

/* For the administrator of a machine in use, at once. */
static void say(const struct tce_loss *loss)
{
	const struct tce_pe *left = next_left();

	fprintf(stderr,
		"tce-test: %s is lost until the next boot, %s%s: the kernel "
		"makes no window on it any more\n",
		loss->bdf, loss->name[0] ? "by " : "before this run",
		loss->name);
	if (loss->text[0])
		fprintf(stderr, "  it logged: %s\n", loss->text);
	if (left)
		fprintf(stderr, "  the run goes on with %s\n", left->bdf);
	else
		fputs("  no other device was given: what is left cannot be "
		      "judged\n",
		      stderr);
	fputs("  what helps: a reboot, and if a window was too small or one "
	      "too "
	      "many to say so by --fact\n",
	      stderr);
}

static const struct tce_loss *add(const struct tce_pe *pe, const char *name,
				  const char *text)
{
	const struct tce_loss *loss;

	tce_losses_add(&losses, pe->bdf, name, text);
	loss = tce_losses_of(&losses, pe);
	if (loss && !run->booted)
		say(loss);
	return loss;
}

static void windows_read(const struct tce_platform *p)
{
	struct tce_platform one;

	memset(windows, 0, sizeof(windows));
	for (unsigned int i = 0; i < p->npes; i++) {
		const char *const bdf = p->pe[i].bdf;

		if (!tce_platform_read(&one, &bdf, 1))
			windows[i] = (struct window){ one.ddw, one.win_start,
						      one.win_exact };
	}
}

void tce_lost_begin(const struct tce_harness *h)
{
	const struct tce_platform *p = h->platform;

	run = h;
	losses.n = 0;
	if (!h->watch || !p->pseries)
		return;
	windows_read(p);
	for (unsigned int i = 0; i < p->npes; i++)
		if ((!h->booted || h->watch->refused) && is_given_up(&p->pe[i]))
			add(&p->pe[i], "", "");
}

const char *tce_lost_find(const struct tce_platform *view, const char *name,
			  const struct tce_splats *s, bool faults)
{
	static char text[TCE_LOSS_TEXT_MAX + 64];
	bool any = false;

	for (unsigned int i = 0; i < view->npes && run->watch; i++) {
		const struct tce_pe *pe = &view->pe[i];
		const char *line = tce_loss_line(s, pe);

		if ((!line && !faults) || tce_losses_of(&losses, pe) ||
		    !(tce_loss_sure(s, pe) || is_given_up(pe)) ||
		    !add(pe, name, line ? line : ""))
			continue;
		if (!any)
			snprintf(text, sizeof(text),
				 "%s is lost until the next boot%s%s", pe->bdf,
				 line ? ": " : "", line ? line : "");
		any = true;
		tce_stream_line(run->out,
				"# %s is lost until the next boot%s%s", pe->bdf,
				line ? ": " : "", line ? line : "");
	}
	return any ? text : NULL;
}

static const struct window *window_of(const struct tce_pe *pe)
{
	for (unsigned int i = 0; i < run->platform->npes; i++)
		if (!strcmp(run->platform->pe[i].bdf, pe->bdf))
			return &windows[i];
	return &windows[0];
}

/* The facts of the machine are those of its first PE. */
static bool is_alike(const struct tce_pe *pe)
{
	return !memcmp(window_of(pe), &windows[0], sizeof(windows[0]));
}

static const struct tce_loss *first_lost(const struct tce_platform *view)
{
	const struct tce_loss *loss = NULL;

	for (unsigned int i = 0; i < view->npes && !loss; i++)
		loss = tce_losses_of(&losses, &view->pe[i]);
	return loss;
}

const struct tce_loss *tce_lost_view(struct tce_platform *view,
				     const struct tce_row *row)
{
	const struct tce_loss *loss = first_lost(view);
	struct tce_platform left = *view, set;
	char why[512];

	if (!loss || row->own_pe)
		return loss;
	left.npes = 0;
	for (unsigned int i = 0; i < view->npes; i++)
		if (!tce_losses_of(&losses, &view->pe[i]) &&
		    is_alike(&view->pe[i]))
			left.pe[left.npes++] = view->pe[i];
	if (!left.npes ||
	    !tce_view_set(&set, &left, row, run->model, why, sizeof(why)))
		return loss;
	*view = set;
	return NULL;
}

bool tce_lost_any(const struct tce_pe *pe)
{
	return tce_losses_of(&losses, pe);
}
