// SPDX-License-Identifier: GPL-2.0-only
#include "bars.h"

#include <endian.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "case.h"
#include "harness.h"
#include "needs.h"

#define MIB (UINT64_C(1) << 20)

/* --- the device ----------------------------------------------------------- */

/* VFIO_DEVICE_GET_REGION_INFO, with @room bytes. */
static int region_info(const struct tce_device *dev, unsigned int index,
		       struct vfio_region_info *info, size_t room)
{
	memset(info, 0, room);
	info->argsz = (uint32_t)room;
	info->index = index;
	return tce_ioctl(dev->fd, TCE_REQ_DEVICE_REGION, info);
}

bool bars_device(struct bars *b, const struct tce_platform *p,
		 enum tce_iommu iommu)
{
	struct vfio_region_info info;
	uint64_t largest = 0;
	char why[200];

	*b = (struct bars){ .page = p->page_size };
	TCE_MUST(tce_open(&b->vfio, p->pe[0].bdf, iommu));
	TCE_MUST(tce_device_open(&b->device, b->vfio.group, p->pe[0].bdf));
	for (unsigned int i = 0; i < TCE_BARS; i++) {
		TCE_MUST(region_info(&b->device, i, &info, sizeof(info)));
		if (!(info.flags & VFIO_REGION_INFO_FLAG_MMAP) ||
		    info.size <= largest)
			continue;
		largest = info.size;
		b->index = i;
	}
	b->memory = tce_needs_met(NEED(BAR_MEMORY), p, why, sizeof(why));
	return largest;
}

void bars_open(struct bars *b, const struct tce_platform *p,
	       enum tce_iommu iommu)
{
	uint64_t size;
	void *addr;

	if (!bars_device(b, p, iommu))
		tce_skip("needs a BAR that can be mapped: %s has none, CPU "
			 "pages are %u bytes",
			 p->pe[0].bdf, p->page_size);
	size = b->device.bar[b->index].size;
	addr = bars_map(b, bars_room(b, 0), 0, size);
	TCE_MUST(addr ? 0 : -errno);
	b->bar = (struct tce_bar){ .addr = addr, .size = size };
}

void bars_close(struct bars *b)
{
	if (b->bar.addr)
		TCE_OK(tce_device_bar_unmap(&b->bar));
	if (b->device.fd >= 0)
		TCE_OK(tce_device_close(&b->device));
	TCE_OK(tce_close(&b->vfio));
}

unsigned int bars_capability(const struct tce_device *dev, uint8_t id)
{
	uint8_t at = 0, found;

	TCE_MUST(tce_device_config_read(dev, PCI_CAPABILITY_LIST, &at, 1));
	for (int n = 0; at && n < 48; n++) {
		TCE_MUST(tce_device_config_read(dev, at, &found, 1));
		if (found == id)
			return at;
		TCE_MUST(tce_device_config_read(dev, at + 1u, &at, 1));
	}
	return 0;
}

/* --- mappings ------------------------------------------------------------- */

void *bars_map(const struct bars *b, void *addr, uint64_t offset, uint64_t size)
{
	const uint64_t at = b->device.bar[b->index].offset + offset;
	void *got = mmap(addr, size, PROT_READ | PROT_WRITE,
			 MAP_SHARED | (addr ? MAP_FIXED : 0), b->device.fd,
			 (off_t)at);

	return got == MAP_FAILED ? NULL : got;
}

#define LARGE (32 * MIB)

void *bars_room(const struct bars *b, uint64_t past)
{
	const uint64_t size = b->device.bar[b->index].size + past + LARGE;
	uint8_t *at =
		mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		tce_broken("mmap: %s", strerror(errno));
	return (uint8_t *)(((uintptr_t)at + LARGE - 1) & ~(LARGE - 1)) + past;
}

/*
 * What of a page keeps a word: all of memory, and a register of each kind of
 * device. edu's returns it inverted, that of NVMe without its low bits.
 */
static const struct bar_word {
	uint16_t vendor;
	uint64_t at;
	uint32_t inverts, keeps;
} cells[] = {
	{ 0x1234, 4, ~0u, ~0u },
	{ 0x1b36, 0x28, 0, ~0xfffu },
	{ 0, 0, 0, ~0u },
};

static const struct bar_word *cell_of(const struct tce_device *dev)
{
	const struct bar_word *cell = cells;
	uint8_t id[2];

	TCE_MUST(tce_device_config_read(dev, PCI_VENDOR_ID, id, sizeof(id)));
	while (cell->vendor && cell->vendor != (id[0] | id[1] << 8))
		cell++;
	return cell;
}

void bars_check(const struct bars *b, volatile void *at, uint64_t offset,
		const char *when)
{
	static uint32_t serial = 0x1234567;
	const struct bar_word *cell = cell_of(&b->device);
	volatile uint32_t *word =
		(volatile uint32_t *)((volatile uint8_t *)at + cell->at);
	uint32_t got = 0, sent = (serial *= 2654435761u) & cell->keeps;
	int signal;

	TCE_MUST(tce_device_write32(&b->device, b->index, offset + cell->at,
				    sent));
	signal = bars_load(word, &got);
	if (signal) {
		tce_fail("%s, a read from %#llx of the BAR ends by signal %d",
			 when, (unsigned long long)offset, signal);
		return;
	}
	if (le32toh(got) != (sent ^ cell->inverts))
		tce_fail("%s, a mapping of %#llx of the BAR shows %#x, "
			 "expected %#x",
			 when, (unsigned long long)offset, le32toh(got),
			 sent ^ cell->inverts);
	sent = ~sent & cell->keeps;
	*word = htole32(sent);
	TCE_MUST(tce_device_read32(&b->device, b->index, offset + cell->at,
				   &got));
	if (got != (sent ^ cell->inverts))
		tce_fail("%s, what is written to a mapping of %#llx of the BAR "
			 "is not there: %#x, expected %#x",
			 when, (unsigned long long)offset, got,
			 sent ^ cell->inverts);
}

static sigjmp_buf load_back;

static void on_fault(int signal)
{
	siglongjmp(load_back, signal);
}

int bars_load(const volatile void *at, uint32_t *value)
{
	const struct sigaction act = { .sa_handler = on_fault };
	struct sigaction bus, segv;
	int signal;

	sigaction(SIGBUS, &act, &bus);
	sigaction(SIGSEGV, &act, &segv);
	signal = sigsetjmp(load_back, 1);
	if (!signal)
		*value = *(const volatile uint32_t *)at;
	sigaction(SIGBUS, &bus, NULL);
	sigaction(SIGSEGV, &segv, NULL);
	return signal;
}

void bars_check_away(const struct bars *b, const char *when)
{
	uint32_t value;
	int signal = bars_load(b->bar.addr, &value);

	if (signal != SIGBUS)
		tce_fail("%s, a read from a mapping of the BAR %s", when,
			 signal ? "ends by SIGSEGV" : "succeeds");
	if (!tce_device_read32(&b->device, b->index, 0, &value))
		tce_fail("%s, a read of the BAR from the device's file "
			 "succeeds",
			 when);
}

/* Sizes of pages with which a kernel may map a BAR at once, and more. */
static const uint64_t strides[] = { 2 * MIB, 16 * MIB, LARGE };

/* Some pages of a part of the BAR: both ends, and around each boundary. */
void bars_check_part(const struct bars *b, uint8_t *at, uint64_t offset,
		     uint64_t size, const char *when)
{
	bars_check(b, at, offset, when);
	if (!b->memory)
		return;
	bars_check(b, at + size - b->page, offset + size - b->page, when);
	for (size_t i = 0; i < ARRAY_SIZE(strides); i++) {
		const uint64_t next = (offset + strides[i]) & ~(strides[i] - 1);

		if (next - offset >= size)
			continue;
		bars_check(b, at + (next - offset) - b->page, next - b->page,
			   when);
		bars_check(b, at + (next - offset), next, when);
	}
}

void bars_check_all(const struct bars *b, const char *when)
{
	bars_check_part(b, (uint8_t *)b->bar.addr, 0, b->bar.size, when);
}

/* --- what is reported ----------------------------------------------------- */

#define INFO_ROOM 4096

/* Size of a BAR as in sysfs; 0: there is none. */
static uint64_t sysfs_size(const char *bdf, unsigned int index, bool *is_memory)
{
	unsigned long long start = 0, end = 0, flags = 0;
	char path[96];
	FILE *f;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource", bdf);
	f = fopen(path, "re");
	for (unsigned int i = 0; f && i <= index; i++)
		if (fscanf(f, "%llx %llx %llx", &start, &end, &flags) != 3)
			tce_broken("%s cannot be read", path);
	if (!f)
		tce_broken("%s cannot be read", path);
	fclose(f);
	*is_memory = flags & 0x200; /* IORESOURCE_MEM */
	return end ? end - start + 1 : 0;
}

/* Whether its capabilities, a chain of offsets, have @id. */
static bool has_capability(const struct vfio_region_info *info, uint16_t id)
{
	const uint8_t *bytes = (const uint8_t *)info;
	uint32_t at = info->cap_offset;

	if (!(info->flags & VFIO_REGION_INFO_FLAG_CAPS))
		return false;
	for (int n = 0; at; n++) {
		struct vfio_info_cap_header cap;

		if (at < sizeof(*info) || at % 4 ||
		    at + sizeof(cap) > info->argsz || n > 16) {
			tce_fail("the capabilities of region %u lead to byte "
				 "%u of %u",
				 info->index, at, info->argsz);
			return false;
		}
		memcpy(&cap, bytes + at, sizeof(cap));
		if (cap.id == id)
			return true;
		at = cap.next;
	}
	return false;
}

/* Where MSI-X has its table: a BAR, or TCE_BARS if there is none. */
static unsigned int table_bar(const struct tce_device *dev)
{
	const unsigned int at = bars_capability(dev, PCI_CAP_ID_MSIX);
	uint8_t word[4];

	if (!at)
		return TCE_BARS;
	TCE_MUST(tce_device_config_read(dev, at + PCI_MSIX_TABLE, word,
					sizeof(word)));
	return word[0] & PCI_MSIX_TABLE_BIR;
}

static void check_bar(const struct tce_device *dev, const char *bdf,
		      unsigned int index, uint64_t page)
{
	const uint32_t both =
		VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE;
	struct vfio_region_info *info = calloc(1, INFO_ROOM), small;
	bool is_memory;
	const uint64_t size = sysfs_size(bdf, index, &is_memory);

	if (!info)
		tce_broken("no memory");
	if (!TCE_OK(region_info(dev, index, info, INFO_ROOM)))
		goto out;
	if (info->size != size)
		tce_fail("BAR %u has %#llx bytes, expected %#llx", index,
			 (unsigned long long)info->size,
			 (unsigned long long)size);
	if (!size ? info->flags : (info->flags & both) != both)
		tce_fail("BAR %u of %#llx bytes has flags %#x", index,
			 (unsigned long long)size, info->flags);
	if (is_memory && size >= page &&
	    !(info->flags & VFIO_REGION_INFO_FLAG_MMAP))
		tce_fail("BAR %u is memory of %#llx bytes, and cannot be "
			 "mapped",
			 index, (unsigned long long)size);
	/* A user must know what becomes of the table of MSI-X in a mapping. */
	if (index == table_bar(dev) &&
	    info->flags & VFIO_REGION_INFO_FLAG_MMAP &&
	    !has_capability(info, VFIO_REGION_INFO_CAP_MSIX_MAPPABLE) &&
	    !has_capability(info, VFIO_REGION_INFO_CAP_SPARSE_MMAP))
		tce_fail("BAR %u has the table of MSI-X, and does not say "
			 "whether that can be mapped",
			 index);
	/* Without room for capabilities it says how much they need. */
	if (info->flags & VFIO_REGION_INFO_FLAG_CAPS &&
	    TCE_OK(region_info(dev, index, &small, sizeof(small))) &&
	    (small.cap_offset || small.argsz <= sizeof(small) ||
	     small.argsz > INFO_ROOM || small.size != size))
		tce_fail("BAR %u has capabilities, and with room for none "
			 "reports argsz %u, cap_offset %u",
			 index, small.argsz, small.cap_offset);
out:
	free(info);
}

void bars_check_reported(const struct tce_device *dev, const char *bdf,
			 uint64_t page)
{
	struct vfio_device_info device = { .argsz = sizeof(device) };
	struct vfio_region_info info;

	for (unsigned int i = 0; i < TCE_BARS; i++)
		check_bar(dev, bdf, i, page);
	TCE_MUST(tce_ioctl(dev->fd, TCE_REQ_DEVICE_INFO, &device));
	if (device.num_regions < VFIO_PCI_NUM_REGIONS)
		tce_fail("the device has %u regions, expected %u or more",
			 device.num_regions, VFIO_PCI_NUM_REGIONS);
	TCE_ERR(EINVAL,
		region_info(dev, device.num_regions, &info, sizeof(info)));
	TCE_ERR(EINVAL, region_info(dev, ~0u, &info, sizeof(info)));
	for (size_t room = 0; room < sizeof(info); room += 8) {
		info = (struct vfio_region_info){ .argsz = (uint32_t)room };
		TCE_ERR(EINVAL,
			tce_ioctl(dev->fd, TCE_REQ_DEVICE_REGION, &info));
	}
	TCE_ERR(EFAULT, tce_ioctl(dev->fd, TCE_REQ_DEVICE_REGION, NULL));
}
