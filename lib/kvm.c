// SPDX-License-Identifier: GPL-2.0-only
/* A KVM guest that makes hypercalls. */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <tce/ioctl.h>
#include <tce/kvm.h>

#include <core/call.h>

/* The headers of other processors do not have these. */
#ifdef __powerpc64__
#define POWER true
#else
#define POWER false
struct kvm_create_spapr_tce_64 {
	uint64_t liobn;
	uint32_t page_shift, flags;
	uint64_t offset, size;
};
struct power_regs {
	uint64_t msr, gpr[32];
};
#define kvm_regs power_regs
#endif

/*
 * The guest runs in real mode. When KVM leaves a call to its caller it changes
 * r3 to r12, so that arguments and results are kept in higher registers.
 */
#define MOVE(to, from) (0x7c000378u | (from) << 21 | (to) << 16 | (from) << 11)
#define CALL 0x44000022u /* sc 1 */
#define STAY 0x48000000u /* b . */
#define ARGS 14		 /* .. 18: number and arguments */
#define VALUE 29
#define END 30 /* a number that KVM leaves to the caller */
#define RESULT 31

#define END_NUMBER 0xf000u
#define MSR_64BIT (1ull << 63)
#define MSR_LITTLE 1u

static const uint32_t code[] = {
	MOVE(3u, ARGS + 0u),
	MOVE(4u, ARGS + 1u),
	MOVE(5u, ARGS + 2u),
	MOVE(6u, ARGS + 3u),
	MOVE(7u, ARGS + 4u),
	CALL,
	MOVE(RESULT, 3u),
	MOVE(VALUE, 4u),
	MOVE(3u, END),
	CALL,
	STAY,
};

static int memory_set(const struct tce_kvm *kvm, uint32_t slot, uint64_t gpa,
		      void *addr, size_t size)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot,
		.guest_phys_addr = gpa,
		.memory_size = size,
		.userspace_addr = (uintptr_t)addr,
	};

	return core_call(kvm->vm, KVM_SET_USER_MEMORY_REGION, &region);
}

/* By default KVM leaves calls with several entries to its caller. */
static int call_enable(const struct tce_kvm *kvm, uint64_t number)
{
	struct kvm_enable_cap enable = { .cap = KVM_CAP_PPC_ENABLE_HCALL,
					 .args = { number, true } };

	return core_call(kvm->vm, KVM_ENABLE_CAP, &enable);
}

static int vm_open(struct tce_kvm *kvm)
{
	struct kvm_create_device bridge = { .type = KVM_DEV_TYPE_VFIO };
	int ret;

	kvm->vm = tce_ioctl(kvm->system, KVM_CREATE_VM, NULL);
	if (kvm->vm < 0)
		return kvm->vm;
	ret = core_call(kvm->vm, KVM_CREATE_DEVICE, &bridge);
	if (ret)
		return ret;
	kvm->bridge = (int)bridge.fd;
	ret = call_enable(kvm, TCE_H_PUT_TCE_INDIRECT);
	return ret ? ret : call_enable(kvm, TCE_H_STUFF_TCE);
}

static int vcpu_open(const struct tce_kvm *guest, unsigned int id,
		     struct tce_kvm *kvm)
{
	struct kvm_enable_cap papr = { .cap = KVM_CAP_PPC_PAPR };
	int size = tce_ioctl(guest->system, KVM_GET_VCPU_MMAP_SIZE, NULL);

	if (size < 0)
		return size;
	kvm->vcpu =
		tce_ioctl(guest->vm, KVM_CREATE_VCPU, (void *)(uintptr_t)id);
	if (kvm->vcpu < 0)
		return kvm->vcpu;
	kvm->run_size = (size_t)size;
	kvm->run = mmap(NULL, kvm->run_size, PROT_READ | PROT_WRITE, MAP_SHARED,
			kvm->vcpu, 0);
	if (kvm->run == MAP_FAILED) {
		kvm->run = NULL;
		return -errno;
	}
	return core_call(kvm->vcpu, KVM_ENABLE_CAP, &papr);
}

static int code_open(struct tce_kvm *kvm)
{
	kvm->code_size = (size_t)sysconf(_SC_PAGESIZE);
	kvm->code = mmap(NULL, kvm->code_size, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (kvm->code == MAP_FAILED) {
		kvm->code = NULL;
		return -errno;
	}
	memcpy(kvm->code, code, sizeof(code));
	return memory_set(kvm, 0, 0, kvm->code, kvm->code_size);
}

int tce_kvm_open(struct tce_kvm *kvm)
{
	int ret;

	*kvm = (struct tce_kvm){ .vm = -1, .bridge = -1, .vcpu = -1 };
	if (!POWER)
		return -ENODEV;
	kvm->system = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	ret = kvm->system < 0 ? -errno : vm_open(kvm);
	if (!ret)
		ret = code_open(kvm);
	if (!ret)
		ret = vcpu_open(kvm, 0, kvm);
	if (ret)
		tce_kvm_close(kvm);
	return ret;
}

static void close_if_open(int fd)
{
	if (fd > 0)
		close(fd);
}

void tce_kvm_close(struct tce_kvm *kvm)
{
	if (kvm->run)
		munmap(kvm->run, kvm->run_size);
	close_if_open(kvm->vcpu);
	close_if_open(kvm->bridge);
	close_if_open(kvm->vm);
	close_if_open(kvm->system);
	if (kvm->code)
		munmap(kvm->code, kvm->code_size);
	*kvm = (struct tce_kvm){ 0 };
}

int tce_kvm_cpu_add(const struct tce_kvm *kvm, unsigned int id,
		    struct tce_kvm *cpu)
{
	int ret;

	*cpu = (struct tce_kvm){ .system = -1, .vm = -1, .bridge = -1 };
	ret = vcpu_open(kvm, id, cpu);
	if (ret)
		tce_kvm_close(cpu);
	return ret;
}

int tce_kvm_extension(const struct tce_kvm *kvm, long number)
{
	return tce_ioctl(kvm->vm, KVM_CHECK_EXTENSION,
			 (void *)(uintptr_t)number);
}

int tce_kvm_memory_set(const struct tce_kvm *kvm, void *addr, size_t size)
{
	return memory_set(kvm, 1, TCE_KVM_GPA, addr, size);
}

int tce_kvm_table_create(const struct tce_kvm *kvm, uint64_t liobn,
			 const struct tce_window *window)
{
	struct kvm_create_spapr_tce_64 table = {
		.liobn = liobn,
		.page_shift = window->page_shift,
		.offset = window->start >> window->page_shift,
		.size = window->size >> window->page_shift,
	};

	return tce_ioctl(kvm->vm, KVM_CREATE_SPAPR_TCE_64, &table);
}

static int bridge_set(const struct tce_kvm *kvm, uint64_t what, void *value)
{
	struct kvm_device_attr attr = {
		.group = KVM_DEV_VFIO_GROUP,
		.attr = what,
		.addr = (uintptr_t)value,
	};

	return core_call(kvm->bridge, KVM_SET_DEVICE_ATTR, &attr);
}

int tce_kvm_group_add(const struct tce_kvm *kvm, struct tce_group group)
{
	return bridge_set(kvm, KVM_DEV_VFIO_GROUP_ADD, &group.fd);
}

int tce_kvm_group_remove(const struct tce_kvm *kvm, struct tce_group group)
{
	return bridge_set(kvm, KVM_DEV_VFIO_GROUP_DEL, &group.fd);
}

int tce_kvm_table_attach(const struct tce_kvm *kvm, struct tce_group group,
			 int table)
{
	struct kvm_vfio_spapr_tce both = { .groupfd = group.fd,
					   .tablefd = table };

	return bridge_set(kvm, KVM_DEV_VFIO_GROUP_SET_SPAPR_TCE, &both);
}

int tce_kvm_call(const struct tce_kvm *kvm, uint64_t number,
		 const uint64_t args[4], struct tce_kvm_answer *answer)
{
	struct kvm_regs regs = { .msr = MSR_64BIT | MSR_LITTLE };
	struct kvm_run *run = kvm->run;
	int ret;

	regs.gpr[ARGS] = number;
	memcpy(&regs.gpr[ARGS + 1], args, 4 * sizeof(args[0]));
	regs.gpr[END] = END_NUMBER;
	ret = core_call(kvm->vcpu, KVM_SET_REGS, &regs);
	/* Older kernels return the flags of their own exit path. */
	if (!ret)
		ret = tce_ioctl(kvm->vcpu, KVM_RUN, NULL);
	if (ret < 0)
		return ret;
	if (run->exit_reason != KVM_EXIT_PAPR_HCALL)
		return -EPROTO;
	answer->by_caller = run->papr_hcall.nr == number;
	if (answer->by_caller)
		return 0;
	ret = core_call(kvm->vcpu, KVM_GET_REGS, &regs);
	answer->code = (int64_t)regs.gpr[RESULT];
	answer->value = regs.gpr[VALUE];
	return ret;
}
