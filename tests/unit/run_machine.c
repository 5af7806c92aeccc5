// SPDX-License-Identifier: GPL-2.0-only
/* Descriptions of machines: what each line does, and what is refused where. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <run/machine.h>

#include "joined.h"
#include "tree.h"
#include "unit.h"
#include "warned.h"

#define GOOD "qemu=-serial chardev:con -device x,chardev=tap\n"
#define PORTS "port=-device p{n},id=p{n}\nbus=p{n}.0\nbdf=%04x:00:00.0 0\n"

static char path[128];

static void start(void)
{
	tree_start();
	snprintf(path, sizeof(path), "%s/mine.conf", tree_root());
	tree_text("/fixtures/machines/base.conf", GOOD PORTS
		  "name=the base\nappend=one\nguest=modules=kvm\npes=1 edu\n"
		  "[plain]\nappend=plain\n[data]\nappend=data\n");
	tree_text("/fixtures/machines/middle.conf", "base=base\n");
	warned_start();
}

static int read_as(struct machine *machine, const char *text,
		   enum plan_kind kind)
{
	tree_text("/mine.conf", text);
	return machine_read(machine, tree_root(), path, kind);
}

/* Reads what must be good. */
static void read_good(struct machine *machine, const char *text,
		      enum plan_kind kind)
{
	const int status = read_as(machine, text, kind);

	ck_assert_str_eq(warned(), "");
	ck_assert_int_eq(status, 0);
}

static const struct refused {
	const char *text;
	const char *at; /* LINE: and what is wrong */
} refused[] = {
	{ "qemu", "1: want KEY=VALUE, [plain], [data] or [own], not qemu" },
	{ "\n# x\n  [data", "3: want KEY=VALUE" },
	{ "cpus=2", "1: unknown key cpus" },
	{ "Qemu=x", "1: unknown key Qemu" },
	{ "qemu =x", "1: unknown key qemu " },
	{ "=x", "1: unknown key " },
	{ "name=x\r", "1: ends in CR LF" },
	{ "# x\r", "1: ends in CR LF" },
	{ "base=", "1: no machine ; known: base middle, or a file" },
	{ "name=x\nbase=bace", "2: no machine bace; did you mean base?" },
	{ "base=powernv", "1: no machine powernv; known: base middle" },
	{ "base=/none", "1: no machine /none" },
	{ "base=/etc", "1: /etc cannot be read" },
	{ "base=middle",
	  "fixtures/machines/middle.conf:1: a base has no base" },
	{ "plug=a b c", "1: want plug=NAME CONNECTOR BDF DEVICE" },
	{ "plug=a b c d e", "1: want plug=NAME CONNECTOR BDF DEVICE" },
	{ "program=emacs", "1: want program=qemu or qemu-newest" },
	{ "without=qemu", "1: want without=append, guest or pes" },
	{ "also=%04x:00:00.0", "1: want also=FORMAT OFFSET" },
	/* after what the base has read, lines count on */
	{ "base=base\nnone=1", "2: unknown key none" },
	/* what only the whole shows, by the line that wants it */
	{ GOOD "pes=1 edu", "2: pes= wants port=, bus= and bdf=" },
	{ GOOD "port=x\nbdf=%x:0 0\npes=1 edu", "4: pes= wants port=" },
	{ GOOD "bus=x\nbdf=%x:0 0\npes=1 edu", "4: pes= wants port=" },
	{ GOOD "bus=x\nport=x\npes=1 edu", "4: pes= wants port=" },
	{ GOOD PORTS "pes=edu", "5: want pes=COUNT DEVICE" },
	{ GOOD PORTS "pes=100 edu", "5: want pes=COUNT DEVICE, COUNT to 99" },
	{ GOOD PORTS "pes=1edu", "5: want pes=COUNT DEVICE" },
	{ GOOD PORTS "pes=1", "5: want pes=COUNT DEVICE" },
	{ GOOD PORTS "pes=1 edu\npes=-1 edu", "6: want pes=COUNT DEVICE" },
	{ GOOD PORTS "pes=1 edu nvme", "5: want pes=COUNT DEVICE" },
	{ GOOD "firmware=pe=0", "2: firmware= wants a qemu= line with" },
	{ GOOD "qemu=-bios {firmware}\n\nfirmware=pe=7 windows=1",
	  "4: firmware=pe=7: the machine has no such PE" },
	{ GOOD "qemu=-bios {firmware}\nfirmware=nonsense=1 x=2",
	  "3: firmware=nonsense=1: " },
};

START_TEST(names_the_wrong_line)
{
	const struct refused *r = &refused[_i];
	struct machine machine;
	const char *said;
	char want[256];

	ck_assert_int_eq(read_as(&machine, r->text, KIND_SHARED),
			 TCE_STATUS_USAGE);
	said = warned();
	snprintf(want, sizeof(want), "/%s%s", *r->at <= '9' ? "mine.conf:" : "",
		 r->at);
	if (!strstr(said, want))
		ck_abort_msg("'%s', want '%s'", said, want);
	/* one line */
	ck_assert_ptr_eq(strchr(said, '\n'), said + strlen(said) - 1);
	machine_free(&machine);
}
END_TEST

START_TEST(wants_a_console_and_a_stream)
{
	static const char *const bad[] = { "", "name=x",
					   "qemu=-serial chardev:con",
					   "qemu=-device x,chardev=tap",
					   "append=chardev:con chardev:tap" };
	struct machine machine;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		ck_assert_int_eq(read_as(&machine, bad[i], KIND_SHARED),
				 TCE_STATUS_USAGE);
		ck_assert_ptr_nonnull(
			strstr(warned(), "mine.conf: want qemu= lines"));
		machine_free(&machine);
	}
	ck_assert_int_eq(
		machine_read(&machine, tree_root(), tree_root(), KIND_SHARED),
		TCE_STATUS_USAGE);
	ck_assert_ptr_nonnull(strstr(warned(), ": cannot be read"));
	machine_free(&machine);
}
END_TEST

START_TEST(a_line_is_a_key_and_a_value)
{
	struct machine m;

	read_good(&m,
		  GOOD "# qemu=-comment\n\n\t qemu=-a b=c\t \nname=one\n"
		       "name=x = y \t\nfact=a=1\n\nfact=b=2\nguest=two words\n"
		       "pe=0001:00:00.0\nappend=a b\nappend=c",
		  KIND_SHARED);
	ck_assert_str_eq(joined(&m.qemu),
			 "-serial|chardev:con|-device|x,chardev=tap|-a|b=c");
	ck_assert_str_eq(m.name, "x = y");
	ck_assert_str_eq(joined(&m.facts), "a=1|b=2");
	ck_assert_ptr_nonnull(strstr(m.facts_at.word[1], "/mine.conf:9"));
	ck_assert_str_eq(joined(&m.guest), "two words");
	ck_assert_str_eq(joined(&m.bdfs), "0001:00:00.0");
	ck_assert_str_eq(tce_strbuf_str(&m.append), " a b c");
	ck_assert(!m.has_data);
	machine_free(&m);
}
END_TEST

START_TEST(sections_are_for_kinds_of_guests)
{
	static const char *const want[KINDS] = { "all plain", "all data",
						 "all data", "all plain" };
	struct machine m;

	read_good(&m,
		  GOOD "guest=all\n[data]\nguest=data\n[plain]\nguest=plain\n",
		  _i);
	ck_assert(m.has_data);
	ck_assert_uint_eq(m.guest.n, 2);
	ck_assert(!strncmp(m.guest.word[0], want[_i], 3));
	ck_assert_str_eq(m.guest.word[1], want[_i] + 4);
	machine_free(&m);
	read_good(&m, GOOD "[plain]\nguest=plain\n", _i);
	ck_assert(!m.has_data);
	ck_assert_uint_eq(m.guest.n, want[_i][4] == 'p');
	machine_free(&m);
}
END_TEST

START_TEST(a_base_comes_first)
{
	struct machine m;
	char text[256];

	read_good(&m, "base=base\nappend=two\nguest=x\n", KIND_SHARED);
	ck_assert_str_eq(m.name, "the base");
	/* its section ends with it */
	ck_assert_str_eq(tce_strbuf_str(&m.append), " one plain two");
	ck_assert_str_eq(joined(&m.guest), "modules=kvm|x");
	ck_assert_str_eq(joined(&m.bdfs), "0001:00:00.0");
	ck_assert(m.has_data);
	machine_free(&m);
	/* by its path, in a section of its own */
	snprintf(text, sizeof(text),
		 "[data]\nbase=%s/fixtures/machines/base.conf\nappend=mine\n",
		 tree_root());
	read_good(&m, text, KIND_DATA);
	ck_assert_str_eq(tce_strbuf_str(&m.append), " one data mine");
	machine_free(&m);
	/* which other guests do not have */
	ck_assert_int_eq(read_as(&m, text, KIND_SHARED), TCE_STATUS_USAGE);
	ck_assert_str_eq(tce_strbuf_str(&m.append), "");
	machine_free(&m);
}
END_TEST

START_TEST(drops_what_a_base_has)
{
	struct machine m;

	read_good(&m,
		  "base=base\nwithout=append\nappend=two\nwithout=guest\n"
		  "without=pes\n",
		  KIND_SHARED);
	ck_assert_str_eq(tce_strbuf_str(&m.append), " two");
	ck_assert_uint_eq(m.guest.n, 0);
	ck_assert_uint_eq(m.bdfs.n, 0);
	ck_assert_ptr_null(strstr(joined(&m.qemu), "edu"));
	machine_free(&m);
}
END_TEST

START_TEST(numbers_endpoints)
{
	struct machine m;

	read_good(&m,
		  GOOD "port=-device p,n={n} -x\nbus=b{n}.{n}\n"
		       "bdf=00%02x:01.0 9\nalso=%d:00.1 -2\npes=2 edu\n"
		       "pes=01 nvme,a=b\n",
		  KIND_SHARED);
	ck_assert_str_eq(joined(&m.qemu),
			 "-serial|chardev:con|-device|x,chardev=tap|"
			 "-device|p,n=1|-x|-device|edu,bus=b1.1|"
			 "-device|p,n=2|-x|-device|edu,bus=b2.2|"
			 "-device|p,n=3|-x|-device|nvme,a=b,bus=b3.3");
	ck_assert_str_eq(joined(&m.bdfs), "000a:01.0|000b:01.0|000c:01.0");
	ck_assert_str_eq(joined(&m.also), "0:00.1|0:00.1|1:00.1");
	machine_free(&m);
}
END_TEST

/* What printf would make of anything else is not ours to find out. */
START_TEST(formats_of_a_bdf)
{
	static const char *const good[] = { "%04x:00:00.0 0", "%d 000123",
					    "0000:%02X:1f.7 -3", "%x 1" };
	static const char *const bad[] = {
		"",	   "%04x",   "%04x 0 0", "%s 0",      "%n 0",
		"%ld 0",   "%*d 0",  "%12x 0",	 "%2x 0",     "%00x 0",
		"%0 0",	   "% 0",    "% d 0",	 "%%x 0",     "%x%x 0",
		"%x%n 0",  "%1$x 0", "%x x",	 "%x -",      "%x 1234567",
		"%x --1",  "%x +1",  "%x 0x1",	 "00:00.0 0", "%x/.. 0",
		"../%x 0", "%x 1-",  "%04xg 0",	 "%#x 0",     "%x%% 0",
		"%.3x 0",  "x%x 0"
	};
	struct machine m;
	char text[256];

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		snprintf(text, sizeof(text), GOOD "bdf=%s\nalso=%s\n", good[i],
			 good[i]);
		read_good(&m, text, KIND_SHARED);
		machine_free(&m);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(text, sizeof(text), GOOD "bdf=%s\n", bad[i]);
		ck_assert_int_eq(read_as(&m, text, KIND_SHARED),
				 TCE_STATUS_USAGE);
		if (!strstr(warned(), "mine.conf:2: want bdf=FORMAT OFFSET"))
			ck_abort_msg("%s", bad[i]);
		machine_free(&m);
	}
}
END_TEST

START_TEST(plugs)
{
	struct machine m;
	const struct plug *plug;

	read_good(&m,
		  GOOD "plug=a 0x1 0002:00:00.0 edu,id=a\n"
		       "plug=b 0x2 - nvme,x\n",
		  KIND_SHARED);
	ck_assert(machine_needs_tools(&m));
	plug = machine_plug(&m, "b");
	ck_assert_ptr_nonnull(plug);
	ck_assert_str_eq(plug->connector, "0x2");
	ck_assert_str_eq(plug->bdf, "-");
	ck_assert_str_eq(plug->device, "nvme,x");
	ck_assert_ptr_null(machine_plug(&m, "c"));
	ck_assert_ptr_null(machine_plug(&m, ""));
	machine_free(&m);
	read_good(&m, GOOD "guest=load=1\n", KIND_SHARED);
	ck_assert(machine_needs_tools(&m));
	ck_assert_uint_eq(machine_resets(&m), 0);
	machine_free(&m);
	read_good(&m,
		  GOOD "guest=modules=kvm\nguest=arg=reset=1\n"
		       "guest=reset=reboot\nguest=owner=a b\n"
		       "guest=reset=panic\n",
		  KIND_SHARED);
	ck_assert(!machine_needs_tools(&m));
	ck_assert_uint_eq(machine_resets(&m), 2);
	machine_free(&m);
}
END_TEST

/* The folder of the suite can have any name; QEMU ends a value at a comma. */
START_TEST(puts_the_tree_into_the_command)
{
	struct machine m;
	char text[512];

	tree_text("/mine.conf", GOOD "qemu=-x dir={tree}/a,b={tree}\n");
	ck_assert_int_eq(machine_read(&m, "/a b,c", path, KIND_SHARED), 0);
	snprintf(text, sizeof(text), "%s", joined(&m.qemu));
	ck_assert_ptr_nonnull(strstr(text, "|-x|dir=/a b,,c/a,b=/a b,,c"));
	machine_free(&m);
}
END_TEST

/* Numbers of bridges, which settings of the firmware can be for. */
START_TEST(firmware_knows_the_bridges)
{
	struct machine m;

	read_good(&m,
		  GOOD "qemu=-bios {firmware}\n"
		       "qemu=-device spapr-pci-host-bridge,id=x,index=3\n"
		       "qemu=-device e1000e,index=4\n"
		       "firmware=pe=0 windows=1\nfirmware=pe=3 windows=1\n",
		  KIND_SHARED);
	ck_assert_str_eq(joined(&m.firmware), "pe=0 windows=1|pe=3 windows=1");
	machine_free(&m);
	ck_assert_int_eq(read_as(&m,
				 GOOD
				 "qemu=-bios {firmware}\n"
				 "qemu=-device e1000e,index=4\nfirmware=pe=4 "
				 "windows=1\n",
				 KIND_SHARED),
			 TCE_STATUS_USAGE);
	machine_free(&m);
}
END_TEST

Suite *unit_machine_suite(void)
{
	Suite *s = suite_create("machine");
	TCase *tc = tcase_create("machine");

	suite_add_tcase(s, tc);
	tcase_add_checked_fixture(tc, start, tree_stop);
	tcase_add_loop_test(tc, names_the_wrong_line, 0,
			    sizeof(refused) / sizeof(*refused));
	tcase_add_test(tc, wants_a_console_and_a_stream);
	tcase_add_test(tc, a_line_is_a_key_and_a_value);
	tcase_add_loop_test(tc, sections_are_for_kinds_of_guests, 0, KINDS);
	tcase_add_test(tc, a_base_comes_first);
	tcase_add_test(tc, drops_what_a_base_has);
	tcase_add_test(tc, numbers_endpoints);
	tcase_add_test(tc, formats_of_a_bdf);
	tcase_add_test(tc, plugs);
	tcase_add_test(tc, puts_the_tree_into_the_command);
	tcase_add_test(tc, firmware_knows_the_bridges);
	return s;
}
