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
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <tce/tce.h>

#include "harness.h"
#include "suites.h"
#include "use.h"

#define NEEDS (NEED(ROOT) | NEED(ALONE))
#define PATIENCE_S 10

/* Back on the bus; its facts may be others. */
static struct tce_platform back(const struct tce_platform *p)
{
	struct tce_platform new;

	TCE_MUST(tce_driver_rescan());
	new = use_adopt(p->pe[0].bdf);
	if (new.win_start != p->win_start || new.win_size != p->win_size ||
	    new.ddw != p->ddw)
		tce_fail("the device came back with another default window");
	return new;
}

/* --- cases ---------------------------------------------------------------- */

static void run_away_and_back(const struct tce_context *ctx)
{
	struct tce_platform new;
	struct use u;

	for (int i = 0; i < 2; i++) {
		TCE_MUST(tce_driver_remove(ctx->platform->pe[0].bdf));
		new = back(ctx->platform);
		use_begin(&u, &new);
		use_end(&u);
	}
}

static void run_while_mapped(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct tce_platform new;
	struct tce_info info;
	uint64_t before;
	uint32_t flags;
	struct use u;

	TCE_MUST(tce_locked_read(&before));
	use_begin(&u, p);
	TCE_MUST(tce_driver_remove(p->pe[0].bdf));
	TCE_ERR(EINVAL, tce_info_get(u.vfio.container, &info));
	TCE_ERR(ENODEV, tce_group_status(u.vfio.group, &flags));
	use_check_locked(before, "with the device away");
	use_end(&u);
	new = back(p);
	use_begin(&u, &new);
	use_end(&u);
	use_check_locked(before, "in the end");
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
	tce_broken("the removal neither ends nor waits for the device: it is "
		   "in %s",
		   text);
}

static void run_while_open(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct tce_platform new;
	int device, status;
	struct use u;
	pid_t pid;

	use_begin(&u, p);
	device = (int)TCE_MUST(
		tce_group_device_open(u.vfio.group, p->pe[0].bdf));
	pid = fork();
	if (pid < 0)
		tce_broken("fork: %s", strerror(errno));
	if (!pid) {
		/* of these only the parent's count */
		close(device);
		close(u.vfio.group.fd);
		close(u.vfio.container.fd);
		_exit(tce_driver_remove(p->pe[0].bdf) != 0);
	}
	if (!waits(pid))
		tce_fail("a device that is open left its bus");
	TCE_OK(tce_dma_unmap(u.vfio.container, p->win_start, p->page_size));
	TCE_OK(tce_dma_map(u.vfio.container, TCE_DMA_READ, u.memory.addr,
			   p->win_start, p->page_size));
	close(device);
	if (waitpid(pid, &status, 0) != pid || status)
		tce_fail("the removal did not succeed: status %#x", status);
	use_end(&u);
	new = back(p);
	use_begin(&u, &new);
	use_end(&u);
}

/* The first device of a group leaves; the group works on with its other one. */
static void run_first_away(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const struct tce_pe *pe = &p->pe[0];
	struct tce_window window = { .page_shift = 12,
				     .levels = 1,
				     .size = tce_window_bytes(p, 1024, 12) };
	struct tce_platform new;
	struct use u;

	TCE_MUST(tce_driver_remove(pe->bdf));
	use_begin(&u, p);
	if (p->max_windows > 1 &&
	    TCE_OK(tce_window_create(u.vfio.container, &window)))
		TCE_OK(tce_window_remove(u.vfio.container, window.start));
	use_end(&u);
	new = back(p);
	if (new.pe[0].group_id != pe->group_id)
		tce_fail("it came back into group %d, left %d",
			 new.pe[0].group_id, pe->group_id);
	use_begin(&u, &new);
	use_end(&u);
}

/* Until a user makes a window, an owned PE has none in the device tree. */
static void run_rescan(const struct tce_context *ctx)
{
	struct use u;

	use_attach(&u, ctx->platform);
	TCE_MUST(tce_driver_rescan());
	use_map(&u, ctx->platform);
	use_end(&u);
}

/* The first one, because a rescan finds others only with it. */
static void run_first_back(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	const struct tce_pe *pe = &p->pe[0];
	struct tce_platform new;
	struct use u;

	TCE_MUST(tce_driver_remove(pe->bdf));
	use_attach(&u, p);
	TCE_MUST(tce_driver_rescan());
	TCE_MUST(tce_platform_read(&new, &(const char *){ pe->bdf }, 1));
	if (new.pe[0].group_id != pe->group_id)
		tce_fail("it came back into group %d, left %d",
			 new.pe[0].group_id, pe->group_id);
	use_adopt(pe->bdf);
	use_map(&u, p);
	close((int)TCE_MUST(tce_group_device_open(u.vfio.group, pe->bdf)));
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
		.risk = TCE_RISK_DAMAGE,
		.timeout_s = 30,
		.red_on = "patches/late-device",
		.run = run_away_and_back,
	},
	{
		.name = "away-while-mapped",
		.about = "a device that leaves its bus takes its group out of "
			 "the container, and memory and charges are free",
		.clauses = "HP-05",
		.validates = "4ba2fdff2eb1",
		.needs = NEEDS,
		.risk = TCE_RISK_DAMAGE,
		.timeout_s = 30,
		.red_on = "patches/leaves-container",
		.run = run_while_mapped,
	},
	{
		.name = "away-while-open",
		.about = "a device that is open leaves its bus when it is "
			 "closed, and works until then",
		.clauses = "HP-04",
		.needs = NEEDS,
		.risk = TCE_RISK_DAMAGE,
		.timeout_s = 30,
		.red_on = "patches/removal-at-once",
		.seen = true,
		.run = run_while_open,
	},
	/* before others rescan: the first time in a boot each bus is set up */
	{
		.name = "rescan-without-a-window",
		.about = "a rescan of the bus leaves a PE alone that VFIO has "
			 "without a window",
		.clauses = "HP-10",
		.needs = NEED(ROOT),
		.risk = TCE_RISK_CRASH,
		.timeout_s = 30,
		.red_on = "fixes/rescan-owned",
		.run = run_rescan,
	},
	{
		.name = "first-of-two-away",
		.about = "a group works on when the first of its devices has "
			 "left, and has it again when it comes back",
		.clauses = "HP-09",
		.validates = "f431a8cde7f1",
		.needs = NEED(ROOT) | NEED(SIBLING),
		.risk = TCE_RISK_CRASH,
		.timeout_s = 30,
		.red_on = "patches/late-device-sibling",
		.run = run_first_away,
	},
	{
		.name = "first-back-without-a-window",
		.about = "a device that comes back to a PE that VFIO has "
			 "without a window is in its group again",
		.clauses = "HP-10 HP-11",
		.needs = NEED(ROOT) | NEED(SIBLING),
		.risk = TCE_RISK_CRASH,
		.timeout_s = 30,
		.red_on = "fixes/rescan-owned-sibling",
		.run = run_first_back,
	},
};

const struct tce_suite hotplug_suite = {
	.name = "hotplug",
	.about = "devices that leave their bus and come back",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
