// SPDX-License-Identifier: GPL-2.0-only
#include "take.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "kinds.h"
#include "print.h"

#define HUGE_COUNT "/sys/kernel/mm/hugepages/hugepages-%skB/nr_hugepages"

static const char *const modules[] = { "vfio_iommu_spapr_tce", "vfio-pci" };

#define MODULES (sizeof(modules) / sizeof(modules[0]))

/* The modules to load, in that order, each once. */
struct modules {
	char name[16][64];
	size_t n;
};

static int module_add(void *data, const char *name)
{
	struct modules *all = data;

	for (size_t i = 0; i < all->n; i++)
		if (!strcmp(all->name[i], name))
			return 0;
	if (all->n == sizeof(all->name) / sizeof(all->name[0]))
		return -E2BIG;
	host_copy(all->name[all->n++], sizeof(all->name[0]), name);
	return 0;
}

/* On error, @what is the module that is missing. */
static int modules_plan(struct modules *all, const char **what)
{
	int ret = 0;

	all->n = 0;
	for (size_t i = 0; i < MODULES && !ret; i++) {
		*what = modules[i];
		ret = host_module_plan(modules[i], module_add, all);
	}
	return ret;
}

const char *host_take_refusal(void)
{
	struct modules all;
	const char *what;

	return modules_plan(&all, &what) ? what : NULL;
}

/* Whether a member of a group goes from its driver to VFIO. */
static bool is_taken(const struct host_function *f)
{
	return !f->bridge && strcmp(f->driver, HOST_VFIO_PCI) != 0;
}

static int members_do(const struct host_taking *t,
		      int (*act)(void *data, const struct host_function *f),
		      void *data)
{
	for (size_t i = 0; i < t->ndevices; i++) {
		const struct host_function *m = NULL,
					   *f = host_inventory_find(
						   t->inv, t->devices[i]);

		while (f && (m = host_inventory_next(t->inv, f->group, m))) {
			int ret = is_taken(m) ? act(data, m) : 0;

			if (ret)
				return ret;
		}
	}
	return 0;
}

unsigned long host_take_huge(const struct host_taking *t)
{
	unsigned long now = 0;

	if (!t->huge_kib)
		return t->huge;
	host_number(&now, 10, HUGE_COUNT, t->huge_kib);
	return now;
}

bool host_huge_sizes(const char *kib, char *text, size_t len)
{
	struct dirent **list;
	int n = host_list(&list, "/sys/kernel/mm/hugepages");
	bool found = false;

	*text = '\0';
	for (int i = 0; i < n; i++) {
		const size_t used = strlen(text);
		char size[24];

		if (sscanf(list[i]->d_name, "hugepages-%23[0-9]kB", size) != 1)
			continue;
		found |= !strcmp(size, kib);
		snprintf(text + used, len - used, "%s%s", used ? " " : "",
			 size);
	}
	host_list_free(list, n);
	return found;
}

unsigned long host_huge_room(const struct host_taking *t)
{
	unsigned long kib, page = strtoul(t->huge_kib, NULL, 10);
	const char *at;
	char *text;

	if (host_text(&text, "/proc/meminfo"))
		return ULONG_MAX;
	at = strstr(text, "MemAvailable:");
	if (!page || !at || sscanf(at, "MemAvailable: %lu", &kib) != 1)
		kib = ULONG_MAX;
	free(text);
	return kib == ULONG_MAX ? kib : host_take_huge(t) + kib / page;
}

/* Huge pages that somebody else reserved are not taken away. */
static bool wants_huge(const struct host_taking *t)
{
	return host_take_huge(t) < t->huge;
}

/* --- what would be done --------------------------------------------------- */

static int member_show(void *data, const struct host_function *f)
{
	host_print(data, "  take %s from %s, give it to " HOST_VFIO_PCI, f->bdf,
		   *f->driver ? f->driver : "nobody");
	return 0;
}

void host_take_show(FILE *out, const struct host_taking *t)
{
	struct modules all;
	const char *what;

	if (!modules_plan(&all, &what))
		for (size_t i = 0; i < all.n; i++)
			host_print(out, "  load module %s", all.name[i]);
	if (wants_huge(t))
		fprintf(out, "  reserve huge pages of %s KiB, to have %lu\n",
			t->huge_kib, t->huge);
	members_do(t, member_show, out);
}

/* --- what is done --------------------------------------------------------- */

struct doing {
	struct host_journal *j;
	const struct host_taking *t;
	const char *what;   /* is being taken */
	const char *device; /* of the group that is */
	bool asked;	    /* whether that is still free */
};

/*
 * All of them are written down before the first is loaded, which may load
 * others on its own account.
 */
static int modules_load(struct doing *d)
{
	struct modules all;
	int ret = modules_plan(&all, &d->what);

	for (size_t i = 0; i < all.n && ret >= 0; i++)
		ret = host_journal_note(d->j, "module", all.name[i],
					HOST_LOADED);
	for (size_t i = 0; i < all.n && ret >= 0; i++)
		ret = host_module_load(all.name[i]);
	return ret < 0 ? ret : 0;
}

static int ask_again(struct doing *d)
{
	d->asked = true;
	return d->t->again ? d->t->again(d->t, d->device) : 0;
}

/* Nothing that takes time, as a write to a disk, is between check and unbind.
 */
static int member_take(void *data, const struct host_function *f)
{
	struct doing *d = data;
	int ret;

	d->what = f->bdf;
	ret = host_journal_change(d->j, "override", f->bdf, HOST_VFIO_PCI);
	if (!ret)
		ret = host_journal_note(d->j, "driver", f->bdf, HOST_VFIO_PCI);
	if (ret <= 0)
		return ret;
	ret = ask_again(d);
	return ret ? ret
		   : host_journal_make(d->j, "driver", f->bdf, HOST_VFIO_PCI);
}

static int group_take(struct doing *d, const char *device)
{
	struct host_taking one = *d->t;
	int ret;

	one.devices = &device;
	one.ndevices = 1;
	d->what = d->device = device;
	d->asked = false;
	ret = members_do(&one, member_take, d);
	return ret || d->asked ? ret : ask_again(d);
}

static int huge_reserve(struct doing *d, const struct host_taking *t)
{
	char count[24];

	d->what = "huge pages";
	snprintf(count, sizeof(count), "%lu", t->huge);
	return host_journal_change(d->j, "hugepages", t->huge_kib, count);
}

int host_take(struct host_journal *j, const struct host_taking *t,
	      const char **what)
{
	struct doing d = { .j = j, .t = t };
	int ret = modules_load(&d);

	if (!ret && wants_huge(t))
		ret = huge_reserve(&d, t);
	for (size_t i = 0; i < t->ndevices && !ret; i++)
		ret = group_take(&d, t->devices[i]);
	host_claims_free(t->claims);
	*what = d.what;
	return ret;
}
