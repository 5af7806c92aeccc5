/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_KVM_H
#define TCE_KVM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tce/group.h>
#include <tce/window.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A KVM guest with one CPU, as small as can be: it makes the hypercalls that it
 * is told to make. KVM does those that change TCEs by itself, in the tables of
 * VFIO's windows that it was shown, and leaves the others to whoever runs the
 * guest. On another processor than POWER there is none.
 *
 * Sources: linux/kvm.h; Documentation/virt/kvm/api.rst
 * (KVM_CREATE_SPAPR_TCE_64, KVM_EXIT_PAPR_HCALL) and devices/vfio.rst; PAPR,
 * H_PUT_TCE and its like.
 */

/* Where the guest has the memory of tce_kvm_memory_set(). */
#define TCE_KVM_GPA 0x10000000u

struct tce_kvm {
	int system, vm, bridge, vcpu; /* descriptors; bridge: KVM's to VFIO */
	void *run;
	size_t run_size;
	void *code; /* what the guest executes, a page */
	size_t code_size;
};

/* What came of a hypercall. */
struct tce_kvm_answer {
	bool by_caller; /* KVM leaves it to the caller */
	int64_t code;	/* otherwise: PAPR's, H_SUCCESS is 0 ... */
	uint64_t value; /* ... and r4 */
};

#define TCE_H_SUCCESS 0
#define TCE_H_PARAMETER (-4)

/* PAPR's numbers; arguments follow as PAPR has them. */
#define TCE_H_PUT_TCE 0x20
#define TCE_H_PUT_TCE_INDIRECT 0x13c
#define TCE_H_STUFF_TCE 0x138
#define TCE_H_GET_TCE 0x1c

/**
 * tce_kvm_open() - make a guest
 * @kvm: filled on success, tce_kvm_close() ends it
 *
 * Return: 0; -ENOENT, -ENODEV there is no KVM here; -errno of a call to it.
 */
int tce_kvm_open(struct tce_kvm *kvm);

/**
 * tce_kvm_close() - end a guest
 * @kvm: of tce_kvm_open(), or all zeros, which it is afterwards
 *
 * What KVM knows of groups ends with it, unless a table is still open.
 */
void tce_kvm_close(struct tce_kvm *kvm);

/**
 * tce_kvm_extension() - what KVM says of an extension
 * @kvm: guest
 * @number: KVM_CAP_*
 *
 * Return: what KVM_CHECK_EXTENSION answers; -errno.
 */
int tce_kvm_extension(const struct tce_kvm *kvm, long number);

/**
 * tce_kvm_memory_set() - give the guest memory, at TCE_KVM_GPA
 * @kvm: guest
 * @addr: memory, stays the caller's
 * @size: bytes; both are multiples of pages
 *
 * Return: 0; -errno.
 */
int tce_kvm_memory_set(const struct tce_kvm *kvm, void *addr, size_t size);

/**
 * tce_kvm_table_create() - let KVM keep a table for one of the guest's windows
 * @kvm: guest
 * @liobn: the guest's number for it
 * @window: start, size and page_shift of the guest's window
 *
 * Return: descriptor, which keeps the table and the guest's VM; -EBUSY the
 * number is taken; -EINVAL; -ENOMEM over RLIMIT_MEMLOCK; -errno.
 */
int tce_kvm_table_create(const struct tce_kvm *kvm, uint64_t liobn,
			 const struct tce_window *window);

/**
 * tce_kvm_group_add() - tell KVM of a group
 * @kvm: guest
 * @group: descriptor, which KVM keeps open
 *
 * Return: 0; -EEXIST it knows it; -errno.
 */
int tce_kvm_group_add(const struct tce_kvm *kvm, struct tce_group group);

/**
 * tce_kvm_group_remove() - KVM is to have nothing to do with a group any more
 * @kvm: guest
 * @group: the descriptor that was added
 *
 * Return: 0; -ENOENT it does not know it; -errno.
 */
int tce_kvm_group_remove(const struct tce_kvm *kvm, struct tce_group group);

/**
 * tce_kvm_table_attach() - what is put into a table goes to a window as well
 * @kvm: guest
 * @group: that was added
 * @table: of tce_kvm_table_create()
 *
 * Return: 0; -EINVAL not such a table, or none of the group's windows has its
 * place and size, with pages that are not larger; -ENOENT unknown group;
 * -EBADF; -errno.
 */
int tce_kvm_table_attach(const struct tce_kvm *kvm, struct tce_group group,
			 int table);

/**
 * tce_kvm_call() - let the guest make a hypercall
 * @kvm: guest
 * @number: of the call
 * @args: four, for r4 to r7
 * @answer: out
 *
 * Return: 0; -EPROTO the guest did something else; -errno of KVM_RUN.
 */
int tce_kvm_call(const struct tce_kvm *kvm, uint64_t number,
		 const uint64_t args[4], struct tce_kvm_answer *answer);

#ifdef __cplusplus
}
#endif

#endif
