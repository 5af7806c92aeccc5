/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_ENGINE_H
#define TCE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tce/device.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * DMA engines: devices that can be told to write and to read memory. An engine
 * is a small driver for one kind of device behind vfio-pci; this is what it
 * implements, and the functions with which everybody else uses it.
 *
 * Directions are the device's: it writes memory, it reads memory.
 */

struct tce_engine;

/* One kind of engine. All limits are in bytes. */
struct tce_engine_class {
	const char *name; /* [a-z0-9]+ */

	/* Whether it drives a device with these ids. */
	bool (*match)(const struct tce_pci_id *id);

	size_t memory;	/* it needs, for itself: see tce_engine_start() */
	size_t largest; /* transfer */
	/*
	 * Sizes and addresses of transfers are multiples of this; those to
	 * memory above @chosen have one size, @largest; those from memory have
	 * all one size, @read_size, unless that is 0.
	 */
	size_t granule;
	size_t chosen;
	size_t read_size;
	/*
	 * A transfer moves nothing before this time after it was started: what
	 * happens within it happens under the transfer. 0: it may be done at
	 * once.
	 */
	unsigned int delay_ms;
	/* After so long a transfer is not going to end. */
	unsigned int timeout_ms;
	/*
	 * It can tell what it read, if the device has all that this takes:
	 * @read is the one to say -EOPNOTSUPP.
	 */
	bool reads;
	unsigned int dma_bits; /* width of an address */

	/*
	 * Bring the device into a state in which it can transfer, and see that
	 * it does: it reaches its own memory, and cuts no address. @stop was
	 * called before; bus mastering is on. Waits are bounded. Sets e->why
	 * when it fails.
	 */
	int (*init)(struct tce_engine *e);
	/*
	 * Start one transfer. @write: e->sent is set to the @len bytes that
	 * memory receives if it may. What came before, be it an error, a reset
	 * of the device or a time without bus mastering, does no harm.
	 */
	int (*write)(struct tce_engine *e, uint64_t iova, size_t len);
	int (*read)(struct tce_engine *e, uint64_t iova, size_t len);
	/*
	 * See whether the transfer has ended. After a read, e->seen holds
	 * e->seen_len bytes that arrived in the device, from the transfer's
	 * byte e->seen_at on.
	 *
	 * Return: 0 ended; -EINPROGRESS; -EIO the device says that it failed,
	 * or cannot tell what it read.
	 */
	int (*poll)(struct tce_engine *e);
	/*
	 * No transfer goes on any more when this returns, or none will ever
	 * end. Bus mastering is off. Also called before @init, in whatever
	 * state somebody else left the device. Waits are bounded.
	 */
	void (*stop)(struct tce_engine *e);
	/* The registers, for a person: "status 0x81, command 0x1" */
	void (*print)(struct tce_engine *e, char *buf, size_t len);
};

#define TCE_ENGINE_LARGEST 4096

/* An engine at work. The caller sees sent, seen and what was asked for. */
struct tce_engine {
	const struct tce_engine_class *kind;
	struct tce_device *dev;
	uint8_t *memory; /* its own, mapped for reads and writes ... */
	uint64_t iova;	 /* ... here */

	const uint8_t *sent;
	const uint8_t *seen;
	size_t seen_at, seen_len;
	const char *why; /* what the last failure was, in words, or NULL */

	bool busy;	   /* a transfer was started and has not ended */
	uint64_t ready;	   /* not before then, CLOCK_MONOTONIC in ns */
	uint64_t priv[12]; /* the class's */
	uint8_t data[2][TCE_ENGINE_LARGEST];
};

/**
 * tce_engine_class_get() - a class of engines that there is
 * @i: 0 .. number of classes - 1
 *
 * Return: NULL past the last one.
 */
const struct tce_engine_class *tce_engine_class_get(unsigned int i);

/**
 * tce_engine_class_find() - the class that drives a device
 * @id: the device's ids
 *
 * Return: NULL when there is none.
 */
const struct tce_engine_class *
tce_engine_class_find(const struct tce_pci_id *id);

/**
 * tce_engine_start() - take a device as an engine
 * @e: filled on success; tce_engine_stop() ends it
 * @kind: as tce_engine_class_find() says
 * @dev: open; referenced until the engine is stopped
 * @memory: kind->memory bytes, for the engine alone; they must be mapped
 *	    contiguously at @iova, for reads and writes, whenever a transfer
 *	    from memory is made; a multiple of 4 KiB
 * @iova: bus address of it, a multiple of 4 KiB
 *
 * Ends what the device does, without letting it reach memory, and switches bus
 * mastering on.
 *
 * Return: 0; -EINVAL misaligned; -ETIMEDOUT the device does not answer;
 * -ENODEV it is not what its ids say; -EIO it does not reach its own memory;
 * -ERANGE it cuts addresses; -errno of reading its registers. Then @e->why and
 * tce_engine_print() tell more, and there is nothing to stop.
 */
int tce_engine_start(struct tce_engine *e, const struct tce_engine_class *kind,
		     struct tce_device *dev, void *memory, uint64_t iova);

/**
 * tce_engine_write() - have the device write memory; does not wait
 * @e: started, idle
 * @iova: where
 * @len: bytes
 *
 * @e->sent has the bytes that memory is to receive.
 *
 * Return: 0; -EBUSY; -EINVAL @len or @iova is not what the class can do;
 * -errno of its registers.
 */
int tce_engine_write(struct tce_engine *e, uint64_t iova, size_t len);

/**
 * tce_engine_read() - have the device read memory; does not wait
 * @e: started, idle, of a class that reads
 * @iova: from where
 * @len: bytes
 *
 * Return: as tce_engine_write(); -EOPNOTSUPP.
 */
int tce_engine_read(struct tce_engine *e, uint64_t iova, size_t len);

/**
 * tce_engine_wait() - wait for the end of a transfer
 * @e: started
 *
 * After a read @e->seen has what arrived in the device. The engine is idle
 * then; after -ETIMEDOUT, too: but the device may go on.
 *
 * Return: 0, also when there was none; -EIO the device says that the transfer
 * failed; -ETIMEDOUT kind->timeout_ms have passed.
 */
int tce_engine_wait(struct tce_engine *e);

/**
 * tce_engine_print() - what the device's registers say, as one line
 * @e: of tce_engine_start(), even if that failed
 * @buf: receives the text, always terminated
 * @len: size of @buf
 */
void tce_engine_print(struct tce_engine *e, char *buf, size_t len);

/**
 * tce_engine_stop() - end the transfer, if there is one; there are no others
 * @e: started, or all zeros, which it is afterwards
 *
 * The device's bus mastering is off: what has not arrived by now never will.
 */
void tce_engine_stop(struct tce_engine *e);

#ifdef __cplusplus
}
#endif

#endif
