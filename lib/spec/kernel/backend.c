// SPDX-License-Identifier: GPL-2.0-only
/* The caller's side: what can be seen of the kernel, the beginning, the end. */
#include "kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <core/node.h>

#define SHUT_MS 5000

static struct tce_kernel *kernel_of(struct tce_backend *b)
{
	return (struct tce_kernel *)b;
}

/* Looked at after every step: the node stays open. */
static int look_tree(struct tce_kernel *k, enum tce_dt_prop prop,
		     unsigned int slot, uint64_t *value)
{
	const struct tce_pe *pe = tce_kernel_pe(k, slot);
	int *node = &k->node[slot % TCE_SLOTS];
	int n;

	if (!k->platform->pseries)
		return -ENODATA;
	if (!pe)
		return -ENODEV;
	if (*node < 0)
		*node = core_node_open(pe);
	if (*node < 0)
		return *node == -ENOENT ? 0 : *node;
	n = core_node_has(*node, prop);
	*value = n > 0;
	return n < 0 ? n : 0;
}

static uint64_t number_get(const uint8_t *at, unsigned int width)
{
	uint64_t value;
	uint32_t word;

	if (width == sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		return word;
	}
	memcpy(&value, at, sizeof(value));
	return value;
}

static int look_answer(bool there, const uint8_t *answer, size_t offset,
		       unsigned int width, uint64_t *value)
{
	if (!there)
		return -ENODATA;
	*value = number_get(answer + offset, width);
	return 0;
}

static int look_locked(struct tce_kernel *k, unsigned int by, uint64_t *value)
{
	int err = tce_kernel_locked(k, by, value);

	*value -= k->process[by].locked;
	return err;
}

static int kernel_look(struct tce_backend *b, enum tce_what what,
		       unsigned int by, unsigned int slot, uint64_t *value)
{
	struct tce_kernel *k = kernel_of(b);
	const struct tce_process *p;

	*value = 0;
	if (!tce_kernel_alive(k, by))
		return -ESRCH;
	p = &k->process[by];
	switch (what) {
	case TCE_WHAT_LOCKED:
		return look_locked(k, by, value);
	case TCE_WHAT_INFO_FLAGS:
		return look_answer(p->has_info, p->info, 4, 4, value);
	case TCE_WHAT_INFO_START:
		return look_answer(p->has_info, p->info, 8, 4, value);
	case TCE_WHAT_INFO_SIZE:
		return look_answer(p->has_info, p->info, 12, 4, value);
	case TCE_WHAT_INFO_PGSIZES:
		return look_answer(p->has_info, p->info, 16, 8, value);
	case TCE_WHAT_INFO_WINDOWS:
		return look_answer(p->has_info, p->info, 24, 4, value);
	case TCE_WHAT_INFO_LEVELS:
		return look_answer(p->has_info, p->info, 28, 4, value);
	case TCE_WHAT_STATUS:
		return look_answer(p->has_status, p->status, 4, 4, value);
	case TCE_WHAT_WRITTEN:
		*value = p->written;
		return 0;
	case TCE_WHAT_DT_WINDOW:
		return look_tree(k, TCE_DT_WINDOW, slot, value);
	case TCE_WHAT_DT_SAVED:
		return look_tree(k, TCE_DT_SAVED, slot, value);
	case TCE_WHAT_DT_DDW:
		return look_tree(k, TCE_DT_DDW, slot, value);
	case TCE_WHAT_WINDOWS:
	case TCE_WHAT_LIVE:
	case TCE_WHAT_QUERIES:
	case TCE_WHAT_CREATES:
	case TCE_WHAT_REMOVES:
	case TCE_WHAT_RESETS:
	case TCE_WHAT_REFUSALS:
		return tce_kernel_firmware_look(k, what, slot, value);
	default:
		return -ENODATA; /* a window's start: the session knows */
	}
}

/* Ends all agents; goes on after a failure, and returns the first one. */
static int agents_end(struct tce_kernel *k)
{
	int first = 0;

	for (unsigned int i = 1; i < TCE_SLOTS; i++) {
		int err = 0;

		if (k->agent[i].pid)
			err = tce_agent_exit(&k->agent[i], SHUT_MS);
		tce_process_clear(&k->process[i]);
		first = first ? first : err;
	}
	return first;
}

/* Any order serves; this one leaves the device for last. */
static void files_close(struct tce_kernel *k, struct tce_process *p)
{
	struct tce_agent_reply r;

	for (int kind = 0; kind < TCE_FD_KINDS; kind++) {
		for (int i = 0; i < TCE_SLOTS; i++) {
			if (p->fd[kind][i] >= 0)
				tce_kernel_fd_close(k, 0, p->fd[kind][i], &r);
			p->fd[kind][i] = -1;
		}
	}
	if (p->foreign >= 0)
		tce_kernel_fd_close(k, 0, p->foreign, &r);
	p->foreign = -1;
}

static int kernel_shut(struct tce_backend *b)
{
	struct tce_kernel *k = kernel_of(b);
	struct tce_process *p = &k->process[0];
	int first = agents_end(k);

	files_close(k, p);
	tce_kernel_firmware_end(k);
	for (int i = 0; i < TCE_OBJECT_SLOTS; i++) {
		int err = tce_kernel_unmap(k, 0, &p->buffer[i]);

		first = first ? first : err;
	}
	return first;
}

static void kernel_free(struct tce_backend *b)
{
	struct tce_kernel *k = kernel_of(b);

	kernel_shut(b);
	for (unsigned int i = 0; i < TCE_SLOTS; i++) {
		if (k->node[i] >= 0)
			close(k->node[i]);
	}
	tce_actor_end(&k->actor);
	free(k);
}

struct tce_backend *tce_kernel_new(const struct tce_platform *p,
				   unsigned int first_pe)
{
	struct tce_kernel *k = calloc(1, sizeof(*k));

	if (!k)
		return NULL;
	k->backend = (struct tce_backend){ .run = tce_kernel_run,
					   .look = kernel_look,
					   .bytes = tce_kernel_bytes,
					   .shut = kernel_shut,
					   .free = kernel_free };
	k->backend.why = k->why;
	k->platform = p;
	k->first_pe = first_pe;
	tce_actor_init(&k->actor);
	for (unsigned int i = 0; i < TCE_SLOTS; i++) {
		k->node[i] = -1;
		tce_process_clear(&k->process[i]);
	}
	/* Without /proc the first look at VmLck says so. */
	tce_kernel_locked(k, 0, &k->process[0].locked);
	tce_kernel_firmware_begin(k);
	return &k->backend;
}
