/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIB_MODEL_H
#define LIB_MODEL_H

#include <spec/model.h>
#include <tce/engine.h>

#include "rules.h"

/* The model's state. Internal to lib/spec/model/. */

#define MODEL_CONTAINERS 16
#define MODEL_MMS 16
#define MODEL_WINDOWS 2
#define MODEL_NONE (-1)
#define MODEL_DEFAULT_SHIFT 12 /* of the default window's pages */

/* What a buffer holds. */
struct model_store {
	struct model_store *next; /* all there are, to be freed */
	uint64_t size;
	uint64_t guard, end; /* the buffer between its guards */
	bool shared;	     /* a child has no copy of its own */
	bool device;	     /* an engine's own: what it holds is not known */
	uint8_t **piece;     /* NULL, or of 4 KiB each, NULL: never written */
};

/* Memory that a process has mapped. */
struct model_vma {
	uint64_t start, end;
	struct model_store *store;
	uint64_t offset; /* of @start in @store */
	uint8_t shift;	 /* log2 of the backing page */
	bool writable;
	bool copied; /* in the middle of a fork */
};

/* Memory that a container has registered. */
struct model_region {
	uint64_t start, size;
	uint8_t shift;		  /* largest IOMMU page that it can back */
	uint8_t pages;		  /* log2 of the smallest page in it */
	uint32_t holders;	  /* bit n: container n */
	uint64_t mappings;	  /* TCEs that point into it */
	uint64_t charged;	  /* for all of its holders */
	struct model_vma *pinned; /* what was there when it was registered */
	unsigned int npinned;
	struct model_region *next;
};

struct model_mm {
	uint64_t locked;
	uint64_t mlocked; /* the part of it that is not VFIO's */
	uint64_t limit;
	bool cap_ipc_lock;
	struct model_vma *vma;
	unsigned int nvmas;
	struct model_region *regions;
};

struct model_tce {
	uint64_t index;
	struct model_region *region;
	struct model_store *store; /* what a device reaches, or NULL ... */
	uint64_t offset;	   /* ... from here on */
	uint8_t access;		   /* VFIO_DMA_MAP_FLAG_* */
	uint64_t map;		   /* number of the MAP that made it, from 1 */
	bool doubt; /* a MAP over it failed: it is there, or not */
};

struct model_window {
	bool live, dynamic;
	bool doubt; /* its start was not returned: it is there, or not */
	uint8_t shift;
	uint64_t start, size;
	uint64_t charged;
	struct model_tce *tce; /* those that are mapped, by index */
	size_t ntces, room;
};

struct model_container {
	bool live;
	unsigned int files; /* descriptors, over all processes */
	int iommu;	    /* 0: none, 1: v1, 2: v2 */
	int mm;
	int user_mm; /* who made a call before it was anybody's */
	bool enabled;
	bool firm;    /* memory of @mm is or was registered */
	bool pending; /* the default window is made when it is needed */
	uint32_t pes; /* bit n: PE n is attached */
	uint64_t v1_charged;
	uint64_t tables; /* charged for those of all windows */
	struct model_window win[MODEL_WINDOWS];
};

/* The firmware, for a PE. */
struct model_firmware {
	uint64_t calls[TCE_CALLS], refusals;
	struct {
		uint32_t count; /* of calls that will end with ... */
		int32_t status;
	} fail[TCE_CALLS];
	bool refuses_live; /* removes no window with entries */
	unsigned int left; /* windows that it has, and nobody knows of */
	bool lost;	   /* no window is made for the PE any more */
};

struct model_pe {
	unsigned int files; /* group descriptors and device descriptors */
	unsigned int devices;
	int container;
	bool gone;   /* its device left: all that is open is good for closing */
	bool master; /* its device may start transfers */
	bool touched; /* its state is worth comparing */
	bool owned;   /* so are dynamic windows: none is a host driver's */
	bool dt_window, dt_saved, dt_ddw;
	bool reset; /* its reset line is active */
	struct model_firmware firmware;
};

/* A device at work for a process. */
struct model_engine {
	bool live;
	struct model_store *memory; /* its own, and where that is mapped */
	uint64_t offset, iova;
	uint8_t *under_way; /* a write that was started, or NULL */
	uint64_t to;
	size_t len;
};

struct model_proc {
	bool live;
	int mm;
	int container[TCE_SLOTS];
	bool group[TCE_SLOTS], device[TCE_SLOTS];
	struct model_engine engine[TCE_SLOTS];
	uint64_t buf_addr[TCE_OBJECT_SLOTS], buf_size[TCE_OBJECT_SLOTS];
	uint64_t buf_guard[TCE_OBJECT_SLOTS];
	bool has_info, has_status;
	uint64_t info[6], status;
};

/* An entry that a device still uses because a rule is broken. */
struct model_stale {
	uint32_t pes;
	enum model_rule rule;
	uint64_t start;
	uint8_t shift;
	struct model_tce tce;
};

struct model {
	struct tce_backend backend;
	const struct tce_platform *platform;
	int broken;
	bool outside; /* it is no must, and even what it allows does not hold */
	int16_t also[TCE_OR_MAX]; /* what this call could have returned, too */
	bool strayed; /* it had a lawful outcome that is not today's */
	bool *used;   /* rules that had a say so far, RULE_COUNT + 1 */
	uint64_t next_addr;
	uint64_t maps; /* MAPs so far */
	uint64_t written;
	struct model_region anything; /* backs whatever v1 maps */
	struct model_store *stores;
	struct model_stale *stale;
	size_t nstale;
	uint8_t data[TCE_ENGINE_LARGEST]; /* of the last transfer */
	bool changed;			  /* memory, by it */
	bool write_reads; /* a mapping for WRITE alone can be read */
	unsigned int nmms;
	struct model_mm mm[MODEL_MMS];
	struct model_container container[MODEL_CONTAINERS];
	struct model_pe pe[TCE_SLOTS];
	struct model_proc proc[TCE_SLOTS];
};

/* Whether a rule is kept; the broken one is not. */
static inline bool keeps(const struct model *m, enum model_rule rule)
{
	m->used[rule] = true;
	return m->broken != (int)rule;
}

/* Whether a rule refuses something that meets @cond. */
static inline bool refuses(const struct model *m, enum model_rule rule,
			   bool cond)
{
	return cond && keeps(m, rule);
}

static inline unsigned int log2_of(uint64_t n)
{
	return n ? 63 - (unsigned int)__builtin_clzll(n) : 0;
}

/*
 * choice.c: one of two lawful outcomes, an errno and TCE_ERR_SUCCESS, of which
 * the first is today's: the one that came, or that. With @rule broken, the
 * other.
 */
int64_t model_may(struct model *m, const struct tce_request *call,
		  enum model_rule rule, const int16_t lawful[2]);
#define CHOICE(m, call, rule, today, other) \
	model_may(m, call, rule, (const int16_t[]){ today, other })
/*
 * The same, of which cases say nothing: it depends on the machine, or on what
 * was done before. Today it is 0; the other is that the call is refused.
 */
int64_t model_may_refuse(struct model *m, const struct tce_request *call,
			 enum model_rule rule);
/* This outcome would be lawful, too. */
void model_also(struct model *m, int16_t outcome);
/* The errno of a refusal: today's, or another. */
int64_t model_errno(struct model *m, int64_t ret);
/* argument.c: the usual refusals of an argument: EFAULT, then EINVAL by argsz,
 * or 0. */
int64_t model_argument(struct model *m, const struct tce_request *call,
		       enum model_rule argsz);

/* calls.c: tce_backend.run */
int model_run(struct tce_backend *b, const struct tce_request *call,
	      struct tce_reply *res);

/* files.c: descriptors, attachment, processes */
int model_open(struct model *m, const struct tce_request *call, int64_t *ret);
int64_t model_close(struct model *m, const struct tce_request *call);
int64_t model_attach(struct model *m, const struct tce_request *call);
int64_t model_detach(struct model *m, const struct tce_request *call);
int64_t model_status(struct model *m, const struct tce_request *call);
int model_rebind(struct model *m, const struct tce_request *call);
int model_process(struct model *m, const struct tce_request *call);
/* @rule: the one that demands that what its descriptors hold ends, too */
void model_exit(struct model *m, unsigned int by, enum model_rule rule);

/* charge.c: VmLck */
bool model_fits(const struct model *m, int mm, uint64_t bytes);
bool model_charge(struct model *m, int mm, uint64_t bytes);
void model_uncharge(struct model *m, int mm, uint64_t bytes);
/*
 * Charge about as much as today, unless it is over the limit: false. @most:
 * what is in proportion; @charge: out.
 */
bool model_charge_about(struct model *m, int mm, const struct tce_request *call,
			uint64_t today, uint64_t most, uint64_t *charge);
/*
 * The amount by which a call changed VmLck: what came, if it is not more than
 * @most, or all that there is; else today's.
 */
uint64_t model_taken(const struct model *m, const struct tce_request *call,
		     int mm, uint64_t today, uint64_t most);
uint64_t model_returned(const struct model *m, const struct tce_request *call,
			int mm, uint64_t today, uint64_t all);

/* memory.c: process memory and its registration */
int model_buffer(struct model *m, const struct tce_request *call,
		 struct tce_reply *res);
int64_t model_register(struct model *m, struct model_container *c,
		       const struct tce_request *call);
int64_t model_unregister(struct model *m, struct model_container *c,
			 const struct tce_request *call);
struct model_region *model_region_find(struct model *m, int mm, uint64_t start,
				       uint64_t size);
void model_regions_drop(struct model *m, struct model_container *c);
int model_vma_add(struct model_mm *mm, struct model_vma vma);
const struct model_vma *model_vma_find(const struct model_vma *vma,
				       unsigned int n, uint64_t addr);
void model_mm_free(struct model_mm *mm);

/* windows.c: windows are made and removed */
int64_t model_default_window(struct model *m, struct model_container *c,
			     const struct tce_request *call);
int64_t model_info(struct model *m, struct model_container *c,
		   const struct tce_request *call);
int64_t model_create(struct model *m, struct model_container *c,
		     const struct tce_request *call, struct tce_reply *res);
int64_t model_remove(struct model *m, struct model_container *c,
		     const struct tce_request *call);
void model_windows_drop(struct model *m, struct model_container *c,
			enum model_rule rule);
/* Whether a refused call made the pending default window is nobody's promise.
 */
int64_t model_default_doubt(struct model *m, struct model_container *c,
			    const struct tce_request *call, bool was_pending,
			    int64_t ret);

/* firmware.c: the firmware of a pSeries machine, which can refuse */
void model_firmware(struct model *m, const struct tce_request *call);
/* A dynamic window is made for a PE: an errno, or 0. */
int64_t model_firmware_create(struct model *m, unsigned int pe);
/* A window of a PE ends: whether the firmware has removed it. */
bool model_firmware_remove(struct model *m, unsigned int pe,
			   const struct model_window *w);
/* The default window is restored: a status of the firmware. */
int32_t model_firmware_reset(struct model *m, unsigned int pe);
int model_firmware_look(const struct model *m, enum tce_what what,
			unsigned int pe, uint64_t *value);

/* eeh.c: a PE's errors and resets */
int64_t model_eeh(struct model *m, const struct model_container *c,
		  const struct tce_request *call);

/* bridge.c: how the platforms differ */
uint64_t model_table_charge(struct model *m, uint64_t size, unsigned int shift,
			    unsigned int levels);
/* Check CREATE's arguments, argsz and flags apart: an errno, or 0. */
int64_t model_create_refused(struct model *m, const struct tce_request *call);
/* Where a window with good arguments would be placed: an errno, or 0. */
int64_t model_place(struct model *m, const struct model_container *c,
		    const struct tce_request *call, bool *dynamic,
		    uint64_t *start);

/* table.c: the TCE tables of windows */
struct model_window *model_window_at(struct model_container *c, uint64_t iova);
struct model_tce *model_tce_find(struct model_window *w, uint64_t index);
int model_tce_set(struct model *m, struct model_window *w,
		  const struct model_tce *new);
/* Clear the entries of @n pages from @first on; how many there were. */
size_t model_tces_clear(struct model_window *w, uint64_t first, uint64_t n);
/* Whether these entries are there is to be seen. */
void model_tces_doubt(struct model_window *w, uint64_t first, uint64_t n);
/*
 * The entries of a container that are in doubt, of a region or all (NULL): how
 * many there are; @gone: they are not there, else they are.
 */
size_t model_tces_doubtful(const struct model_container *c,
			   const struct model_region *r);
void model_tces_resolve(struct model_container *c, const struct model_region *r,
			bool gone);
/* Entries that lead to this part of a store, or all (NULL), lead nowhere. */
void model_tces_hide(struct model_container *c, const struct model_store *s,
		     uint64_t from, uint64_t to);
/* If @rule, which demands that this entry ends, is broken: it stays. */
void model_stale_add(struct model *m, const struct model_container *c,
		     const struct model_window *w, const struct model_tce *t,
		     enum model_rule rule);
/* ... and the same for the entries of @n pages from @first on */
void model_tces_stale(struct model *m, const struct model_container *c,
		      const struct model_window *w, uint64_t first, uint64_t n,
		      enum model_rule rule);

/* map.c: MAP and UNMAP */
int64_t model_map(struct model *m, struct model_container *c,
		  const struct tce_request *call);
int64_t model_unmap(struct model *m, struct model_container *c,
		    const struct tce_request *call);

/* store.c: what memory holds */
/* @size: of the buffer, whole pages of which are mapped; guards come on top */
struct model_store *model_store_new(struct model *m, uint64_t size,
				    uint64_t page, uint64_t guard, bool shared);
void model_stores_free(struct model *m);
int model_store_write(struct model_store *s, uint64_t offset, const void *bytes,
		      size_t len);
bool model_store_holds(const struct model_store *s, uint64_t offset,
		       const void *bytes, size_t len);
void model_store_read(const struct model_store *s, uint64_t offset, void *bytes,
		      size_t len);
int model_stores_fork(struct model *m, struct model_mm *parent,
		      struct model_mm *child);

/* reach.c: what a device reaches */
bool model_engine_ready(struct model *m, unsigned int pe,
			const struct model_engine *e, size_t size);
/*
 * Move bytes between @data and memory; what a read does not get to stays as it
 * is. 0 when at least one byte was moved, -EIO when none was.
 */
int64_t model_transfer(struct model *m, unsigned int pe, bool write,
		       uint64_t iova, uint8_t *data, size_t len);

/* dma.c: bytes, and the devices that move them */
int model_dma(struct model *m, const struct tce_request *call,
	      struct tce_reply *res);
int64_t model_reset(struct model *m, const struct tce_request *call);
void model_engine_end(struct model_engine *e);
int model_bytes(struct tce_backend *b, unsigned int by, unsigned int slot,
		int64_t offset, void *bytes, size_t len);

#endif
