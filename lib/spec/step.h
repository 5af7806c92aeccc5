/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_STEP_H
#define TCE_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tce/buffer.h>

/*
 * Steps: the data form of a case. A step is one operation (an ioctl, opening
 * or closing something, what a process does, or a check of a value) with its
 * arguments and the outcome it must have. Steps name what they act on by
 * slots: c0 a container, g0 a group and its PE, d0 that group's device, w0 a
 * window, b0 a buffer, p1 a process. Arguments are numbers relative to facts
 * that are known only when they run (a window's start, a buffer's address,
 * the CPU's page size), so that a case holds on every machine.
 */

#define TCE_SLOTS 4   /* containers, groups, devices, processes */
#define TCE_OBJECTS 8 /* windows, buffers: as many as a case can name ... */
/* ... and one more, which only a session's own control step uses */
#define TCE_SLOT_CONTROL TCE_OBJECTS
#define TCE_OBJECT_SLOTS (TCE_OBJECTS + 1)

/* What a number is relative to. */
enum tce_base {
	TCE_BASE_UNSET,	  /* the operation's default */
	TCE_BASE_ABS,	  /* "0": nothing */
	TCE_BASE_LOOP,	  /* "x": the value of the loop around */
	TCE_BASE_START,	  /* "S": start of the default window */
	TCE_BASE_SIZE,	  /* "W": size of the default window */
	TCE_BASE_END,	  /* "E": first address past the default window */
	TCE_BASE_64,	  /* "D": start of a 64-bit window */
	TCE_BASE_WIN,	  /* "w0": start of a window */
	TCE_BASE_WINEND,  /* "e0": first address past a window */
	TCE_BASE_WINSIZE, /* "s0": size of a window */
	TCE_BASE_BUF,	  /* "b0": address of a buffer */
	TCE_BASE_PGSIZES, /* "P": mask of IOMMU page sizes offered */
	TCE_BASE_MAX,	  /* "M": 2^64 - 1 */
};

/* What a number counts. */
enum tce_unit {
	TCE_UNIT_BYTE,	  /* "" */
	TCE_UNIT_PAGE,	  /* "p": CPU pages */
	TCE_UNIT_IO,	  /* "i0": IOMMU pages of window 0 */
	TCE_UNIT_QUARTER, /* "q": quarters of the default window */
	TCE_UNIT_SHIFT,	  /* "x": 2^x, x being the value of the loop around */
	TCE_UNIT_HUGE,	  /* "h": huge pages */
	TCE_UNIT_DMA,	  /* "t": the engine's largest transfers */
	/*
	 * "n": IOMMU pages of the window that CREATE makes, as many at least as
	 * the platform's smallest window has
	 */
	TCE_UNIT_TCE,
};

/* base + count * unit */
struct tce_num {
	int64_t count;
	uint8_t base;	   /* enum tce_base */
	uint8_t base_slot; /* of WIN, WINEND, BUF */
	uint8_t unit;	   /* enum tce_unit */
	uint8_t unit_slot; /* of IO */
};

/* Arguments, in the order in which they are printed. */
enum tce_arg {
	TCE_ARG_PAGE_SHIFT,
	TCE_ARG_SIZE,
	TCE_ARG_LEVELS,
	TCE_ARG_VADDR,
	TCE_ARG_IOVA,
	TCE_ARG_START, /* REMOVE's address; offset into a buffer */
	TCE_ARG_FLAGS,
	TCE_ARG_ARGSZ,
	TCE_ARG_RESV1,
	TCE_ARG_RESV2,
	TCE_ARG_TYPE,	 /* of an error to inject, iova and size being ... */
	TCE_ARG_FUNC,	 /* ... its address and mask */
	TCE_ARG_VALUE,	 /* argument passed by value; a check's value */
	TCE_ARG_COUNT,	 /* of calls */
	TCE_ARG_ROOM,	 /* bytes of the argument that are accessible */
	TCE_ARG_REQUEST, /* request number in place of the operation's own */
	TCE_ARGS,
};

enum tce_op {
	TCE_OP_END,
	/* opening and closing; the slot of the same kind is filled or emptied
	 */
	TCE_OP_CONTAINER,
	TCE_OP_GROUP,
	TCE_OP_DEVICE,
	TCE_OP_CLOSE,
	/* generic VFIO ioctls */
	TCE_OP_API_VERSION,
	TCE_OP_CHECK_EXTENSION,
	TCE_OP_SET_IOMMU,
	TCE_OP_STATUS,
	TCE_OP_ATTACH,
	TCE_OP_DETACH,
	TCE_OP_RESET,
	/*
	 * The device leaves its driver and comes back; no process has it open.
	 * Descriptors of the group are good for closing only.
	 */
	TCE_OP_REBIND,
	/* sPAPR TCE ioctls */
	TCE_OP_GET_INFO,
	TCE_OP_MAP,
	TCE_OP_UNMAP,
	TCE_OP_ENABLE,
	TCE_OP_DISABLE,
	TCE_OP_REGISTER,
	TCE_OP_UNREGISTER,
	TCE_OP_CREATE,
	TCE_OP_REMOVE,
	TCE_OP_EEH,
	TCE_OP_IOCTL, /* any number, on a zeroed argument */
	/* memory of the process */
	TCE_OP_BUFFER,
	TCE_OP_PUNCH, /* munmap(2) a part of a buffer */
	TCE_OP_RENEW, /* mmap(2) new memory in place of a part of it */
	TCE_OP_MLOCK,
	TCE_OP_LIMIT,	     /* RLIMIT_MEMLOCK */
	TCE_OP_UNPRIVILEGED, /* CAP_IPC_LOCK is given up for good */
	TCE_OP_PATTERN,	     /* the CPU writes pattern "value" to a part */
	/* the device's own access to memory; directions are the device's */
	TCE_OP_ENGINE,	  /* take it as an engine, with a buffer for itself */
	TCE_OP_MASTER,	  /* bus mastering on ("value" 1) or off */
	TCE_OP_DMA_WRITE, /* all bytes of it arrive, or none: BLOCKED */
	TCE_OP_DMA_READ,
	TCE_OP_DMA_START, /* a write, without waiting for its end ... */
	TCE_OP_DMA_WAIT,  /* ... which this does */
	/* the suite's own firmware; it forgets them at the end of the case */
	TCE_OP_FAIL, /* the next calls for a PE end with status "value" */
	TCE_OP_REFUSE_LIVE, /* windows with live entries are not removed */
	/* processes */
	TCE_OP_FORK, /* copy of process 0 */
	TCE_OP_EXEC,
	TCE_OP_EXEC_CLOSING, /* ... without any of its descriptors */
	TCE_OP_EXIT,
	TCE_OP_KILL,
	TCE_OP_PASS, /* hand a descriptor of process 0 over (SCM_RIGHTS) */
	/* the case itself */
	TCE_OP_FOR,
	TCE_OP_DONE,
	TCE_OP_CHECK,
	TCE_OPS,
};

/* How an argument's structure is handed to the kernel. */
enum tce_ptr {
	TCE_PTR_GOOD,
	TCE_PTR_NULL,
	TCE_PTR_NONE, /* a page that cannot be accessed */
	TCE_PTR_RO,   /* a page that can only be read */
};

/*
 * Two kinds of buffers that only a step has: pages that an IOMMU page of
 * 2^page_shift fits in, ordinary ones where they are large enough, else huge
 * ones; whole.
 */
enum tce_step_buffer {
	TCE_BUFFER_IO = TCE_BUFFER_HUGE_SHARED + 1,
	TCE_BUFFER_IO_SHARED, /* with children */
};

/* What a call is made on. */
enum tce_fd_kind {
	TCE_FD_DEFAULT, /* the operation's own kind, slot 0 unless said */
	TCE_FD_CONTAINER,
	TCE_FD_GROUP,
	TCE_FD_DEVICE,
	TCE_FD_FOREIGN, /* /dev/null */
	TCE_FD_CLOSED,	/* a number that is not open */
};

/* The values that a FOR loop runs through. */
enum tce_set {
	TCE_SET_RANGE,	  /* start .. value */
	TCE_SET_BITS,	  /* 1 << start .. 1 << value */
	TCE_SET_OFFERED,  /* page shifts that the bridge offers */
	TCE_SET_DENIED,	  /* page shifts below 64 that it does not */
	TCE_SET_EXTREMES, /* powers of two, their neighbours, 0 and 2^64 - 1 */
};

/* Calls to the firmware, as FIRMWARE_CALL_*. */
enum tce_call {
	TCE_CALL_QUERY, /* which windows can be made */
	TCE_CALL_CREATE,
	TCE_CALL_REMOVE,
	TCE_CALL_RESET, /* all windows go, the default one comes back */
	TCE_CALLS,
};

/* What a check looks at. */
enum tce_what {
	TCE_WHAT_LOCKED,     /* VmLck since the start of the case, bytes */
	TCE_WHAT_WIN_START,  /* slot: window */
	TCE_WHAT_INFO_FLAGS, /* of the process's last GET_INFO */
	TCE_WHAT_INFO_START,
	TCE_WHAT_INFO_SIZE,
	TCE_WHAT_INFO_PGSIZES,
	TCE_WHAT_INFO_WINDOWS,
	TCE_WHAT_INFO_LEVELS,
	TCE_WHAT_STATUS,    /* flags of the last group status */
	TCE_WHAT_WRITTEN,   /* bytes of the argument, up to the last changed */
	TCE_WHAT_DT_WINDOW, /* 1: the PE has ibm,dma-window; slot: group */
	TCE_WHAT_DT_SAVED,  /* 1: and the saved copy of it */
	TCE_WHAT_DT_DDW,    /* 1: and a dynamic window */
	TCE_WHAT_ATTACHED,  /* 1: its group is in a container: the model only */
	TCE_WHAT_WINDOWS,   /* of the PE that the firmware has; slot: group */
	TCE_WHAT_LIVE,	    /* entries in them that give the device access */
	/* calls for the PE since the start of the case, as enum tce_call */
	TCE_WHAT_QUERIES,
	TCE_WHAT_CREATES,
	TCE_WHAT_REMOVES,
	TCE_WHAT_RESETS,
	TCE_WHAT_REFUSALS, /* those of them that failed, busy ones apart */
	TCE_WHATS,
};

/* Outcomes that are no errno. */
#define TCE_ERR_ANY (-1)   /* some error; state as before */
#define TCE_ERR_MODEL (-2) /* what the model answers */
/*
 * Nothing arrives, neither in memory nor in the device. Whether the device
 * notices is its own affair.
 */
#define TCE_ERR_BLOCKED (-3)
/* No error; among the outcomes that are lawful beside the expected one. */
#define TCE_ERR_SUCCESS (-4)

/* Lawful outcomes beside the one that kernels have today. */
#define TCE_OR_MAX 3

/* Which members an operation uses: tce_op_args(), --list=operations. */
struct tce_step {
	uint8_t op;	 /* enum tce_op */
	uint8_t by;	 /* process that acts */
	uint8_t fd_kind; /* enum tce_fd_kind */
	uint8_t fd;	 /* slot of it */
	uint8_t slot;	 /* window, buffer, container, process */
	uint8_t kind;	 /* buffer kind, set, what, call; ATTACH: fd kind */
	uint8_t ptr;	 /* enum tce_ptr */
	int16_t err;	 /* 0, errno or TCE_ERR_* */
	/*
	 * What the contract allows as well, up to the first 0: errnos, _ANY,
	 * _SUCCESS, _BLOCKED. Of a check: _ANY, its value is not judged.
	 */
	int16_t also[TCE_OR_MAX];
	int32_t ret; /* value of a call that succeeds */
	union {
		struct tce_num arg[TCE_ARGS];
		struct {
			struct tce_num page_shift, size, levels, vaddr, iova;
			struct tce_num start, flags, argsz, resv1, resv2;
			struct tce_num type, func, value, count, room, request;
		};
	};
};

/* One argument's place in the structure that an ioctl takes. */
struct tce_field {
	uint8_t arg; /* enum tce_arg */
	uint8_t offset;
	uint8_t width;
	const char *member; /* its name in linux/vfio.h */
};

/* The one table of what operations are. */
struct tce_op_info {
	const char *name;
	unsigned int request; /* 0: not an ioctl */
	uint8_t size;	      /* of the structure; 0: by value or none */
	uint8_t min;	      /* smallest argsz that the kernel accepts */
	uint8_t fd_kind;
	char slot; /* letter of what the slot names, or 0 */
	struct tce_field field[8];
	uint16_t args;	   /* bit n: uses argument n, which is no field */
	const char *about; /* what it does, unless it is an ioctl */
};

extern const struct tce_op_info tce_op_info[TCE_OPS];

/**
 * tce_op_args() - the arguments that an operation uses
 *
 * Return: bit n: argument n.
 */
unsigned int tce_op_args(enum tce_op op);

/**
 * tce_op_takes_ptr() - whether an operation's argument is a structure
 */
bool tce_op_takes_ptr(enum tce_op op);

/**
 * tce_step_print() - a step as one line of text, without its outcome
 * @s: the step
 * @buf: receives the text, always terminated
 * @len: size of @buf
 *
 * Return: length of the whole text, which was cut if it is not below @len.
 */
int tce_step_print(const struct tce_step *s, char *buf, size_t len);

/**
 * tce_step_print_outcome() - "0", "EINVAL", "any error", "+3"
 * @err: a step's err
 * @ret: a step's ret
 * @buf: receives the text, always terminated
 * @len: size of @buf
 */
void tce_step_print_outcome(int err, int64_t ret, char *buf, size_t len);

/**
 * tce_step_print_line() - a step and its outcome: what tce_step_parse() reads
 */
int tce_step_print_line(const struct tce_step *s, char *buf, size_t len);

/**
 * tce_step_parse() - read one line as tce_step_print_line() writes it
 * @line: terminated text; blanks at both ends are ignored
 * @s: out
 * @error: set to the place in @line that is not understood; can be NULL
 *
 * Return: 0; -EINVAL when the line is not a step; -ENODATA when it is empty or
 * a comment (#).
 */
int tce_step_parse(const char *line, struct tce_step *s, const char **error);

/**
 * tce_step_equal() - whether two steps say the same
 */
bool tce_step_equal(const struct tce_step *a, const struct tce_step *b);

/**
 * tce_errno_is_fixed() - whether the contract has this errno and no other
 *
 * So it is with ENOTTY, EFAULT and EBADF. Each other errno that a step expects
 * is today's: no header names one, and another refusal is as good.
 */
bool tce_errno_is_fixed(int err);

/**
 * tce_errno_is_refusal() - whether an errno is as good as any that is not fixed
 *
 * Not those that have a meaning of their own: the fixed ones, EINTR and EAGAIN
 * (call again).
 */
bool tce_errno_is_refusal(int err);

/**
 * tce_outcome_allows() - whether what came is what an outcome stands for
 * @outcome: an errno, TCE_ERR_ANY or TCE_ERR_SUCCESS
 * @ret: what a call returned: 0, or -errno
 */
bool tce_outcome_allows(int outcome, int64_t ret);

/**
 * tce_step_allows() - whether an outcome is among a step's lawful ones
 * @s: the step
 * @ret: what a call returned: 0, or -errno
 */
bool tce_step_allows(const struct tce_step *s, int64_t ret);

/**
 * tce_step_print_c() - a step as a table of cases has it
 *
 * Return: as tce_step_print().
 */
int tce_step_print_c(const struct tce_step *s, char *buf, size_t len);

#endif
