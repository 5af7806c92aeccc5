// SPDX-License-Identifier: GPL-2.0-only
/* ci/firmware on a hypervisor that is none: a bridge with QEMU's two tables. */
#include <string.h>

#include "../../ci/firmware/control.h"
#include "../../ci/firmware/hypervisor.h"
#include "../../ci/firmware/properties.h"
#include "../../ci/firmware/rtas.h"
#include "../../ci/firmware/settings.h"
#include "unit.h"

#define TOKEN 0x2000
#define TABLES 2
#define ABOVE 0x800000000000000u
#define HI (uint32_t)(FW_BUID >> 32)
#define LO ((uint32_t)FW_BUID + 1)
#define LIOBN(n) (0x80000100u + (n))

static struct fw fw;
static struct {
	struct fw_window tables[TABLES];
	uint64_t live; /* the I/O address of a live entry; 0: none */
	unsigned int calls;
} qemu;

uint32_t fw_token(enum firmware_call call)
{
	return TOKEN + call;
}

static unsigned int active(void)
{
	return (qemu.tables[0].liobn != 0) + (qemu.tables[1].liobn != 0);
}

static void qemu_reset(void)
{
	qemu.tables[1].liobn = 0;
	qemu.tables[0] = (struct fw_window){ LIOBN(0), 12, 25, 0 };
}

/* As QEMU: a first window has the start of the default one. */
static int32_t qemu_create(const struct fw_call *c, uint32_t *results)
{
	unsigned int i = qemu.tables[0].liobn != 0;

	if (active() == TABLES)
		return -1;
	qemu.tables[i] = (struct fw_window){ LIOBN(i), c->args[3], c->args[4],
					     active() ? ABOVE : 0 };
	results[1] = LIOBN(i);
	results[2] = (uint32_t)(qemu.tables[i].start >> 32);
	results[3] = (uint32_t)qemu.tables[i].start;
	return 0;
}

/* Table 0 is the default one, whatever is in it. */
static int32_t qemu_remove(uint32_t liobn)
{
	for (unsigned int i = 0; i < TABLES; i++)
		if (liobn && qemu.tables[i].liobn == liobn) {
			qemu.tables[i].liobn = 0;
			if (i && !active())
				qemu_reset();
			return 0;
		}
	return -3;
}

static int32_t qemu_call(struct fw_call *c)
{
	uint32_t *results = fw_results(c);

	switch (c->token - TOKEN) {
	case FIRMWARE_CALL_QUERY:
		results[1] = TABLES - active();
		results[c->nret - 2] = 0x107;
		results[c->nret - 1] = 0;
		return 0;
	case FIRMWARE_CALL_CREATE:
		return qemu_create(c, results);
	case FIRMWARE_CALL_REMOVE:
		return qemu_remove(c->args[0]);
	case FIRMWARE_CALL_RESET:
		ck_assert_uint_eq(c->nargs, 3);
		qemu_reset();
		return 0;
	case FIRMWARE_CALL_READ_CONFIG:
	case FIRMWARE_CALL_WRITE_CONFIG:
		return unit_config(c, c->nargs == 5);
	default:
		return 0;
	}
}

int32_t fw_qemu_rtas(struct fw_call *c)
{
	qemu.calls++;
	fw_results(c)[0] = (uint32_t)qemu_call(c);
	return (int32_t)fw_results(c)[0];
}

int64_t fw_qemu_tce_get(uint32_t liobn, uint64_t ioba, uint64_t *tce)
{
	for (unsigned int i = 0; i < TABLES; i++)
		if (qemu.tables[i].liobn == liobn) {
			*tce = qemu.live && ioba == qemu.live ? 0x10003 : 0;
			return 0;
		}
	return -4;
}

int64_t fw_qemu_tce_put(uint32_t liobn, uint64_t ioba, uint64_t tce)
{
	uint64_t old;

	qemu.live = tce & 3 ? ioba : 0;
	return fw_qemu_tce_get(liobn, ioba, &old);
}

/* A machine with bridge 1, and these settings. */
static void machine(const char *text)
{
	struct fw_wrong wrong;

	memset(&fw, 0, sizeof(fw));
	memset(&qemu, 0, sizeof(qemu));
	qemu_reset();
	fw.pes[1].used = true;
	fw.pes[1].buid = FW_BUID + 1;
	fw.pes[1].standard = fw.pes[1].windows[0] = qemu.tables[0];
	if (!fw_settings(&fw, text, &wrong))
		ck_abort_msg("%s: %s", wrong.word, wrong.what);
	qemu.calls = 0;
}

static struct fw_call last;

/* The last call's status; its other results are in @last. */
static int call(enum firmware_call which, uint32_t nargs, uint32_t nret,
		uint32_t a0, uint32_t a3, uint32_t a4)
{
	last = (struct fw_call){
		TOKEN + which, nargs, nret, { a0, HI, LO, a3, a4 }
	};
	fw_answer(&fw, &last, which);
	return (int32_t)fw_results(&last)[0];
}

static int query(void)
{
	return call(FIRMWARE_CALL_QUERY, 3, 6, 0, 0, 0);
}

static uint32_t available(void)
{
	ck_assert_int_eq(query(), 0);
	return fw_results(&last)[1];
}

static int create(uint32_t page_shift, uint32_t window_shift)
{
	return call(FIRMWARE_CALL_CREATE, 5, 4, 0, page_shift, window_shift);
}

static uint64_t created_at(void)
{
	return fw_pair(fw_results(&last) + 2);
}

static int remove_window(uint32_t liobn)
{
	return call(FIRMWARE_CALL_REMOVE, 1, 1, liobn, 0, 0);
}

static int reset(uint32_t nargs)
{
	return call(FIRMWARE_CALL_RESET, nargs, 1, 0, 1, 0);
}

/* The control call of the PE. */
static int control(enum firmware_operation op, uint32_t a, uint32_t b,
		   uint32_t c, uint32_t d)
{
	last = (struct fw_call){
		FIRMWARE_CALL_TOKEN, 7, 8, { op, HI, LO, a, b, c, d }
	};
	fw_control(&fw, &last);
	return (int32_t)fw_results(&last)[0];
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

/* Without settings a PE is QEMU's, also where that is not PAPR's. */
START_TEST(plain)
{
	machine("");
	ck_assert_uint_eq(available(), 1);
	ck_assert_int_eq(create(12, 12), 0);
	ck_assert_uint_eq(created_at(), ABOVE);
	ck_assert_int_eq(create(12, 12), -1);
	ck_assert_int_eq(remove_window(LIOBN(0)), 0);
	ck_assert_int_eq(remove_window(LIOBN(1)), 0);
	/* the last one: the default window is there again */
	ck_assert_uint_eq(fw.pes[1].windows[0].liobn, LIOBN(0));
	ck_assert_int_eq(remove_window(LIOBN(0)), 0);
	ck_assert_int_eq(create(16, 30), 0);
	ck_assert_uint_eq(created_at(), 0);
	ck_assert_int_eq(remove_window(LIOBN(0)), 0);
	ck_assert_uint_eq(active(), 0);
	ck_assert_uint_eq(fw.pes[1].windows[0].liobn, 0);
	ck_assert_int_eq(reset(3), 0);
	ck_assert_uint_eq(fw.pes[1].windows[0].window_shift, 25);
	ck_assert_int_eq(reset(4), -3);
	ck_assert_int_eq(remove_window(LIOBN(7)), -3);
}
END_TEST

START_TEST(one_window)
{
	machine("windows=1");
	ck_assert_uint_eq(available(), 0);
	ck_assert_int_eq(create(16, 30), -3);
	ck_assert_int_eq(remove_window(LIOBN(0)), 0);
	ck_assert_uint_eq(available(), 1);
	ck_assert_int_eq(create(16, 30), 0);
	ck_assert_uint_eq(created_at(), ABOVE);
	ck_assert_uint_eq(active(), 1);
	ck_assert_uint_eq(available(), 0);
	ck_assert_int_eq(create(16, 30), -3);
	ck_assert_int_eq(remove_window(fw_results(&last)[1]), -3);
	ck_assert_int_eq(remove_window(fw.pes[1].windows[0].liobn), 0);
	ck_assert_uint_eq(available(), 0);
	ck_assert_uint_eq(qemu.tables[0].window_shift, 25);
	ck_assert_uint_eq(fw.pes[1].windows[0].window_shift, 25);
}
END_TEST

/* PAPR: the default window comes back, also where QEMU keeps it away. */
START_TEST(default_comes_back)
{
	machine("least=1");
	ck_assert_int_eq(remove_window(LIOBN(0)), 0);
	ck_assert_uint_eq(active(), 0);
	ck_assert_int_eq(create(16, 30), 0);
	ck_assert_int_eq(remove_window(LIOBN(0)), 0);
	ck_assert_uint_eq(qemu.tables[0].window_shift, 25);
	ck_assert_uint_eq(fw.pes[1].windows[0].window_shift, 25);
}
END_TEST

START_TEST(sizes)
{
	machine("least=32768 block=0x100000 mask=0x103");
	ck_assert_int_eq(query(), 0);
	ck_assert_uint_eq(fw_pair(fw_results(&last) + 2), 0x100000);
	ck_assert_uint_eq(fw_results(&last)[4], 0x103);
	ck_assert_int_eq(create(16, 30), -3);
	ck_assert_int_eq(create(16, 37), -3);
	ck_assert_int_eq(create(24, 40), -3);
	ck_assert_int_eq(create(16, 15), -3);
	ck_assert_int_eq(create(0, 64), -3);
	ck_assert_int_eq(create(21, 36), 0);
	ck_assert_int_eq(remove_window(LIOBN(1)), 0);
	ck_assert_int_eq(create(16, 36), 0);
	machine("block=0x100000000 migrate=3");
	ck_assert_int_eq(call(FIRMWARE_CALL_QUERY, 3, 5, 0, 0, 0), 0);
	ck_assert_uint_eq(fw_results(&last)[2], UINT32_MAX);
	ck_assert_uint_eq(fw_results(&last)[3], 0x107);
	ck_assert_uint_eq(fw_results(&last)[4], 3);
}
END_TEST

START_TEST(rules)
{
	machine("fail=create:2:2:9900 fail=create:1:1:-1");
	/* the second rule has the first call, the first skips one more */
	ck_assert_int_eq(create(16, 30), -1);
	ck_assert_int_eq(create(16, 30), 9900);
	ck_assert_int_eq(create(16, 30), 9900);
	ck_assert_uint_eq(qemu.calls, 0);
	ck_assert_int_eq(create(16, 30), 0);
	ck_assert_int_eq(query(), 0);
	ck_assert_int_eq(control(FIRMWARE_COUNT, FIRMWARE_CALL_CREATE, 0, 0, 0),
			 0);
	ck_assert_uint_eq(fw_results(&last)[1], 4);
	ck_assert_int_eq(control(FIRMWARE_COUNT, FIRMWARE_CALL_END, 0, 0, 0),
			 -3);
}
END_TEST

START_TEST(busy)
{
	machine("busy=2");
	for (unsigned int i = 0; i < 2; i++) {
		ck_assert_int_eq(create(16, 30), 9900);
		ck_assert_int_eq(create(16, 30), 9900);
		ck_assert_int_eq(reset(3), -2);
		ck_assert_int_eq(query(), 0);
		ck_assert_int_eq(create(16, 30), 0);
		ck_assert_int_eq(remove_window(LIOBN(1)), 0);
		ck_assert_int_eq(reset(3), -2);
		ck_assert_int_eq(reset(3), 0);
	}
}
END_TEST

START_TEST(rules_of_a_case)
{
	machine("fail=reset:3:1:-1");
	ck_assert_int_eq(
		control(FIRMWARE_FAIL, FIRMWARE_CALL_QUERY, 1, 1, (uint32_t)-1),
		0);
	ck_assert_int_eq(
		control(FIRMWARE_FAIL, FIRMWARE_CALL_QUERY, 0, 1, (uint32_t)-2),
		-3);
	ck_assert_int_eq(
		control(FIRMWARE_FAIL, FIRMWARE_CALL_QUERY, 0, 0, (uint32_t)-1),
		-3);
	ck_assert_int_eq(query(), 0);
	ck_assert_int_eq(query(), -1);
	ck_assert_int_eq(query(), 0);
	/* used up, they make room */
	for (unsigned int i = 0; i < FW_RULES - 1; i++)
		ck_assert_int_eq(control(FIRMWARE_FAIL, FIRMWARE_CALL_QUERY, 9,
					 1, (uint32_t)-1),
				 0);
	ck_assert_int_eq(
		control(FIRMWARE_FAIL, FIRMWARE_CALL_QUERY, 0, 1, (uint32_t)-1),
		-3);
	ck_assert_int_eq(reset(3), 0);
	ck_assert_int_eq(control(FIRMWARE_CLEAR, 0, 0, 0, 0), 0);
	for (unsigned int i = 0; i < 12; i++)
		ck_assert_int_eq(query(), 0);
	ck_assert_int_eq(reset(3), 0);
	ck_assert_int_eq(reset(3), -1);
}
END_TEST

START_TEST(parameters_of_a_case)
{
	machine("windows=1");
	ck_assert_int_eq(
		control(FIRMWARE_SET, FIRMWARE_PARAMETER_WINDOWS, 0, 2, 0), 0);
	ck_assert_uint_eq(available(), 1);
	ck_assert_int_eq(
		control(FIRMWARE_SET, FIRMWARE_PARAMETER_WINDOWS, 0, 3, 0), -3);
	ck_assert_int_eq(control(FIRMWARE_SET, FIRMWARE_PARAMETER_LIVE,
				 UINT32_MAX, (uint32_t)-3, 0),
			 0);
	ck_assert_int_eq(control(FIRMWARE_SET, FIRMWARE_PARAMETER_LIVE,
				 UINT32_MAX, (uint32_t)-2, 0),
			 -3);
	ck_assert_int_eq(control(FIRMWARE_CLEAR, 0, 0, 0, 0), 0);
	ck_assert_uint_eq(available(), 0);
	ck_assert_int_eq(
		control(FIRMWARE_UNSET, FIRMWARE_PARAMETER_WINDOWS, 0, 0, 0),
		0);
	ck_assert_int_eq(
		control(FIRMWARE_UNSET, FIRMWARE_PARAMETER_END, 0, 0, 0), -3);
	ck_assert_uint_eq(available(), 1);
}
END_TEST

START_TEST(live_entries)
{
	machine("live=-1");
	last = (struct fw_call){ FIRMWARE_CALL_TOKEN,
				 6,
				 1,
				 { FIRMWARE_TCE_PUT, LIOBN(0), 0, 0x3000, 0,
				   0x10003 } };
	fw_control(&fw, &last);
	ck_assert_uint_eq(fw_results(&last)[0], 0);
	ck_assert_int_eq(control(FIRMWARE_WINDOW, 0, 0, 0, 0), 0);
	ck_assert_uint_eq(fw_results(&last)[1], LIOBN(0));
	ck_assert_uint_eq(fw_results(&last)[4], 12);
	ck_assert_uint_eq(fw_results(&last)[5], 25);
	ck_assert_uint_eq(fw_results(&last)[6], 1);
	ck_assert_int_eq(remove_window(LIOBN(0)), -1);
	ck_assert_int_eq(reset(3), -1);
	ck_assert_uint_eq(active(), 1);
	qemu.live = 0;
	ck_assert_int_eq(reset(3), 0);
	ck_assert_int_eq(remove_window(LIOBN(0)), 0);
	ck_assert_int_eq(control(FIRMWARE_WINDOW, 0, 0, 0, 0), 0);
	ck_assert_uint_eq(fw_results(&last)[1], 0);
	ck_assert_int_eq(control(FIRMWARE_WINDOW, FIRMWARE_SLOTS, 0, 0, 0), -3);
}
END_TEST

START_TEST(windows_that_fail)
{
	machine("short=4");
	ck_assert_int_eq(create(16, 30), 0);
	ck_assert_uint_eq(qemu.tables[1].window_shift, 26);
	machine("bogus=1");
	ck_assert_int_eq(create(16, 30), 0);
	ck_assert_uint_ne(fw_results(&last)[1], LIOBN(1));
	ck_assert_uint_eq(active(), 1);
	ck_assert_int_eq(remove_window(fw_results(&last)[1]), 0);
	ck_assert_uint_eq(fw.pes[1].windows[0].liobn, LIOBN(0));
	ck_assert_uint_eq(fw.pes[1].windows[1].liobn, 0);
	machine("limited=1");
	ck_assert_int_eq(reset(4), 0);
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

START_TEST(log_of_calls)
{
	machine("fail=query:1:1:-1");
	query();
	ck_assert_int_eq(create(16, 30), 0);
	last = (struct fw_call){
		FIRMWARE_CALL_TOKEN, 2, 12, { FIRMWARE_LOG, 1 }
	};
	fw_control(&fw, &last);
	ck_assert_uint_eq(fw_results(&last)[0], 0);
	ck_assert_uint_eq(fw_results(&last)[1], 2);
	ck_assert_uint_eq(fw_results(&last)[2], TOKEN + FIRMWARE_CALL_CREATE);
	ck_assert_uint_eq(fw_results(&last)[7], 30);
	ck_assert_uint_eq(fw_results(&last)[8], 0);
	ck_assert_uint_eq(fw_results(&last)[9], LIOBN(1));
	for (unsigned int i = 0; i < FIRMWARE_LOGGED; i++)
		query();
	for (unsigned int i = 0; i < 4; i++) {
		/* the oldest that is left is 2 */
		last = (struct fw_call){ FIRMWARE_CALL_TOKEN,
					 2,
					 12,
					 { FIRMWARE_LOG, i ? i : 200 } };
		fw_control(&fw, &last);
		ck_assert_int_eq((int32_t)fw_results(&last)[0], i < 2 ? -3 : 0);
		ck_assert_uint_eq(fw_results(&last)[1], FIRMWARE_LOGGED + 2);
	}
}
END_TEST

START_TEST(control_calls)
{
	machine("");
	last = (struct fw_call){
		FIRMWARE_CALL_TOKEN, 1, 4, { FIRMWARE_HELLO }
	};
	fw_control(&fw, &last);
	ck_assert_uint_eq(fw_results(&last)[0], 0);
	ck_assert_uint_eq(fw_results(&last)[1], FIRMWARE_MAGIC);
	ck_assert_uint_eq(fw_results(&last)[2], FIRMWARE_VERSION);
	ck_assert_uint_eq(fw_results(&last)[3], 1);
	last = (struct fw_call){
		FIRMWARE_CALL_TOKEN, 1, 3, { FIRMWARE_HELLO }
	};
	fw_control(&fw, &last);
	ck_assert_int_eq((int32_t)fw_results(&last)[0], -3);
	ck_assert_int_eq(control(99, 0, 0, 0, 0), -3);
	/* no such PE */
	last = (struct fw_call){
		FIRMWARE_CALL_TOKEN, 4, 2, { FIRMWARE_COUNT, HI, LO + 1, 0 }
	};
	fw_control(&fw, &last);
	ck_assert_int_eq((int32_t)fw_results(&last)[0], -3);
	/* what only sys_rtas(2) can ask for goes to QEMU */
	qemu.calls = 0;
	last = (struct fw_call){ TOKEN, 3, 4, { 0, HI, LO } };
	fw_answer(&fw, &last, FIRMWARE_CALL_QUERY);
	ck_assert_uint_eq(qemu.calls, 1);
	ck_assert_uint_eq(fw.pes[1].calls[FIRMWARE_CALL_QUERY], 0);
}
END_TEST

Suite *unit_firmware_suite(void)
{
	Suite *s = suite_create("firmware");
	TCase *tc = tcase_create("firmware");

	tcase_add_loop_test(tc, settings_refused, 0,
			    sizeof(wrong_settings) / sizeof(wrong_settings[0]));
	tcase_add_test(tc, settings_read);
	tcase_add_test(tc, plain);
	tcase_add_test(tc, one_window);
	tcase_add_test(tc, default_comes_back);
	tcase_add_test(tc, sizes);
	tcase_add_test(tc, rules);
	tcase_add_test(tc, busy);
	tcase_add_test(tc, rules_of_a_case);
	tcase_add_test(tc, parameters_of_a_case);
	tcase_add_test(tc, live_entries);
	tcase_add_test(tc, windows_that_fail);
	tcase_add_test(tc, properties);
	tcase_add_test(tc, log_of_calls);
	tcase_add_test(tc, control_calls);
	suite_add_tcase(s, tc);
	return s;
}
