// SPDX-License-Identifier: GPL-2.0-only
/* ci/firmware/eeh.c: a PE of two functions, of which a header is all there is.
 */
#include <string.h>

#include <linux/pci_regs.h>

#include "../../ci/firmware/eeh.h"
#include "../../ci/firmware/hypervisor.h"
#include "unit.h"

#define PE_ADDRESS 0x10000
#define ALL 7 /* of a command register: I/O, memory, mastering */
#define BAR 0xfffe0000
#define CAP 0x40
#define COMMAND(f) (config[f][PCI_COMMAND])

static struct fw_pe pe;
static uint8_t config[2][256];

/* What QEMU does with a call for a configuration space. */
int32_t unit_config(struct fw_call *c, bool write)
{
	uint32_t function = c->args[0] >> 8 & 0xff, at = c->args[0] & 0xff;
	uint32_t size = c->args[3], value = UINT32_MAX;

	for (uint32_t i = 0; function < 2 && i < size; i++) {
		uint8_t *byte = &config[function][at + i];

		if (write)
			*byte = (uint8_t)(c->args[4] >> 8 * i);
		if (!i)
			value = 0;
		value |= (uint32_t)*byte << 8 * i;
	}
	if (!write)
		fw_results(c)[1] =
			size < 4 ? value & ((1u << 8 * size) - 1) : value;
	return 0;
}

static void begin(void)
{
	memset(&pe, 0, sizeof(pe));
	memset(config, 0, sizeof(config));
	pe.buid = FW_BUID + 1;
	for (int f = 0; f < 2; f++) {
		config[f][PCI_VENDOR_ID] = 0x34;
		config[f][PCI_HEADER_TYPE] = 0x80;
		COMMAND(f) = ALL;
		config[f][PCI_BASE_ADDRESS_0 + 2] = BAR >> 16 & 0xff;
		config[f][PCI_STATUS] = PCI_STATUS_CAP_LIST;
		config[f][PCI_CAPABILITY_LIST] = CAP;
		config[f][CAP] = PCI_CAP_ID_MSI;
		config[f][CAP + PCI_MSI_FLAGS] = PCI_MSI_FLAGS_ENABLE;
	}
}

static struct fw_call last;

/* The status of a call with this first and last argument. */
static int call(enum firmware_call which, uint32_t nargs, uint32_t nret,
		uint32_t first, uint32_t argument)
{
	memset(&last, 0, sizeof(last));
	last.token = fw_token(which);
	last.nargs = nargs;
	last.nret = nret;
	last.args[0] = first;
	last.args[nargs - 1] = argument;
	last.args[nargs] = 99;
	fw_eeh(&pe, &last, which);
	return (int32_t)last.args[nargs];
}

static int option(uint32_t function)
{
	return call(FIRMWARE_CALL_EEH_OPTION, 4, 1, PE_ADDRESS, function);
}

static int slot_reset(uint32_t function)
{
	return call(FIRMWARE_CALL_SLOT_RESET, 4, 1, PE_ADDRESS, function);
}

static int configure(void)
{
	return call(FIRMWARE_CALL_CONFIGURE, 3, 1, PE_ADDRESS, 0);
}

static uint32_t state(void)
{
	last = (struct fw_call){ 0, 3, 4, { PE_ADDRESS } };
	fw_eeh(&pe, &last, FIRMWARE_CALL_SLOT_STATE);
	ck_assert_uint_eq(fw_results(&last)[0], 0);
	ck_assert_uint_eq(fw_results(&last)[2], 1);
	return fw_results(&last)[1];
}

static uint32_t read_command(void)
{
	ck_assert_int_eq(call(FIRMWARE_CALL_READ_CONFIG, 4, 2, PCI_COMMAND, 2),
			 0);
	return fw_results(&last)[1];
}

static void write_command(uint32_t value)
{
	last = (struct fw_call){ fw_token(FIRMWARE_CALL_WRITE_CONFIG),
				 5,
				 1,
				 { PCI_COMMAND, 0, 0, 2, value } };
	fw_eeh(&pe, &last, FIRMWARE_CALL_WRITE_CONFIG);
	ck_assert_uint_eq(fw_results(&last)[0], 0);
	ck_assert_uint_eq(last.args[4], value);
}

START_TEST(released)
{
	begin();
	ck_assert_uint_eq(state(), 0);
	ck_assert(fw_eeh_set(&pe, 2));
	ck_assert_uint_eq(state(), 2);
	for (int f = 0; f < 2; f++)
		ck_assert_uint_eq(COMMAND(f), 0);
	ck_assert_uint_eq(read_command(), 0xffff);
	write_command(ALL);
	ck_assert_uint_eq(COMMAND(0), 0);
	ck_assert_int_eq(option(3), -7);
	ck_assert_int_eq(option(2), 0);
	ck_assert_uint_eq(state(), 4);
	/* registers, and no DMA, whatever the register is set to */
	ck_assert_uint_eq(COMMAND(1), ALL & ~PCI_COMMAND_MASTER);
	ck_assert_uint_eq(read_command(), ALL);
	write_command(PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	ck_assert_uint_eq(COMMAND(0), PCI_COMMAND_MEMORY);
	ck_assert_int_eq(option(2), -7);
	ck_assert_int_eq(option(3), 0);
	ck_assert_uint_eq(state(), 0);
	ck_assert_uint_eq(COMMAND(0), PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	ck_assert_uint_eq(COMMAND(1), ALL);
	ck_assert_int_eq(option(3), -7);
}
END_TEST

/* Functions of ibm,set-slot-reset: hot, fundamental. */
START_TEST(reset)
{
	begin();
	ck_assert(fw_eeh_set(&pe, _i ? 2 : 0));
	ck_assert_int_eq(slot_reset(_i ? 3 : 1), 0);
	ck_assert_uint_eq(state(), 1);
	ck_assert_uint_eq(read_command(), 0xffff);
	ck_assert_int_eq(slot_reset(0), 0);
	ck_assert_uint_eq(state(), 0);
	ck_assert_uint_eq(read_command(), 0);
	for (int f = 0; f < 2; f++) {
		ck_assert_uint_eq(config[f][PCI_VENDOR_ID], 0x34);
		ck_assert_uint_eq(config[f][PCI_BASE_ADDRESS_0 + 2], 0);
		ck_assert_uint_eq(config[f][CAP + PCI_MSI_FLAGS], 0);
	}
	write_command(ALL);
	ck_assert_uint_eq(COMMAND(0), ALL);
	ck_assert_int_eq(slot_reset(0), 0);
	ck_assert_int_eq(slot_reset(2), -3);
	ck_assert_uint_eq(COMMAND(0), ALL);
}
END_TEST

START_TEST(reset_deactivated)
{
	begin();
	ck_assert(fw_eeh_set(&pe, 2));
	ck_assert_int_eq(slot_reset(0), 0);
	ck_assert_uint_eq(state(), 0);
	ck_assert_uint_eq(COMMAND(0), ALL);
}
END_TEST

START_TEST(bridged)
{
	begin();
	ck_assert(fw_eeh_set(&pe, FIRMWARE_EEH_BRIDGED));
	ck_assert_uint_eq(read_command(), ALL);
	ck_assert_int_eq(slot_reset(1), 0);
	ck_assert_int_eq(slot_reset(0), 0);
	ck_assert_uint_eq(state(), 0);
	ck_assert_uint_eq(read_command(), 0xffff);
	write_command(ALL);
	ck_assert_int_eq(configure(), 0);
	ck_assert_uint_eq(read_command(), 0);
	write_command(ALL);
	ck_assert_uint_eq(read_command(), ALL);
	ck_assert_int_eq(slot_reset(1), 0);
	ck_assert(fw_eeh_set(&pe, 0));
	ck_assert_uint_eq(read_command(), 0);
}
END_TEST

START_TEST(armed)
{
	begin();
	ck_assert(fw_eeh_set(&pe, FIRMWARE_EEH_ARMED));
	write_command(ALL);
	ck_assert_uint_eq(state(), 0);
	write_command(ALL & ~PCI_COMMAND_MEMORY);
	ck_assert_uint_eq(state(), 0);
	write_command(ALL);
	ck_assert_uint_eq(state(), 2);
	ck_assert(fw_eeh_set(&pe, 0));
	ck_assert_uint_eq(COMMAND(0), ALL);
	write_command(0);
	write_command(ALL);
	ck_assert_uint_eq(state(), 0);
}
END_TEST

START_TEST(unavailable)
{
	begin();
	ck_assert(fw_eeh_set(&pe, 5));
	ck_assert_uint_eq(state(), 5);
	ck_assert_uint_gt(fw_results(&last)[3], 0);
	ck_assert_int_eq(slot_reset(1), -7);
	ck_assert_int_eq(option(2), -7);
	ck_assert(fw_eeh_set(&pe, 5 | FIRMWARE_EEH_FOR_EVER));
	ck_assert_uint_eq(state(), 5);
	ck_assert_uint_eq(fw_results(&last)[3], 0);
	ck_assert(fw_eeh_set(&pe, 0));
	/* an error that the kernel takes for permanent */
	ck_assert_int_eq(call(FIRMWARE_CALL_ERROR_DETAIL, 8, 1, PE_ADDRESS, 1),
			 1);
	ck_assert_uint_eq(state(), 0);
	ck_assert_int_eq(call(FIRMWARE_CALL_ERROR_DETAIL, 8, 1, PE_ADDRESS, 2),
			 1);
	ck_assert_uint_eq(state(), 5);
	ck_assert_uint_eq(fw_results(&last)[3], 0);
}
END_TEST

START_TEST(refused)
{
	static const uint32_t wrong[] = {
		3, 6, 0xff, FIRMWARE_EEH_FOR_EVER, 2 | FIRMWARE_EEH_FOR_EVER,
	};

	begin();
	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert(!fw_eeh_set(&pe, wrong[i]));
	ck_assert_int_eq(call(FIRMWARE_CALL_SLOT_RESET, 4, 1, 0, 1), -3);
	ck_assert_int_eq(option(4), -3);
	ck_assert_int_eq(option(0), 0);
	ck_assert_int_eq(option(1), 0);
	ck_assert_uint_eq(COMMAND(0), ALL);
	/* the PE's address, and that it has one */
	ck_assert_int_eq(call(FIRMWARE_CALL_CONFIG_ADDR, 4, 2, 0, 0), 0);
	ck_assert_uint_eq(fw_results(&last)[1], PE_ADDRESS);
	ck_assert_int_eq(call(FIRMWARE_CALL_CONFIG_ADDR, 4, 2, 0, 1), 0);
	ck_assert_uint_eq(fw_results(&last)[1], 1);
}
END_TEST

Suite *unit_firmware_eeh_suite(void)
{
	Suite *s = suite_create("firmware_eeh");
	TCase *tc = tcase_create("eeh");

	tcase_add_test(tc, released);
	tcase_add_loop_test(tc, reset, 0, 2);
	tcase_add_test(tc, reset_deactivated);
	tcase_add_test(tc, bridged);
	tcase_add_test(tc, armed);
	tcase_add_test(tc, unavailable);
	tcase_add_test(tc, refused);
	suite_add_tcase(s, tc);
	return s;
}
