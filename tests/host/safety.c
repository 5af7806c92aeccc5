// SPDX-License-Identifier: GPL-2.0-only
#include "safety.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "exam.h"
#include "files.h"

#define GROUPS "/sys/kernel/iommu_groups"

static void part_check(struct exam *x, const struct host_part *part)
{
	switch (part->kind) {
	case HOST_BLOCK:
		exam_disk(x, part);
		break;
	case HOST_CHAR:
		exam_open(x, S_IFCHR, part->name, part->major, part->minor);
		exam_console(x, part);
		break;
	case HOST_NET:
		exam_interface(x, part);
		break;
	}
}

static bool has_part(const struct exam *x, enum host_below kind)
{
	for (size_t i = 0; i < x->parts.n; i++)
		if (x->parts.part[i].kind == kind)
			return true;
	return false;
}

/* Files about all disks, or all interfaces, and some of these are its. */
static void scene_unread(struct exam *x)
{
	const struct host_scene *s = x->scene;

	if (has_part(x, HOST_BLOCK) && s->mounts.err)
		exam_add_unknown(x, BIT(MOUNTED) | BIT(BOOT),
				 "/proc/self/mountinfo", s->mounts.err);
	if (has_part(x, HOST_BLOCK) && s->swaps.err)
		exam_add_unknown(x, BIT(SWAP), "/proc/swaps", s->swaps.err);
	if (has_part(x, HOST_NET) && s->routes.err)
		exam_add_unknown(x, BIT(ROUTE), "/proc/net/route",
				 s->routes.err);
	if (has_part(x, HOST_NET) && s->routes6.err)
		exam_add_unknown(x, BIT(ROUTE), "/proc/net/ipv6_route",
				 s->routes6.err);
}

/* Why a disk in use cannot be claimed has been said. */
static void claims_check(struct exam *x, size_t first)
{
	bool report = true;

	for (size_t i = first; i < x->to->n; i++)
		if (RISKS_BLOCK >> x->to->finding[i].risk & 1)
			report = false;
	if (x->scene->claims)
		exam_claims(x, report);
}

static void virtual_check(struct exam *x)
{
	const struct host_function *pf, *f = x->f;

	if (f->vfs_err)
		exam_add_unknown(x, BIT(VF), "sriov_numvfs", f->vfs_err);
	else if (f->vfs)
		exam_add(x, HOST_RISK_VF, false, "%lu of its VFs are enabled",
			 f->vfs);
	if (!f->physfn[0])
		return;
	pf = host_inventory_find(x->inv, f->physfn);
	if (!pf || pf->driver_err)
		exam_add(x, HOST_RISK_VF, true,
			 "who has its PF %s is not known", f->physfn);
	else if (pf->driver[0])
		exam_add(x, HOST_RISK_VF, false, "%s has its PF %s", pf->driver,
			 pf->bdf);
}

/* The firmware's path goes on below the device: "/pci@1/nvme@0/disk@1:2". */
static void boot_check(struct exam *x)
{
	size_t len = strlen(x->f->node);
	const char *path = x->scene->bootpath;

	if (len && !strncmp(path, x->f->node, len) && strchr("/:,", path[len]))
		exam_add(x, HOST_RISK_BOOT, false, "the machine booted from %s",
			 path);
}

static void function_check(struct exam *x, const struct host_function *f)
{
	size_t first = x->to->n;
	int ret;

	x->f = f;
	ret = host_below_read(&x->parts, f->bdf);
	if (ret == -ENOMEM)
		x->err = ret;
	else if (ret)
		exam_add_unknown(x, RISKS_BLOCK | RISKS_NET | BIT(OPEN),
				 "what is below it in sysfs", ret);
	scene_unread(x);
	for (size_t i = 0; i < x->parts.n; i++)
		part_check(x, &x->parts.part[i]);
	claims_check(x, first);
	exam_group_open(x);
	exam_resources(x);
	exam_hidden_interface(x);
	virtual_check(x);
	boot_check(x);
	host_below_free(&x->parts);
}

/* Another function, which would have to go to VFIO as well. */
static void member_check(struct exam *x, const struct host_function *f)
{
	function_check(x, f);
	if (f->driver_err)
		exam_add_unknown(x, BIT(DRIVER), "its driver", f->driver_err);
	else if (f->driver[0] && strcmp(f->driver, HOST_VFIO_PCI) != 0)
		exam_add(x, HOST_RISK_DRIVER, false,
			 "%s has it, in the same group", f->driver);
}

/* Members that no list of PCI functions has. */
static void strangers_check(struct exam *x, const struct host_function *f)
{
	struct dirent **list;
	int n = host_list(&list, GROUPS "/%d/devices", f->group);

	x->f = f;
	if (n < 0)
		exam_add_unknown(x, BIT(DRIVER), "the members of its group", n);
	for (int i = 0; i < n; i++)
		if (!host_inventory_find(x->inv, list[i]->d_name))
			exam_add(x, HOST_RISK_DRIVER, true,
				 "%s is in the same group, and no PCI device",
				 list[i]->d_name);
	host_list_free(list, n);
}

static const char *refusal(const struct host_function *f)
{
	struct dirent **list;
	int n;

	if (!f)
		return "there is no such PCI device (lspci -D names them)";
	if (f->bridge)
		return "it is a bridge";
	if (f->group >= 0)
		return "";
	n = host_list(&list, GROUPS);
	host_list_free(list, n);
	return n > 0 ? "it is in no IOMMU group"
		     : "this kernel has no IOMMU groups";
}

static int by_risk(const void *a, const void *b)
{
	const struct host_finding *x = a, *y = b;

	if (x->risk != y->risk)
		return x->risk < y->risk ? -1 : 1;
	return strcmp(x->bdf, y->bdf);
}

int host_safety_read(struct host_safety *safety,
		     const struct host_inventory *inv,
		     const struct host_scene *scene, const char *bdf)
{
	const struct host_function *f = host_inventory_find(inv, bdf), *m;
	struct exam x = { .to = safety, .inv = inv, .scene = scene };

	*safety = (struct host_safety){ 0 };
	host_copy(safety->refusal, sizeof(safety->refusal), refusal(f));
	if (safety->refusal[0])
		return 0;
	function_check(&x, f);
	/* The bridges of a group stay with the host; VFIO lets them. */
	for (m = NULL; (m = host_inventory_next(inv, f->group, m));)
		if (m != f && !m->bridge)
			member_check(&x, m);
	strangers_check(&x, f);
	if (safety->n)
		qsort(safety->finding, safety->n, sizeof(*safety->finding),
		      by_risk);
	if (x.err)
		host_safety_free(safety);
	return x.err;
}

void host_safety_free(struct host_safety *safety)
{
	free(safety->finding);
	*safety = (struct host_safety){ 0 };
}

unsigned int host_safety_risks(const struct host_safety *safety)
{
	unsigned int risks = 0;

	for (size_t i = 0; i < safety->n; i++)
		risks |= 1u << safety->finding[i].risk;
	return risks;
}
