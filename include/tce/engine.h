/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_ENGINE_H
#define TCE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tce/device.h>
#include <tce/platform.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * DMA engines: devices that write and read memory on request. An engine is a
 * small driver for one kind of device behind vfio-pci. Its class is the
 * driver's side of this interface; the functions below are the user's side.
 *
 * Directions are the device's: it writes memory, it reads memory.
 */

struct tce_engine;

/* One kind of engine. All limits are in bytes. */
struct tce_engine_class {
	const char *name; /* [a-z0-9]+ */

	/* Whether it drives a device with these ids. */
	bool (*match)(const struct tce_pci_id *id);

	size_t memory; /* for the engine alone: see tce_engine_start() */

	/* Sizes and addresses of transfers are multiples of this. */
	size_t granule;
	/* No transfer is longer. */
	size_t largest;
	/* A transfer to memory longer than this must be exactly @largest. */
	size_t chosen;
	/* A transfer from memory must be exactly this long; 0: any length. */
	size_t read_size;
	unsigned int dma_bits; /* width of an address, at most */

	/*
	 * A transfer moves nothing earlier than this after its start, so that a
	 * caller can act while it is in progress. 0: it may be done at once.
	 */
	unsigned int delay_ms;
	/* A transfer that has not ended by then never will. */
	unsigned int timeout_ms;
	/*
	 * The class can report the bytes that the device read. A device of it
	 * that cannot makes @read return -EOPNOTSUPP.
	 */
	bool reads;

	/*
	 * Bring the device into a state in which it can transfer, and prove it:
	 * the device reaches its own memory. Lowers e->dma_bits for a device
	 * that uses fewer bits of an address than others of the class. @stop
	 * was called before; bus mastering is on. Waits are bounded. Sets
	 * e->why when it fails.
	 */
	int (*init)(struct tce_engine *e);
	/*
	 * Start one transfer. @write sets e->sent to the @len bytes that memory
	 * must receive. Both work after an error, after a reset of the device
	 * and after bus mastering was off.
	 */
	int (*write)(struct tce_engine *e, uint64_t iova, size_t len);
	int (*read)(struct tce_engine *e, uint64_t iova, size_t len);
	/*
	 * Look whether the transfer has ended. After a read, e->seen holds the
	 * e->seen_len bytes that arrived in the device, beginning with byte
	 * e->seen_at of the transfer.
	 *
	 * Return: 0 ended; -EINPROGRESS; -EIO the device reports a failure, or
	 * cannot report what it read.
	 */
	int (*poll)(struct tce_engine *e);
	/*
	 * When this returns no transfer is in progress, or none can end any
	 * more. Bus mastering is off. Also called before @init, on a device in
	 * any state. Waits are bounded.
	 */
	void (*stop)(struct tce_engine *e);
	/* The registers, for a person: "status 0x81, command 0x1" */
	void (*print)(struct tce_engine *e, char *buf, size_t len);
};

#define TCE_ENGINE_LARGEST 4096

/* A started engine. Users read dma_bits, sent, seen, seen_at, seen_len, why. */
struct tce_engine {
	const struct tce_engine_class *kind;
	struct tce_device *dev;
	uint8_t *memory;       /* its own, mapped for reads and writes ... */
	uint64_t iova;	       /* ... here */
	unsigned int dma_bits; /* width of an address of this device */

	const uint8_t *sent;
	const uint8_t *seen;
	size_t seen_at, seen_len;
	const char *why; /* reason of the last failure, or NULL */

	bool busy;	   /* a transfer was started and has not ended */
	uint64_t ready;	   /* not before then, CLOCK_MONOTONIC in ns */
	uint64_t priv[12]; /* of the class */
	uint8_t data[2][TCE_ENGINE_LARGEST];
};

/**
 * tce_engine_class_get() - get a class of engines
 * @i: 0 .. number of classes - 1
 *
 * Return: the class, static; NULL past the last one.
 */
const struct tce_engine_class *tce_engine_class_get(unsigned int i);

/**
 * tce_engine_class_find() - find the class that drives a device
 * @id: the device's ids
 *
 * Return: the class, static; NULL when there is none.
 */
const struct tce_engine_class *
tce_engine_class_find(const struct tce_pci_id *id);

/**
 * tce_engine_bits() - width of an address of a machine's engines, as announced
 * @kind: the class
 * @p: the machine; its fact dma_bits is what is known of it
 *
 * Return: bits.
 */
unsigned int tce_engine_bits(const struct tce_engine_class *kind,
			     const struct tce_platform *p);

/**
 * tce_engine_start() - use a device as an engine
 * @e: filled on success; tce_engine_stop() ends it
 * @kind: of tce_engine_class_find()
 * @dev: open; referenced until the engine is stopped
 * @memory: kind->memory bytes, for the engine alone; they must be mapped
 *	    contiguously at @iova, for reads and writes, whenever a transfer
 *	    from memory is made; a multiple of 4 KiB
 * @iova: bus address of it, a multiple of 4 KiB
 *
 * Stops the device without letting it reach memory, and switches bus mastering
 * on.
 *
 * Return: 0; -EINVAL misaligned; -ETIMEDOUT the device does not answer;
 * -ENODEV it is not the device of its ids; -EIO it does not reach its own
 * memory; -errno of reading its registers. After a failure e->why and
 * tce_engine_print() have the details, and there is nothing to stop.
 */
int tce_engine_start(struct tce_engine *e, const struct tce_engine_class *kind,
		     struct tce_device *dev, void *memory, uint64_t iova);

/**
 * tce_engine_write() - make the device write memory; does not wait
 * @e: started, idle
 * @iova: bus address
 * @len: bytes
 *
 * e->sent has the bytes that memory must receive.
 *
 * Return: 0; -EBUSY; -EINVAL @len or @iova is outside the limits of the class,
 * or of e->dma_bits; -errno of its registers.
 */
int tce_engine_write(struct tce_engine *e, uint64_t iova, size_t len);

/**
 * tce_engine_read() - make the device read memory; does not wait
 * @e: started, idle, of a class that reads
 * @iova: bus address
 * @len: bytes
 *
 * Return: as tce_engine_write(); -EOPNOTSUPP the device cannot report what it
 * read.
 */
int tce_engine_read(struct tce_engine *e, uint64_t iova, size_t len);

/**
 * tce_engine_wait() - wait for the end of a transfer
 * @e: started
 *
 * After a read e->seen has the bytes that arrived in the device. The engine is
 * idle afterwards. After -ETIMEDOUT the device may still be busy.
 *
 * Return: 0, also when there was none; -EIO the device reports that the
 * transfer failed; -ETIMEDOUT kind->timeout_ms have passed.
 */
int tce_engine_wait(struct tce_engine *e);

/**
 * tce_engine_print() - print the device's registers, as one line
 * @e: of tce_engine_start(), even if that failed
 * @buf: receives the text, always terminated
 * @len: size of @buf
 */
void tce_engine_print(struct tce_engine *e, char *buf, size_t len);

/**
 * tce_engine_stop() - end the transfer, if there is one, and stop the engine
 * @e: started, or all zeros, which it is afterwards
 *
 * Bus mastering is off when this returns: nothing arrives any more.
 */
void tce_engine_stop(struct tce_engine *e);

#ifdef __cplusplus
}
#endif

#endif
