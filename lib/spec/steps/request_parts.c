// SPDX-License-Identifier: GPL-2.0-only
/* What a request acts on, by the name that a reader knows it by. */
#include "compare.h"
#include "request.h"

void session_fd_add(struct tce_text *t, const struct tce_session *s,
		    unsigned int kind, unsigned int slot)
{
	static const struct {
		const char *name;
		char letter;
	} kinds[] = {
		[TCE_FD_CONTAINER] = { "container", 'c' },
		[TCE_FD_GROUP] = { "group", 'g' },
		[TCE_FD_DEVICE] = { "device", 'd' },
	};

	if (kind == TCE_FD_FOREIGN) {
		tce_text_add(t, "/dev/null");
	} else if (kind == TCE_FD_CLOSED) {
		tce_text_add(t, "a closed descriptor");
	} else {
		tce_text_add(t, "%s", kinds[kind].name);
		if (s->several & 1u << kind)
			tce_text_add(t, " %c%u", kinds[kind].letter, slot);
	}
}

const struct tce_pe *session_pe(const struct tce_session *s, unsigned int slot)
{
	return slot < s->platform->npes ? &s->platform->pe[slot] : NULL;
}

const char *session_bdf(const struct tce_session *s, unsigned int slot)
{
	return session_pe(s, slot) ? session_pe(s, slot)->bdf : "none";
}

const char *session_property(unsigned int what)
{
	switch (what) {
	case TCE_WHAT_DT_WINDOW:
		return "ibm,dma-window";
	case TCE_WHAT_DT_SAVED:
		return "ibm,dma-window-saved";
	default:
		return "the property of a dynamic window";
	}
}
