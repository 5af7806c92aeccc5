// SPDX-License-Identifier: GPL-2.0-only
/*
 * The model as a backend: its rules by number, what can be seen of its state,
 * the beginning and the end.
 */
#include <errno.h>
#include <stdlib.h>

#include "state.h"

static const struct tce_rule rules[] = {
#define MUST(n, t) { .name = #n, .level = TCE_LEVEL_MUST, .text = t },
#define MAY(n, t) { .name = #n, .level = TCE_LEVEL_MAY, .text = t },
#define SEEN(n, t) { .name = #n, .level = TCE_LEVEL_SEEN, .text = t },
	MODEL_RULES(MUST, MAY, SEEN)
#undef MUST
#undef MAY
#undef SEEN
};

const struct tce_rule *tce_rule_get(unsigned int i)
{
	return i < RULE_COUNT ? &rules[i] : NULL;
}

bool tce_model_rule_used(const struct tce_backend *b, unsigned int rule)
{
	return rule < RULE_COUNT && ((const struct model *)b)->used[rule];
}

void tce_model_outside(struct tce_backend *b)
{
	((struct model *)b)->outside = true;
}

static int look(struct tce_backend *b, enum tce_what what, unsigned int by,
		unsigned int slot, uint64_t *value)
{
	struct model *m = (struct model *)b;
	const struct model_proc *proc = &m->proc[by];
	const struct model_pe *pe = &m->pe[slot % TCE_SLOTS];

	switch (what) {
	case TCE_WHAT_LOCKED:
		if (!proc->live)
			return -ENODATA;
		*value = m->mm[proc->mm].locked;
		return 0;
	case TCE_WHAT_STATUS:
		*value = proc->status;
		return proc->has_status ? 0 : -ENODATA;
	case TCE_WHAT_WRITTEN:
		*value = m->written;
		return 0;
	case TCE_WHAT_DT_WINDOW:
		*value = pe->dt_window;
		break;
	case TCE_WHAT_DT_SAVED:
		*value = pe->dt_saved;
		break;
	case TCE_WHAT_DT_DDW:
		if (!pe->owned)
			return -ENODATA;
		*value = pe->dt_ddw;
		break;
	case TCE_WHAT_ATTACHED:
		*value = pe->container != MODEL_NONE;
		return 0;
	case TCE_WHAT_WINDOWS:
	case TCE_WHAT_LIVE:
	case TCE_WHAT_QUERIES:
	case TCE_WHAT_CREATES:
	case TCE_WHAT_REMOVES:
	case TCE_WHAT_RESETS:
	case TCE_WHAT_REFUSALS:
		return model_firmware_look(m, what, slot % TCE_SLOTS, value);
	case TCE_WHAT_WIN_START:
	case TCE_WHATS:
		return -ENODATA;
	default:
		*value = proc->info[what - TCE_WHAT_INFO_FLAGS];
		return proc->has_info ? 0 : -ENODATA;
	}
	/* what cannot be taken from a bridge is described all the time */
	return pe->touched && m->platform->pseries && m->platform->ddw
		       ? 0
		       : -ENODATA;
}

static int shut(struct tce_backend *b)
{
	struct model *m = (struct model *)b;
	struct model_proc *p0 = &m->proc[0];

	for (unsigned int by = TCE_SLOTS; by-- > 1;)
		model_exit(m, by, RULE_COUNT);
	model_exit(m, 0, RULE_COUNT);
	/* process 0 lives on; it has closed everything, its buffers too */
	p0->live = true;
	m->mm[p0->mm].locked -= m->mm[p0->mm].mlocked;
	return 0;
}

static void free_model(struct tce_backend *b)
{
	struct model *m = (struct model *)b;

	for (unsigned int i = 0; i < MODEL_CONTAINERS; i++)
		for (unsigned int w = 0; w < MODEL_WINDOWS; w++)
			free(m->container[i].win[w].tce);
	for (unsigned int i = 0; i < m->nmms; i++)
		model_mm_free(&m->mm[i]);
	for (unsigned int i = 0; i < TCE_SLOTS; i++)
		for (unsigned int fd = 0; fd < TCE_SLOTS; fd++)
			model_engine_end(&m->proc[i].engine[fd]);
	model_stores_free(m);
	free(m->used);
	free(m->stale);
	free(m);
}

struct tce_backend *tce_model_new(const struct tce_platform *p, int broken)
{
	struct model *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->used = calloc(RULE_COUNT + 1, sizeof(*m->used));
	if (!m->used) {
		free(m);
		return NULL;
	}
	m->backend = (struct tce_backend){
		.run = model_run,
		.look = look,
		.bytes = model_bytes,
		.shut = shut,
		.free = free_model,
	};
	m->platform = p;
	m->broken = broken;
	m->next_addr = (uint64_t)1 << 40;
	m->nmms = 1;
	m->mm[0].limit = UINT64_MAX;
	m->mm[0].cap_ipc_lock = true;
	m->proc[0].live = true;
	for (unsigned int i = 0; i < TCE_SLOTS; i++) {
		m->proc[0].container[i] = MODEL_NONE;
		m->pe[i].container = MODEL_NONE;
		m->pe[i].dt_window = true;
	}
	return &m->backend;
}
