// SPDX-License-Identifier: GPL-2.0-only
/* ci/firmware on a hypervisor that is none: its calls. */
#include <string.h>

#include "../../ci/firmware/control.h"
#include "../../ci/firmware/rtas.h"
#include "../../ci/firmware/settings.h"
#include "fake_qemu.h"
#include "unit.h"

#define HI (uint32_t)(FW_BUID >> 32)
#define LO ((uint32_t)FW_BUID + 1)

static struct fw fw;

/* A machine with bridge 1, and these settings. */
static void machine(const char *text)
{
	struct fw_wrong wrong;

	memset(&fw, 0, sizeof(fw));
	fake_qemu_boot();
	fw.pes[1].used = true;
	fw.pes[1].buid = FW_BUID + 1;
	fw.pes[1].standard = fw.pes[1].windows[0] = fake_qemu.tables[0];
	if (!fw_settings(&fw, text, &wrong))
		ck_abort_msg("%s: %s", wrong.word, wrong.what);
	fake_qemu.calls = 0;
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
	ck_assert_uint_eq(fake_qemu_windows(), 0);
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
	ck_assert_uint_eq(fake_qemu_windows(), 1);
	ck_assert_uint_eq(available(), 0);
	ck_assert_int_eq(create(16, 30), -3);
	ck_assert_int_eq(remove_window(fw_results(&last)[1]), -3);
	ck_assert_int_eq(remove_window(fw.pes[1].windows[0].liobn), 0);
	ck_assert_uint_eq(available(), 0);
	ck_assert_uint_eq(fake_qemu.tables[0].window_shift, 25);
	ck_assert_uint_eq(fw.pes[1].windows[0].window_shift, 25);
}
END_TEST

/* PAPR: the default window comes back, also where QEMU keeps it away. */
START_TEST(default_comes_back)
{
	machine("least=1");
	ck_assert_int_eq(remove_window(LIOBN(0)), 0);
	ck_assert_uint_eq(fake_qemu_windows(), 0);
	ck_assert_int_eq(create(16, 30), 0);
	ck_assert_int_eq(remove_window(LIOBN(0)), 0);
	ck_assert_uint_eq(fake_qemu.tables[0].window_shift, 25);
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
	ck_assert_uint_eq(fake_qemu.calls, 0);
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
	ck_assert_uint_eq(fake_qemu_windows(), 1);
	fake_qemu.live = 0;
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
	ck_assert_uint_eq(fake_qemu.tables[1].window_shift, 26);
	machine("bogus=1");
	ck_assert_int_eq(create(16, 30), 0);
	ck_assert_uint_ne(fw_results(&last)[1], LIOBN(1));
	ck_assert_uint_eq(fake_qemu_windows(), 1);
	ck_assert_int_eq(remove_window(fw_results(&last)[1]), 0);
	ck_assert_uint_eq(fw.pes[1].windows[0].liobn, LIOBN(0));
	ck_assert_uint_eq(fw.pes[1].windows[1].liobn, 0);
	machine("limited=1");
	ck_assert_int_eq(reset(4), 0);
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
	fake_qemu.calls = 0;
	last = (struct fw_call){ TOKEN, 3, 4, { 0, HI, LO } };
	fw_answer(&fw, &last, FIRMWARE_CALL_QUERY);
	ck_assert_uint_eq(fake_qemu.calls, 1);
	ck_assert_uint_eq(fw.pes[1].calls[FIRMWARE_CALL_QUERY], 0);
}
END_TEST

Suite *unit_firmware_suite(void)
{
	Suite *s = suite_create("firmware");
	TCase *tc = tcase_create("firmware");

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
	tcase_add_test(tc, log_of_calls);
	tcase_add_test(tc, control_calls);
	suite_add_tcase(s, tc);
	return s;
}
