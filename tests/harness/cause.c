// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sources: spapr_tce_create_table() of arch/powerpc/platforms/pseries/iommu.c;
 * eeh_handle_normal_event() of arch/powerpc/kernel/eeh_driver.c
 */
#include "cause.h"

#include <stdio.h>
#include <string.h>

void tce_causes_add(struct tce_causes *c, const char *name,
		    const struct tce_splats *s)
{
	for (unsigned int i = 0; i < s->nlosses; i++) {
		struct tce_cause *cause = &c->cause[c->n];

		if (c->n == TCE_CAUSES_MAX)
			return;
		snprintf(cause->name, sizeof(cause->name), "%s", name);
		snprintf(cause->text, sizeof(cause->text), "%s", s->loss[i]);
		c->n++;
	}
}

/* "... /pci@800000020000005" lost what "... /pci@800000020000005 in failed ..."
 * has on its list.
 */
static bool is_listed(const char *loss, const struct tce_splats *s)
{
	const char *node = strrchr(loss, '/');
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
static bool is_disabled(const char *loss, const struct tce_platform *view)
{
	const char *at = strstr(loss, "PHB#");
	unsigned int bridge, domain;

	if (!at || sscanf(at, "PHB#%x-", &bridge) != 1)
		return false;
	for (unsigned int i = 0; i < view->npes; i++)
		if (sscanf(view->pe[i].bdf, "%x:", &domain) == 1 &&
		    domain == bridge)
			return true;
	return false;
}

/* The loss of this case's own comes before what it logs about the list. */
static bool is_own(const char *text, const struct tce_splats *s)
{
	for (unsigned int i = 0; i < s->nlosses; i++)
		if (!strcmp(s->loss[i], text))
			return true;
	return false;
}

const struct tce_cause *tce_cause_find(const struct tce_causes *c,
				       const struct tce_splats *s,
				       const struct tce_platform *view)
{
	for (unsigned int i = 0; i < c->n; i++) {
		const struct tce_cause *cause = &c->cause[i];

		if (!is_own(cause->text, s) && (is_listed(cause->text, s) ||
						is_disabled(cause->text, view)))
			return cause;
	}
	return NULL;
}
