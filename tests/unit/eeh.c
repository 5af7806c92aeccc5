// SPDX-License-Identifier: GPL-2.0-only
/* Stopped PEs: no emulated machine stops one. */
#include <errno.h>
#include <stdbool.h>

#include <linux/vfio.h>

#include <tce/eeh.h>
#include <tce/uapi.h>

#include "ioctl.h"
#include "unit.h"

/* no descriptor of this process */
static const struct tce_container container = { 100000 };

/* A kernel that has this PE, and what it was asked for. */
static struct {
	int state;
	unsigned int asked[8], n;
	unsigned int refuses; /* this operation ... */
	int refusal;	      /* ... with that */
	int back;	      /* state after a whole reset */
} pe;

static bool play(int fd, unsigned long request, void *arg, int *ret)
{
	const struct vfio_eeh_pe_op *op = arg;

	if (fd != container.fd)
		return false;
	ck_assert_uint_eq(request, TCE_REQ_EEH);
	ck_assert_uint_ge(op->argsz, 12);
	ck_assert_uint_eq(op->flags, 0);
	ck_assert_uint_lt(pe.n, 8);
	pe.asked[pe.n++] = op->op;
	if (pe.refuses && op->op == pe.refuses) {
		*ret = pe.refusal;
		return true;
	}
	if (op->op == VFIO_EEH_PE_CONFIGURE)
		pe.state = pe.back;
	*ret = op->op == VFIO_EEH_PE_GET_STATE ? pe.state : 0;
	return true;
}

static void setup(void)
{
	pe.state = VFIO_EEH_PE_STATE_STOPPED;
	pe.n = pe.refuses = 0;
	pe.refusal = -EIO;
	pe.back = VFIO_EEH_PE_STATE_NORMAL;
	unit_ioctl = play;
}

START_TEST(works)
{
	pe.state = VFIO_EEH_PE_STATE_NORMAL;
	ck_assert_int_eq(tce_eeh_thaw(container), 0);
	ck_assert_uint_eq(pe.n, 1);
}
END_TEST

START_TEST(stopped)
{
	static const unsigned int want[] = {
		VFIO_EEH_PE_GET_STATE,	      VFIO_EEH_PE_RESET_HOT,
		VFIO_EEH_PE_RESET_DEACTIVATE, VFIO_EEH_PE_CONFIGURE,
		VFIO_EEH_PE_GET_STATE,
	};

	ck_assert_int_eq(tce_eeh_thaw(container), 1);
	ck_assert_uint_eq(pe.n, sizeof(want) / sizeof(want[0]));
	ck_assert_mem_eq(pe.asked, want, sizeof(want));
}
END_TEST

START_TEST(stays_stopped)
{
	pe.back = VFIO_EEH_PE_STATE_UNAVAIL;
	ck_assert_int_eq(tce_eeh_thaw(container), -EIO);
	pe.n = 0;
	pe.refuses = VFIO_EEH_PE_RESET_HOT;
	ck_assert_int_eq(tce_eeh_thaw(container), -EIO);
	ck_assert_uint_eq(pe.n, 2);
	pe.n = 0;
	pe.refusal = 1;
	ck_assert_int_eq(tce_eeh_thaw(container), -EPROTO);
	ck_assert_int_eq(tce_eeh_thaw((struct tce_container){ -1 }), -EBADF);
}
END_TEST

Suite *unit_eeh_suite(void)
{
	Suite *suite = suite_create("eeh");
	TCase *tc = tcase_create("thaw");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, works);
	tcase_add_test(tc, stopped);
	tcase_add_test(tc, stays_stopped);
	suite_add_tcase(suite, tc);
	return suite;
}
