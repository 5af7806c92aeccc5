// SPDX-License-Identifier: GPL-2.0-only
/* What a failed step says: one line that holds all that was asked. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <spec/model.h>

#include "case.h"
#include "unit.h"

static const struct tce_platform platform = {
	.pseries = true,
	.ddw = true,
	.page_size = 65536,
	.huge_size = 2 << 20,
	.win_size = 1 << 30,
	.page_sizes = 0x1211000,
	.start64 = 1ull << 59,
	.firmware = true,
	.max_windows = 2,
	.max_levels = 1,
	.npes = 2,
	.pe = { { .bdf = "0001:00:01.0", .group_id = 7 },
		{ .bdf = "0001:00:02.0", .group_id = 8 } },
};

/* The model, but for one answer, or one value that it is asked for. */
struct deviant {
	struct tce_backend backend;
	struct tce_backend *model;
	unsigned int call; /* whose answer is another, from 1 */
	int64_t ret;
	enum tce_what what; /* whose value is another */
	uint64_t value;
	unsigned int calls;
};

static int deviant_run(struct tce_backend *b, const struct tce_request *call,
		       struct tce_reply *res)
{
	struct deviant *l = (struct deviant *)b;
	int err = l->model->run(l->model, call, res);

	if (++l->calls == l->call)
		res->ret = l->ret;
	return err;
}

static int deviant_look(struct tce_backend *b, enum tce_what what,
			unsigned int by, unsigned int slot, uint64_t *value)
{
	struct deviant *l = (struct deviant *)b;
	int err = l->model->look(l->model, what, by, slot, value);

	if (l->value && l->calls == l->call && what == l->what && !slot && !by)
		*value = l->value - 1;
	return err;
}

static int deviant_bytes(struct tce_backend *b, unsigned int by,
			 unsigned int slot, int64_t offset, void *bytes,
			 size_t len)
{
	struct deviant *l = (struct deviant *)b;

	return l->model->bytes(l->model, by, slot, offset, bytes, len);
}

static int deviant_shut(struct tce_backend *b)
{
	struct deviant *l = (struct deviant *)b;

	return l->model->shut(l->model);
}

static void note(void *data, const char *text)
{
	char *first = data;

	if (!*first)
		snprintf(first, 512, "%s", text);
}

#define READY OPEN_V2, BUFFER(B0, PAGES(2)), REGISTER(B0)
#define TWO OPEN_V2, OPEN_CONTAINER(C1), OPEN_GROUP(G1)
#define CHILD .by = P1
/* What a look after the call says. */
#define LOOK(w, v) .what = TCE_WHAT_##w, .value = (v) + 1ull

/*
 * Steps, of which the last call (or one of those that the session adds after
 * them) gets an answer that it must not get, or leaves what it must not leave;
 * and the first line that is reported.
 */
static const struct failure_row {
	const struct tce_step *steps;
	int64_t ret;
	unsigned int after;
	enum tce_what what;
	uint64_t value;
	const char *text;
	bool pedantic;
} rows[] = {
	/* arguments by their names, addresses resolved, x said */
	{ STEPS(READY, FOR_RANGE(3, 4),
		MAP(B0, NUM(WIN, W0, 1, SHIFT, 0), .size = IOPAGES(W0, 1),
		    .err = EINVAL),
		DONE),
	  .text = "step 8: ioctl(container, VFIO_IOMMU_MAP_DMA, {flags=RW "
		  "vaddr=0x10000000000 iova=0x8 size=0x1000}) (x=0x3): "
		  "returned 0, expected -EINVAL" },
	{ STEPS(READY, MAP(B0, DEFAULT_START, .flags = N(9))), .ret = -EINVAL,
	  .text = "step 7: ioctl(container, VFIO_IOMMU_MAP_DMA, {flags=R|0x8 "
		  "vaddr=0x10000000000 iova=0 size=0x20000}): returned "
		  "-EINVAL, expected 0" },
	{ STEPS(READY, MAP(B0, DEFAULT_START, .flags = N(0), .err = EINVAL)),
	  .ret = 1,
	  .text = "step 7: ioctl(container, VFIO_IOMMU_MAP_DMA, {flags=0 "
		  "vaddr=0x10000000000 iova=0 size=0x20000}): returned +1, "
		  "expected -EINVAL" },
	{ STEPS(READY, UNMAP(DEFAULT_START, PAGES(1))), .ret = -4095,
	  .text = "step 7: ioctl(container, VFIO_IOMMU_UNMAP_DMA, {iova=0 "
		  "size=0x10000}): returned -4095, expected 0" },
	{ STEPS(READY, UNREGISTER(B0)), .ret = -EBUSY,
	  .text = "step 7: ioctl(container, "
		  "VFIO_IOMMU_SPAPR_UNREGISTER_MEMORY, {vaddr=0x10000000000 "
		  "size=0x20000}): returned -EBUSY, expected 0" },
	{ STEPS(OPEN_V2, CREATE(W1, .page_shift = N(16), .size = MiB(16),
				.argsz = N(39), .flags = N(1), .resv1 = N(2),
				.resv2 = N(3), .err = EINVAL)),
	  .ret = 0,
	  .text = "step 5: ioctl(container, VFIO_IOMMU_SPAPR_TCE_CREATE, "
		  "{argsz=39 flags=0x1 page_shift=16 __resv1=0x2 "
		  "window_size=0x1000000 levels=1 __resv2=0x3}): returned 0, "
		  "expected -EINVAL" },
	{ STEPS(OPEN_V2,
		CREATE(W1, .page_shift = N(0x8000000c), .size = MiB(16),
		       .levels = N(2), .err = EINVAL)),
	  .ret = -ENOTTY,
	  .text = "step 5: ioctl(container, VFIO_IOMMU_SPAPR_TCE_CREATE, "
		  "{page_shift=0x8000000c window_size=0x1000000 levels=2}): "
		  "returned -ENOTTY, expected -EINVAL" },
	{ STEPS(OPEN_V2, REMOVE_AT(START64, .err = EINVAL)), .ret = 0,
	  .text = "step 5: ioctl(container, VFIO_IOMMU_SPAPR_TCE_REMOVE, "
		  "{start_addr=0x800000000000000}): returned 0, expected "
		  "-EINVAL" },
	{ STEPS(OPEN_V2, GET_INFO()), .ret = -EFAULT,
	  .text = "step 5: ioctl(container, VFIO_IOMMU_SPAPR_TCE_GET_INFO, "
		  "{}): returned -EFAULT, expected 0" },
	{ STEPS(OPEN_V2, STATUS(G0)), .ret = -EFAULT,
	  .text = "step 5: ioctl(group, VFIO_GROUP_GET_STATUS, {}): returned "
		  "-EFAULT, expected 0" },
	{ STEPS(OPEN_V2,
		EEH(.value = N(VFIO_EEH_PE_GET_STATE), .err = TCE_ERR_ANY)),
	  .ret = 1,
	  .text = "step 5: ioctl(container, VFIO_EEH_PE_OP, "
		  "{op=VFIO_EEH_PE_GET_STATE}): returned +1, expected an "
		  "error" },
	{ STEPS(OPEN_V2, EEH(.value = N(VFIO_EEH_PE_INJECT_ERR), .type = N(1),
			     .func = N(2), .iova = N(4096), .size = N(0xfff),
			     .err = TCE_ERR_ANY)),
	  .ret = 0,
	  .text = "step 5: ioctl(container, VFIO_EEH_PE_OP, "
		  "{op=VFIO_EEH_PE_INJECT_ERR err.type=1 err.func=2 "
		  "err.addr=0x1000 err.mask=0xfff}): returned 0, expected an "
		  "error" },
	{ STEPS(OPEN_V1, ENABLE()), .ret = -EPERM,
	  .text = "step 5: ioctl(container, VFIO_IOMMU_ENABLE): returned "
		  "-EPERM, expected 0" },
	/* arguments that are none */
	{ STEPS(READY,
		MAP(B0, DEFAULT_START, .ptr = TCE_PTR_NULL, .err = EFAULT)),
	  .ret = 0,
	  .text = "step 7: ioctl(container, VFIO_IOMMU_MAP_DMA, NULL): "
		  "returned 0, expected -EFAULT" },
	{ STEPS(READY,
		MAP(B0, DEFAULT_START, .ptr = TCE_PTR_NONE, .err = EFAULT)),
	  .ret = 0,
	  .text = "step 7: ioctl(container, VFIO_IOMMU_MAP_DMA, a pointer to "
		  "inaccessible memory): returned 0, expected -EFAULT" },
	{ STEPS(READY, MAP(B0, DEFAULT_START, .ptr = TCE_PTR_RO)),
	  .ret = -EFAULT,
	  .text = "step 7: ioctl(container, VFIO_IOMMU_MAP_DMA, {flags=RW "
		  "vaddr=0x10000000000 iova=0 size=0x20000} in read-only "
		  "memory): returned -EFAULT, expected 0" },
	{ STEPS(READY, MAP(B0, DEFAULT_START, .room = N(12), .err = EFAULT)),
	  .ret = 0,
	  .text = "step 7: ioctl(container, VFIO_IOMMU_MAP_DMA, {flags=RW "
		  "vaddr=0x10000000000 iova=0 size=0x20000} of which 12 "
		  "bytes are accessible): returned 0, expected -EFAULT" },
	/* another errno is as good, unless it says something else */
	{ STEPS(READY, UNMAP(START64, PAGES(1), .err = ENXIO)), .ret = -EPERM,
	  .text = "" },
	{ STEPS(READY, UNMAP(START64, PAGES(1), .err = ENXIO)), .ret = -EINTR,
	  .text = "step 7: ioctl(container, VFIO_IOMMU_UNMAP_DMA, "
		  "{iova=0x800000000000000 "
		  "size=0x10000}): returned -EINTR, expected -ENXIO" },
	{ STEPS(READY, UNMAP(START64, PAGES(1), .err = ENXIO)), .ret = -EINVAL,
	  .pedantic = true,
	  .text = "step 7: ioctl(container, VFIO_IOMMU_UNMAP_DMA, "
		  "{iova=0x800000000000000 "
		  "size=0x10000}): returned -EINVAL, expected -ENXIO" },
	{ STEPS(READY, BUFFER(B1, PAGES(1)),
		MAP(B1, DEFAULT_START, .err = EINVAL)),
	  .ret = -EFAULT, .text = "" },
	/* case and model differ about which outcomes there are */
	{ STEPS(READY, UNMAP(START64, PAGES(1), .err = ENXIO, OR(SUCCESS))),
	  .ret = -ENXIO,
	  .text = "step 7: ioctl(container, VFIO_IOMMU_UNMAP_DMA, "
		  "{iova=0x800000000000000 "
		  "size=0x10000}): the case allows -ENXIO or 0, the "
		  "model -ENXIO" },
	{ STEPS(READY, UNMAP(START64, PAGES(1), .err = EINVAL)), .ret = -EINVAL,
	  .text = "step 7: ioctl(container, VFIO_IOMMU_UNMAP_DMA, "
		  "{iova=0x800000000000000 "
		  "size=0x10000}): the case expects -EINVAL, the model says "
		  "-ENXIO" },
	{ STEPS(OPEN_V2, IOCTL(N(0x3b99), .err = ENOTTY)), .ret = 0,
	  .text = "step 5: ioctl(container, 0x3b99, 64 bytes of zeros): "
		  "returned 0, expected -ENOTTY" },
	{ STEPS(OPEN_V2, GET_INFO(ON_FOREIGN, .err = ENOTTY)), .ret = 0,
	  .text = "step 5: ioctl(/dev/null, VFIO_IOMMU_SPAPR_TCE_GET_INFO, "
		  "{}): returned 0, expected -ENOTTY" },
	{ STEPS(OPEN_V2, GET_INFO(ON_CLOSED, .err = EBADF)), .ret = 0,
	  .text = "step 5: ioctl(a closed descriptor, "
		  "VFIO_IOMMU_SPAPR_TCE_GET_INFO, {}): returned 0, expected "
		  "-EBADF" },
	/* by value */
	{ STEPS(OPEN_CONTAINER(C0), API_VERSION()), .ret = 1,
	  .text = "step 2: ioctl(container, VFIO_GET_API_VERSION): returned "
		  "+1, expected 0" },
	{ STEPS(OPEN_CONTAINER(C0), CHECK_EXTENSION(7, .ret = 1)), .ret = 0,
	  .text = "step 2: ioctl(container, VFIO_CHECK_EXTENSION, "
		  "VFIO_SPAPR_TCE_v2_IOMMU): returned 0, expected +1" },
	{ STEPS(OPEN_ATTACHED, SET_IOMMU(99, .err = EINVAL)), .ret = 0,
	  .text = "step 4: ioctl(container, VFIO_SET_IOMMU, 99): returned 0, "
		  "expected -EINVAL" },
	/* which of several, and by which process */
	{ STEPS(TWO, ATTACH(G1, C1)), .ret = -EBUSY,
	  .text = "step 7: ioctl(group g1, VFIO_GROUP_SET_CONTAINER, "
		  "container c1): returned -EBUSY, expected 0" },
	{ STEPS(TWO, DETACH(G0)), .ret = -EBUSY,
	  .text = "step 7: ioctl(group g0, VFIO_GROUP_UNSET_CONTAINER): "
		  "returned -EBUSY, expected 0" },
	{ STEPS(OPEN_V2, ATTACH(G0, C0, .kind = TCE_FD_FOREIGN, .err = EINVAL)),
	  .ret = 0,
	  .text = "step 5: ioctl(group, VFIO_GROUP_SET_CONTAINER, "
		  "/dev/null): returned 0, expected -EINVAL" },
	{ STEPS(OPEN_V2, FORK(P1), ENABLE(CHILD, .err = TCE_ERR_MODEL)),
	  .ret = 0,
	  .text = "step 6: ioctl(container, VFIO_IOMMU_ENABLE) by process 1: "
		  "returned 0, expected -ENOTTY" },
	/* what is no ioctl */
	{ STEPS(OPEN_CONTAINER(C0)), .ret = -ENOENT,
	  .text = "step 1: open(/dev/vfio/vfio): returned -ENOENT, expected "
		  "0" },
	{ STEPS(OPEN_V2, OPEN_GROUP(G0, .err = EBUSY)), .ret = 0,
	  .text = "step 5: open(/dev/vfio/7): returned 0, expected -EBUSY" },
	{ STEPS(OPEN_V2, OPEN_DEVICE(G0)), .ret = -EINVAL,
	  .text = "step 5: ioctl(group, VFIO_GROUP_GET_DEVICE_FD, "
		  "\"0001:00:01.0\"): returned -EINVAL, expected 0" },
	{ STEPS(TWO, CLOSE_GROUP(G1)), .ret = -EIO,
	  .text = "step 7: close(group g1): returned -EIO, expected 0" },
	{ STEPS(BUFFER(B0, PAGES(1))), .ret = -ENOMEM,
	  .text = "step 1: mmap(0x10000 bytes, anonymous) as buffer b0: "
		  "returned -ENOMEM, expected 0" },
	{ STEPS(BUFFER(B3, HUGE_PAGES(1), .kind = TCE_BUFFER_IO_SHARED,
		       .page_shift = N(21))),
	  .ret = -ENOMEM,
	  .text = "step 1: mmap(0x200000 bytes, huge pages, shared) as "
		  "buffer b3: returned -ENOMEM, expected 0" },
	{ STEPS(BUFFER(B0, PAGES(2)), PUNCH(B0, PAGES(1), PAGES(1))),
	  .ret = -EINVAL,
	  .text = "step 2: munmap(0x10000010000, 0x10000): returned -EINVAL, "
		  "expected 0" },
	{ STEPS(BUFFER(B0, PAGES(2)), RENEW(B0, PAGES(1), PAGES(1))),
	  .ret = -ENOMEM,
	  .text = "step 2: mmap(0x10000010000, 0x10000, MAP_FIXED): returned "
		  "-ENOMEM, expected 0" },
	{ STEPS(BUFFER(B0, PAGES(2)), MLOCK(B0)), .ret = -EPERM,
	  .text = "step 2: mlock(0x10000000000, 0x20000): returned -EPERM, "
		  "expected 0" },
	{ STEPS(LIMIT(PAGES(1))), .ret = -EPERM,
	  .text = "step 1: setrlimit(RLIMIT_MEMLOCK, 0x10000): returned "
		  "-EPERM, expected 0" },
	{ STEPS(UNPRIVILEGED()), .ret = -EPERM,
	  .text = "step 1: give up CAP_IPC_LOCK: returned -EPERM, expected 0" },
	{ STEPS(FORK(P1)), .ret = -EAGAIN,
	  .text = "step 1: fork() of process 1: returned -EAGAIN, expected 0" },
	{ STEPS(FORK(P2), EXEC(P2)), .ret = -EAGAIN,
	  .text = "step 2: execve() in process 2: returned -EAGAIN, expected "
		  "0" },
	{ STEPS(FORK(P2), EXEC_CLOSING(P2)), .ret = -EAGAIN,
	  .text = "step 2: execve() in process 2, which closes its "
		  "descriptors: returned -EAGAIN, expected 0" },
	{ STEPS(FORK(P1), EXIT(P1)), .ret = -EAGAIN,
	  .text = "step 2: exit() of process 1: returned -EAGAIN, expected 0" },
	{ STEPS(FORK(P1), KILL(P1)), .ret = -EAGAIN,
	  .text = "step 2: SIGKILL for process 1: returned -EAGAIN, expected "
		  "0" },
	{ STEPS(OPEN_V2, FORK(P1), PASS_CONTAINER(C0, P1)), .ret = -EAGAIN,
	  .text = "step 6: SCM_RIGHTS: container to process 1: returned "
		  "-EAGAIN, expected 0" },
	{ STEPS(OPEN_V2, REBIND(G1)), .ret = -EIO,
	  .text = "step 5: unbind and bind 0001:00:02.0: returned -EIO, "
		  "expected 0" },
	{ STEPS(OPEN_V2, FAIL(G0, CREATE, N(-3), .count = N(2))),
	  .ret = -EINVAL,
	  .text = "step 5: firmware of 0001:00:01.0: ibm,create-pe-dma-window "
		  "ends 2 times with -3: returned -EINVAL, expected 0" },
	{ STEPS(OPEN_V2, REFUSE_LIVE(G1)), .ret = -EINVAL,
	  .text = "step 5: firmware of 0001:00:02.0: no window with live "
		  "entries is removed: returned -EINVAL, expected 0" },
	/* what a call leaves */
	{ STEPS(OPEN_V2, REMOVE_AT(DEFAULT_START)), LOOK(LOCKED, 131072),
	  .text = "step 5: ioctl(container, VFIO_IOMMU_SPAPR_TCE_REMOVE, "
		  "{start_addr=0}): VmLck is +128 kB off: 128 kB, expected 0 "
		  "kB" },
	{ STEPS(OPEN_V2, REMOVE_AT(DEFAULT_START)), LOOK(DT_DDW, 1),
	  .pedantic = true,
	  .text = "step 5: ioctl(container, VFIO_IOMMU_SPAPR_TCE_REMOVE, "
		  "{start_addr=0}): the property of a dynamic window of "
		  "0001:00:01.0 is present in the device tree, expected "
		  "absent" },
	/* checks */
	{ STEPS(READY, CHECK_LOCKED(PAGES(3))),
	  .text = "step 7: VmLck: 0x20000 bytes, expected 0x30000 bytes" },
	{ STEPS(OPEN_V2, GET_INFO(), CHECK_INFO(PGSIZES, PGSIZES)),
	  LOOK(INFO_PGSIZES, 4096),
	  .text = "step 6: ddw.pgsizes of the last "
		  "VFIO_IOMMU_SPAPR_TCE_GET_INFO: 0x1000, expected 0x1211000" },
	{ STEPS(OPEN_V2, CHECK_DT(WINDOW, G0, 1)), LOOK(DT_WINDOW, 0),
	  .pedantic = true,
	  .text = "step 5: device tree of 0001:00:01.0: no ibm,dma-window, "
		  "expected ibm,dma-window" },
	{ STEPS(OPEN_V2, CHECK_FIRMWARE(WINDOWS, G0, 1)), LOOK(WINDOWS, 2),
	  .text = "step 5: windows of 0001:00:01.0 at the firmware: 0x2, "
		  "expected 0x1" },
	/* the session's own */
	{ STEPS(OPEN_V2, REMOVE_AT(START64, .err = EINVAL)), .after = 3,
	  .ret = -ENOMEM,
	  .text = "after the refused call: mmap(0x10000 bytes, anonymous): "
		  "returned -ENOMEM, expected 0" },
	{ STEPS(OPEN_V2, REMOVE_AT(START64, .err = EINVAL)), .after = 2,
	  .ret = -ENODEV,
	  .text = "after the refused call: ioctl(container, "
		  "VFIO_IOMMU_SPAPR_TCE_CREATE, {page_shift=12 "
		  "window_size=0x100000 levels=1}): returned -ENODEV, "
		  "expected 0" },
};

/* How many calls there are before a loop's second turn. */
static unsigned int calls(const struct tce_step *steps)
{
	unsigned int n = 0;

	for (; steps->op != TCE_OP_END; steps++)
		n += steps->op < TCE_OP_FOR;
	return n;
}

START_TEST(texts)
{
	const struct failure_row *row = &rows[_i];
	char text[512] = "";
	struct deviant l = {
		.backend = { .run = deviant_run,
			     .look = deviant_look,
			     .bytes = deviant_bytes,
			     .shut = deviant_shut },
		.model = tce_model_new(&platform, -1),
		.call = calls(row->steps) + row->after,
		.ret = row->ret,
		.what = row->what,
		.value = row->value,
	};
	struct tce_session s = {
		.platform = &platform,
		.subject = &l.backend,
		.oracle = tce_model_new(&platform, -1),
		.mismatch = note,
		.pedantic = row->pedantic,
		.data = text,
	};

	ck_assert(l.model && s.oracle);
	ck_assert_int_ge(tce_session_run(&s, row->steps), 0);
	l.model->free(l.model);
	s.oracle->free(s.oracle);
	ck_assert_str_eq(text, row->text);
}
END_TEST

Suite *unit_failure_suite(void)
{
	Suite *s = suite_create("failure");
	TCase *tc = tcase_create("texts");

	suite_add_tcase(s, tc);
	tcase_add_loop_test(tc, texts, 0, ARRAY_SIZE(rows));
	return s;
}
