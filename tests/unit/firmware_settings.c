// SPDX-License-Identifier: GPL-2.0-only
/* ci/firmware: what settings say, and the properties that come of it. */
#include <string.h>

#include <core/array.h>

#include "../../ci/firmware/properties.h"
#include "../../ci/firmware/settings.h"
#include "unit.h"

static struct fw fw;

/* A machine with bridge 1, and these settings. */
static void machine(const char *text)
{
	struct fw_wrong wrong;

	memset(&fw, 0, sizeof(fw));
	fw.pes[1].used = true;
	if (!fw_settings(&fw, text, &wrong))
		ck_abort_msg("%s: %s", wrong.word, wrong.what);
}

static const struct {
	const char *text, *what, *word;
} wrong_settings[] = {
	{ "windows", "no such word", "windows" },
	{ "pe=1 nonsense=1", "no such word", "nonsense=1" },
	{ "pe=2 windows=1", "the machine has no such PE", "pe=2" },
	{ "pe=32", "the machine has no such PE", "pe=32" },
	{ "pe=-1", "the machine has no such PE", "pe=-1" },
	{ "windows=1\nwindows=3", "no number that it can have", "windows=3" },
	{ "windows=", "no number that it can have", "windows=" },
	{ "windows=1x", "more than it can have", "windows=1x" },
	{ "mask=0x200", "no number that it can have", "mask=0x200" },
	{ "block=0x8000000000000000", "no number that it can have", "block" },
	{ "live=-2", "no number that it can have", "live=-2" },
	{ "fail=nothing:1:1:-1", "no such call", "fail=" },
	{ "fail=create:1:1", "want fail=CALL:FIRST:COUNT:STATUS", "fail=" },
	{ "fail=create:0:1:-1", "FIRST and COUNT are 1 or more", "fail=" },
	{ "fail=create:1:0:-1", "FIRST and COUNT are 1 or more", "fail=" },
	{ "fail=create:1:1:0", "PAPR has no such status for this call", "f" },
	{ "fail=create:1:1:9906", "PAPR has no such status for this call",
	  "f" },
	{ "fail=query:1:1:-2", "PAPR has no such status for this call", "f" },
	{ "fail=remove:1:1:9900", "PAPR has no such status for this call",
	  "f" },
	{ "prop=", "want the name of a property", "prop=" },
	{ "prop=a:0x100000000", "a cell is a number of 32 bits", "prop=a" },
	{ "prop=a:1:2:3:4:5:6:7:8:9", "a property has 8 cells at most", "p" },
	{ "noprop=a:1", "more than it can have", "noprop=a:1" },
	{ "noprop=a23456789012345678901234567890123", "a name has 31", "n" },
	{ "at-device=2", "want at-device=1", "at-device=2" },
};

START_TEST(settings_refused)
{
	const char *text = wrong_settings[_i].text;
	struct fw_wrong wrong = { 0 };

	machine("");
	ck_assert(!fw_settings(&fw, text, &wrong));
	ck_assert_msg(!strncmp(wrong.what, wrong_settings[_i].what,
			       strlen(wrong_settings[_i].what)),
		      "%s: %s", text, wrong.what);
	ck_assert_msg(!strncmp(wrong.word, wrong_settings[_i].word,
			       strlen(wrong_settings[_i].word)),
		      "%s: %s", text, wrong.word);
}
END_TEST

START_TEST(settings_read)
{
	static const char text[] =
		"windows=1 mask=0x3\tblock=-0\n"
		"pe=1 windows=2 fail=reset:2:3:-2 prop=a:1:0x2\n"
		"noprop=b at-device=1\n";
	const struct fw_pe *pe = &fw.pes[1];

	machine(text);
	ck_assert_int_eq(pe->now[FIRMWARE_PARAMETER_WINDOWS].number, 2);
	ck_assert_int_eq(pe->now[FIRMWARE_PARAMETER_MASK].number, 3);
	ck_assert(pe->now[FIRMWARE_PARAMETER_BLOCK].set);
	ck_assert(!pe->now[FIRMWARE_PARAMETER_LEAST].set);
	ck_assert_uint_eq(pe->rules[0].call, FIRMWARE_CALL_RESET);
	ck_assert_uint_eq(pe->rules[0].skip, 1);
	ck_assert_uint_eq(pe->rules[0].count, 3);
	ck_assert_int_eq(pe->rules[0].status, -2);
	ck_assert(pe->at_device && !fw.pes[2].at_device);
	ck_assert_uint_eq(fw.nproperties, 2);
	ck_assert_str_eq(fw.properties[0].name, "a");
	ck_assert_uint_eq(fw.properties[0].pe, 1);
	ck_assert_uint_eq(fw.properties[0].ncells, 2);
	ck_assert_uint_eq(fw.properties[0].cells[1], 2);
	ck_assert(fw.properties[1].gone);
	ck_assert_uint_eq(fw.properties[1].pe, FW_PES);
}
END_TEST

static void property_is(bool at_bridge, const char *name, enum fw_source source,
			uint32_t last_cell)
{
	struct fw_value_of v =
		at_bridge ? fw_bridge_property(&fw, &fw.pes[1], name)
			  : fw_device_property(&fw, &fw.pes[1], name);

	ck_assert_int_eq(v.source, source);
	ck_assert_uint_eq(v.ncells ? v.cells[v.ncells - 1] : 0, last_cell);
}

START_TEST(properties)
{
	machine("prop=a:1 prop=b:2:3\npe=1 prop=a:4 noprop=ibm,dma-window");
	ck_assert(fw_concerned(&fw, "a") && !fw_concerned(&fw, "c"));
	ck_assert(!fw_concerned(&fw, "ibm,ddw-extensions"));
	property_is(true, "a", FW_FROM_CELLS, 4);
	property_is(true, "b", FW_FROM_CELLS, 3);
	property_is(true, "c", FW_FROM_QEMU, 0);
	property_is(true, "ibm,dma-window", FW_FROM_NOWHERE, 0);
	property_is(false, "a", FW_FROM_QEMU, 0);
	property_is(false, "ibm,dma-window", FW_FROM_QEMU, 0);
	machine("at-device=1 prop=ibm,ddw-extensions:7 prop=a:1");
	ck_assert(fw_concerned(&fw, "ibm,dma-window"));
	property_is(true, "ibm,dma-window", FW_FROM_NOWHERE, 0);
	property_is(true, "ibm,ddw-extensions", FW_FROM_NOWHERE, 0);
	property_is(true, "a", FW_FROM_CELLS, 1);
	property_is(false, "ibm,dma-window", FW_FROM_BRIDGE, 0);
	property_is(false, "ibm,ddw-extensions", FW_FROM_CELLS, 7);
	property_is(false, "a", FW_FROM_QEMU, 0);
	ck_assert_str_eq(fw_candidate(&fw, 6), "a");
	ck_assert_ptr_null(fw_candidate(&fw, 7));
}
END_TEST

Suite *unit_firmware_settings_suite(void)
{
	Suite *s = suite_create("firmware_settings");
	TCase *tc = tcase_create("firmware_settings");

	tcase_add_loop_test(tc, settings_refused, 0,
			    (int)ARRAY_SIZE(wrong_settings));
	tcase_add_test(tc, settings_read);
	tcase_add_test(tc, properties);
	suite_add_tcase(s, tc);
	return s;
}
