// SPDX-License-Identifier: GPL-2.0-only
#include "safety.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../lib/internal.h"
#include "below.h"
#include "files.h"

#define CLASS_NETWORK 0x02
#define GROUPS "/sys/kernel/iommu_groups"

static const char *const names[HOST_RISKS] = {
	[HOST_RISK_MOUNTED] = "mounted",
	[HOST_RISK_SWAP] = "swap",
	[HOST_RISK_RAID] = "raid",
	[HOST_RISK_LVM] = "lvm",
	[HOST_RISK_MULTIPATH] = "multipath",
	[HOST_RISK_NETWORK] = "network",
	[HOST_RISK_ROUTE] = "route",
	[HOST_RISK_OPEN] = "open",
	[HOST_RISK_VF] = "vf",
	[HOST_RISK_BOOT] = "boot",
	[HOST_RISK_DRIVER] = "driver",
};

#define BIT(risk) (1u << HOST_RISK_##risk)

/* What disks, and interfaces, are looked at for. */
#define RISKS_BLOCK                                                         \
	(BIT(MOUNTED) | BIT(SWAP) | BIT(RAID) | BIT(LVM) | BIT(MULTIPATH) | \
	 BIT(BOOT))
#define RISKS_NET (BIT(NETWORK) | BIT(ROUTE))

/* File systems without which there is no machine. */
static const char *const vital[] = { "/", "/boot", "/boot/efi", "/usr" };

/* One function under examination. */
struct exam {
	struct host_safety *to;
	const struct host_inventory *inv;
	const struct host_scene *scene;
	const struct host_function *f;
	struct host_parts parts;
	int err; /* of memory; nothing else stops an examination */
};

static void add(struct exam *x, enum host_risk risk, bool unknown,
		const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same thing, said twice by the machine, is said once. */
static void add(struct exam *x, enum host_risk risk, bool unknown,
		const char *format, ...)
{
	struct host_finding new = { .risk = risk, .unknown = unknown }, *more;
	struct host_safety *s = x->to;
	va_list ap;

	host_copy(new.bdf, sizeof(new.bdf), x->f->bdf);
	va_start(ap, format);
	vsnprintf(new.text, sizeof(new.text), format, ap);
	va_end(ap);
	for (size_t i = 0; i < s->n; i++)
		if (s->finding[i].risk == risk &&
		    !strcmp(s->finding[i].bdf, new.bdf) &&
		    !strcmp(s->finding[i].text, new.text))
			return;
	more = reallocarray(s->finding, s->n + 1, sizeof(*more));
	if (!more) {
		x->err = -ENOMEM;
		return;
	}
	s->finding = more;
	s->finding[s->n++] = new;
}

/* What could not be read, under each risk that it may hide. */
static void add_unknown(struct exam *x, unsigned int risks, const char *what,
			int err)
{
	for (unsigned int i = 0; i < HOST_RISKS; i++)
		if (risks >> i & 1)
			add(x, (enum host_risk)i, true, "%s: %s", what,
			    strerror(-err));
}

/* --- disks ---------------------------------------------------------------- */

/* Word @n, from 0, of a line, terminated; false: it has not so many. */
static bool word(const char *line, unsigned int n, char *buf, size_t len)
{
	size_t size;

	for (;; n--, line += size) {
		line += strspn(line, " \t");
		size = strcspn(line, " \t\n");
		if (!size)
			return false;
		if (!n)
			break;
	}
	snprintf(buf, len, "%.*s", (int)size, line);
	return true;
}

#define FOR_LINES(line, text)                      \
	for (const char *(line) = (text); *(line); \
	     (line) += strcspn(line, "\n"), (line) += *(line) == '\n')

static bool is_node(const char *path, const struct host_part *disk)
{
	return !strncmp(path, "/dev/", 5) && !strcmp(path + 5, disk->name);
}

/*
 * "id parent major:minor root point options ... - type source ..."; a file
 * system over several disks has a number of its own, and names one of them.
 */
static bool mounts(const char *line, const struct host_part *disk, char *point,
		   size_t len)
{
	const char *end = strchr(line, '\n'), *dash = strstr(line, " - ");
	char dev[32], want[32], source[256] = "";

	if (!word(line, 2, dev, sizeof(dev)) || !word(line, 4, point, len))
		return false;
	snprintf(want, sizeof(want), "%u:%u", disk->major, disk->minor);
	if (dash && (!end || dash < end))
		word(dash, 2, source, sizeof(source));
	return !strcmp(dev, want) || is_node(source, disk);
}

static void mounted(struct exam *x, const struct host_part *disk)
{
	char point[128];

	FOR_LINES(line, x->scene->mounts.text)
	{
		if (!mounts(line, disk, point, sizeof(point)))
			continue;
		add(x, HOST_RISK_MOUNTED, false, "%s is mounted on %s",
		    disk->name, point);
		for (size_t i = 0; i < sizeof(vital) / sizeof(vital[0]); i++)
			if (!strcmp(point, vital[i]))
				add(x, HOST_RISK_BOOT, false, "%s holds %s",
				    disk->name, point);
	}
}

/* Each member of such a file system, which is there while it is mounted. */
static void mounted_btrfs(struct exam *x, const struct host_part *disk)
{
	struct dirent **list;
	int n = host_list(&list, "/sys/fs/btrfs");

	if (n < 0 && n != -ENOENT)
		add_unknown(x, BIT(MOUNTED), "/sys/fs/btrfs", n);
	for (int i = 0; i < n; i++)
		if (host_there("/sys/fs/btrfs/%s/devices/%s", list[i]->d_name,
			       disk->name))
			add(x, HOST_RISK_MOUNTED, false,
			    "%s is part of a Btrfs that is mounted",
			    disk->name);
	host_list_free(list, n);
}

static void swap(struct exam *x, const struct host_part *disk)
{
	char path[128], type[32];

	FOR_LINES(line, x->scene->swaps.text)
	{
		if (!word(line, 0, path, sizeof(path)) ||
		    !word(line, 1, type, sizeof(type)) ||
		    strcmp(type, "partition") != 0)
			continue;
		if (is_node(path, disk))
			add(x, HOST_RISK_SWAP, false, "%s is swapped to",
			    disk->name);
		else if (strncmp(path, "/dev/", 5) != 0 ||
			 !host_there("/sys/class/block/%s", path + 5))
			add(x, HOST_RISK_SWAP, true,
			    "%s is swapped to, by whatever name", path);
	}
}

/* What stands on a disk, as the device mapper says itself. */
static void mapped(struct exam *x, const char *disk, const char *holder)
{
	char uuid[256];
	int ret = host_line(uuid, sizeof(uuid), "/sys/class/block/%s/dm/uuid",
			    holder);

	if (ret)
		add_unknown(x, BIT(LVM) | BIT(MULTIPATH), holder, ret);
	else if (!strncmp(uuid, "LVM-", 4))
		add(x, HOST_RISK_LVM, false, "%s is part of %s", disk, holder);
	else if (strstr(uuid, "mpath-"))
		add(x, HOST_RISK_MULTIPATH, false, "%s is a path of %s", disk,
		    holder);
	else
		add(x, HOST_RISK_OPEN, false, "%s is held by %s (%.40s)", disk,
		    holder, *uuid ? uuid : "device mapper");
}

static void held(struct exam *x, const struct host_part *disk)
{
	struct dirent **list;
	int n = host_list(&list, "/sys/class/block/%s/holders", disk->name);

	/* What is not there has been noted with what is below. */
	for (int i = 0; i < n; i++) {
		const char *name = list[i]->d_name;

		if (host_there("/sys/class/block/%s/md", name))
			add(x, HOST_RISK_RAID, false, "%s is part of %s",
			    disk->name, name);
		else if (!strncmp(name, "dm-", 3))
			mapped(x, disk->name, name);
		else
			add(x, HOST_RISK_OPEN, false, "%s is held by %s",
			    disk->name, name);
	}
	host_list_free(list, n);
}

/* --- interfaces ----------------------------------------------------------- */

static void up(struct exam *x, const struct host_part *net)
{
	unsigned long flags;
	int ret = host_number(&flags, 16, "/sys/class/net/%s/flags", net->name);

	if (ret)
		add_unknown(x, BIT(NETWORK), net->name, ret);
	else if (flags & IFF_UP)
		add(x, HOST_RISK_NETWORK, false, "%s is up", net->name);
}

/* "interface destination gateway flags used references metric mask ..." */
static bool is_default(const char *line, char *name, size_t len)
{
	char to[16], mask[16];

	return word(line, 0, name, len) && word(line, 1, to, sizeof(to)) &&
	       word(line, 7, mask, sizeof(mask)) && !strcmp(to, "00000000") &&
	       !strcmp(mask, "00000000");
}

/* "destination length source length hop metric refs used flags interface" */
static bool is_default6(const char *line, char *name, size_t len)
{
	char to[40], bits[8];

	return word(line, 0, to, sizeof(to)) &&
	       word(line, 1, bits, sizeof(bits)) && word(line, 9, name, len) &&
	       strspn(to, "0") == strlen(to) && !strcmp(bits, "00");
}

static void routed(struct exam *x, const struct host_part *net)
{
	char name[64];

	FOR_LINES(line, x->scene->routes.text)
	if (is_default(line, name, sizeof(name)) && !strcmp(name, net->name))
		add(x, HOST_RISK_ROUTE, false, "%s has the default route",
		    name);
	FOR_LINES(line, x->scene->routes6.text)
	if (is_default6(line, name, sizeof(name)) && !strcmp(name, net->name))
		add(x, HOST_RISK_ROUTE, false,
		    "%s has the default route of IPv6", name);
	if (!strcmp(x->scene->session_if, net->name))
		add(x, HOST_RISK_ROUTE, false, "%s carries this session",
		    net->name);
	if (x->scene->session_lost)
		add(x, HOST_RISK_ROUTE, true,
		    "%s may carry this session: no interface has its address",
		    net->name);
}

/* An interface in another namespace is not to be seen from this one. */
static void network_hidden(struct exam *x)
{
	const char *driver = x->f->driver;

	if (x->f->id.class >> 16 != CLASS_NETWORK || !*driver ||
	    !strcmp(driver, HOST_VFIO_PCI))
		return;
	for (size_t i = 0; i < x->parts.n; i++)
		if (x->parts.part[i].kind == HOST_NET)
			return;
	add(x, HOST_RISK_NETWORK, true,
	    "%s has it, and no interface is to be seen (in another "
	    "namespace?)",
	    driver);
}

/* --- open files ----------------------------------------------------------- */

static void opened(struct exam *x, mode_t type, const char *name,
		   unsigned int major, unsigned int minor)
{
	pid_t pid = host_scene_opener(x->scene, type, major, minor);
	char command[32];

	if (pid &&
	    !host_line(command, sizeof(command), "/proc/%d/comm", (int)pid))
		add(x, HOST_RISK_OPEN, false, "%s is open in process %d (%s)",
		    name, (int)pid, command);
	else if (pid)
		add(x, HOST_RISK_OPEN, false, "%s is open in process %d", name,
		    (int)pid);
	if (x->scene->open_err)
		add_unknown(x, BIT(OPEN), "/proc", x->scene->open_err);
	if (x->scene->blind)
		add(x, HOST_RISK_OPEN, true,
		    "what %u processes have open is not to be seen",
		    x->scene->blind);
}

/* VFIO's own node, which a virtual machine has open. */
static void group_opened(struct exam *x)
{
	unsigned int major, minor;
	char name[32], dev[32];
	int ret = host_line(dev, sizeof(dev), "/sys/class/vfio/%d/dev",
			    x->f->group);

	snprintf(name, sizeof(name), "vfio/%d", x->f->group);
	if (!ret && sscanf(dev, "%u:%u", &major, &minor) == 2)
		opened(x, S_IFCHR, name, major, minor);
	else if (ret != -ENOENT)
		add_unknown(x, BIT(OPEN), name, ret ? ret : -EPROTO);
}

/* A disk or partition of the device itself, not what was built of it. */
static bool is_own(const struct exam *x, const struct host_part *part)
{
	while (part->of >= 0 &&
	       host_there("/sys/class/block/%s/partition", part->name))
		part = &x->parts.part[part->of];
	return part->kind == HOST_BLOCK && part->of < 0;
}

/*
 * Mounts of other namespaces, pools of ZFS, exports of the kernel: what has a
 * disk for itself keeps others from having it so.
 */
static void claimed(struct exam *x, const struct host_part *disk)
{
	char path[PATH_MAX];
	int fd = tce_path_print(path, "/dev/%s", disk->name);

	if (!fd)
		fd = open(path, O_RDONLY | O_EXCL | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	else if (errno == EBUSY)
		add(x, HOST_RISK_OPEN, false, "the kernel has %s for itself",
		    disk->name);
	else
		add_unknown(x, BIT(OPEN), path, -errno);
}

/* --- one function --------------------------------------------------------- */

static void part_check(struct exam *x, const struct host_part *part)
{
	switch (part->kind) {
	case HOST_BLOCK:
		mounted(x, part);
		mounted_btrfs(x, part);
		swap(x, part);
		held(x, part);
		opened(x, S_IFBLK, part->name, part->major, part->minor);
		break;
	case HOST_CHAR:
		opened(x, S_IFCHR, part->name, part->major, part->minor);
		break;
	case HOST_NET:
		up(x, part);
		routed(x, part);
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
		add_unknown(x, BIT(MOUNTED) | BIT(BOOT), "/proc/self/mountinfo",
			    s->mounts.err);
	if (has_part(x, HOST_BLOCK) && s->swaps.err)
		add_unknown(x, BIT(SWAP), "/proc/swaps", s->swaps.err);
	if (has_part(x, HOST_NET) && s->routes.err)
		add_unknown(x, BIT(ROUTE), "/proc/net/route", s->routes.err);
	if (has_part(x, HOST_NET) && s->routes6.err)
		add_unknown(x, BIT(ROUTE), "/proc/net/ipv6_route",
			    s->routes6.err);
}

static void claims_check(struct exam *x, size_t first)
{
	for (size_t i = first; i < x->to->n; i++)
		if (RISKS_BLOCK >> x->to->finding[i].risk & 1)
			return;
	for (size_t i = 0; i < x->parts.n; i++)
		if (is_own(x, &x->parts.part[i]))
			claimed(x, &x->parts.part[i]);
}

static void virtual_check(struct exam *x)
{
	const struct host_function *pf, *f = x->f;

	if (f->vfs_err)
		add_unknown(x, BIT(VF), "sriov_numvfs", f->vfs_err);
	else if (f->vfs)
		add(x, HOST_RISK_VF, false, "%lu of its VFs are enabled",
		    f->vfs);
	if (!f->physfn[0])
		return;
	pf = host_inventory_find(x->inv, f->physfn);
	if (!pf || pf->driver_err)
		add(x, HOST_RISK_VF, true, "who has its PF %s is not known",
		    f->physfn);
	else if (pf->driver[0])
		add(x, HOST_RISK_VF, false, "%s has its PF %s", pf->driver,
		    pf->bdf);
}

/* The firmware's path goes on below the device: "/pci@1/nvme@0/disk@1:2". */
static void boot_check(struct exam *x)
{
	size_t len = strlen(x->f->node);
	const char *path = x->scene->bootpath;

	if (len && !strncmp(path, x->f->node, len) && strchr("/:,", path[len]))
		add(x, HOST_RISK_BOOT, false, "the machine booted from %s",
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
		add_unknown(x, RISKS_BLOCK | RISKS_NET | BIT(OPEN),
			    "what is below it in sysfs", ret);
	scene_unread(x);
	for (size_t i = 0; i < x->parts.n; i++)
		part_check(x, &x->parts.part[i]);
	claims_check(x, first);
	group_opened(x);
	network_hidden(x);
	virtual_check(x);
	boot_check(x);
	host_below_free(&x->parts);
}

/* Another function, which would have to go to VFIO as well. */
static void member_check(struct exam *x, const struct host_function *f)
{
	function_check(x, f);
	if (f->driver_err)
		add_unknown(x, BIT(DRIVER), "its driver", f->driver_err);
	else if (f->driver[0] && strcmp(f->driver, HOST_VFIO_PCI) != 0)
		add(x, HOST_RISK_DRIVER, false, "%s has it, in the same group",
		    f->driver);
}

/* Members that no list of PCI functions has. */
static void strangers_check(struct exam *x, const struct host_function *f)
{
	struct dirent **list;
	int n = host_list(&list, GROUPS "/%d/devices", f->group);

	x->f = f;
	if (n < 0)
		add_unknown(x, BIT(DRIVER), "the members of its group", n);
	for (int i = 0; i < n; i++)
		if (!host_inventory_find(x->inv, list[i]->d_name))
			add(x, HOST_RISK_DRIVER, true,
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

/* --- interface ------------------------------------------------------------ */

const char *host_risk_name(enum host_risk risk)
{
	return names[risk];
}

int host_risks_parse(const char *text, unsigned int *mask)
{
	unsigned int all = 0;

	for (size_t len; *text; text += len + (text[len] == ',')) {
		unsigned int i;

		len = strcspn(text, ",");
		for (i = 0; i < HOST_RISKS; i++)
			if (strlen(names[i]) == len &&
			    !strncmp(names[i], text, len))
				break;
		if (i == HOST_RISKS)
			return -EINVAL;
		all |= 1u << i;
	}
	if (!all)
		return -EINVAL;
	*mask = all;
	return 0;
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
