// SPDX-License-Identifier: GPL-2.0-only
/* The list of a matrix, and slots: the cell's side of them and the matrix's. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <run/cell.h>
#include <run/slots.h>

#include "tree.h"
#include "unit.h"
#include "warned.h"

static char path[128];

static void start(void)
{
	tree_start();
	snprintf(path, sizeof(path), "%s/cells", tree_root());
	warned_start();
}

START_TEST(a_line_is_a_cell)
{
	struct cells cells = { 0 };
	char text[256] = "";
	FILE *file;

	tree_text("/cells", "1\tk-1\tm\tk-1/m\n"
			    "30\ta b\t/x/y.conf\ta_b/y\t-x\t\tmap.*\n");
	ck_assert_int_eq(cells_read(&cells, path), 0);
	ck_assert_str_eq(warned(), "");
	ck_assert_uint_eq(cells.n, 2);
	ck_assert_uint_eq(cells.cell[0].fields.n, CELL_ARGUMENTS);
	ck_assert_str_eq(cells.cell[0].fields.word[CELL_FOLDER], "k-1/m");
	ck_assert_str_eq(cells.cell[1].fields.word[CELL_KERNEL], "a b");
	ck_assert_str_eq(cells.cell[1].fields.word[CELL_MACHINE], "/x/y.conf");
	ck_assert_uint_eq(cells.cell[1].fields.n, CELL_ARGUMENTS + 3);
	ck_assert_str_eq(cells.cell[1].fields.word[CELL_ARGUMENTS + 1], "");
	ck_assert_int_eq(cells.cell[1].slots, -1);
	/* one that never ran is no green one */
	cells.cell[0].seconds = 1.25;
	cells.cell[0].code = 0;
	ck_assert_int_eq(cells_write(&cells, path), 0);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_gt(fread(text, 1, sizeof(text) - 1, file), 0);
	fclose(file);
	ck_assert_str_eq(text, "1.250 0 k-1 m k-1/m\n0.000 3 a_b y a_b/y\n");
	cells_free(&cells);
}
END_TEST

START_TEST(what_is_no_list)
{
	static const char *const bad[] = {
		"1\tk\tm",
		"1\tk\tm\tk",
		"x\tk\tm\tk/m",
		"0\tk\tm\tk/m",
		"\tk\tm\tk/m",
		"1 k m k/m",
		"1\tk\tm\tk/m\nmore",
		"more\n1\tk\tm\tk/m",
	};
	struct cells cells;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		memset(&cells, 0, sizeof(cells));
		tree_text("/cells", bad[i]);
		ck_assert_int_eq(cells_read(&cells, path), TCE_STATUS_USAGE);
		ck_assert_ptr_nonnull(strstr(warned(), "' is no cell"));
		cells_free(&cells);
	}
	tree_text("/cells", "\n\n");
	ck_assert_int_eq(cells_read(&cells, path), TCE_STATUS_USAGE);
	ck_assert_ptr_nonnull(strstr(warned(), "/cells: no cell"));
	tree_drop("/cells");
	ck_assert_int_eq(cells_read(&cells, path), TCE_STATUS_BROKEN);
	ck_assert_ptr_nonnull(strstr(warned(), "cannot read"));
}
END_TEST

/* --- slots ------------------------------------------------------------------
 */

/* A cell whose run has the other end. */
static void connect_both(struct matrix_cell *cell, struct slots *slots)
{
	int pair[2];
	char number[12];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	memset(cell, 0, sizeof(*cell));
	cell->slots = pair[0];
	snprintf(number, sizeof(number), "%d", pair[1]);
	slots_open(slots, number);
	/* no guest of it holds a slot */
	ck_assert_int_eq(fcntl(pair[1], F_GETFD), FD_CLOEXEC);
}

static void give(struct matrix_cell *cell)
{
	const char byte = SLOT_GIVEN;

	ck_assert_int_eq(send(cell->slots, &byte, 1, 0), 1);
	cell->wanted = 0;
	cell->held++;
}

START_TEST(without_a_matrix_there_is_no_limit)
{
	struct slots slots;

	slots_open(&slots, NULL);
	ck_assert(slots_take(&slots));
	ck_assert(slots_take(&slots));
	slots_read(&slots);
	slots_free(&slots);
}
END_TEST

START_TEST(a_slot_is_asked_for_once_and_taken_once)
{
	struct matrix_cell cell;
	struct slots slots;

	connect_both(&cell, &slots);
	ck_assert(!slots_take(&slots));
	ck_assert(!slots_take(&slots));
	cell_read(&cell);
	ck_assert_int_eq(cell.wanted, 1);
	slots_read(&slots); /* nothing has come */
	ck_assert(!slots_take(&slots));
	give(&cell);
	cell_read(&cell);
	ck_assert_int_eq(cell.wanted, 0);
	slots_read(&slots);
	ck_assert(slots_take(&slots));
	ck_assert(!slots_take(&slots));
	cell_read(&cell);
	ck_assert_int_eq(cell.wanted, 1);
	ck_assert_int_eq(cell.held, 1);
	slots_free(&slots);
	cell_read(&cell);
	ck_assert_int_eq(cell.held, 0);
	/* what it never had it cannot give back */
	slots_free(&slots);
	cell_read(&cell);
	ck_assert_int_eq(cell.held, 0);
	ck_assert_int_eq(cell.wanted, 1);
	close(cell.slots);
	close(slots.fd);
}
END_TEST

START_TEST(what_a_cell_holds_ends_with_it)
{
	struct matrix_cell cell;
	struct slots slots;

	connect_both(&cell, &slots);
	give(&cell);
	slots_take(&slots);
	close(slots.fd);
	cell_read(&cell);
	ck_assert_int_eq(cell.held, 1);
	ck_assert_int_ge(cell.slots, 0);
	cell_read(&cell);
	ck_assert_int_eq(cell.slots, -1);
	ck_assert_int_eq(cell.held, 0);
	ck_assert_int_eq(cell.wanted, 0);
}
END_TEST

/* A cell goes on without its matrix, which cannot be asked any more. */
START_TEST(a_matrix_that_has_gone_limits_nothing)
{
	struct matrix_cell cell;
	struct slots slots;

	connect_both(&cell, &slots);
	close(cell.slots);
	if (_i)
		slots_read(&slots);
	else
		ck_assert(!slots_take(&slots));
	ck_assert_int_eq(slots.fd, -1);
	ck_assert(slots_take(&slots));
	slots_read(&slots);
	slots_free(&slots);
}
END_TEST

Suite *unit_cell_suite(void)
{
	Suite *s = suite_create("cell");
	TCase *tc = tcase_create("list");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, start, tree_stop);
	tcase_add_test(tc, a_line_is_a_cell);
	tcase_add_test(tc, what_is_no_list);
	tc = tcase_create("slots");
	suite_add_tcase(s, tc);
	tcase_add_test(tc, without_a_matrix_there_is_no_limit);
	tcase_add_test(tc, a_slot_is_asked_for_once_and_taken_once);
	tcase_add_test(tc, what_a_cell_holds_ends_with_it);
	tcase_add_loop_test(tc, a_matrix_that_has_gone_limits_nothing, 0, 2);
	return s;
}
