// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices with more than one interrupt: MSI-X of NVMe drives. Each vector has
 * its own eventfd, and the drive sends one of them after the other.
 *
 * Sources: linux/vfio.h (VFIO_DEVICE_SET_IRQS, VFIO_IRQ_INFO_NORESIZE); QEMU's
 * vfio_enable_vectors(), which asks for fewer when it gets a number.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <engine/nvme.h>
#include <tce/tce.h>

#include "harness.h"
#include "interrupts.h"
#include "suites.h"

#define MSIX VFIO_PCI_MSIX_IRQ_INDEX
#define MOST 2048u
#define FEW 8u /* what the cases want that need several */
#define CHANGES 1000u

struct msix {
	struct owner owner;
	unsigned int count; /* of the device */
	bool on;
	int32_t event[MOST];
};

static struct msix *begin(const struct tce_platform *p)
{
	const struct rlimit files = { 2 * MOST, 2 * MOST };
	struct msix *w = calloc(1, sizeof(*w));

	if (!w)
		tce_broken("no memory");
	/* A kernel may keep what it knows of interrupts. */
	TCE_MUST(tce_driver_change(p->pe[0].bdf, "vfio-pci"));
	owner_open(&w->owner, p, false);
	w->count = interrupts_needed(&w->owner.device, MSIX, "MSI-X");
	if (w->count > MOST)
		w->count = MOST;
	if (w->count < FEW)
		tce_skip("needs MSI-X with %u vectors: the device has %u", FEW,
			 w->count);
	if (setrlimit(RLIMIT_NOFILE, &files))
		tce_broken("this process cannot have an eventfd a vector");
	for (unsigned int i = 0; i < w->count; i++)
		w->event[i] = event_make();
	return w;
}

static int on(struct msix *w, unsigned int n)
{
	int ret = interrupts_trigger(&w->owner.device, MSIX, 0, n, w->event);

	w->on = !ret;
	return ret;
}

static void off(struct msix *w)
{
	TCE_OK(interrupts_off(&w->owner.device, MSIX));
	w->on = false;
}

static void end(struct msix *w)
{
	tce_engine_stop(&w->owner.engine);
	if (w->on)
		off(w);
	for (unsigned int i = 0; i < w->count; i++)
		close(w->event[i]);
	owner_close(&w->owner);
	free(w);
}

static void drain(struct msix *w)
{
	for (unsigned int i = 0; i < w->count; i++)
		event_count(w->event[i]);
}

/*
 * The drive sends vector @i, and the eventfd @expected gets it, or none does.
 * Commands of the admin queue interrupt by the first vector.
 */
static void check_vector(struct msix *w, unsigned int i, int expected)
{
	int ret;

	drain(w);
	ret = nvme_interrupt(&w->owner.engine, i);
	if (ret) {
		tce_fail("the drive cannot send vector %u: %d", i, ret);
		return;
	}
	if (expected >= 0 && !event_comes(expected))
		tce_fail("vector %u does not arrive", i);
	for (unsigned int k = 1; k < w->count; k++) {
		const uint64_t got = event_count(w->event[k]);

		if (w->event[k] == expected ? got != 1 : got)
			tce_fail("vector %u signals the eventfd of %u %llu "
				 "times",
				 i, k, (unsigned long long)got);
	}
}

/* Some of @n vectors, the last one included. */
static void check_vectors(struct msix *w, unsigned int n, unsigned int step)
{
	for (unsigned int i = 0; i < n && !tce_has_failed(); i += step)
		check_vector(w, i, w->event[i]);
	if (!tce_has_failed())
		check_vector(w, n - 1, w->event[n - 1]);
}

/* All that the platform grants. */
static unsigned int granted(struct msix *w)
{
	const int ret = on(w, w->count);
	const unsigned int n = ret > 0 ? (unsigned int)ret : w->count;

	if (!ret)
		off(w);
	if (n < FEW)
		tce_skip("needs a platform with %u vectors: it grants %u", FEW,
			 n);
	return n;
}

static struct msix *begin_with_few(const struct tce_platform *p)
{
	struct msix *w = begin(p);

	granted(w);
	return w;
}

static void run_each(const struct tce_context *ctx)
{
	struct msix *w = begin(ctx->platform);
	const unsigned int n = granted(w);

	TCE_MUST(on(w, n));
	owner_start(&w->owner);
	check_vectors(w, n, n > 128 ? n / 16 : 1);
	end(w);
}

static void run_numbers(const struct tce_context *ctx)
{
	struct msix *w = begin(ctx->platform);
	const unsigned int n = granted(w);
	const unsigned int numbers[] = { 1, n, 2, n - 1, 3, n / 2, n, 1 };

	owner_start(&w->owner);
	for (size_t i = 0; i < ARRAY_SIZE(numbers) && !tce_has_failed(); i++) {
		if (TCE_OK(on(w, numbers[i])))
			check_vectors(w, numbers[i], numbers[i] / 3 + 1);
		off(w);
	}
	end(w);
}

static void run_too_many(const struct tce_context *ctx)
{
	struct msix *w = begin_with_few(ctx->platform);
	const struct tce_device *dev = &w->owner.device;

	owner_start(&w->owner);
	TCE_ERR(EINVAL, interrupts_trigger(dev, MSIX, w->count, 1, w->event));
	TCE_ERR(EINVAL, interrupts_trigger(dev, MSIX, 1, w->count, w->event));
	if (TCE_OK(on(w, 4)))
		check_vectors(w, 4, 1);
	TCE_ERR(EINVAL, interrupts_trigger(dev, MSIX, w->count, 1, w->event));
	if (!tce_has_failed())
		check_vectors(w, 4, 1);
	end(w);
}

/* A platform that has fewer says how many, or gives an error. */
static void run_quota(const struct tce_context *ctx)
{
	struct msix *w = begin(ctx->platform);
	unsigned int few = FEW;
	int ret;

	owner_start(&w->owner);
	ret = on(w, w->count);
	if (!ret)
		tce_skip("needs a platform with fewer vectors than the device: "
			 "it has %u",
			 w->count);
	tce_report("%u vectors: %d", w->count, ret);
	if (ret > 0) {
		const unsigned int n = (unsigned int)ret;

		if (TCE_OK(on(w, n)))
			check_vectors(w, n, n / 8 + 1);
		off(w);
		few = n < FEW ? n : FEW;
	}
	if (TCE_OK(on(w, few)))
		check_vectors(w, few, 1);
	end(w);
}

static int trigger(const struct msix *w, unsigned int i, int32_t event)
{
	return interrupts_trigger(&w->owner.device, MSIX, i, 1, &event);
}

/* QEMU does this where a guest that masked a vector unmasks it. */
static void run_changed(const struct tce_context *ctx)
{
	struct msix *w = begin_with_few(ctx->platform);

	TCE_MUST(on(w, 4));
	owner_start(&w->owner);
	TCE_OK(trigger(w, 2, w->event[5]));
	check_vector(w, 2, w->event[5]);
	check_vector(w, 3, w->event[3]);
	end(w);
}

static void run_stopped(const struct tce_context *ctx)
{
	struct msix *w = begin_with_few(ctx->platform);

	TCE_MUST(on(w, 4));
	owner_start(&w->owner);
	TCE_OK(trigger(w, 2, -1));
	check_vector(w, 2, -1);
	check_vector(w, 3, w->event[3]);
	TCE_OK(trigger(w, 2, w->event[2]));
	check_vector(w, 2, w->event[2]);
	end(w);
}

/* A sequence that is the same in every run. */
static unsigned int next(uint32_t *state, unsigned int below)
{
	*state = *state * 1664525u + 1013904223u;
	return (unsigned int)((uint64_t)*state * below >> 32);
}

static void run_any_order(const struct tce_context *ctx)
{
	struct msix *w = begin_with_few(ctx->platform);
	const unsigned int n = FEW;
	int32_t set[FEW];
	uint32_t state = 1;

	TCE_MUST(on(w, n));
	owner_start(&w->owner);
	for (unsigned int k = 0; k < n; k++)
		set[k] = w->event[k];
	for (unsigned int i = 1; i <= CHANGES && !tce_has_failed(); i++) {
		/* The admin queue has vector 0. */
		const unsigned int start = 1 + next(&state, n - 1);
		const unsigned int count = 1 + next(&state, n - start);

		for (unsigned int k = start; k < start + count; k++)
			set[k] = next(&state, 3) ? w->event[next(&state, 7) + 1]
						 : -1;
		/* A vector each for an eventfd, as users have it. */
		for (unsigned int k = 0; k < n; k++)
			for (unsigned int j = 0; j < n; j++)
				if (j != k && set[j] == set[k] && j >= start &&
				    j < start + count)
					set[j] = -1;
		TCE_OK(interrupts_trigger(&w->owner.device, MSIX, start, count,
					  set + start));
		if (i % 50 == 0)
			for (unsigned int k = 1; k < n; k++)
				check_vector(w, k, set[k]);
		if (tce_has_failed())
			tce_fail("change %u: %u from %u", i, count, start);
	}
	end(w);
}

static const struct tce_case cases[] = {
	{
		.name = "vectors",
		.about = "each vector of MSI-X signals its own eventfd and no "
			 "other",
		.clauses = "OWN-28 OWN-37",
		.needs = NEED(ROOT),
		.timeout_s = 120,
		.red_on = "patches/vectors-shifted",
		.run = run_each,
	},
	{
		.name = "vectors-in-numbers",
		.about = "MSI-X can be set up with one vector, all and any "
			 "number between, in any order",
		.clauses = "OWN-28 OWN-37",
		.needs = NEED(ROOT),
		.timeout_s = 120,
		.red_on = "patches/vectors-shifted",
		.run = run_numbers,
	},
	{
		.name = "vectors-too-many",
		.about = "vectors that the device does not have are refused, "
			 "and those that it has go on",
		.clauses = "OWN-37",
		.needs = NEED(ROOT),
		.timeout_s = 60,
		.red_on = "patches/vectors-shifted",
		.run = run_too_many,
	},
	{
		.name = "vectors-past-the-quota",
		.about = "a device with more vectors than the platform grants "
			 "is usable with fewer",
		.clauses = "OWN-37",
		.needs = NEED(ROOT),
		.timeout_s = 120,
		.red_on = "patches/vectors-shifted-quota",
		.run = run_quota,
	},
	{
		.name = "vectors-changed",
		.about = "a vector that gets another eventfd signals that one",
		.clauses = "OWN-37",
		.needs = NEED(ROOT),
		.timeout_s = 60,
		.red_on = "defect vector-cleared",
		.run = run_changed,
	},
	{
		.name = "vectors-stopped",
		.about =
			"a vector without an eventfd signals none, and signals "
			"one again once it has it",
		.clauses = "OWN-37",
		.needs = NEED(ROOT),
		.timeout_s = 60,
		.red_on = "defect vector-cleared",
		.run = run_stopped,
	},
	{
		.name = "vectors-in-any-order",
		.about = "after a thousand changes of eventfds each vector "
			 "signals the one that it has",
		.clauses = "OWN-37",
		.needs = NEED(ROOT),
		.timeout_s = 120,
		.red_on = "defect vector-cleared",
		.run = run_any_order,
	},
};

const struct tce_table interrupts_vectors = {
	.cases = cases,
	.n = ARRAY_SIZE(cases),
};
