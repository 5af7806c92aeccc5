/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_WORDS_H
#define TESTS_WORDS_H

#include <errno.h>
#include <linux/vfio.h>

#include <spec/step.h>

/*
 * The words of which steps are made: one macro for each operation, and those
 * for numbers. Trailing arguments of a step are members of struct tce_step
 * (.err, .by, .ptr, .size, ...). A step without .err must succeed.
 */

#define STEPS(...) \
	((const struct tce_step[]){ __VA_ARGS__, { .op = TCE_OP_END } })

/* clang-format off */

/* --- slots ---------------------------------------------------------------- */

enum { C0, C1, C2, C3 };		 /* containers */
enum { G0, G1, G2, G3 };		 /* groups, and their devices */
enum { W0, W1, W2, W3, W4, W5, W6, W7 }; /* windows; w0 is the default one */
enum { B0, B1, B2, B3, B4, B5, B6, B7 }; /* buffers */
enum { P0, P1, P2, P3 };		 /* processes; p0 is the case's own */

/* --- numbers -------------------------------------------------------------- */

/* @b of @s, and @n times @u of @us */
#define NUM(b, s, n, u, us) \
	{ .base = TCE_BASE_##b, .base_slot = (s), .count = (int64_t)(n), \
	  .unit = TCE_UNIT_##u, .unit_slot = (us) }

#define N(n)		     NUM(ABS, 0, n, BYTE, 0)
#define KiB(n)		     N((int64_t)(n) << 10)
#define MiB(n)		     N((int64_t)(n) << 20)
#define GiB(n)		     N((int64_t)(n) << 30)
#define PAGES(n)	     NUM(ABS, 0, n, PAGE, 0)	/* of the CPU */
#define HUGE_PAGES(n)	     NUM(ABS, 0, n, HUGE, 0)
#define IOPAGES(w, n)	     NUM(ABS, 0, n, IO, w)	/* of window w */
/* of a window: n pages of it, or as many as the platform's smallest one has */
#define TCES(n)		     NUM(ABS, 0, n, TCE, 0)
#define LARGEST(n)	     NUM(ABS, 0, n, DMA, 0)	/* transfers of g0 */
#define QUARTERS(n)	     NUM(ABS, 0, n, QUARTER, 0)	/* of the default window */
#define X		     NUM(LOOP, 0, 0, BYTE, 0)	/* of the loop */
#define X_PLUS(n)	     NUM(LOOP, 0, n, BYTE, 0)
#define XPAGES(n)	     NUM(ABS, 0, n, SHIFT, 0)	/* n << x */
#define MAX64		     NUM(MAX, 0, 0, BYTE, 0)
#define MAX64_MINUS(n)	     NUM(MAX, 0, -(n), BYTE, 0)
#define PGSIZES		     NUM(PGSIZES, 0, 0, BYTE, 0)
/* the default window */
#define DEFAULT_SIZE	     NUM(SIZE, 0, 0, BYTE, 0)
#define DEFAULT_SIZE_PLUS(n) NUM(SIZE, 0, n, BYTE, 0)
#define DEFAULT_START	     NUM(START, 0, 0, BYTE, 0)
#define DEFAULT_AT(n)	     NUM(START, 0, n, BYTE, 0)
#define DEFAULT_PAGE(n)	     NUM(START, 0, n, PAGE, 0)
#define DEFAULT_QUARTER(n)   NUM(START, 0, n, QUARTER, 0)
#define DEFAULT_END(n)	     NUM(END, 0, n, BYTE, 0)
#define DEFAULT_END_PAGE(n)  NUM(END, 0, n, PAGE, 0)
/* the first 64-bit window */
#define START64		     NUM(64, 0, 0, BYTE, 0)
#define START64_AT(n)	     NUM(64, 0, n, BYTE, 0)
/* window w */
#define WIN(w)		     NUM(WIN, w, 0, BYTE, 0)
#define WIN_AT(w, n)	     NUM(WIN, w, n, BYTE, 0)
#define WIN_PAGE(w, n)	     NUM(WIN, w, n, IO, w)
#define WIN_END(w, n)	     NUM(WINEND, w, n, BYTE, 0)
#define WIN_END_PAGE(w, n)   NUM(WINEND, w, n, IO, w)
#define WIN_END_LARGEST(w, n) NUM(WINEND, w, n, DMA, 0)
#define WIN_SIZE(w)	     NUM(WINSIZE, w, 0, BYTE, 0)
/* the address of buffer b */
#define BUF(b)		     NUM(BUF, b, 0, BYTE, 0)
#define BUF_AT(b, n)	     NUM(BUF, b, n, BYTE, 0)
#define BUF_PAGE(b, n)	     NUM(BUF, b, n, PAGE, 0)
#define BUF_IOPAGE(b, w, n)  NUM(BUF, b, n, IO, w)

/* --- outcomes ------------------------------------------------------------- */

/*
 * .err is today's. Another errno is lawful as well, unless this one is fixed
 * (tce_errno_is_fixed()); so is what OR() has.
 */
#define OR(...) .also = { __VA_ARGS__ }
#define SUCCESS TCE_ERR_SUCCESS
#define ANY_ERROR TCE_ERR_ANY
/* of a check: what the value is today, which nobody promised */
#define NOT_JUDGED OR(TCE_ERR_ANY)

/* --- steps ---------------------------------------------------------------- */

#define STEP(o, s, ...) { .op = TCE_OP_##o, .slot = (s), __VA_ARGS__ }
#define STEP_ON(o, k, f, ...) \
	{ .op = TCE_OP_##o, .fd_kind = TCE_FD_##k, .fd = (f), __VA_ARGS__ }

/* on what, when it is not slot 0 of the operation's own kind */
#define ON_CONTAINER(c) .fd_kind = TCE_FD_CONTAINER, .fd = (c)
#define ON_GROUP(g) .fd_kind = TCE_FD_GROUP, .fd = (g)
#define ON_DEVICE(g) .fd_kind = TCE_FD_DEVICE, .fd = (g)
#define ON_FOREIGN .fd_kind = TCE_FD_FOREIGN
#define ON_CLOSED .fd_kind = TCE_FD_CLOSED

/* descriptors */
#define OPEN_CONTAINER(c, ...) STEP_ON(CONTAINER, CONTAINER, c, __VA_ARGS__)
#define OPEN_GROUP(g, ...) STEP_ON(GROUP, GROUP, g, __VA_ARGS__)
#define OPEN_DEVICE(g, ...) STEP_ON(DEVICE, DEVICE, g, __VA_ARGS__)
#define CLOSE_CONTAINER(c, ...) STEP_ON(CLOSE, CONTAINER, c, __VA_ARGS__)
#define CLOSE_GROUP(g, ...) STEP_ON(CLOSE, GROUP, g, __VA_ARGS__)
#define CLOSE_DEVICE(g, ...) STEP_ON(CLOSE, DEVICE, g, __VA_ARGS__)

/* VFIO */
#define API_VERSION(...) STEP(API_VERSION, 0, __VA_ARGS__)
#define CHECK_EXTENSION(n, ...) \
	STEP(CHECK_EXTENSION, 0, .value = N(n), __VA_ARGS__)
#define SET_IOMMU(n, ...) STEP(SET_IOMMU, 0, .value = N(n), __VA_ARGS__)
#define SET_V1(...) SET_IOMMU(VFIO_SPAPR_TCE_IOMMU, __VA_ARGS__)
#define SET_V2(...) SET_IOMMU(VFIO_SPAPR_TCE_v2_IOMMU, __VA_ARGS__)
#define STATUS(g, ...) STEP_ON(STATUS, GROUP, g, __VA_ARGS__)
#define ATTACH(g, c, ...) STEP_ON(ATTACH, GROUP, g, .slot = (c), __VA_ARGS__)
#define DETACH(g, ...) STEP_ON(DETACH, GROUP, g, __VA_ARGS__)
#define RESET(g, ...) STEP_ON(RESET, DEVICE, g, __VA_ARGS__)
#define REBIND(g) STEP_ON(REBIND, GROUP, g)

/* sPAPR TCE; sizes are those of the window or buffer unless said */
#define GET_INFO(...) STEP(GET_INFO, 0, __VA_ARGS__)
#define CREATE(w, ...) STEP(CREATE, w, __VA_ARGS__)
#define REMOVE(w, ...) STEP(REMOVE, w, __VA_ARGS__)
#define REMOVE_AT(a, ...) STEP(REMOVE, 0, .start = a, __VA_ARGS__)
#define REGISTER(b, ...) STEP(REGISTER, b, __VA_ARGS__)
#define UNREGISTER(b, ...) STEP(UNREGISTER, b, __VA_ARGS__)
#define MAP(b, a, ...) STEP(MAP, b, .iova = a, __VA_ARGS__)
#define UNMAP(a, n, ...) STEP(UNMAP, 0, .iova = a, .size = n, __VA_ARGS__)
#define ENABLE(...) STEP(ENABLE, 0, __VA_ARGS__)
#define DISABLE(...) STEP(DISABLE, 0, __VA_ARGS__)
#define EEH(...) STEP(EEH, 0, __VA_ARGS__) /* .value: the operation */
#define IOCTL(nr, ...) STEP(IOCTL, 0, .request = nr, __VA_ARGS__)

/* memory */
#define BUFFER(b, n, ...) STEP(BUFFER, b, .size = n, __VA_ARGS__)
#define PUNCH(b, off, n, ...) \
	STEP(PUNCH, b, .start = off, .size = n, __VA_ARGS__)
#define RENEW(b, off, n, ...) \
	STEP(RENEW, b, .start = off, .size = n, __VA_ARGS__)
#define MLOCK(b, ...) STEP(MLOCK, b, __VA_ARGS__)
#define LIMIT(n, ...) STEP(LIMIT, 0, .size = n, __VA_ARGS__)
#define UNPRIVILEGED(...) STEP(UNPRIVILEGED, 0, __VA_ARGS__)
/* pattern v to the whole buffer, or .size bytes from .start on */
#define PATTERN(b, v, ...) STEP(PATTERN, b, .value = N(v), __VA_ARGS__)

/* transfers, by g0's engine unless said; .size: the engine's largest */
/* g's device becomes an engine; buffer b, mapped at a, is for it alone */
#define ENGINE(g, b, a, ...) \
	STEP_ON(ENGINE, DEVICE, g, .slot = (b), .iova = a, __VA_ARGS__)
#define MASTER(g, v, ...) STEP_ON(MASTER, DEVICE, g, .value = N(v), __VA_ARGS__)
#define DMA_WRITE(a, ...) STEP(DMA_WRITE, 0, .iova = a, __VA_ARGS__)
#define DMA_READ(a, ...) STEP(DMA_READ, 0, .iova = a, __VA_ARGS__)
#define DMA_START(a, ...) STEP(DMA_START, 0, .iova = a, __VA_ARGS__)
#define DMA_WAIT(...) STEP(DMA_WAIT, 0, __VA_ARGS__)
#define BLOCKED .err = TCE_ERR_BLOCKED

/* the firmware: the next call of this kind for g, or .count of them, end so */
#define FAIL(g, c, v, ...) \
	STEP(FAIL, g, .kind = TCE_CALL_##c, .value = v, __VA_ARGS__)
#define REFUSE_LIVE(g) STEP(REFUSE_LIVE, g)

/* processes */
#define FORK(p) STEP(FORK, p)
#define EXEC(p) STEP(EXEC, p)
#define EXEC_CLOSING(p) STEP(EXEC_CLOSING, p)
#define EXIT(p) STEP(EXIT, p)
#define KILL(p) STEP(KILL, p)
#define PASS_CONTAINER(c, p) STEP_ON(PASS, CONTAINER, c, .slot = (p))
#define PASS_GROUP(g, p) STEP_ON(PASS, GROUP, g, .slot = (p))

/* loops, whose steps see x */
#define FOR(s, ...) { .op = TCE_OP_FOR, .kind = TCE_SET_##s, __VA_ARGS__ }
#define FOR_RANGE(a, b) FOR(RANGE, .start = N(a), .value = N(b))
#define FOR_BITS(a, b) FOR(BITS, .start = N(a), .value = N(b))
#define FOR_OFFERED FOR(OFFERED)
#define FOR_DENIED FOR(DENIED)
#define FOR_EXTREMES FOR(EXTREMES)
#define DONE { .op = TCE_OP_DONE }

/* checks */
#define CHECK(w, s, v, ...) \
	STEP(CHECK, s, .kind = TCE_WHAT_##w, .value = v, __VA_ARGS__)
#define CHECK_LOCKED(v, ...) CHECK(LOCKED, 0, v, __VA_ARGS__)
#define CHECK_START(w, v) CHECK(WIN_START, w, v)
/* where firmware puts a dynamic window is its own affair */
#define CHECK_START64(w) CHECK(WIN_START, w, START64, NOT_JUDGED)
#define CHECK_SAME_START(w, as) CHECK(WIN_START, w, WIN(as), NOT_JUDGED)
#define CHECK_INFO(f, v) CHECK(INFO_##f, 0, v)
/* what the firmware has for a PE: WINDOWS, LIVE, QUERIES, ... */
#define CHECK_FIRMWARE(f, g, v, ...) CHECK(f, g, N(v), __VA_ARGS__)
/* while a group is attached, the device tree is Linux's own affair */
#define CHECK_DT(f, g, v) CHECK(DT_##f, g, N(v), NOT_JUDGED)

/* --- beginnings ----------------------------------------------------------- */

/*
 * The only words that are several steps; a listing has them as one line.
 * c0 and g0 open, g0 attached; of type v2 or v1; v2 without any window.
 */
#define OPEN_ATTACHED OPEN_CONTAINER(C0), OPEN_GROUP(G0), ATTACH(G0, C0)
#define OPEN_V2 OPEN_ATTACHED, SET_V2()
#define OPEN_V1 OPEN_ATTACHED, SET_V1()
#define OPEN_BARE OPEN_V2, REMOVE_AT(DEFAULT_START)

/* clang-format on */

#endif
