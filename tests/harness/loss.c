// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sources: spapr_tce_create_table() of arch/powerpc/platforms/pseries/iommu.c;
 * eeh_handle_normal_event() of arch/powerpc/kernel/eeh_driver.c
 */
#include "loss.h"

#include <stdio.h>
#include <string.h>

void tce_losses_add(struct tce_losses *l, const char *name,
		    const struct tce_splats *s)
{
	for (unsigned int i = 0; i < s->nlosses; i++) {
		struct tce_loss *loss = &l->loss[l->n];

		if (l->n == TCE_LOST_MAX)
			return;
		snprintf(loss->name, sizeof(loss->name), "%s", name);
		snprintf(loss->text, sizeof(loss->text), "%s", s->loss[i]);
		l->n++;
	}
}

/* The node of a "Create ddw failed NODE" is that of "NODE in failed DDW ...".
 */
static bool is_listed(const char *text, const struct tce_splats *s)
{
	const char *node = strrchr(text, '/');
	char listed[TCE_LOSS_TEXT_MAX + 16];

	if (!node)
		return false;
	snprintf(listed, sizeof(listed), "%s in failed DDW", node);
	for (unsigned int i = 0; i < s->n; i++)
		if (s->splat[i].given_up && strstr(s->splat[i].text, listed))
			return true;
	return false;
}

/* "EEH: PHB#5-PE#0 has failed ... ": the number is the device's PCI domain. */
static bool is_disabled(const char *text, const struct tce_platform *view)
{
	const char *at = strstr(text, "PHB#");
	unsigned int bridge, domain;

	if (!at || sscanf(at, "PHB#%x-", &bridge) != 1)
		return false;
	for (unsigned int i = 0; i < view->npes; i++)
		if (sscanf(view->pe[i].bdf, "%x:", &domain) == 1 &&
		    domain == bridge)
			return true;
	return false;
}

/* A case that lost the PE itself has no other cause. */
static bool is_own(const char *text, const struct tce_splats *s)
{
	for (unsigned int i = 0; i < s->nlosses; i++)
		if (!strcmp(s->loss[i], text))
			return true;
	return false;
}

const struct tce_loss *tce_loss_find(const struct tce_losses *l,
				     const struct tce_splats *s,
				     const struct tce_platform *view)
{
	for (unsigned int i = 0; i < l->n; i++) {
		const struct tce_loss *loss = &l->loss[i];

		if (!is_own(loss->text, s) &&
		    (is_listed(loss->text, s) || is_disabled(loss->text, view)))
			return loss;
	}
	return NULL;
}
