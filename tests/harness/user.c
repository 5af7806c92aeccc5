// SPDX-License-Identifier: GPL-2.0-only
#include "user.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness.h"

/*
 * What such a user may lock: more than the table of the largest window that a
 * case asks for. Without CAP_IPC_LOCK it counts, and a case can change it.
 */
#define MEMLOCK (UINT64_C(1) << 60)

static uid_t chosen; /* 0: none */

uid_t tce_user(void)
{
	return chosen ? chosen : geteuid();
}

static int give(const char *path, uid_t user)
{
	return chown(path, user, user) && errno != ENOENT ? -errno : 0;
}

int tce_user_set(uid_t user, const struct tce_platform *p)
{
	char path[64];
	int ret = give("/dev/kvm", user);

	for (unsigned int i = 0; i < p->npes && !ret; i++) {
		snprintf(path, sizeof(path), "/dev/vfio/%d", p->pe[i].group_id);
		ret = give(path, user);
	}
	chosen = user;
	return ret;
}

void tce_user_become(void)
{
	const struct rlimit limit = { .rlim_cur = MEMLOCK,
				      .rlim_max = RLIM_INFINITY };

	if (!chosen)
		return;
	/* Its capabilities go with the user id 0. */
	if (setrlimit(RLIMIT_MEMLOCK, &limit) || setgroups(0, NULL) ||
	    setresgid(chosen, chosen, chosen) ||
	    setresuid(chosen, chosen, chosen))
		tce_broken("cannot become user %u: %s", (unsigned int)chosen,
			   strerror(errno));
	/* or /proc/self would be root's */
	prctl(PR_SET_DUMPABLE, 1);
}

void tce_user_model(struct tce_backend *model)
{
	struct tce_request limit = { .op = TCE_OP_LIMIT };
	struct tce_request without = { .op = TCE_OP_UNPRIVILEGED };
	struct tce_reply reply = { 0 };

	if (!chosen)
		return;
	limit.arg[TCE_ARG_SIZE] = MEMLOCK;
	model->run(model, &limit, &reply);
	model->run(model, &without, &reply);
}
