// SPDX-License-Identifier: GPL-2.0-only
#include "precheck.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tce/container.h>
#include <tce/group.h>

#include "harness.h"
#include "supervise.h"
#include "user.h"

#define TIMEOUT_S 10

static const char *driver_name(const struct tce_pe *pe, char *buf, size_t len)
{
	char path[64];
	const char *base;
	ssize_t n;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/driver", pe->bdf);
	n = readlink(path, buf, len - 1);
	if (n < 0)
		return "no driver";
	buf[n] = '\0';
	base = strrchr(buf, '/');
	return base ? base + 1 : buf;
}

static bool pe_usable(const struct tce_pe *pe, char *why, size_t len)
{
	struct tce_group group;
	char driver[256];
	int ret;

	if (pe->group_id < 0) {
		snprintf(why, len, "%s has no IOMMU group", pe->bdf);
		return false;
	}
	ret = tce_group_open(&group, pe->group_id);
	if (!ret) {
		tce_group_close(group);
		return true;
	}
	snprintf(why, len,
		 "/dev/vfio/%d: %s (%s must be bound to vfio-pci, has %.64s)",
		 pe->group_id, strerror(-ret), pe->bdf,
		 driver_name(pe, driver, sizeof(driver)));
	return false;
}

/*
 * Without dynamic windows a kernel may refuse type v2, and has v1 in the same
 * container.
 */
static bool v1_usable(struct tce_container container,
		      const struct tce_platform *p)
{
	return !p->ddw && !tce_container_set_iommu(container, TCE_IOMMU_V1);
}

static bool type_usable(struct tce_container container, struct tce_group group,
			const struct tce_platform *p, char *why, size_t len)
{
	int ret = tce_container_check(container, TCE_IOMMU_V2);

	if (ret != 1 && p->ddw) {
		snprintf(why, len,
			 "CHECK_EXTENSION returned %d for container type v2",
			 ret);
		return false;
	}
	ret = tce_group_attach(group, container);
	if (ret) {
		snprintf(why, len, "the group cannot join a container: %s",
			 strerror(-ret));
		return false;
	}
	ret = tce_container_set_iommu(container, TCE_IOMMU_V2);
	if (ret && !v1_usable(container, p)) {
		snprintf(why, len, "the container refuses type v2: %s",
			 strerror(-ret));
		return false;
	}
	return true;
}

static bool check(const struct tce_platform *p, char *why, size_t len)
{
	struct tce_container container;
	struct tce_group group;
	unsigned int i;
	bool usable;
	int ret;

	if (access("/dev/vfio/vfio", F_OK)) {
		snprintf(why, len,
			 "/dev/vfio/vfio: %s (modprobe vfio_iommu_spapr_tce)",
			 strerror(errno));
		return false;
	}
	for (i = 0; i < p->npes; i++)
		if (!pe_usable(&p->pe[i], why, len))
			return false;
	ret = tce_container_open(&container);
	if (ret) {
		snprintf(why, len, "/dev/vfio/vfio: %s", strerror(-ret));
		return false;
	}
	ret = tce_group_open(&group, p->pe[0].group_id);
	usable = !ret && type_usable(container, group, p, why, len);
	if (!ret)
		tce_group_close(group);
	tce_container_close(container);
	return usable;
}

/* For the process that tries. */
static const struct tce_platform *machine;
static int report_to;

static void try_it(void)
{
	char why[256] = "";

	tce_user_become();
	if (check(machine, why, sizeof(why)))
		_exit(0);
	if (write(report_to, why, strlen(why)) < 0)
		_exit(2);
	_exit(1);
}

/* What the process wrote, or how it ended instead. */
static void report_read(int fd, int ret, int status, char *why, size_t len)
{
	ssize_t n = read(fd, why, len - 1);

	if (n > 0)
		why[n] = '\0';
	else if (ret == -ETIMEDOUT || ret == -EBUSY)
		snprintf(why, len, "opening the device took more than %d s%s",
			 TIMEOUT_S,
			 ret == -EBUSY ? ", and cannot be killed" : "");
	else if (ret)
		snprintf(why, len, "cannot fork: %s", strerror(-ret));
	else if (WIFSIGNALED(status))
		snprintf(why, len, "opening the device ended in signal %d (%s)",
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(why, len, "exit %d", WEXITSTATUS(status));
}

bool tce_precheck(const struct tce_platform *p, char *why, size_t len)
{
	const struct tce_supervision s = {
		.body = try_it,
		.timeout_s = TIMEOUT_S,
		.grace_s = 1,
		.fd = -1,
	};
	int fds[2], status = 0, ret;

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK)) {
		snprintf(why, len, "no pipe: %s", strerror(errno));
		return false;
	}
	machine = p;
	report_to = fds[1];
	ret = tce_supervise(&s, &status);
	if (ret || status)
		report_read(fds[0], ret, status, why, len);
	close(fds[0]);
	close(fds[1]);
	return !ret && !status;
}

static void run_usable(const struct tce_context *ctx)
{
	char why[256];

	if (!check(ctx->platform, why, sizeof(why)))
		tce_fail("%s", why);
}

static const struct tce_case cases[] = {
	{
		.name = "usable",
		.about = "every PE can be opened through VFIO and a container "
			 "takes type v2, or without dynamic windows v1",
		.clauses = "OWN-25",
		.vital = true,
		.red_on = "patches/saved-window",
		.run = run_usable,
	},
};

const struct tce_suite tce_precheck_suite = {
	.name = "platform",
	.about = "the suite can reach its subject",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
