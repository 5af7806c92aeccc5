/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_SESSION_H
#define TCE_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <spec/step.h>
#include <tce/platform.h>

/*
 * A session runs steps on a subject (a kernel, or a model that stands for
 * one) and compares every outcome with two others: what the case states, and
 * what the model beside it computes (VmLck, device tree, returned values).
 */

/* A step with its numbers resolved. */
struct tce_request {
	uint8_t op, by, fd_kind, fd, slot, kind, ptr;
	uint64_t arg[TCE_ARGS];
	/* BUFFER: bytes of guard on each side, or more up to a page's end */
	uint64_t guard;
	/*
	 * For the oracle: the subject's reply has values that no contract
	 * fixes, which are adopted. They are, as in struct tce_reply, @value
	 * and the bytes that a device sent; of a read, @data_at and @data_len
	 * are the part of the transfer that the device reports.
	 */
	bool adopt;
	uint64_t value;
	/*
	 * For the oracle as well: what the subject answered, and its process's
	 * VmLck after that. Where the contract allows several outcomes, the
	 * oracle goes on from this one.
	 */
	bool answered, has_locked;
	int64_t answer;
	uint64_t locked;
	const uint8_t *data;
	size_t data_at, data_len;
};

/* What came of it. */
struct tce_reply {
	int64_t ret;	/* as the system call: value, or -errno */
	uint64_t value; /* window's start, buffer's address, largest transfer */
	uint32_t written;
	/*
	 * DMA_WRITE, DMA_START: the bytes that the device sends, all of them.
	 * DMA_READ: those that arrived in the device, from the transfer's byte
	 * @data_at on. Valid until the next call.
	 */
	const uint8_t *data;
	size_t data_at, data_len;
	bool idle; /* DMA_WRITE, of a model: no byte of memory changed */
	int16_t also[TCE_OR_MAX]; /* of a model: the other lawful outcomes */
	bool strayed; /* of a model: its state is lawful, and not today's */
};

/* Room for a reason in words, bytes. */
#define TCE_WHY_MAX 400
/* ... and for a failure: any request with any finding fits. */
#define TCE_FAILURE_MAX 768

/* Something that steps can be run on. */
struct tce_backend {
	/*
	 * Make the call. 0 with @res filled, whatever the kernel answered;
	 * -errno when the call could not be made at all.
	 */
	int (*run)(struct tce_backend *b, const struct tce_request *call,
		   struct tce_reply *res);
	/* Read a value; -ENODATA when this backend cannot know it. */
	int (*look)(struct tce_backend *b, enum tce_what what, unsigned int by,
		    unsigned int slot, uint64_t *value);
	/*
	 * Read bytes of a buffer of process @by, or of its guards: those below
	 * 0 and from its size on. -ENODATA when it has none, or this backend
	 * cannot know what it holds.
	 */
	int (*bytes)(struct tce_backend *b, unsigned int by, unsigned int slot,
		     int64_t offset, void *bytes, size_t len);
	/* End all processes, close everything that process 0 has open. */
	int (*shut)(struct tce_backend *b);
	/* Free the backend itself. */
	void (*free)(struct tce_backend *b);
	/* Why run() could not make a call, "" or NULL if that is unknown. */
	const char *why;
};

/**
 * tce_kernel_new() - backend: the running kernel
 * @p: facts; referenced until the backend is freed
 * @first_pe: index of the PE that g0 stands for
 *
 * Return: a backend to be freed with ->free(), or NULL without memory.
 */
struct tce_backend *tce_kernel_new(const struct tce_platform *p,
				   unsigned int first_pe);

/**
 * tce_agent_main() - body of a process that was started by an EXEC step
 * @fd: number of its socket
 *
 * Carries out requests until one asks it to exit. A program that runs
 * sessions calls this first if its arguments are "--agent FD".
 *
 * Return: exit status of the process.
 */
int tce_agent_main(int fd);

/* Steps above are counted as failed, but not marked. */
#define TCE_FAILED_MAX 256

struct tce_session {
	const struct tce_platform *platform;
	struct tce_backend *subject;
	struct tce_backend *oracle;
	/*
	 * Gets each failure of a step as one line without a newline, valid
	 * during the call: the request, resolved, what came and what was
	 * expected.
	 */
	void (*mismatch)(void *data, const char *text);
	/*
	 * Gets what came of each step that has several lawful outcomes, as one
	 * word, "-ENXIO"; can be NULL.
	 */
	void (*outcome)(void *data, unsigned int step, const char *op,
			const char *answer);
	void *data;
	bool pedantic; /* only the outcomes that kernels have today are right */
	/* bindings; the session's own */
	uint64_t win_start[TCE_OBJECT_SLOTS], win_end[TCE_OBJECT_SLOTS];
	uint64_t win_shift[TCE_OBJECT_SLOTS];
	uint64_t buf_addr[TCE_OBJECT_SLOTS], buf_size[TCE_OBJECT_SLOTS];
	struct {
		uint64_t addr, size, guard;
	} held[TCE_SLOTS][TCE_OBJECT_SLOTS]; /* buffers of each process */
	uint64_t dma_largest;		     /* transfer of the engine */
	uint64_t dma_iova, dma_len;	     /* of the last transfer */
	struct {
		uint64_t iova, len;
	} sent[16]; /* writes since the last PATTERN */
	unsigned int nsent;
	struct {
		uint64_t iova, vaddr, size;
	} mapped[64]; /* what MAP was asked for last, a ring */
	unsigned int nmapped;
	uint64_t x;
	const struct tce_step *at;  /* that is carried out; NULL: none is */
	struct tce_request request; /* what it is resolved to */
	unsigned int step;	    /* its number, from 1 */
	unsigned int several;	    /* kinds of descriptor of which there are */
	bool in_loop;
	bool refused; /* a call was refused, or had to be */
	bool control; /* the steps are those after a refused call */
	/*
	 * A lawful outcome that is not today's made the rest of the case
	 * another one: from here on the model alone says what is right.
	 */
	bool strayed;
	/* differences already reported: VmLck in bytes, properties as bits */
	int64_t lost[TCE_SLOTS];
	unsigned int dt_off[TCE_SLOTS];
	unsigned int mismatches;
	unsigned int failed_last;    /* step; UINT_MAX: after all of them */
	bool failed[TCE_FAILED_MAX]; /* by number of the step */
};

/**
 * tce_session_run() - run steps up to the one with TCE_OP_END
 * @s: platform, subject, oracle, mismatch, data set; the rest zero
 * @steps: the steps
 *
 * Stops at the first call whose outcome leaves subject and oracle in
 * different states; goes on after one that only left a trace (a positive
 * value where an error is expected, VmLck that differs). At the end sends a
 * good request through what is open, closes everything and compares the state
 * once more.
 *
 * Return: number of mismatches; -errno when a call could not be made.
 */
int tce_session_run(struct tce_session *s, const struct tce_step *steps);

/**
 * tce_session_where() - "step 8: ioctl(container, VFIO_...)": what is carried
 * out, as the failures state it
 * @s: the session, during the run or after it
 * @buf: receives the text, always terminated
 * @len: size of @buf
 */
void tce_session_where(const struct tce_session *s, char *buf, size_t len);

/**
 * tce_window_bytes() - the size of a window with at least so many entries
 * @p: the platform, which may make none so small
 * @tces: entries, a power of two
 * @shift: log2 of a page of it
 */
uint64_t tce_window_bytes(const struct tce_platform *p, uint64_t tces,
			  unsigned int shift);

/**
 * tce_num_eval() - the value of a number
 * @s: where its facts and bindings come from
 * @n: not of base TCE_BASE_UNSET
 */
uint64_t tce_num_eval(const struct tce_session *s, const struct tce_num *n);

#endif
