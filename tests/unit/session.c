// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sessions with subjects that lie about bytes: each lie is reported. And what a
 * session does by itself.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <spec/model.h>
#include <tce/engine.h>

#include "case.h"
#include "unit.h"

static const struct tce_platform platform = {
	.pseries = true,
	.ddw = true,
	.page_size = 4096,
	.huge_size = 2 << 20,
	.win_size = 1 << 30,
	.page_sizes = 0x1211000,
	.start64 = 1ull << 59,
	.max_windows = 2,
	.max_levels = 1,
	.npes = 1,
	.pe = { { .bdf = "0000:00:00.0", .id = { 0x1234, 0x11e8, 0 } } },
};

/*
 * The model, but for what its memory and its device say. Lies begin with the
 * first transfer.
 */
struct liar {
	struct tce_backend backend;
	struct tce_backend *model;
	const struct lie *lie;
	bool begun;
	unsigned int calls[TCE_OPS][TCE_OBJECT_SLOTS]; /* made so far */
	uint8_t data[TCE_ENGINE_LARGEST];
};

struct lie {
	/* byte @at of this buffer is another than it should be, unless @len
	 * is 0 */
	unsigned int by, slot;
	int64_t at, len;
	bool lost;	/* all of it reads as zeros */
	bool fails;	/* the device reports an error */
	bool succeeds;	/* ... or none, also of what failed */
	bool sees;	/* it reads other bytes than there are */
	bool silent;	/* it does not say what it read */
	bool no_errors; /* as edu: what is blocked is no error */
};

static int liar_run(struct tce_backend *b, const struct tce_request *call,
		    struct tce_reply *res)
{
	struct liar *l = (struct liar *)b;
	int err = l->model->run(l->model, call, res);

	l->calls[call->op][call->slot]++;
	if (err || call->op < TCE_OP_DMA_WRITE || call->op > TCE_OP_DMA_WAIT)
		return err;
	l->begun = true;
	if (l->lie->fails)
		res->ret = -EIO;
	else if (l->lie->succeeds || l->lie->no_errors)
		res->ret = 0;
	if (call->op != TCE_OP_DMA_READ)
		return 0;
	memcpy(l->data, res->data, res->data_len);
	res->data = l->data;
	if (l->lie->sees)
		l->data[res->data_len - 1] ^= 0x40;
	if (l->lie->silent)
		res->data_len = 0;
	return 0;
}

static int liar_bytes(struct tce_backend *b, unsigned int by, unsigned int slot,
		      int64_t offset, void *bytes, size_t len)
{
	struct liar *l = (struct liar *)b;
	int err = l->model->bytes(l->model, by, slot, offset, bytes, len);
	const struct lie *lie = l->lie;
	uint8_t *at = bytes;

	if (err || !l->begun || by != lie->by || slot != lie->slot)
		return err;
	if (lie->lost && offset >= 0 && offset < 4 * 4096)
		memset(bytes, 0, len);
	for (int64_t i = lie->at; i < lie->at + lie->len; i++)
		if (i >= offset && i < offset + (int64_t)len)
			at[i - offset] ^= 0xff;
	return 0;
}

static int liar_look(struct tce_backend *b, enum tce_what what, unsigned int by,
		     unsigned int slot, uint64_t *value)
{
	struct liar *l = (struct liar *)b;

	return l->model->look(l->model, what, by, slot, value);
}

static int liar_shut(struct tce_backend *b)
{
	struct liar *l = (struct liar *)b;

	return l->model->shut(l->model);
}

static void note(void *data, const char *text)
{
	char *first = data;

	if (!*first)
		snprintf(first, TCE_FAILURE_MAX, "%s", text);
}

/* How the session with this liar ends; @text gets the first mismatch. */
static int run(struct liar *l, const struct lie *lie,
	       const struct tce_step *steps, char *text)
{
	struct tce_session s = {
		.platform = &platform,
		.subject = &l->backend,
		.oracle = tce_model_new(&platform, -1),
		.mismatch = note,
		.data = text,
	};
	int ret;

	*text = '\0';
	*l = (struct liar){
		.backend = { .run = liar_run,
			     .look = liar_look,
			     .bytes = liar_bytes,
			     .shut = liar_shut },
		.model = tce_model_new(&platform, -1),
		.lie = lie,
	};
	ck_assert(l->model && s.oracle);
	ret = tce_session_run(&s, steps);
	l->model->free(l->model);
	s.oracle->free(s.oracle);
	return ret;
}

#define READY                                                             \
	OPEN_V2, BUFFER(B7, PAGES(1)), REGISTER(B7),                      \
		MAP(B7, DEFAULT_QUARTER(1)), OPEN_DEVICE(G0),             \
		ENGINE(G0, B7, DEFAULT_QUARTER(1)), BUFFER(B0, PAGES(4)), \
		BUFFER(B1, PAGES(1)), PATTERN(B0, 1), PATTERN(B1, 2),     \
		REGISTER(B0), REGISTER(B1)
#define MAPPED READY, MAP(B0, DEFAULT_START)
/* b0 is less than a page; b0's page and the guard after it are mapped */
#define ENGINE_ALONE                                          \
	OPEN_V2, BUFFER(B7, PAGES(1)), REGISTER(B7),          \
		MAP(B7, DEFAULT_QUARTER(1)), OPEN_DEVICE(G0), \
		ENGINE(G0, B7, DEFAULT_QUARTER(1))
#define SHORT                                                             \
	ENGINE_ALONE, BUFFER(B0, N(100)), REGISTER(B0, .size = PAGES(1)), \
		MAP(B0, DEFAULT_START, .size = PAGES(1))
#define PAST_THE_END                                                        \
	ENGINE_ALONE, BUFFER(B0, PAGES(1)), REGISTER(B0, .size = PAGES(2)), \
		MAP(B0, DEFAULT_START, .size = PAGES(2))

/* Steps that are right, the lie, and the mismatch, "" for none. */
static const struct {
	struct lie lie;
	const struct tce_step *steps;
	const char *text;
} rows[] = {
	{ { 0 }, STEPS(MAPPED, DMA_WRITE(DEFAULT_START)), "" },
	/* one byte too far, after and before */
	{ { .at = 100, .len = 1 },
	  STEPS(MAPPED, DMA_WRITE(DEFAULT_START, .size = N(100))),
	  "device write of 0x64 bytes at IOVA 0: b0+0x64 holds " },
	{ { .at = 99, .len = 1 },
	  STEPS(MAPPED, DMA_WRITE(DEFAULT_AT(100), .size = N(100))),
	  "device write of 0x64 bytes at IOVA 0x64: b0+0x63 holds " },
	/* the last byte of a page is missing */
	{ { .at = 4095, .len = 1 },
	  STEPS(MAPPED, DMA_WRITE(DEFAULT_AT(4000), .size = N(96))),
	  "device write of 0x60 bytes at IOVA 0xfa0: b0+0xfff holds " },
	/* another page, another buffer, another process's */
	{ { .at = 3 * 4096, .len = 50 },
	  STEPS(MAPPED, DMA_WRITE(DEFAULT_START)),
	  "device write of 0xff8 bytes at IOVA 0: b0+0x3000 holds " },
	{ { .slot = 1, .at = 4095, .len = 1 },
	  STEPS(MAPPED, DMA_WRITE(DEFAULT_START)),
	  "device write of 0xff8 bytes at IOVA 0: b1+0xfff holds " },
	{ { .by = 1, .at = 8, .len = 1 },
	  STEPS(MAPPED, FORK(P1), DMA_WRITE(DEFAULT_START)),
	  "device write of 0xff8 bytes at IOVA 0: p1:b0+0x8 holds " },
	/* guards: both ends of both, also of an engine's own memory */
	{ { .at = -1, .len = 1 },
	  STEPS(MAPPED, DMA_WRITE(DEFAULT_START)),
	  "b0-0x1 (before it) holds " },
	{ { .at = -4096, .len = 1 },
	  STEPS(MAPPED, DMA_WRITE(DEFAULT_START)),
	  "b0-0x1000 (before it) holds " },
	{ { .at = 4 * 4096, .len = 1 },
	  STEPS(MAPPED, DMA_WRITE(DEFAULT_START)),
	  "b0+0x4000 (past its end) holds " },
	{ { .at = 5 * 4096 - 1, .len = 1 },
	  STEPS(MAPPED, DMA_WRITE(DEFAULT_START)),
	  "b0+0x4fff (past its end) holds " },
	{ { .slot = 7, .at = 4096, .len = 1 },
	  STEPS(MAPPED, DMA_WRITE(DEFAULT_START)),
	  "b7+0x1000 (past its end) holds " },
	{ { .by = 1, .at = -1, .len = 1 },
	  STEPS(MAPPED, FORK(P1), DMA_WRITE(DEFAULT_START)),
	  "p1:b0-0x1 (before it) holds " },
	{ { .at = 100, .len = 4096 },
	  STEPS(SHORT, DMA_WRITE(DEFAULT_START, .size = N(64))),
	  "b0+0x64 (past its end) holds " },
	/* what is mapped reaches them */
	{ { 0 },
	  STEPS(PAST_THE_END, DMA_WRITE(DEFAULT_AT(4096), .size = N(64))),
	  "" },
	{ { 0 },
	  STEPS(PAST_THE_END, DMA_READ(DEFAULT_AT(4096), .size = N(64))),
	  "" },
	{ { .at = 4096 + 63, .len = 1 },
	  STEPS(PAST_THE_END, DMA_WRITE(DEFAULT_AT(4096), .size = N(64))),
	  "b0+0x103f (past its end) holds " },
	{ { .at = 4096, .len = 64 },
	  STEPS(PAST_THE_END, DMA_WRITE(DEFAULT_AT(4096), .size = N(64))),
	  "b0+0x1000 (past its end) holds " },
	/* nothing is written, with and without saying so */
	{ { .lost = true },
	  STEPS(MAPPED, DMA_WRITE(DEFAULT_START)),
	  "device write of 0xff8 bytes at IOVA 0: b0+0 holds 00 00 00 00 00 00 "
	  "00 00, "
	  "expected " },
	{ { .fails = true },
	  STEPS(MAPPED, DMA_WRITE(DEFAULT_START)),
	  "device write of 0xff8 bytes at IOVA 0: returned -EIO, expected 0" },
	/* what is blocked arrives, and the device reports an error or none */
	{ { .at = 0, .len = 4096 },
	  STEPS(READY, DMA_WRITE(DEFAULT_START, BLOCKED)),
	  "device write of 0xff8 bytes at IOVA 0: b0+0 holds " },
	{ { .succeeds = true, .at = 0, .len = 4096 },
	  STEPS(READY, DMA_WRITE(DEFAULT_START, BLOCKED)),
	  "device write of 0xff8 bytes at IOVA 0: b0+0 holds " },
	{ { .no_errors = true },
	  STEPS(READY, DMA_WRITE(DEFAULT_START, BLOCKED)),
	  "" },
	/* reads */
	{ { 0 }, STEPS(MAPPED, DMA_READ(DEFAULT_START)), "" },
	{ { .sees = true },
	  STEPS(MAPPED, DMA_READ(DEFAULT_START, .size = N(16))),
	  "device read of 0x10 bytes at IOVA 0: the device read " },
	{ { .sees = true, .succeeds = true },
	  STEPS(READY, DMA_READ(DEFAULT_START, .size = N(16), BLOCKED)),
	  "device read of 0x10 bytes at IOVA 0: the device read 40 at byte "
	  "15, expected 00" },
	{ { .no_errors = true },
	  STEPS(READY, DMA_READ(DEFAULT_START, BLOCKED)),
	  "" },
	{ { .silent = true },
	  STEPS(MAPPED, DMA_READ(DEFAULT_START)),
	  "device read of 0xff8 bytes at IOVA 0: the device does not say what "
	  "it read" },
	/* under way */
	{ { .no_errors = true },
	  STEPS(MAPPED, DMA_START(DEFAULT_START),
		UNMAP(DEFAULT_START, PAGES(4)), DMA_WAIT(BLOCKED)),
	  "" },
	{ { .no_errors = true, .len = 4088 },
	  STEPS(MAPPED, DMA_START(DEFAULT_START),
		UNMAP(DEFAULT_START, PAGES(4)), DMA_WAIT(BLOCKED)),
	  "end of device write of 0xff8 bytes at IOVA 0: b0+0 holds " },
	{ { .len = 1 },
	  STEPS(MAPPED, DMA_START(DEFAULT_START), PATTERN(B0, 3)),
	  "after the last step: b0+0 holds " },
	/* what an engine's own memory holds is its own affair */
	{ { .slot = 7, .len = 4096 },
	  STEPS(MAPPED, DMA_WRITE(DEFAULT_START)),
	  "" },
	/* a hole is not looked at, what is beside it is */
	{ { .at = 4096, .len = 4096 },
	  STEPS(MAPPED, PUNCH(B0, PAGES(1), PAGES(1)), DMA_READ(DEFAULT_START)),
	  "" },
	{ { .at = 8192, .len = 1 },
	  STEPS(MAPPED, PUNCH(B0, PAGES(1), PAGES(1)), DMA_READ(DEFAULT_START)),
	  "device read of 0xff8 bytes at IOVA 0: b0+0x2000 holds " },
#define LARGE                                                       \
	READY, CREATE(W1, .page_shift = N(21), .size = GiB(1)),     \
		BUFFER(B2, HUGE_PAGES(3), .kind = TCE_BUFFER_HUGE), \
		REGISTER(B2), MAP(B2, WIN(W1)),                     \
		DMA_WRITE(WIN_AT(W1, (2 << 20) + 65536), .size = N(256))
	/* large buffers: the ends, and the same place of each page */
	{ { 0 }, STEPS(LARGE), "" },
	{ { .slot = 2, .at = 0, .len = 1 }, STEPS(LARGE), "b2+0 holds " },
	{ { .slot = 2, .at = (6 << 20) - 1, .len = 1 },
	  STEPS(LARGE),
	  "b2+0x5fffff holds " },
	{ { .slot = 2, .at = (2 << 20) + 65536 + 256, .len = 1 },
	  STEPS(LARGE),
	  "b2+0x210100 holds " },
	{ { .slot = 2, .at = (4 << 20) + 65536 + 255, .len = 1 },
	  STEPS(LARGE),
	  "b2+0x4100ff holds " },
	{ { .slot = 2, .at = 65536 - 4096, .len = 1 },
	  STEPS(LARGE),
	  "b2+0xf000 holds " },
};

START_TEST(lies)
{
	const char *want = rows[_i].text;
	struct liar liar;
	char text[TCE_FAILURE_MAX];
	int ret = run(&liar, &rows[_i].lie, rows[_i].steps, text);

	ck_assert_msg(ret == (*want ? 1 : 0), "%d: %s", ret, text);
	ck_assert_msg(*want ? !!strstr(text, want) : !*text, "%s\n%s", text,
		      want);
}
END_TEST

/* Cases that use a slot and have a call refused: the control step follows. */
#define REFUSED(slot)                                             \
	STEPS(OPEN_V2, BUFFER(slot, PAGES(2)), REGISTER(slot),    \
	      CREATE(slot, .page_shift = N(16), .size = MiB(64)), \
	      REMOVE(slot), REGISTER(slot, .err = EBUSY))

START_TEST(control)
{
	const struct tce_step *steps = REFUSED((uint8_t)_i);
	static const struct lie none;
	struct liar l;
	char text[TCE_FAILURE_MAX];

	ck_assert_msg(!run(&l, &none, steps, text), "%s", text);
	/* what the case has in its slot is left alone */
	ck_assert_uint_eq(l.calls[TCE_OP_BUFFER][_i], 1);
	ck_assert_uint_eq(l.calls[TCE_OP_CREATE][_i], 1);
	ck_assert_uint_eq(l.calls[TCE_OP_REGISTER][_i], 2);
	ck_assert_uint_eq(l.calls[TCE_OP_BUFFER][TCE_SLOT_CONTROL], 1);
	ck_assert_uint_eq(l.calls[TCE_OP_CREATE][TCE_SLOT_CONTROL], 1);
	ck_assert_uint_eq(l.calls[TCE_OP_MAP][TCE_SLOT_CONTROL], 1);
}
END_TEST

Suite *unit_session_suite(void)
{
	Suite *s = suite_create("session");
	TCase *tc = tcase_create("bytes");

	suite_add_tcase(s, tc);
	tcase_add_loop_test(tc, lies, 0, ARRAY_SIZE(rows));
	tcase_add_loop_test(tc, control, 0, TCE_OBJECTS);
	return s;
}
