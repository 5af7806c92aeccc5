// SPDX-License-Identifier: GPL-2.0-only
/* Step text: what is printed is read back as it was. */
#include <stdio.h>
#include <string.h>

#include <tce/uapi.h>

#include "case.h"
#include "unit.h"

#define LINE 512

/* A line as it is printed, and what a case table has for it. */
static const struct {
	const char *line, *c;
	struct tce_step step;
} golden[] = {
#define ROW(line, ...)                          \
	{                                       \
		line, #__VA_ARGS__, __VA_ARGS__ \
	}
	ROW("container c0", OPEN_CONTAINER(C0)),
	ROW("p1:container c1 -> EACCES",
	    OPEN_CONTAINER(C1, .by = P1, .err = EACCES)),
	ROW("group g1 -> EBUSY", OPEN_GROUP(G1, .err = EBUSY)),
	ROW("device d0", OPEN_DEVICE(G0)),
	ROW("close c0", CLOSE_CONTAINER(C0)),
	ROW("close g1", CLOSE_GROUP(G1)),
	ROW("p2:close d3", CLOSE_DEVICE(G3, .by = P2)),
	ROW("close closed -> EBADF", STEP(CLOSE, 0, ON_CLOSED, .err = EBADF)),
	ROW("api_version on=foreign -> ENOTTY",
	    API_VERSION(ON_FOREIGN, .err = ENOTTY)),
	ROW("check_extension value=7 -> 1", CHECK_EXTENSION(7, .ret = 1)),
	ROW("check_extension value=x", STEP(CHECK_EXTENSION, 0, .value = X)),
	ROW("set_iommu value=7", SET_V2()),
	ROW("set_iommu on=c1 value=2 -> EBUSY",
	    SET_V1(ON_CONTAINER(C1), .err = EBUSY)),
	ROW("set_iommu value=99 -> ENODEV", SET_IOMMU(99, .err = ENODEV)),
	ROW("status g0 argsz=7 -> EINVAL",
	    STATUS(G0, .argsz = N(7), .err = EINVAL)),
	ROW("status d0 -> ENOTTY",
	    STEP(STATUS, 0, ON_DEVICE(G0), .err = ENOTTY)),
	ROW("attach g0 c0", ATTACH(G0, C0)),
	ROW("attach g1 c2 ptr=null -> EFAULT",
	    ATTACH(G1, C2, .ptr = TCE_PTR_NULL, .err = EFAULT)),
	ROW("attach foreign c0 -> ENOTTY",
	    STEP(ATTACH, C0, ON_FOREIGN, .err = ENOTTY)),
	ROW("attach g0 closed -> EBADF",
	    ATTACH(G0, C0, .kind = TCE_FD_CLOSED, .err = EBADF)),
	ROW("attach g0 foreign -> EBADFD",
	    ATTACH(G0, C0, .kind = TCE_FD_FOREIGN, .err = EBADFD)),
	ROW("detach g0", DETACH(G0)),
	ROW("reset d1", RESET(G1)),
	ROW("p1:get_info -> EPERM", GET_INFO(.by = P1, .err = EPERM)),
	ROW("get_info room=15", GET_INFO(.room = N(15))),
	ROW("create w1 page_shift=16 size=4G -> EINVAL",
	    CREATE(W1, .page_shift = N(16), .size = GiB(4), .err = EINVAL)),
	ROW("create w2 page_shift=x size=1024x levels=0 -> any",
	    CREATE(W2, .page_shift = X, .size = XPAGES(1024), .levels = N(0),
		   .err = TCE_ERR_ANY)),
	ROW("remove w1", REMOVE(W1)),
	ROW("remove start=S", REMOVE_AT(DEFAULT_START)),
	ROW("remove w2 start=e2-1", REMOVE(W2, .start = WIN_END(W2, -1))),
	ROW("register b0", REGISTER(B0)),
	ROW("unregister b7 vaddr=b7+1p flags=0x80000000",
	    UNREGISTER(B7, .vaddr = BUF_PAGE(B7, 1), .flags = N(0x80000000))),
	ROW("map b0 size=1p iova=w1+2i1 flags=3 -> ENXIO",
	    MAP(B0, WIN_PAGE(W1, 2), .size = PAGES(1), .flags = N(3),
		.err = ENXIO)),
	ROW("map b1 vaddr=b1+3i0 iova=E-1p",
	    MAP(B1, DEFAULT_END_PAGE(-1), .vaddr = BUF_IOPAGE(B1, W0, 3))),
	ROW("map b1 vaddr=b1+3i0",
	    STEP(MAP, B1, .vaddr = BUF_IOPAGE(B1, W0, 3))),
	ROW("unmap size=M-4095 iova=D+4K",
	    UNMAP(START64_AT(4096), MAX64_MINUS(4095))),
	ROW("unmap size=1i2 iova=S+1q",
	    UNMAP(DEFAULT_QUARTER(1), IOPAGES(W2, 1))),
	ROW("enable", ENABLE()),
	ROW("disable on=g0 -> ENOTTY", DISABLE(ON_GROUP(G0), .err = ENOTTY)),
	ROW("eeh value=4 -> model", EEH(.value = N(4), .err = TCE_ERR_MODEL)),
	ROW("ioctl request=0x20003b71 -> ENOTTY",
	    IOCTL(N(0x20003b71), .err = ENOTTY)),
	ROW("buffer b0 size=8p kind=huge",
	    BUFFER(B0, PAGES(8), .kind = TCE_BUFFER_HUGE)),
	ROW("buffer b1 size=2h", BUFFER(B1, HUGE_PAGES(2))),
	ROW("punch b0 size=1p start=3p", PUNCH(B0, PAGES(3), PAGES(1))),
	ROW("renew b0 size=1p start=3p", RENEW(B0, PAGES(3), PAGES(1))),
	ROW("mlock b3", MLOCK(B3)),
	ROW("p1:limit size=64K", LIMIT(KiB(64), .by = P1)),
	ROW("p1:unprivileged", UNPRIVILEGED(.by = P1)),
	ROW("pattern b1 size=16 start=1p value=7",
	    PATTERN(B1, 7, .size = N(16), .start = PAGES(1))),
	ROW("p1:pattern b0 value=0", PATTERN(B0, 0, .by = P1)),
	ROW("engine d1 b7 iova=w1+1q",
	    ENGINE(G1, B7, NUM(WIN, 1, 1, QUARTER, 0))),
	ROW("master d0 value=0", MASTER(G0, 0)),
	ROW("dma_write d0 iova=w1", DMA_WRITE(WIN(W1))),
	ROW("dma_write d1 size=1t iova=e0-1t -> blocked",
	    DMA_WRITE(WIN_END_LARGEST(W0, -1), ON_DEVICE(G1),
		      .size = LARGEST(1), .err = TCE_ERR_BLOCKED)),
	ROW("dma_read d0 size=8 iova=S+4",
	    DMA_READ(DEFAULT_AT(4), .size = N(8))),
	ROW("p1:dma_start d0 iova=D -> model",
	    DMA_START(START64, .by = P1, .err = TCE_ERR_MODEL)),
	ROW("dma_wait d0 -> blocked", DMA_WAIT(.err = TCE_ERR_BLOCKED)),
	ROW("fail create g1 value=-1", FAIL(G1, CREATE, N(-1))),
	ROW("fail query g0 value=x count=2", FAIL(G0, QUERY, X, .count = N(2))),
	ROW("refuse_live g2", REFUSE_LIVE(G2)),
	ROW("fork p1", FORK(P1)),
	ROW("exec p1", EXEC(P1)),
	ROW("exec_closing p2", EXEC_CLOSING(P2)),
	ROW("rebind g1", REBIND(G1)),
	ROW("exit p2", EXIT(P2)),
	ROW("kill p3", KILL(P3)),
	ROW("pass c0 p1", PASS_CONTAINER(C0, P1)),
	ROW("pass g2 p1", PASS_GROUP(G2, P1)),
	ROW("for range start=0 value=39", FOR_RANGE(0, 39)),
	ROW("for bits start=2 value=31", FOR_BITS(2, 31)),
	ROW("for offered", FOR_OFFERED),
	ROW("for denied", FOR_DENIED),
	ROW("for extremes", FOR_EXTREMES),
	ROW("done", DONE),
	ROW("map b0 iova=D -> ENXIO or EINVAL",
	    MAP(B0, START64, .err = ENXIO, OR(EINVAL))),
	ROW("unmap size=0 iova=D -> 0 or EINVAL or any",
	    UNMAP(START64, N(0), OR(EINVAL, TCE_ERR_ANY))),
	ROW("enable -> EBUSY or 0", ENABLE(.err = EBUSY, OR(TCE_ERR_SUCCESS))),
	ROW("check dt_saved g0 value=1 -> 0 or any",
	    CHECK(DT_SAVED, G0, N(1), OR(TCE_ERR_ANY))),
	ROW("check live g1 value=0", CHECK(LIVE, G1, N(0))),
	ROW("check locked value=8p", CHECK_LOCKED(PAGES(8))),
	ROW("p1:check locked value=0", CHECK_LOCKED(N(0), .by = P1)),
	ROW("check win_start w1 value=D", CHECK_START(W1, START64)),
	ROW("check info_pgsizes value=P", CHECK(INFO_PGSIZES, 0, PGSIZES)),
	ROW("check info_size value=W+2",
	    CHECK(INFO_SIZE, 0, DEFAULT_SIZE_PLUS(2))),
	ROW("check dt_window g1 value=1", CHECK(DT_WINDOW, G1, N(1))),
	ROW("check written value=x-1", CHECK(WRITTEN, 0, X_PLUS(-1))),
#undef ROW
};

static const char *blanks_skip(const char *s)
{
	return s + strspn(s, " \t\n");
}

/* Like strcmp(), but a blank is no difference. */
static bool c_equal(const char *a, const char *b)
{
	for (;; a++, b++) {
		a = blanks_skip(a);
		b = blanks_skip(b);
		if (*a != *b)
			return false;
		if (!*a)
			return true;
	}
}

static void round_trip(const struct tce_step *s)
{
	char line[LINE], again[LINE];
	const char *error = "";
	struct tce_step t;
	int n;

	n = tce_step_print_line(s, line, sizeof(line));
	ck_assert_int_eq(n, (int)strlen(line));
	n = tce_step_parse(line, &t, &error);
	ck_assert_msg(!n && tce_step_equal(s, &t), "'%s' at '%s'", line, error);
	tce_step_print_line(&t, again, sizeof(again));
	ck_assert_str_eq(line, again);
}

START_TEST(golden_lines)
{
	char text[LINE];

	tce_step_print_line(&golden[_i].step, text, sizeof(text));
	ck_assert_str_eq(text, golden[_i].line);
	round_trip(&golden[_i].step);
}
END_TEST

/* The preprocessor keeps macros of arguments as they stand in the source. */
START_TEST(golden_macros)
{
	char text[LINE];

	tce_step_print_c(&golden[_i].step, text, sizeof(text));
	ck_assert_msg(c_equal(text, golden[_i].c), "%s\n%s", text,
		      golden[_i].c);
}
END_TEST

/* Every operation has a line of its own above. */
START_TEST(every_operation)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(golden) && golden[i].step.op != _i)
		i++;
	ck_assert_msg(i < ARRAY_SIZE(golden), "%s", tce_op_info[_i].name);
}
END_TEST

START_TEST(every_number)
{
	static const int64_t counts[] = {
		0,	   1,	      -1,	    9,
		1023,	   1024,      4096,	    9999,
		10000,	   65536,     0x1211000,    1ll << 31,
		1ll << 40, 1ll << 59, -4096,	    -10000,
		INT64_MAX, INT64_MIN, INT64_MIN + 1
	};
	struct tce_step s = { .op = TCE_OP_MAP };

	for (int base = TCE_BASE_ABS; base <= TCE_BASE_MAX; base++) {
		for (int unit = 0; unit <= TCE_UNIT_TCE; unit++) {
			for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
				s.iova = (struct tce_num){
					.base = (uint8_t)base,
					.base_slot = (i + 3) % TCE_OBJECTS,
					.count = counts[i],
					.unit = (uint8_t)unit,
					.unit_slot = i % TCE_OBJECTS,
				};
				s.arg[i % TCE_ARGS] = s.iova;
				round_trip(&s);
			}
		}
	}
}
END_TEST

static int kinds_of(int op)
{
	switch (op) {
	case TCE_OP_CHECK:
		return TCE_WHATS;
	case TCE_OP_FOR:
		return TCE_SET_EXTREMES + 1;
	case TCE_OP_FAIL:
		return TCE_CALLS;
	case TCE_OP_BUFFER:
		return TCE_BUFFER_IO_SHARED + 1;
	default:
		return 1;
	}
}

/* A step of each operation with each member that its text can hold. */
START_TEST(every_member)
{
	const struct tce_op_info *info = &tce_op_info[_i];
	struct tce_step s = { .op = (uint8_t)_i };

	for (int kind = 0; kind < kinds_of(_i); kind++) {
		s.kind = (uint8_t)kind;
		round_trip(&s);
	}
	s.kind = 0;
	s.by = 3;
	s.slot = info->slot ? 3 : 0;
	for (int fd = 0; info->fd_kind && fd <= TCE_FD_CLOSED; fd++) {
		s.fd_kind = (uint8_t)fd;
		s.fd = fd <= TCE_FD_DEVICE ? 2 : 0;
		round_trip(&s);
	}
	for (int ptr = 0; ptr <= TCE_PTR_RO; ptr++) {
		s.ptr = (uint8_t)ptr;
		round_trip(&s);
	}
	for (int arg = 0; arg < TCE_ARGS; arg++) {
		s.arg[arg] = (struct tce_num)BUF_IOPAGE(B3, W5, arg);
		round_trip(&s);
	}
}
END_TEST

START_TEST(every_outcome)
{
	struct tce_step s = { .op = TCE_OP_MAP, .ret = INT32_MAX };

	round_trip(&s);
	s.ret = 0;
	for (s.err = TCE_ERR_BLOCKED; s.err < 600; s.err++)
		round_trip(&s);
}
END_TEST

Suite *unit_step_suite(void)
{
	Suite *s = suite_create("step");
	TCase *tc = tcase_create("text");

	suite_add_tcase(s, tc);
	tcase_add_loop_test(tc, golden_lines, 0, ARRAY_SIZE(golden));
	tcase_add_loop_test(tc, golden_macros, 0, ARRAY_SIZE(golden));
	tcase_add_loop_test(tc, every_operation, 1, TCE_OPS);
	tcase_add_loop_test(tc, every_member, 1, TCE_OPS);
	tcase_add_test(tc, every_number);
	tcase_add_test(tc, every_outcome);
	unit_step_parse(tc);
	unit_step_op(tc);
	return s;
}
