// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sources: query_ddw(), create_ddw() and spapr_tce_create_table() of
 * arch/powerpc/platforms/pseries/iommu.c; eeh_handle_normal_event() of
 * arch/powerpc/kernel/eeh_driver.c
 */
#include "loss.h"

#include <stdio.h>
#include <string.h>

void tce_losses_add(struct tce_losses *l, const char *bdf, const char *name,
		    const char *text)
{
	struct tce_loss *loss = &l->loss[l->n];

	if (l->n == TCE_GROUPS_MAX)
		return;
	snprintf(loss->bdf, sizeof(loss->bdf), "%s", bdf);
	snprintf(loss->name, sizeof(loss->name), "%s", name);
	snprintf(loss->text, sizeof(loss->text), "%s", text);
	l->n++;
}

const struct tce_loss *tce_losses_of(const struct tce_losses *l,
				     const struct tce_pe *pe)
{
	for (unsigned int i = 0; i < l->n; i++)
		if (!strcmp(l->loss[i].bdf, pe->bdf))
			return &l->loss[i];
	return NULL;
}

/* "...: Create ddw failed /pci@800000020000005", or in the midst of a line */
static bool names_node(const char *text, const struct tce_pe *pe)
{
	const char *node = strrchr(pe->dt_path, '/');
	const char *at = node ? strstr(text, node) : NULL;
	char next = at ? at[strlen(node)] : 'x';

	return node && node[1] && (!next || next == ' ' || next == '.');
}

/*
 * The device of a line can be another one of the group: a bridge of pSeries
 * is a PCI domain, which EEH calls "PHB#5".
 */
static bool names_domain(const char *text, const struct tce_pe *pe)
{
	const char *at = strstr(text, "PHB#");
	unsigned int domain, named;
	char word[8];

	if (sscanf(pe->bdf, "%x:", &domain) != 1)
		return false;
	if (at && sscanf(at, "PHB#%x-", &named) == 1)
		return named == domain;
	snprintf(word, sizeof(word), "%04x:", domain & 0xffff);
	return strstr(text, word);
}

static bool names(const char *text, const struct tce_pe *pe)
{
	return names_node(text, pe) || names_domain(text, pe);
}

static const char *given_up(const struct tce_splats *s, const struct tce_pe *pe)
{
	for (unsigned int i = 0; i < s->n; i++)
		if (s->splat[i].given_up && names(s->splat[i].text, pe))
			return s->splat[i].text;
	return NULL;
}

const char *tce_loss_line(const struct tce_splats *s, const struct tce_pe *pe)
{
	for (unsigned int i = 0; i < s->nlosses; i++)
		if (names(s->loss[i], pe))
			return s->loss[i];
	return given_up(s, pe);
}

bool tce_loss_sure(const struct tce_splats *s, const struct tce_pe *pe)
{
	for (unsigned int i = 0; i < s->nlosses; i++)
		if (strstr(s->loss[i], "PHB#") && names(s->loss[i], pe))
			return true;
	return given_up(s, pe);
}

/*
 * "ibm,create-pe-dma-window(7eb) 0 8000000 20000005 10 16 returned -3 (...":
 * the token, the PE, a page and the window, all of them hexadecimal
 */
bool tce_refusal_read(const char *line, struct tce_refusal *refusal)
{
	const char *at = strstr(line, "ibm,create-pe-dma-window(");
	struct tce_refusal r = { .create = at };

	if (r.create)
		return sscanf(at, "%*[^)]) %*x %*x %*x %x %x returned %d",
			      &r.page_shift, &r.window_shift, &r.status) == 3 &&
		       r.status && (*refusal = r, true);
	at = strstr(line, "ibm,query-pe-dma-windows(");
	return at &&
	       sscanf(at, "%*[^)]) %*x %*x %*x returned %d", &r.status) == 1 &&
	       r.status && (*refusal = r, true);
}
