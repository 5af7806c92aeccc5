// SPDX-License-Identifier: GPL-2.0-only
/*
 * The model's bytes: for each rule of a device's access to memory, steps that
 * go as they must, and that do not when the rule is broken.
 */
#include <stdio.h>
#include <string.h>

#include <spec/model.h>

#include "case.h"
#include "unit.h"

#define EDU                                           \
	{                                             \
		.group_id = 0, .bdf = "0000:00:00.0", \
		.id = { 0x1234,                       \
			0x11e8,                       \
			0 }                           \
	}
#define NVME                                                             \
	{                                                                \
		.bdf = "0001:00:00.0", .id = { 0x1b36, 0x10, 0x010802 }, \
		.resets = true,                                          \
	}
#define MACHINE_OF(is_pseries)                                               \
	.pseries = (is_pseries), .ddw = true, .page_size = 65536,            \
	.huge_size = 16 << 20, .win_size = 1 << 30, .page_sizes = 0x1211000, \
	.start64 = 1ull << 59, .max_windows = 2, .max_levels = 1, .npes = 2
#define MACHINE MACHINE_OF(true)

static const struct tce_platform edu = { MACHINE, .pe = { EDU, EDU } };
static const struct tce_platform nvme = { MACHINE, .pe = { NVME, EDU } };
static const struct tce_platform powernv = { MACHINE_OF(false),
					     .pe = { EDU, EDU } };

/* The engine's own memory, out of the way of the rest. */
#define AT DEFAULT_QUARTER(2)
#define WORK_ON REGISTER(B7), MAP(B7, AT), OPEN_DEVICE(G0), ENGINE(G0, B7, AT)
#define WORK BUFFER(B7, PAGES(1)), WORK_ON
/* ... and memory that a device may get to */
#define FOUR BUFFER(B0, PAGES(4)), PATTERN(B0, 1), REGISTER(B0)
#define READY OPEN_V2, WORK, FOUR
#define MAPPED READY, MAP(B0, DEFAULT_START)
#define WIDE(shift) CREATE(W1, .page_shift = N(shift), .size = GiB(1))
#define BIG                                                               \
	BUFFER(B1, HUGE_PAGES(1), .kind = TCE_BUFFER_HUGE), REGISTER(B1), \
		MAP(B1, WIN(W1))

/* By a child, in memory that the parent sees. */
#define OURS                                             \
	BUFFER(B0, PAGES(1), .kind = TCE_BUFFER_SHARED), \
		BUFFER(B7, PAGES(1), .kind = TCE_BUFFER_SHARED), FORK(P1)
#define OPEN_BY(p)                                            \
	OPEN_CONTAINER(C0, .by = p), OPEN_GROUP(G0, .by = p), \
		ATTACH(G0, C0, .by = p), SET_V2(.by = p)
#define MAP_BY(p)                                               \
	REGISTER(B0, .by = p), MAP(B0, DEFAULT_START, .by = p), \
		REGISTER(B7, .by = p), MAP(B7, AT, .by = p)
#define PASSED OPEN_V2, OURS, MAP_BY(P1), OPEN_DEVICE(G0), ENGINE(G0, B7, AT)

static const struct {
	const char *rule;
	const struct tce_platform *platform;
	const struct tce_step *steps;
} rows[] = {
#define ROW(rule, ...)                           \
	{                                        \
#rule, &edu, STEPS(__VA_ARGS__), \
	}
	ROW(DMA_WRITES, MAPPED, DMA_WRITE(DEFAULT_START)),
	ROW(DMA_READS, MAPPED, DMA_READ(DEFAULT_START)),
	ROW(DMA_EXACT, MAPPED, DMA_WRITE(DEFAULT_START)),
	ROW(DMA_OFFSET, MAPPED, DMA_WRITE(DEFAULT_AT(123), .size = N(1))),
	ROW(DMA_SUBPAGE, READY,
	    MAP(B0, DEFAULT_START, .vaddr = BUF_AT(B0, 4096), .size = N(4096)),
	    DMA_WRITE(DEFAULT_START)),
	ROW(DMA_ENTRY, MAPPED, DMA_WRITE(DEFAULT_START)),
	ROW(DMA_BORDER, READY, MAP(B0, DEFAULT_START, .size = PAGES(1)),
	    MAP(B0, DEFAULT_PAGE(1), .vaddr = BUF_PAGE(B0, 2),
		.size = PAGES(1)),
	    DMA_WRITE(DEFAULT_AT(65536 - 100))),
	ROW(DMA_WHOLE_64K, READY, WIDE(16), MAP(B0, WIN(W1)),
	    DMA_WRITE(WIN_AT(W1, 4096))),
	ROW(DMA_WHOLE_2M, READY, WIDE(21), BIG,
	    DMA_WRITE(WIN_AT(W1, (2 << 20) - 4088))),
	ROW(DMA_WHOLE_16M, READY, WIDE(24), BIG,
	    DMA_WRITE(WIN_AT(W1, 1 << 20))),
	ROW(DMA_FIRST, MAPPED, DMA_WRITE(DEFAULT_START)),
	ROW(DMA_LAST, READY, WIDE(16),
	    MAP(B0, WIN_END_PAGE(W1, -1), .size = PAGES(1)),
	    DMA_WRITE(WIN_END_LARGEST(W1, -1))),
	ROW(DMA_TABLE, READY, WIDE(16), MAP(B0, WIN_PAGE(W1, 512)),
	    DMA_WRITE(WIN_PAGE(W1, 512))),
	ROW(DMA_OUTSIDE, MAPPED, DMA_WRITE(DEFAULT_END(0), BLOCKED)),
	ROW(DMA_64BIT, READY, WIDE(16), MAP(B0, WIN(W1)), DMA_WRITE(WIN(W1))),
	ROW(DMA_APART, READY, WIDE(12), MAP(B0, WIN(W1)),
	    DMA_WRITE(DEFAULT_START, BLOCKED)),
	ROW(DMA_TWICE, MAPPED, MAP(B0, DEFAULT_PAGE(8)),
	    DMA_WRITE(DEFAULT_PAGE(8))),
	ROW(DMA_BOTH, MAPPED, WIDE(16), MAP(B0, WIN(W1)), DMA_WRITE(WIN(W1))),
	ROW(DMA_OWN, READY, OPEN_CONTAINER(C1), OPEN_GROUP(G1), ATTACH(G1, C1),
	    SET_V2(ON_CONTAINER(C1)), REGISTER(B0, ON_CONTAINER(C1)),
	    MAP(B0, DEFAULT_START, ON_CONTAINER(C1)),
	    DMA_WRITE(DEFAULT_START, BLOCKED)),
	ROW(DMA_READONLY, READY, MAP(B0, DEFAULT_START, .flags = N(1)),
	    DMA_READ(DEFAULT_START), DMA_WRITE(DEFAULT_START, BLOCKED)),
	ROW(DMA_WRITE_READS, READY, MAP(B0, DEFAULT_START, .flags = N(2)),
	    DMA_WRITE(DEFAULT_START), DMA_READ(DEFAULT_START, BLOCKED)),
	ROW(DMA_REPLACES, MAPPED,
	    MAP(B0, DEFAULT_START, .vaddr = BUF_PAGE(B0, 2), .size = PAGES(1)),
	    DMA_WRITE(DEFAULT_START)),
	ROW(DMA_FLAGS, READY, MAP(B0, DEFAULT_START, .flags = N(1)),
	    MAP(B0, DEFAULT_START), DMA_WRITE(DEFAULT_START)),
	ROW(DMA_UNDOES, READY, BUFFER(B1, PAGES(2)),
	    REGISTER(B1, .size = PAGES(1)),
	    MAP(B1, DEFAULT_START, .err = EINVAL),
	    DMA_WRITE(DEFAULT_START, BLOCKED)),
	ROW(DMA_UNMAP, MAPPED, UNMAP(DEFAULT_START, PAGES(1)),
	    DMA_WRITE(DEFAULT_START, BLOCKED), DMA_WRITE(DEFAULT_PAGE(1))),
	ROW(DMA_REMAP, MAPPED, UNMAP(DEFAULT_START, PAGES(4)),
	    MAP(B0, DEFAULT_START, .vaddr = BUF_PAGE(B0, 1), .size = PAGES(1)),
	    DMA_WRITE(DEFAULT_START)),
	ROW(DMA_REMOVE, READY, WIDE(16), MAP(B0, WIN(W1)), REMOVE(W1),
	    DMA_WRITE(WIN(W1), BLOCKED)),
	ROW(DMA_EMPTY, READY, WIDE(16), MAP(B0, WIN(W1)), REMOVE(W1), WIDE(16),
	    DMA_WRITE(WIN(W1), BLOCKED)),
	ROW(DMA_DETACH, MAPPED, CLOSE_DEVICE(G0), DETACH(G0), ATTACH(G0, C0),
	    SET_V2(), WORK, DMA_WRITE(DEFAULT_START, BLOCKED)),
	ROW(DMA_CLOSE, MAPPED, CLOSE_CONTAINER(C0), CLOSE_GROUP(G0),
	    DMA_WRITE(DEFAULT_START), PATTERN(B0, 2), CLOSE_DEVICE(G0), OPEN_V2,
	    WORK, DMA_WRITE(DEFAULT_START, BLOCKED)),
	ROW(DMA_EXIT, OURS, OPEN_BY(P1), MAP_BY(P1), EXIT(P1), OPEN_V2, WORK_ON,
	    DMA_WRITE(DEFAULT_START, BLOCKED)),
	ROW(DMA_KILL, OURS, OPEN_BY(P1), MAP_BY(P1), KILL(P1), OPEN_V2, WORK_ON,
	    DMA_WRITE(DEFAULT_START, BLOCKED)),
	ROW(DMA_DEATH, PASSED, KILL(P1), DMA_WRITE(DEFAULT_START)),
	ROW(DMA_EXEC, PASSED, EXEC(P1), DMA_WRITE(DEFAULT_START)),
	ROW(DMA_CLOSING, OURS, OPEN_BY(P1), MAP_BY(P1), EXEC_CLOSING(P1),
	    OPEN_V2, WORK_ON, DMA_WRITE(DEFAULT_START, BLOCKED)),
	ROW(DMA_REBIND, MAPPED, CLOSE_DEVICE(G0), REBIND(G0), CLOSE_GROUP(G0),
	    OPEN_V2, WORK, DMA_WRITE(DEFAULT_START, BLOCKED)),
	ROW(DMA_UNDER_WAY, MAPPED, DMA_START(DEFAULT_START),
	    UNMAP(DEFAULT_START, PAGES(1)), DMA_WAIT(BLOCKED),
	    DMA_START(DEFAULT_PAGE(1)), DMA_WAIT()),
	ROW(DMA_MASTER, MAPPED, MASTER(G0, 0),
	    DMA_WRITE(DEFAULT_START, BLOCKED), DMA_READ(DEFAULT_START, BLOCKED),
	    MASTER(G0, 1), DMA_WRITE(DEFAULT_START)),
	ROW(DMA_PINS, MAPPED, PUNCH(B0, PAGES(1), PAGES(2)),
	    DMA_READ(DEFAULT_PAGE(2)), MAP(B0, DEFAULT_PAGE(8)),
	    DMA_READ(DEFAULT_PAGE(9))),
	ROW(DMA_FORK, MAPPED, FORK(P1), DMA_WRITE(DEFAULT_START)),
	ROW(DMA_SHARED, OURS, OPEN_V2, WORK_ON, REGISTER(B0),
	    MAP(B0, DEFAULT_START), DMA_WRITE(DEFAULT_START)),
	ROW(RESET_NONE, MAPPED, RESET(G0, .err = EINVAL),
	    DMA_WRITE(DEFAULT_START)),
#undef ROW
	{ "DMA_WRITE_READS", &powernv,
	  STEPS(READY, MAP(B0, DEFAULT_START, .flags = N(2)),
		DMA_READ(DEFAULT_START)) },
	{ "RESET_KEEPS", &nvme,
	  STEPS(MAPPED, RESET(G0), DMA_WRITE(DEFAULT_START)) },
};

static void note(void *data, const char *text)
{
	char *first = data;

	if (!*first)
		snprintf(first, TCE_FAILURE_MAX, "%s", text);
}

/* Mismatches of steps; @text gets the first one. */
static int mismatches(const struct tce_platform *p, int broken,
		      const struct tce_step *steps, char *text)
{
	struct tce_session s = {
		.platform = p,
		.subject = tce_model_new(p, broken),
		.oracle = tce_model_new(p, -1),
		.mismatch = note,
		.pedantic = broken >= 0 &&
			    tce_rule_get((unsigned int)broken)->level !=
				    TCE_LEVEL_MUST,
		.data = text,
	};
	int ret;

	*text = '\0';
	ck_assert(s.subject && s.oracle);
	ret = tce_session_run(&s, steps);
	s.subject->free(s.subject);
	s.oracle->free(s.oracle);
	if (ret < 0)
		snprintf(text, TCE_FAILURE_MAX, "step %u: %s", s.step,
			 strerror(-ret));
	return ret;
}

static int rule_find(const char *name)
{
	for (int i = 0; tce_rule_get(i); i++)
		if (!strcmp(tce_rule_get(i)->name, name))
			return i;
	return -1;
}

START_TEST(rules)
{
	int rule = rule_find(rows[_i].rule);
	char text[TCE_FAILURE_MAX];

	ck_assert_msg(rule >= 0, "%s: no such rule", rows[_i].rule);
	ck_assert_msg(!mismatches(rows[_i].platform, -1, rows[_i].steps, text),
		      "%s kept: %s", rows[_i].rule, text);
	ck_assert_msg(mismatches(rows[_i].platform, rule, rows[_i].steps, text),
		      "%s broken: no mismatch", rows[_i].rule);
}
END_TEST

/* Every rule about bytes stands in the table above. */
START_TEST(all_rules)
{
	for (int i = 0; tce_rule_get(i); i++) {
		const char *name = tce_rule_get(i)->name;
		bool found = strncmp(name, "DMA_", 4) != 0;

		for (size_t j = 0; j < ARRAY_SIZE(rows) && !found; j++)
			found = !strcmp(rows[j].rule, name);
		ck_assert_msg(found, "%s", name);
	}
}
END_TEST

/* --- what is no matter of rules ------------------------------------------- */

static const struct tce_step *const green[] = {
	/* a transfer of which a part is allowed */
	STEPS(READY, MAP(B0, DEFAULT_START, .size = PAGES(1)),
	      DMA_WRITE(DEFAULT_AT(65536 - 100)),
	      DMA_READ(DEFAULT_AT(65536 - 100))),
	/* the same address again: what was there is not there any more */
	STEPS(MAPPED, DMA_WRITE(DEFAULT_START), BUFFER(B0, PAGES(4)),
	      DMA_WRITE(DEFAULT_PAGE(1)), DMA_READ(DEFAULT_START)),
	/* a child's copy is its own, written before and after */
	STEPS(READY, FORK(P1), PATTERN(B0, 2, .by = P1), MAP(B0, DEFAULT_START),
	      DMA_READ(DEFAULT_START),
	      PATTERN(B0, 3, .start = N(5), .size = N(7)),
	      DMA_READ(DEFAULT_START)),
	/* v1 pins what it maps */
	STEPS(OPEN_V1, ENABLE(), BUFFER(B7, PAGES(1)), MAP(B7, AT),
	      OPEN_DEVICE(G0), ENGINE(G0, B7, AT), BUFFER(B0, PAGES(1)),
	      MAP(B0, DEFAULT_START), DMA_WRITE(DEFAULT_START),
	      UNMAP(DEFAULT_START, PAGES(1)), PATTERN(B0, 2),
	      DMA_WRITE(DEFAULT_START, BLOCKED)),
	/* nothing under way */
	STEPS(READY, DMA_WAIT()),
	/* what the model says */
	STEPS(READY, DMA_WRITE(DEFAULT_START, .err = TCE_ERR_MODEL),
	      MAP(B0, DEFAULT_START),
	      DMA_WRITE(DEFAULT_START, .err = TCE_ERR_MODEL)),
	/* a refusal before it, and the control that follows */
	STEPS(OPEN_V2, BUFFER(B7, PAGES(1)), REGISTER(B7),
	      REGISTER(B7, .err = EBUSY), MAP(B7, AT), OPEN_DEVICE(G0),
	      ENGINE(G0, B7, AT), DMA_WRITE(DEFAULT_START, BLOCKED)),
};

START_TEST(greens)
{
	char text[TCE_FAILURE_MAX];

	ck_assert_msg(!mismatches(&edu, -1, green[_i], text), "%s", text);
}
END_TEST

/* Cases that state the wrong thing, and what is reported. */
static const struct {
	const struct tce_step *steps;
	const char *text;
} red[] = {
	{ STEPS(READY, DMA_WRITE(DEFAULT_START)),
	  "step 13: device write of 0xff8 bytes at IOVA 0: returned -EIO, "
	  "expected 0" },
	{ STEPS(MAPPED, DMA_WRITE(DEFAULT_START, BLOCKED)),
	  "step 14: device write of 0xff8 bytes at IOVA 0: the case expects "
	  "blocked, the model says 0" },
	{ STEPS(MAPPED, DMA_READ(DEFAULT_START, .err = EFAULT)),
	  "step 14: device read of 0xff8 bytes at IOVA 0: the case expects "
	  "-EFAULT, the model says 0" },
	/* no engine, a transfer that no engine can do, no memory for it */
	{ STEPS(OPEN_V2, OPEN_DEVICE(G0), DMA_WRITE(DEFAULT_START)),
	  "step 6: Invalid argument" },
	{ STEPS(MAPPED, DMA_WRITE(DEFAULT_START, .size = N(4089))),
	  "step 14: Invalid argument" },
	{ STEPS(MAPPED, DMA_START(DEFAULT_START), DMA_WRITE(DEFAULT_START)),
	  "step 15: Device or resource busy" },
	{ STEPS(MAPPED, UNMAP(AT, PAGES(1)), DMA_WRITE(DEFAULT_START)),
	  "step 15: Destination address required" },
	{ STEPS(MAPPED, CLOSE_DEVICE(G0), DMA_WRITE(DEFAULT_START)),
	  "step 15: Bad file descriptor" },
	{ STEPS(MAPPED, PATTERN(B0, 1, .start = PAGES(1))),
	  "step 14: Bad address" },
	/* what would not show */
	{ STEPS(MAPPED, BUFFER(B1, PAGES(1)), REGISTER(B1),
		MAP(B1, DEFAULT_START), DMA_READ(DEFAULT_START)),
	  "step 17: device read of 0xff8 bytes at IOVA 0: the case proves "
	  "nothing: memory holds zeros there" },
	{ STEPS(MAPPED, DMA_WRITE(DEFAULT_START), DMA_WRITE(DEFAULT_START)),
	  "step 15: device write of 0xff8 bytes at IOVA 0: the case proves "
	  "nothing: memory holds these bytes already" },
	{ STEPS(MAPPED, DMA_WRITE(DEFAULT_START),
		UNMAP(DEFAULT_START, PAGES(1)),
		DMA_WRITE(DEFAULT_AT(4000), BLOCKED)),
	  "step 16: device write of 0xff8 bytes at IOVA 0xfa0: the case proves "
	  "nothing: the same was written there before" },
};

START_TEST(reds)
{
	char text[TCE_FAILURE_MAX];

	ck_assert(mismatches(&edu, -1, red[_i].steps, text));
	ck_assert_str_eq(text, red[_i].text);
}
END_TEST

Suite *unit_model_suite(void)
{
	Suite *s = suite_create("model");
	TCase *tc = tcase_create("bytes");

	suite_add_tcase(s, tc);
	tcase_add_loop_test(tc, rules, 0, ARRAY_SIZE(rows));
	tcase_add_loop_test(tc, greens, 0, ARRAY_SIZE(green));
	tcase_add_loop_test(tc, reds, 0, ARRAY_SIZE(red));
	tcase_add_test(tc, all_rules);
	return s;
}
