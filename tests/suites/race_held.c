// SPDX-License-Identifier: GPL-2.0-only
/*
 * A group that is closed while a call on its container is under way. The call
 * is held where the kernel reads its argument. With its only group a container
 * loses all that it had, what the call leaves there included.
 *
 * Sources: linux/vfio.h and the kernel's VFIO documentation.
 */
#include <linux/vfio.h>
#include <pthread.h>
#include <sys/ioctl.h>

#include <tce/tce.h>

#include "harness.h"
#include "held.h"
#include "suites.h"

struct late {
	struct tce_vfio vfio;
	struct held argument;
};

static void *register_late(void *data)
{
	const struct late *late = data;

	/* Whatever it returns: nothing stays. */
	ioctl(late->vfio.container.fd, VFIO_IOMMU_SPAPR_REGISTER_MEMORY,
	      late->argument.page);
	return NULL;
}

static void argument_fill(const struct held *argument,
			  const struct tce_buffer *buf)
{
	struct tce_buffer page = { .size = argument->size };

	TCE_MUST(tce_buffer_alloc(&page));
	*(struct vfio_iommu_spapr_register_memory *)page.addr =
		(struct vfio_iommu_spapr_register_memory){
			.argsz =
				sizeof(struct vfio_iommu_spapr_register_memory),
			.vaddr = (uintptr_t)buf->addr,
			.size = buf->size,
		};
	held_fill(argument, page.addr);
	TCE_MUST(tce_buffer_free(&page));
}

static void run_close(const struct tce_context *ctx)
{
	const struct tce_platform *p = ctx->platform;
	struct tce_buffer buf = { .size = 4 * (size_t)p->page_size };
	struct held_closer closer;
	struct late late;
	uint64_t before, after;
	pthread_t caller;

	held_stay_on_this_cpu();
	held_open(&late.argument, p->page_size);
	TCE_MUST(tce_buffer_alloc(&buf));
	TCE_MUST(tce_locked_read(&before));
	TCE_MUST(tce_open(&late.vfio, p->pe[0].bdf, TCE_IOMMU_V2));
	TCE_MUST(-pthread_create(&caller, NULL, register_late, &late));
	held_wait(&late.argument);
	held_close_fd(&closer, late.vfio.group.fd);
	argument_fill(&late.argument, &buf);
	pthread_join(caller, NULL);
	held_closed(&closer);
	TCE_OK(tce_container_close(late.vfio.container));
	TCE_MUST(tce_locked_read(&after));
	if (after != before)
		tce_fail("VmLck is %lld kB off at the end",
			 (long long)(after - before) / 1024);
	TCE_MUST(tce_buffer_free(&buf));
	held_end(&late.argument);
}

static const struct tce_case cases[] = {
	{
		.name = "close-under-register",
		.about = "a group that is closed while a REGISTER is under way "
			 "takes along what this registers",
		.clauses = "CON-07",
		.needs = NEED(ROOT),
		.risk = TCE_RISK_CRASH,
		.red_on = "fixes/container-freed",
		.run = run_close,
	},
};

const struct tce_table race_held = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
