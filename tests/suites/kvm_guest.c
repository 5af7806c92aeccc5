// SPDX-License-Identifier: GPL-2.0-only
#include "kvm_guest.h"

#include <unistd.h>

#include "harness.h"

uint32_t guest_host_shift(const struct tce_platform *p)
{
	return (uint32_t)__builtin_ctzll(p->page_size);
}

void guest_begin_apart(struct guest *w, const struct tce_platform *p,
		       bool dynamic)
{
	struct owner *o = &w->owner;

	*w = (struct guest){ .entry = TCE_KVM_GPA | GUEST_READ | GUEST_WRITE };
	TCE_MUST(tce_locked_read(&w->locked));
	owner_open(o, p, dynamic);
	owner_start(o);
	w->iova = o->start + o->target;
	w->window = (struct tce_window){ .start = o->start,
					 .size = 1 << 20,
					 .page_shift = GUEST_SHIFT };
	TCE_MUST(tce_kvm_open(&w->kvm));
	TCE_MUST(tce_kvm_memory_set(&w->kvm,
				    (uint8_t *)o->memory.addr + o->target,
				    2 * p->page_size));
	TCE_MUST(tce_kvm_group_add(&w->kvm, o->vfio.group));
	TCE_MUST(tce_dma_unmap(o->vfio.container, w->iova, 2 * p->page_size));
}

void guest_attach(struct guest *w, uint32_t page_shift)
{
	w->window.page_shift = page_shift;
	w->table = (int)TCE_MUST(
		tce_kvm_table_create(&w->kvm, GUEST_LIOBN, &w->window));
	TCE_MUST(tce_kvm_table_attach(&w->kvm, w->owner.vfio.group, w->table));
}

void guest_begin(struct guest *w, const struct tce_platform *p, bool dynamic)
{
	guest_begin_apart(w, p, dynamic);
	guest_attach(w, GUEST_SHIFT);
}

void guest_end(struct guest *w)
{
	if (w->table)
		close(w->table);
	tce_kvm_close(&w->kvm);
	owner_close(&w->owner);
}

void guest_check_locked(const struct guest *w)
{
	uint64_t after;

	TCE_MUST(tce_locked_read(&after));
	if (after != w->locked)
		tce_fail("VmLck is %lld kB off after all was closed",
			 (long long)(after - w->locked) / 1024);
}

void guest_end_counted(struct guest *w)
{
	guest_end(w);
	guest_check_locked(w);
}

int64_t guest_call(const struct guest *w, uint64_t number, uint64_t iova,
		   uint64_t a, uint64_t b)
{
	const uint64_t args[4] = { GUEST_LIOBN, iova, a, b };
	struct tce_kvm_answer answer;

	TCE_MUST(tce_kvm_call(&w->kvm, number, args, &answer));
	return answer.by_caller ? GUEST_LEFT : answer.code;
}

int64_t guest_put(const struct guest *w, uint64_t iova, uint64_t entry)
{
	return guest_call(w, TCE_H_PUT_TCE, iova, entry, 0);
}

void guest_check(const char *what, int64_t got, int64_t want)
{
	if (got == want)
		return;
	if (got == GUEST_LEFT)
		tce_fail("%s: left to the caller, expected %lld", what,
			 (long long)want);
	else if (want == GUEST_LEFT)
		tce_fail("%s: returned %lld, expected that it is left to the "
			 "caller",
			 what, (long long)got);
	else
		tce_fail("%s: returned %lld, expected %lld", what,
			 (long long)got, (long long)want);
}

void guest_check_access(struct guest *w, const char *when, bool want)
{
	if (owner_transfers(&w->owner) != want)
		tce_fail("%s the device %s the guest's memory", when,
			 want ? "does not reach" : "reaches");
}

void guest_check_entry(const struct guest *w, uint64_t want)
{
	const uint64_t args[4] = { GUEST_LIOBN, w->iova };
	struct tce_kvm_answer answer;

	TCE_MUST(tce_kvm_call(&w->kvm, TCE_H_GET_TCE, args, &answer));
	if (answer.by_caller || answer.code || answer.value != want)
		tce_fail("H_GET_TCE: returned %lld and %#llx, expected 0 and "
			 "%#llx",
			 answer.by_caller ? -1ll : (long long)answer.code,
			 (unsigned long long)answer.value,
			 (unsigned long long)want);
}
