// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices that leave their bus and come back, by the kernel's own means.
 *
 * A device that leaves takes its group out of the container and ends what was
 * mapped; one that is open stays until it is closed. What comes back can be
 * used as if it had never been away.
 *
 * Sources: Documentation/driver-api/vfio.rst on groups;
 * Documentation/ABI/testing/sysfs-bus-pci (remove, rescan).
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <tce/tce.h>

#include "harness.h"
#include "suites.h"

#define NEEDS (TCE_NEED_ROOT | TCE_NEED_ALONE)
#define PATIENCE_S 10

/* Back on the bus, with vfio-pci; its facts may be others. */
static struct tce_platform back(const struct tce_platform *p)
{
	const char *bdf[] = { p->pe[0].bdf };
	struct tce_platform new;

	TCE_MUST(tce_driver_rescan());
	TCE_MUST(tce_driver_unbind(bdf[0]));
	TCE_MUST(tce_driver_bind(bdf[0], "vfio-pci"));
	TCE_MUST(tce_platform_read(&new, bdf, 1));
	if (new.win_start != p->win_start || new.win_size != p->win_size ||
	    new.ddw != p->ddw)
		tce_fail("the device came back with another default window");
	return new;
}

struct use {
	int container, group;
	struct tce_buffer memory;
};

/* A life with memory in the default window. */
static void use_begin(struct use *u, const struct tce_platform *p)
{
	u->container = (int)TCE_MUST(tce_container_open());
	u->group = (int)TCE_MUST(tce_group_open(p->pe[0].group_id));
	TCE_MUST(tce_group_attach(u->group, u->container));
	TCE_MUST(tce_container_set_iommu(u->container, TCE_IOMMU_V2));
	u->memory = (struct tce_buffer){ .kind = TCE_BUFFER_ANON,
					 .size = p->page_size };
	TCE_MUST(tce_buffer_alloc(&u->memory));
	TCE_MUST(tce_memory_register(u->container, u->memory.addr,
				     p->page_size));
	TCE_OK(tce_dma_map(u->container, TCE_DMA_READ | TCE_DMA_WRITE,
			   u->memory.addr, p->win_start, p->page_size));
}

static void use_end(struct use *u)
{
	TCE_OK(tce_group_close(u->group));
	TCE_OK(tce_container_close(u->container));
	tce_buffer_free(&u->memory);
}

static void check_locked(uint64_t before, const char *when)
{
	uint64_t now;

	TCE_MUST(tce_locked_read(&now));
	if (now != before)
		tce_fail("%s, VmLck is %+lld kB off", when,
			 (long long)(now - before) / 1024);
}

/* --- cases ---------------------------------------------------------------- */

static void run_away_and_back(const struct tce_case *c,
			      const struct tce_platform *p)
{
	struct tce_platform new;
	struct use u;

	(void)c;
	for (int i = 0; i < 2; i++) {
		TCE_MUST(tce_driver_remove(p->pe[0].bdf));
		new = back(p);
		use_begin(&u, &new);
		use_end(&u);
	}
}

static void run_while_mapped(const struct tce_case *c,
			     const struct tce_platform *p)
{
	struct tce_platform new;
	struct tce_info info;
	uint64_t before;
	uint32_t flags;
	struct use u;

	(void)c;
	TCE_MUST(tce_locked_read(&before));
	use_begin(&u, p);
	TCE_MUST(tce_driver_remove(p->pe[0].bdf));
	TCE_ERR(EINVAL, tce_info_get(u.container, &info));
	TCE_ERR(ENODEV, tce_group_status(u.group, &flags));
	check_locked(before, "with the device away");
	use_end(&u);
	new = back(p);
	use_begin(&u, &new);
	use_end(&u);
	check_locked(before, "in the end");
}

/* Whether it waits in the kernel by now; false when it ended instead. */
static bool waits(pid_t pid)
{
	const struct timespec nap = { .tv_nsec = 1000000 };
	time_t end = time(NULL) + PATIENCE_S;
	char path[64], text[256] = "";

	snprintf(path, sizeof(path), "/proc/%d/wchan", pid);
	while (time(NULL) < end) {
		FILE *f = fopen(path, "re");

		if (!f || waitpid(pid, NULL, WNOHANG))
			return false;
		if (!fgets(text, sizeof(text), f))
			text[0] = '\0';
		fclose(f);
		if (strstr(text, "vfio") || strstr(text, "wait_for_completion"))
			return true;
		nanosleep(&nap, NULL);
	}
	tce_broken("the removal neither ends nor waits: it is in %s", text);
}

static void run_while_open(const struct tce_case *c,
			   const struct tce_platform *p)
{
	struct tce_platform new;
	int device, status;
	struct use u;
	pid_t pid;

	(void)c;
	use_begin(&u, p);
	device = (int)TCE_MUST(tce_group_device_open(u.group, p->pe[0].bdf));
	pid = fork();
	if (pid < 0)
		tce_broken("no process");
	if (!pid) {
		/* of these only the parent's count */
		close(device);
		close(u.group);
		close(u.container);
		_exit(tce_driver_remove(p->pe[0].bdf) != 0);
	}
	if (!waits(pid))
		tce_fail("a device that is open left its bus");
	TCE_OK(tce_dma_unmap(u.container, p->win_start, p->page_size));
	TCE_OK(tce_dma_map(u.container, TCE_DMA_READ, u.memory.addr,
			   p->win_start, p->page_size));
	close(device);
	if (waitpid(pid, &status, 0) != pid || status)
		tce_fail("the removal did not succeed: status %#x", status);
	use_end(&u);
	new = back(p);
	use_begin(&u, &new);
	use_end(&u);
}

static const struct tce_case cases[] = {
	{
		.name = "away-and-back",
		.about =
			"a device that left its bus and was found again serves "
			"VFIO, twice",
		.clauses = "HP-01",
		.validates = "f431a8cde7f1",
		.needs = NEEDS,
		.risk = TCE_RISK_POISON,
		.timeout_s = 30,
		.run = run_away_and_back,
	},
	{
		.name = "away-while-mapped",
		.about = "a device that leaves its bus takes its group out of "
			 "the container, and memory and charges are free",
		.clauses = "HP-05",
		.validates = "4ba2fdff2eb1",
		.needs = NEEDS,
		.risk = TCE_RISK_POISON,
		.timeout_s = 30,
		.run = run_while_mapped,
	},
	{
		.name = "away-while-open",
		.about = "a device that is open leaves its bus when it is "
			 "closed, and works until then",
		.clauses = "HP-04",
		.needs = NEEDS,
		.risk = TCE_RISK_POISON,
		.timeout_s = 30,
		.run = run_while_open,
	},
};

const struct tce_suite hotplug_suite = {
	.name = "hotplug",
	.about = "devices that leave their bus and come back",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
