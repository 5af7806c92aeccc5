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
 * A minimal KVM guest that makes the hypercalls it is asked to make. It has one
 * CPU, and more where they are added. KVM handles those that change TCEs
 * itself, in the tables of the VFIO windows that are attached to it, and leaves
 * the others to its caller. There is none on other processors than POWER.
 *
 * Sources: linux/kvm.h; Documentation/virt/kvm/api.rst
 * (KVM_CREATE_SPAPR_TCE_64, KVM_EXIT_PAPR_HCALL) and devices/vfio.rst; PAPR,
 * H_PUT_TCE and its like.
 */

/* Guest address of the memory of tce_kvm_memory_set(). */
#define TCE_KVM_GPA 0x10000000u

struct tce_kvm {
	int system, vm, bridge, vcpu; /* descriptors; bridge: KVM's to VFIO */
	void *run;
	size_t run_size;
	void *code; /* what the guest executes, a page */
	size_t code_size;
};

/* The result of a hypercall. */
struct tce_kvm_answer {
	bool by_caller; /* KVM left it to the caller; if not: */
	int64_t code;	/* return code of PAPR, H_SUCCESS is 0 */
	uint64_t value; /* r4 */
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
 * Sources: KVM_CREATE_VM, KVM_CREATE_DEVICE and KVM_CAP_PPC_ENABLE_HCALL in
 * Documentation/virt/kvm/api.rst.
 *
 * Return: 0; -ENOENT, -ENODEV there is no KVM here; -errno of a call to it.
 */
int tce_kvm_open(struct tce_kvm *kvm);

/**
 * tce_kvm_close() - end a guest
 * @kvm: of tce_kvm_open(), or all zeros, which it is afterwards
 *
 * KVM forgets its groups, unless a table is still open.
 */
void tce_kvm_close(struct tce_kvm *kvm);

/**
 * tce_kvm_cpu_add() - add a CPU to a guest
 * @kvm: guest
 * @id: number of the CPU, 1 or more
 * @cpu: filled on success, of use to tce_kvm_call() alone; tce_kvm_close() ends
 *	it, before the guest
 *
 * Threads can make calls at the same time, each with a CPU of its own.
 *
 * Source: KVM_CREATE_VCPU in Documentation/virt/kvm/api.rst.
 *
 * Return: 0; -EEXIST there is that CPU; -errno.
 */
int tce_kvm_cpu_add(const struct tce_kvm *kvm, unsigned int id,
		    struct tce_kvm *cpu);

/**
 * tce_kvm_extension() - ask KVM for an extension
 * @kvm: guest
 * @number: KVM_CAP_*
 *
 * Return: the value of KVM_CHECK_EXTENSION; -errno.
 */
int tce_kvm_extension(const struct tce_kvm *kvm, long number);

/**
 * tce_kvm_memory_set() - give the guest memory, at TCE_KVM_GPA
 * @kvm: guest
 * @addr: memory, which the caller keeps; a multiple of the CPU page
 * @size: bytes, a multiple of the CPU page
 *
 * Source: KVM_SET_USER_MEMORY_REGION in Documentation/virt/kvm/api.rst.
 *
 * Return: 0; -errno.
 */
int tce_kvm_memory_set(const struct tce_kvm *kvm, void *addr, size_t size);

/**
 * tce_kvm_table_create() - make KVM's table for a window of the guest
 * @kvm: guest
 * @liobn: the guest's number of the window
 * @window: start, size and page_shift of the guest's window
 *
 * Sources: struct kvm_create_spapr_tce_64 in linux/kvm.h;
 * kvm_vm_ioctl_create_spapr_tce() in arch/powerpc/kvm/book3s_64_vio.c.
 *
 * Return: descriptor, the caller's to close, which keeps the table and the VM;
 * -EBUSY the number is in use; -EINVAL; -ENOMEM over RLIMIT_MEMLOCK; -errno.
 */
int tce_kvm_table_create(const struct tce_kvm *kvm, uint64_t liobn,
			 const struct tce_window *window);

/**
 * tce_kvm_group_add() - add a group to KVM's VFIO device
 * @kvm: guest
 * @group: group, which KVM keeps open
 *
 * Sources: KVM_DEV_VFIO_GROUP_ADD in Documentation/virt/kvm/devices/vfio.rst;
 * kvm_vfio_file_add() in virt/kvm/vfio.c.
 *
 * Return: 0; -EEXIST added already; -errno.
 */
int tce_kvm_group_add(const struct tce_kvm *kvm, struct tce_group group);

/**
 * tce_kvm_group_remove() - remove a group from KVM's VFIO device
 * @kvm: guest
 * @group: the same descriptor as added
 *
 * Sources: KVM_DEV_VFIO_GROUP_DEL; kvm_vfio_file_del() in virt/kvm/vfio.c.
 *
 * Return: 0; -ENOENT it was not added; -errno.
 */
int tce_kvm_group_remove(const struct tce_kvm *kvm, struct tce_group group);

/**
 * tce_kvm_table_attach() - make KVM put a table's entries into a window, too
 * @kvm: guest
 * @group: added with tce_kvm_group_add()
 * @table: of tce_kvm_table_create()
 *
 * Sources: KVM_DEV_VFIO_GROUP_SET_SPAPR_TCE; kvm_vfio_file_set_spapr_tce() in
 * virt/kvm/vfio.c, kvm_spapr_tce_attach_iommu_group() in
 * arch/powerpc/kvm/book3s_64_vio.c.
 *
 * Return: 0; -EINVAL @table is no such table, or the group has no window of
 * its start and size whose pages are not larger; -ENOENT the group was not
 * added; -EBADF; -errno.
 */
int tce_kvm_table_attach(const struct tce_kvm *kvm, struct tce_group group,
			 int table);

/**
 * tce_kvm_call() - make the guest issue a hypercall
 * @kvm: guest
 * @number: of the call
 * @args: four, for r4 to r7
 * @answer: out
 *
 * Sources: KVM_EXIT_PAPR_HCALL in Documentation/virt/kvm/api.rst;
 * kvmppc_h_put_tce() in arch/powerpc/kvm/book3s_64_vio.c.
 *
 * Return: 0; -EPROTO the guest stopped for another reason; -errno of KVM_RUN.
 */
int tce_kvm_call(const struct tce_kvm *kvm, uint64_t number,
		 const uint64_t args[4], struct tce_kvm_answer *answer);

#ifdef __cplusplus
}
#endif

#endif
