// SPDX-License-Identifier: GPL-2.0-only
#include "vmm_guest.h"

#include <byteswap.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <core/array.h>

#include "harness.h"
#include "vmm_firmware.h"

/* Where RTAS calls have their cells. */
#define ARGUMENTS 0x5000u
#define RESULTS 0x6000u
#define CELLS 16u

#define MOST 64u /* bytes at once */
#define PATIENCE_S 30.0

/* The machine's first bridge, as spapr_pci.c places it. */
#define BRIDGE 0x08000000u, 0x20000000u
#define BAR_BUS 0x80000000u
#define BAR 0x200080000000u

/* --- memory --------------------------------------------------------------- */

void vmm_write(struct vmm *v, uint64_t at, const void *bytes, size_t n)
{
	char text[64 + 2 * MOST];
	int len = snprintf(text, sizeof(text), "write %#" PRIx64 " %#zx 0x", at,
			   n);

	for (size_t i = 0; i < n && i < MOST; i++)
		len += snprintf(text + len, sizeof(text) - len, "%02x",
				((const uint8_t *)bytes)[i]);
	snprintf(text + len, sizeof(text) - len, "\n");
	free(vmm_test(v, text));
}

void vmm_read(struct vmm *v, uint64_t at, void *bytes, size_t n)
{
	static const char head[] = "OK 0x";
	char text[64];
	char *line;

	memset(bytes, 0xff, n);
	snprintf(text, sizeof(text), "read %#" PRIx64 " %#zx\n", at, n);
	line = vmm_test(v, text);
	if (line && strlen(line) >= strlen(head) + 2 * n)
		for (size_t i = 0; i < n; i++)
			sscanf(line + strlen(head) + 2 * i, "%2" SCNx8,
			       (uint8_t *)bytes + i);
	free(line);
}

static void put_be(uint8_t *to, uint64_t value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (uint8_t)(value >> 8 * (n - 1 - i));
}

static uint64_t get_be(const uint8_t *from, size_t n)
{
	uint64_t value = 0;

	for (size_t i = 0; i < n; i++)
		value = value << 8 | from[i];
	return value;
}

/* --- calls ---------------------------------------------------------------- */

int32_t vmm_rtas(struct vmm *v, const char *name, const uint32_t *args,
		 unsigned int nargs, uint32_t *rets, unsigned int nrets)
{
	uint8_t cells[4 * CELLS];
	char text[128];

	for (unsigned int i = 0; i < nargs && i < CELLS; i++)
		put_be(cells + 4ul * i, args[i], 4);
	vmm_write(v, ARGUMENTS, cells, 4ul * nargs);
	snprintf(text, sizeof(text), "rtas %s %u %#x %u %#x\n", name, nargs,
		 ARGUMENTS, nrets, RESULTS);
	free(vmm_test(v, text));
	vmm_read(v, RESULTS, cells, 4ul * nrets);
	for (unsigned int i = 0; i < nrets && i < CELLS; i++)
		rets[i] = (uint32_t)get_be(cells + 4ul * i, 4);
	return (int32_t)rets[0];
}

int64_t vmm_hypercall(struct vmm *v, uint64_t number, uint64_t a, uint64_t b,
		      uint64_t c, uint64_t d)
{
	const uint64_t words[] = { number, a, b, c, d };
	const double end = tce_now_s() + PATIENCE_S;
	uint8_t mailbox[sizeof(words)], word[8];

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		put_be(mailbox + 8 * i, words[i], 8);
	/* The CPU stands still until all of it is there. */
	vmm_write(v, VMM_MAILBOX, mailbox, sizeof(mailbox));
	vmm_command(v, "cont");
	do {
		vmm_read(v, VMM_MAILBOX, word, sizeof(word));
	} while (get_be(word, 8) && !v->ended && tce_now_s() < end);
	vmm_command(v, "stop");
	if (get_be(word, 8))
		tce_fail("the guest's CPU does not run");
	vmm_read(v, VMM_MAILBOX_RESULT, word, sizeof(word));
	return (int64_t)get_be(word, 8);
}

/* --- the device ----------------------------------------------------------- */

static void config_write(struct vmm *v, uint32_t at, uint32_t size,
			 uint32_t value)
{
	const uint32_t args[] = { at, BRIDGE, size, value };
	uint32_t ret;

	if (vmm_rtas(v, "ibm,write-pci-config", args, 5, &ret, 1))
		tce_fail("the guest cannot write configuration space: %d",
			 (int32_t)ret);
}

void vmm_edu_start(struct vmm *v)
{
	config_write(v, 0x10, 4, BAR_BUS);
	config_write(v, 4, 2, 6); /* memory, master */
}

/* Its registers have the order of the machine that emulates it, or not. */
static void edu_write(struct vmm *v, uint32_t at, uint64_t value)
{
	uint8_t bytes[8], id[4];

	vmm_read(v, BAR, id, sizeof(id));
	put_be(bytes, id[0] == 0x01 ? value : bswap_64(value), sizeof(bytes));
	vmm_write(v, BAR + at, bytes, sizeof(bytes));
}

static bool edu_runs(struct vmm *v)
{
	uint8_t bytes[4];

	vmm_read(v, BAR + 0x98, bytes, sizeof(bytes));
	return (bytes[0] | bytes[3]) & 1;
}

static void edu_run(struct vmm *v, uint64_t from, uint64_t to, uint64_t command)
{
	const double end = tce_now_s() + PATIENCE_S;

	edu_write(v, 0x80, from);
	edu_write(v, 0x88, to);
	edu_write(v, 0x90, MOST);
	edu_write(v, 0x98, command);
	while (edu_runs(v) && !v->ended)
		if (tce_now_s() > end) {
			tce_fail("edu does not end its transfer");
			return;
		}
}

bool vmm_edu_copies(struct vmm *v, uint64_t from, uint64_t to, uint64_t source,
		    uint64_t target)
{
	static const uint64_t buffer = 0x40000;
	static uint8_t seed;
	uint8_t sent[MOST], came[MOST];

	for (size_t i = 0; i < MOST; i++)
		sent[i] = (uint8_t)(++seed | 1);
	memset(came, 0, sizeof(came));
	vmm_write(v, source, sent, sizeof(sent));
	vmm_write(v, target, came, sizeof(came));
	edu_run(v, from, buffer, 1);
	edu_run(v, buffer, to, 3);
	vmm_read(v, target, came, sizeof(came));
	return !memcmp(sent, came, sizeof(sent));
}
