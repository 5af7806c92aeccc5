/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_CASE_H
#define TESTS_CASE_H

#include <errno.h>
#include <stdint.h>

#include <core/array.h>
#include <spec/session.h>
#include <spec/step.h>
#include <tce/platform.h>

/* What a case can need of the machine: see needs.def. */
enum tce_need {
#define TCE_NEED_IS(symbol, ...) TCE_NEED_##symbol,
#include "needs.def"
#undef TCE_NEED_IS
	TCE_NEEDS,
};

_Static_assert(TCE_NEEDS <= 64, "struct tce_case has a bit for each need");

#define NEED(symbol) (UINT64_C(1) << TCE_NEED_##symbol)

/* What a case may do to the kernel that runs it. */
enum tce_risk {
	TCE_RISK_NONE,
	/*
	 * Lets the host's own driver have the device for a while, and so
	 * whoever waits for one: udev may start to use it.
	 */
	TCE_RISK_DRIVER,
	TCE_RISK_HANG,	 /* may hang in the kernel, and keep its device */
	TCE_RISK_POISON, /* may leave its PE unusable: wants a PE of its own */
	TCE_RISK_CRASH,	 /* may crash the kernel: wants a guest of its own */
};

struct tce_context;

struct tce_case {
	const char *name;      /* [a-z0-9-]+, unique in the suite */
	const char *about;     /* completes "This case checks that ..." */
	const char *clauses;   /* of fixtures/clauses.txt, blanks between */
	const char *validates; /* upstream commit, 12 hex digits, or NULL */
	uint64_t needs;	       /* NEED(...), or'ed */
	enum tce_risk risk;
	/*
	 * The kernel says it only once a boot (a splat that is not repeated):
	 * a run that repeats cases leaves its repetitions out.
	 */
	bool once;
	unsigned int timeout_s; /* 0: the suite's default */
	const struct tce_step *steps;
	/*
	 * In place of steps, where they cannot say it; with both, the function
	 * runs them (the model has them alone).
	 */
	void (*run)(const struct tce_context *ctx);
	const void *data; /* for the function */
	/*
	 * A function is not broken by --mutate, so it names a kernel on which
	 * it was seen red: "patches/NAME" (with this change of
	 * fixtures/patches), "fixes/NAME" (without that fix), "defect NAME" (a
	 * stock one, fixtures/waivers.txt); or "rule NAME" of the model, or
	 * the test of ours that needs it red, "tests/NAME.sh".
	 */
	const char *red_on;
};

/* What a run function has. It runs in the process of its case. */
struct tce_context {
	const struct tce_case *c;
	const struct tce_platform *platform; /* as the case may see it */
	bool model;    /* steps run on the model, not the kernel */
	int broken;    /* ... of which this rule does not hold, or -1 */
	double soak_s; /* time for a case of a suite that soaks */
};

struct tce_suite {
	const char *name;
	const char *about;
	const struct tce_case *cases;
	size_t n;
	/* Name of a class of engines: g0 is a PE with such a device. */
	const char *engine;
	bool hidden; /* not there unless a GLOB begins with its name */
	/* Its rows repeat themselves: there with --soak, for a share of it. */
	bool soak;
};

/* All suites, in the order in which they run; ends with a NULL. */
extern const struct tce_suite *const tce_suites[];

/* --- rows ----------------------------------------------------------------- */

#define STEPS(...) \
	((const struct tce_step[]){ __VA_ARGS__, { .op = TCE_OP_END } })

/* Numbers. */
#define NUM(b, s, n, u, us)                                           \
	{                                                             \
		.base = (b), .base_slot = (s), .count = (int64_t)(n), \
		.unit = (u), .unit_slot = (us)                        \
	}
#define N(n) NUM(TCE_BASE_ABS, 0, n, TCE_UNIT_BYTE, 0)
#define KiB(n) N((int64_t)(n) << 10)
#define MiB(n) N((int64_t)(n) << 20)
#define GiB(n) N((int64_t)(n) << 30)
#define PAGES(n) NUM(TCE_BASE_ABS, 0, n, TCE_UNIT_PAGE, 0)
#define HUGE_PAGES(n) NUM(TCE_BASE_ABS, 0, n, TCE_UNIT_HUGE, 0)
#define LARGEST(n) NUM(TCE_BASE_ABS, 0, n, TCE_UNIT_DMA, 0)
#define IOPAGES(w, n) NUM(TCE_BASE_ABS, 0, n, TCE_UNIT_IO, w)
#define XPAGES(n) NUM(TCE_BASE_ABS, 0, n, TCE_UNIT_X, 0) /* n << x */
#define QUARTERS(n) NUM(TCE_BASE_ABS, 0, n, TCE_UNIT_QUARTER, 0)
#define X NUM(TCE_BASE_X, 0, 0, TCE_UNIT_BYTE, 0)
#define X_PLUS(n) NUM(TCE_BASE_X, 0, n, TCE_UNIT_BYTE, 0)
#define MAX64 NUM(TCE_BASE_MAX, 0, 0, TCE_UNIT_BYTE, 0)
#define MAX64_MINUS(n) NUM(TCE_BASE_MAX, 0, -(n), TCE_UNIT_BYTE, 0)
#define DEFAULT_SIZE NUM(TCE_BASE_SIZE, 0, 0, TCE_UNIT_BYTE, 0)
#define DEFAULT_SIZE_PLUS(n) NUM(TCE_BASE_SIZE, 0, n, TCE_UNIT_BYTE, 0)
#define DEFAULT_START NUM(TCE_BASE_START, 0, 0, TCE_UNIT_BYTE, 0)
#define DEFAULT_AT(n) NUM(TCE_BASE_START, 0, n, TCE_UNIT_BYTE, 0)
#define DEFAULT_PAGE(n) NUM(TCE_BASE_START, 0, n, TCE_UNIT_PAGE, 0)
#define DEFAULT_QUARTER(n) NUM(TCE_BASE_START, 0, n, TCE_UNIT_QUARTER, 0)
#define DEFAULT_END(n) NUM(TCE_BASE_END, 0, n, TCE_UNIT_BYTE, 0)
#define DEFAULT_END_PAGE(n) NUM(TCE_BASE_END, 0, n, TCE_UNIT_PAGE, 0)
#define START64 NUM(TCE_BASE_64, 0, 0, TCE_UNIT_BYTE, 0)
#define START64_AT(n) NUM(TCE_BASE_64, 0, n, TCE_UNIT_BYTE, 0)
#define WIN(w) NUM(TCE_BASE_WIN, w, 0, TCE_UNIT_BYTE, 0)
#define WIN_AT(w, n) NUM(TCE_BASE_WIN, w, n, TCE_UNIT_BYTE, 0)
#define WIN_PAGE(w, n) NUM(TCE_BASE_WIN, w, n, TCE_UNIT_IO, w)
#define WIN_END(w, n) NUM(TCE_BASE_WINEND, w, n, TCE_UNIT_BYTE, 0)
#define WIN_END_PAGE(w, n) NUM(TCE_BASE_WINEND, w, n, TCE_UNIT_IO, w)
#define WIN_END_LARGEST(w, n) NUM(TCE_BASE_WINEND, w, n, TCE_UNIT_DMA, 0)
#define BUF(b) NUM(TCE_BASE_BUF, b, 0, TCE_UNIT_BYTE, 0)
#define BUF_AT(b, n) NUM(TCE_BASE_BUF, b, n, TCE_UNIT_BYTE, 0)
#define BUF_PAGE(b, n) NUM(TCE_BASE_BUF, b, n, TCE_UNIT_PAGE, 0)
#define BUF_IOPAGE(b, w, n) NUM(TCE_BASE_BUF, b, n, TCE_UNIT_IO, w)
#define PGSIZES NUM(TCE_BASE_PGSIZES, 0, 0, TCE_UNIT_BYTE, 0)

/* Slots. */
/* clang-format off */
enum { C0, C1, C2, C3 };
enum { G0, G1, G2, G3 };
enum { W0, W1, W2, W3, W4, W5, W6, W7 };
enum { B0, B1, B2, B3, B4, B5, B6, B7 };
enum { P0, P1, P2, P3 };
/* clang-format on */

#define STEP(o, s, ...)                                    \
	{                                                  \
		.op = TCE_OP_##o, .slot = (s), __VA_ARGS__ \
	}

/* What a call is made on, when it is not slot 0 of its own kind. */
#define ON_CONTAINER(c) .fd_kind = TCE_FD_CONTAINER, .fd = (c)
#define ON_GROUP(g) .fd_kind = TCE_FD_GROUP, .fd = (g)
#define ON_DEVICE(g) .fd_kind = TCE_FD_DEVICE, .fd = (g)
#define ON_FOREIGN .fd_kind = TCE_FD_FOREIGN
#define ON_CLOSED .fd_kind = TCE_FD_CLOSED

/*
 * OPEN_* fill slot n; trailing arguments of every step are designated
 * initialisers of struct tce_step (.err, .by, .ptr, .size, ...). A step
 * without .err must succeed.
 */
#define OPEN_CONTAINER(c, ...)                           \
	{                                                \
		.op = TCE_OP_CONTAINER, .fd = (c),       \
		.fd_kind = TCE_FD_CONTAINER, __VA_ARGS__ \
	}
#define OPEN_GROUP(g, ...)                                              \
	{                                                               \
		.op = TCE_OP_GROUP, .fd = (g), .fd_kind = TCE_FD_GROUP, \
		__VA_ARGS__                                             \
	}
#define OPEN_DEVICE(g, ...)                                               \
	{                                                                 \
		.op = TCE_OP_DEVICE, .fd = (g), .fd_kind = TCE_FD_DEVICE, \
		__VA_ARGS__                                               \
	}
#define CLOSE_CONTAINER(c, ...)                                             \
	{                                                                   \
		.op = TCE_OP_CLOSE, .fd = (c), .fd_kind = TCE_FD_CONTAINER, \
		__VA_ARGS__                                                 \
	}
#define CLOSE_GROUP(g, ...)                                             \
	{                                                               \
		.op = TCE_OP_CLOSE, .fd = (g), .fd_kind = TCE_FD_GROUP, \
		__VA_ARGS__                                             \
	}
#define CLOSE_DEVICE(g, ...)                                             \
	{                                                                \
		.op = TCE_OP_CLOSE, .fd = (g), .fd_kind = TCE_FD_DEVICE, \
		__VA_ARGS__                                              \
	}

#define API_VERSION(...) STEP(API_VERSION, 0, __VA_ARGS__)
#define CHECK_EXTENSION(n, ...) \
	STEP(CHECK_EXTENSION, 0, .value = N(n), __VA_ARGS__)
#define SET_IOMMU(n, ...) STEP(SET_IOMMU, 0, .value = N(n), __VA_ARGS__)
#define SET_V1(...) SET_IOMMU(2, __VA_ARGS__)
#define SET_V2(...) SET_IOMMU(7, __VA_ARGS__)
#define STATUS(g, ...)                                                   \
	{                                                                \
		.op = TCE_OP_STATUS, .fd = (g), .fd_kind = TCE_FD_GROUP, \
		__VA_ARGS__                                              \
	}
#define ATTACH(g, c, ...)                                                \
	{                                                                \
		.op = TCE_OP_ATTACH, .fd = (g), .fd_kind = TCE_FD_GROUP, \
		.slot = (c), __VA_ARGS__                                 \
	}
#define DETACH(g, ...)                                                   \
	{                                                                \
		.op = TCE_OP_DETACH, .fd = (g), .fd_kind = TCE_FD_GROUP, \
		__VA_ARGS__                                              \
	}
#define RESET(g, ...)                                                    \
	{                                                                \
		.op = TCE_OP_RESET, .fd = (g), .fd_kind = TCE_FD_DEVICE, \
		__VA_ARGS__                                              \
	}

#define REBIND(g)                                                        \
	{                                                                \
		.op = TCE_OP_REBIND, .fd = (g), .fd_kind = TCE_FD_GROUP, \
	}

#define GET_INFO(...) STEP(GET_INFO, 0, __VA_ARGS__)
#define CREATE(w, ...) STEP(CREATE, w, __VA_ARGS__)
#define REMOVE(w, ...) STEP(REMOVE, w, __VA_ARGS__) /* default: w's start */
#define REMOVE_AT(a, ...) STEP(REMOVE, 0, .start = a, __VA_ARGS__)
#define REGISTER(b, ...) STEP(REGISTER, b, __VA_ARGS__) /* the whole buffer */
#define UNREGISTER(b, ...) STEP(UNREGISTER, b, __VA_ARGS__)
#define MAP(b, a, ...) STEP(MAP, b, .iova = a, __VA_ARGS__) /* ditto, rw */
#define UNMAP(a, n, ...) STEP(UNMAP, 0, .iova = a, .size = n, __VA_ARGS__)
#define ENABLE(...) STEP(ENABLE, 0, __VA_ARGS__)
#define DISABLE(...) STEP(DISABLE, 0, __VA_ARGS__)
#define EEH(...) STEP(EEH, 0, __VA_ARGS__) /* .value: the operation */
#define IOCTL(nr, ...) STEP(IOCTL, 0, .request = nr, __VA_ARGS__)

#define BUFFER(b, n, ...) STEP(BUFFER, b, .size = n, __VA_ARGS__)
#define PUNCH(b, off, n, ...) \
	STEP(PUNCH, b, .start = off, .size = n, __VA_ARGS__)
#define MLOCK(b, ...) STEP(MLOCK, b, __VA_ARGS__)
#define LIMIT(n, ...) STEP(LIMIT, 0, .size = n, __VA_ARGS__)
#define UNPRIVILEGED(...) STEP(UNPRIVILEGED, 0, __VA_ARGS__)
/* pattern v to the whole buffer, or .size bytes from .start on */
#define PATTERN(b, v, ...) STEP(PATTERN, b, .value = N(v), __VA_ARGS__)

/* g's device becomes an engine; buffer b, mapped at a, is for it alone */
#define ENGINE(g, b, a, ...)                                              \
	{                                                                 \
		.op = TCE_OP_ENGINE, .fd = (g), .fd_kind = TCE_FD_DEVICE, \
		.slot = (b), .iova = a, __VA_ARGS__                       \
	}
#define MASTER(g, v, ...)                                                 \
	{                                                                 \
		.op = TCE_OP_MASTER, .fd = (g), .fd_kind = TCE_FD_DEVICE, \
		.value = N(v), __VA_ARGS__                                \
	}
/* By the engine of g0 unless said; .size: the engine's largest. */
#define DMA_WRITE(a, ...) STEP(DMA_WRITE, 0, .iova = a, __VA_ARGS__)
#define DMA_READ(a, ...) STEP(DMA_READ, 0, .iova = a, __VA_ARGS__)
#define DMA_START(a, ...) STEP(DMA_START, 0, .iova = a, __VA_ARGS__)
#define DMA_WAIT(...) STEP(DMA_WAIT, 0, __VA_ARGS__)
#define BLOCKED .err = TCE_ERR_BLOCKED

#define FORK(p)                                \
	{                                      \
		.op = TCE_OP_FORK, .slot = (p) \
	}
#define EXEC(p)                                \
	{                                      \
		.op = TCE_OP_EXEC, .slot = (p) \
	}
#define EXEC_CLOSING(p)                                \
	{                                              \
		.op = TCE_OP_EXEC_CLOSING, .slot = (p) \
	}
#define EXIT(p)                                \
	{                                      \
		.op = TCE_OP_EXIT, .slot = (p) \
	}
#define KILL(p)                                \
	{                                      \
		.op = TCE_OP_KILL, .slot = (p) \
	}
#define PASS_CONTAINER(c, p)                                               \
	{                                                                  \
		.op = TCE_OP_PASS, .fd = (c), .fd_kind = TCE_FD_CONTAINER, \
		.slot = (p)                                                \
	}
#define PASS_GROUP(g, p)                                               \
	{                                                              \
		.op = TCE_OP_PASS, .fd = (g), .fd_kind = TCE_FD_GROUP, \
		.slot = (p)                                            \
	}

#define FOR_RANGE(a, b)                                                 \
	{                                                               \
		.op = TCE_OP_FOR, .kind = TCE_SET_RANGE, .start = N(a), \
		.value = N(b)                                           \
	}
#define FOR_BITS(a, b)                                                 \
	{                                                              \
		.op = TCE_OP_FOR, .kind = TCE_SET_BITS, .start = N(a), \
		.value = N(b)                                          \
	}
#define FOR_OFFERED                                       \
	{                                                 \
		.op = TCE_OP_FOR, .kind = TCE_SET_OFFERED \
	}
#define FOR_DENIED                                       \
	{                                                \
		.op = TCE_OP_FOR, .kind = TCE_SET_DENIED \
	}
#define FOR_EXTREMES                                       \
	{                                                  \
		.op = TCE_OP_FOR, .kind = TCE_SET_EXTREMES \
	}
#define DONE                      \
	{                         \
		.op = TCE_OP_DONE \
	}

#define CHECK(w, s, v, ...)                                            \
	{                                                              \
		.op = TCE_OP_CHECK, .kind = TCE_WHAT_##w, .slot = (s), \
		.value = v, __VA_ARGS__                                \
	}
#define CHECK_LOCKED(v, ...) CHECK(LOCKED, 0, v, __VA_ARGS__)
#define CHECK_START(w, v) CHECK(WIN_START, w, v)
#define CHECK_INFO(f, v) CHECK(INFO_##f, 0, v)
#define CHECK_DT(f, g, v) CHECK(DT_##f, g, N(v))

/* The usual beginnings: c0 and g0 open, attached, of type v2. */
#define OPEN_ATTACHED OPEN_CONTAINER(C0), OPEN_GROUP(G0), ATTACH(G0, C0)
#define OPEN_V2 OPEN_ATTACHED, SET_V2()
#define OPEN_V1 OPEN_ATTACHED, SET_V1()
/* ... and no window at all */
#define OPEN_BARE OPEN_V2, REMOVE_AT(DEFAULT_START)
/* ... and w1, a 64-bit window of 1 GiB, beside the default one */
#define OPEN_DDW OPEN_V2, CREATE(W1, .page_shift = N(16), .size = GiB(1))

#endif
