// SPDX-License-Identifier: GPL-2.0-only
#include "stopped.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include <core/array.h>
#include <spec/kernel/control.h>

#include "harness.h"
#include "hypervisor.h"

void stopped_set(const struct tce_pe *pe, uint32_t state)
{
	TCE_MUST(tce_firmware_control_pe(pe, FIRMWARE_EEH, &state, 1, NULL, 0));
}

/* --- the configuration space ---------------------------------------------- */

static void config_read(const struct tce_pe *pe, unsigned int at, void *bytes,
			size_t len)
{
	char path[96];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config", pe->bdf);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || pread(fd, bytes, len, at) != (ssize_t)len)
		tce_broken("%s: %s", path, strerror(errno));
	close(fd);
}

bool stopped_silent(const struct tce_pe *pe)
{
	uint32_t id;

	config_read(pe, PCI_VENDOR_ID, &id, sizeof(id));
	return id == UINT32_MAX;
}

bool stopped_answers(const struct tce_pe *pe)
{
	uint8_t header[PCI_STD_HEADER_SIZEOF];
	uint32_t bar;
	uint16_t command;

	config_read(pe, 0, header, sizeof(header));
	memcpy(&command, header + PCI_COMMAND, sizeof(command));
	memcpy(&bar, header + PCI_BASE_ADDRESS_0, sizeof(bar));
	if (!(le32toh(bar) & PCI_BASE_ADDRESS_MEM_MASK))
		memcpy(&bar, header + PCI_BASE_ADDRESS_1, sizeof(bar));
	return le16toh(command) & PCI_COMMAND_MEMORY &&
	       le32toh(bar) & PCI_BASE_ADDRESS_MEM_MASK;
}

/* --- the log -------------------------------------------------------------- */

/* What changes a PE, and how many arguments it has. */
static const struct {
	enum firmware_call call;
	unsigned int nargs;
} changes[] = {
	{ FIRMWARE_CALL_EEH_OPTION, 4 },
	{ FIRMWARE_CALL_SLOT_RESET, 4 },
	{ FIRMWARE_CALL_CONFIGURE, 3 },
};

uint32_t stopped_log_end(void)
{
	struct tce_firmware_entry e;

	tce_firmware_logged(UINT32_MAX, &e);
	return e.total;
}

bool stopped_log(const struct tce_pe *pe, uint32_t *from,
		 struct stopped_call *call)
{
	struct tce_firmware_entry e;

	/* an entry that is not kept any more is zeros */
	for (; tce_firmware_logged(*from, &e), *from < e.total; ++*from) {
		if (tce_firmware_entry_buid(&e) != tce_firmware_buid(pe))
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
			if (e.token != tce_firmware_token(changes[i].call))
				continue;
			call->call = changes[i].call;
			call->function = changes[i].nargs > 3 ? e.arg[3] : 0;
			++*from;
			return true;
		}
	}
	return false;
}

/* --- its owner ------------------------------------------------------------ */

void stopped_check(const struct owner *o, int want, const char *when)
{
	int state = tce_eeh_op(o->vfio.container, VFIO_EEH_PE_GET_STATE);

	if (state != want)
		tce_fail("%s: GET_STATE returned %d, expected %d", when, state,
			 want);
}

void stopped_op(const struct owner *o, unsigned int op, const char *name)
{
	int ret = tce_eeh_op(o->vfio.container, op);

	if (ret)
		tce_fail("%s returned %d, expected 0", name, ret);
}

uint16_t stopped_open(struct owner *o, const struct tce_context *ctx)
{
	uint16_t command = 0;

	owner_open(o, ctx->platform, false);
	owner_start(o);
	if (!owner_transfers(o))
		tce_broken("what the device sends does not arrive");
	TCE_MUST(tce_device_config_read(&o->device, PCI_COMMAND, &command,
					sizeof(command)));
	return command;
}

uint16_t stopped_begin(struct owner *o, const struct tce_context *ctx)
{
	hypervisor_clear(&ctx->platform->pe[0]);
	return stopped_open(o, ctx);
}

void stopped_stop(struct owner *o, const struct tce_context *ctx, uint32_t how)
{
	const struct tce_pe *pe = &ctx->platform->pe[0];

	stopped_set(pe, VFIO_EEH_PE_STATE_STOPPED | how);
	stopped_check(o, VFIO_EEH_PE_STATE_STOPPED, "a stopped PE");
	if (!stopped_silent(pe))
		tce_fail("the configuration space of a stopped PE can be read");
}

void stopped_reset(struct owner *o)
{
	STOPPED_OP(o, UNFREEZE_IO);
	stopped_check(o, VFIO_EEH_PE_STATE_STOPPED_DMA, "after UNFREEZE_IO");
	STOPPED_OP(o, RESET_HOT);
	stopped_check(o, VFIO_EEH_PE_STATE_RESET, "after RESET_HOT");
	STOPPED_OP(o, RESET_DEACTIVATE);
	stopped_check(o, VFIO_EEH_PE_STATE_NORMAL, "after RESET_DEACTIVATE");
	STOPPED_OP(o, CONFIGURE);
}

/* What a reset clears is the user's to set; VFIO has the addresses. */
void stopped_works(struct owner *o, uint16_t command)
{
	TCE_MUST(tce_device_config_write(&o->device, PCI_COMMAND, &command,
					 sizeof(command)));
	owner_start(o);
	if (!owner_transfers(o))
		tce_fail("what the device sends does not arrive after the "
			 "recovery");
}
