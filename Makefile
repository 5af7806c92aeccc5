# SPDX-License-Identifier: GPL-2.0-only
#
# make            the tools of this host: lists, model, reports
# make guest      what runs in the guest: needs the sysroot of ci/sysroot.sh
# make check      all tests that need no POWER kernel, then a short guest run
# make dist-static  one archive for any ppc64le Linux
# make try SUITE=map  one suite in a second: its cases against the model
# make install    the tools, the library, its headers (DESTDIR, PREFIX)
# make uninstall  remove what that installed
# make docs       write the tables in the documents
# make lint       formatting and static analysis
# make help       these and the others

CROSS_COMPILE ?= powerpc64le-linux-gnu-
TCE_CACHE ?= $(CURDIR)/build/cache
export TCE_CACHE
# a link to that of the cache, whose name can have any characters
SYSROOT := build/sysroot
WERROR ?= -Werror
Q := $(if $(V),,@)
say = $(if $(V),:,$(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,echo)) \
	'  $(1)	$@'

# where "make install" puts things, below DESTDIR
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DATADIR ?= $(PREFIX)/share
INSTALL ?= install
OBJCOPY ?= objcopy

# The library's version, as pkg-config compares it, and that of its binary
# interface: a change that breaks a caller counts up the second.
LIBVERSION := 0.1.0
SOVERSION := 0

# once, not for each use
ifndef VERSION
VERSION := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
endif
CPPFLAGS += -D_GNU_SOURCE
CFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Wvla -Wmissing-prototypes $(WERROR)
BASE := -std=c11 $(WARN) -MMD -MP
SAN := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all

# the library with what only its own sources and the tests see of it (core); the
# test's language; the stream's lines
LIB := $(wildcard lib/*.c lib/core/*.c lib/engine/*.c)
SPEC := $(wildcard lib/spec/*.c lib/spec/*/*.c)
STREAM := $(wildcard lib/stream/*.c)
HOST := $(wildcard tests/host/*.c)
TEST := $(HOST) $(wildcard tests/harness/*.c tests/suites/*.c \
	tests/bench/*.c)
REPORT := $(wildcard ci/report/*.c)
RUN := $(wildcard ci/run/*.c)
# the firmware: what reads settings, what else has native tests, all of it
FIRMWARE_SETTINGS := $(addprefix ci/firmware/,rules.c settings.c text.c)
FIRMWARE_TESTED := $(FIRMWARE_SETTINGS) $(addprefix ci/firmware/,control.c \
	eeh.c properties.c rtas.c windows.c)
FIRMWARE := $(FIRMWARE_TESTED) $(addprefix ci/firmware/,hypervisor.c memory.c \
	start.c tree.c)
UNIT := $(wildcard tests/unit/*.c) $(HOST) \
	tests/bench/figures.c tests/bench/samples.c $(FIRMWARE_TESTED) \
	$(filter-out %/main.c,$(REPORT) $(RUN))
INIT := $(wildcard ci/guest/*.c)

CHECK_LIBS := $(shell pkg-config --libs check 2>/dev/null || echo -lcheck)
JANSSON_LIBS := $(shell pkg-config --libs jansson 2>/dev/null || echo -ljansson)
# names of devices, where it is there; none of its packages has it static
PCI_LIBS := $(shell pkg-config --libs libpci 2>/dev/null)
GUEST_LIBS := -lcheck -lsubunit -lrt -lm -lpthread

# make fuzz RUNS=N: the reader of KTAP on N streams that nobody wrote
FUZZ_CC ?= clang
FUZZ := -std=c11 -O1 -g -fsanitize=fuzzer,address,undefined \
	-fno-sanitize-recover=all
RUNS ?= 200000

# Where nothing has changed, the search for make's own rules is most of the time.
MAKEFLAGS += -r

.PHONY: all native guest asan check check-native try docs lint format clean \
	distclean help fuzz install install-library uninstall dist-static \
	have-native have-guest have-sysroot
all: native

native: build/native/tce-test build/native/tce-report build/native/tce-run \
	build/native/unit build/native/firmware-check
guest: build/guest/tce-test build/guest/init build/guest/firmware.bin
asan: build/asan/tce-test build/asan/tce-report build/asan/tce-run \
	build/asan/unit build/asan/firmware-check

# What each part may include: the library knows nothing of the tests, the tests
# nothing of the runner, the report nothing of the interface.
lib_includes := -Iinclude -Ilib
lib/spec_includes := -Iinclude -Ilib
lib/stream_includes :=
tests_includes := -Iinclude -Ilib -Itests/harness
tests/unit_includes := $(tests_includes) -Ici
ci/guest_includes := -Iinclude
ci/firmware_includes := -Ilib
ci/report_includes := -Ilib
ci/run_includes := -Ilib -Ici
part = $(firstword $(filter lib/spec lib/stream tests/unit ci/guest ci/firmware \
	ci/report ci/run,$(patsubst %/,%,$(dir $(1))) $(patsubst %/,%,$(dir $(patsubst %/,%,$(dir $(1)))))) \
	$(firstword $(subst /, ,$(1))))
includes = $($(part)_includes)

# A build installs no packages: where one is missing it prints the line to type.
have-native:
	@pkg-config --exists check jansson 2>/dev/null || \
		ci/deps.sh --missing native
have-guest:
	@command -v $(CROSS_COMPILE)gcc >/dev/null || ci/deps.sh --missing guest

# objects DIR SOURCES
objects = $(patsubst %.c,build/$(1)/obj/%.o,$(2))

build/native/obj/%.o: %.c | have-native
	@mkdir -p $(@D); $(call say,CC)
	$(Q)$(CC) $(BASE) $(call includes,$<) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

build/asan/obj/%.o: %.c | have-native
	@mkdir -p $(@D); $(call say,CC)
	$(Q)$(CC) $(BASE) $(call includes,$<) $(CPPFLAGS) $(SAN) -c -o $@ $<

build/pic/obj/%.o: %.c
	@mkdir -p $(@D); $(call say,CC)
	$(Q)$(CC) $(BASE) $(call includes,$<) $(CPPFLAGS) $(CFLAGS) -fPIC -c -o $@ $<

# headers and libraries of the guest, fetched once
have-sysroot:
	@[ $(SYSROOT)/packages -nt ci/sysroot.sh ] && \
		[ "$$(readlink $(SYSROOT))" = "$$TCE_CACHE/sysroot" ] || { \
		mkdir -p build && dir=$$(ci/sysroot.sh) && \
		ln -sfn "$$dir" $(SYSROOT) && touch $(SYSROOT)/packages; }

build/guest/obj/%.o: %.c | have-guest have-sysroot
	@mkdir -p $(@D); $(call say,CC)
	$(Q)$(CROSS_COMPILE)gcc --sysroot=$(SYSROOT) $(BASE) \
		$(call includes,$<) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# Our firmware, for real mode and big endian: one image, which runs at two
# addresses (ci/firmware/README.md).
FIRMWARE_FLAGS := -mbig -m64 -mabi=elfv2 -mcpu=power8 -mcmodel=medium \
	-msoft-float -mno-altivec -mno-vsx -O2 -ffreestanding -fno-pic -fno-pie \
	-fno-stack-protector -fno-asynchronous-unwind-tables \
	-fvisibility=hidden -fno-jump-tables -fno-tree-switch-conversion \
	-fno-tree-loop-distribute-patterns
build/firmware/obj/ci/firmware/%.o: ci/firmware/%.c | have-guest
	@mkdir -p $(@D); $(call say,CC)
	$(Q)$(CROSS_COMPILE)gcc $(FIRMWARE_FLAGS) $(BASE) $(call includes,$<) \
		-c -o $@ $<

build/firmware/obj/ci/firmware/entry.o: ci/firmware/entry.S | have-guest
	@mkdir -p $(@D); $(call say,AS)
	$(Q)$(CROSS_COMPILE)gcc $(FIRMWARE_FLAGS) -MMD -MP -Ilib -c -o $@ $<

build/guest/firmware.bin: ci/firmware/firmware.lds ci/firmware/movable.sh \
		$(call objects,firmware,$(FIRMWARE)) \
		build/firmware/obj/ci/firmware/entry.o
	@$(call say,LD)
	$(Q)ci/firmware/movable.sh $(CROSS_COMPILE) \
		$(call objects,firmware,$(FIRMWARE))
	$(Q)$(CROSS_COMPILE)ld -EB -m elf64ppc --no-toc-optimize -static \
		-nostdlib --fatal-warnings --no-warn-rwx-segments \
		-T ci/firmware/firmware.lds -o build/firmware/elf $(filter %.o,$^)
	$(Q)$(CROSS_COMPILE)objcopy -O binary build/firmware/elf $@

# These files are part of this object.
build/native/obj/ci/report/page_files.o build/asan/obj/ci/report/page_files.o \
	build/guest/obj/ci/report/page_files.o: ci/report/page.css \
	ci/report/page.js

# The version is part of this object, which is made again when it changes.
build/%/obj/lib/stream/version.o: CPPFLAGS += -DTCE_VERSION='"$(VERSION)"'
ifneq ($(PCI_LIBS),)
build/native/obj/tests/host/names.o build/asan/obj/tests/host/names.o: \
	CPPFLAGS += -DTCE_LIBPCI $(shell pkg-config --cflags libpci)
endif
$(foreach d,native asan guest,build/$(d)/obj/lib/stream/version.o): \
	build/version
build/version: FORCE
	@mkdir -p build
	@echo '$(VERSION)' | cmp -s - $@ || echo '$(VERSION)' >$@
FORCE:

# program DIR LINKER LIBS
define programs
build/$(1)/tce-test: $(call objects,$(1),$(LIB) $(SPEC) $(STREAM) $(TEST))
	@$$(call say,LD)
	$$(Q)$(2) -o $$@ $$^ $(3) $(JANSSON_LIBS) -lm
build/$(1)/unit: $(call objects,$(1),$(LIB) $(SPEC) $(STREAM) $(UNIT))
	@$$(call say,LD)
	$$(Q)$(2) -o $$@ $$^ $(3) $(JANSSON_LIBS) -lm
build/$(1)/firmware-check: $(call objects,$(1),ci/firmware/check.c \
		$(FIRMWARE_SETTINGS))
	@$$(call say,LD)
	$$(Q)$(2) -o $$@ $$^
build/$(1)/tce-report: $(call objects,$(1),$(STREAM) $(REPORT))
	@$$(call say,LD)
	$$(Q)$(2) -o $$@ $$^ $(JANSSON_LIBS) -lm
build/$(1)/tce-run: $(call objects,$(1),$(STREAM) $(RUN) \
		$(filter-out ci/report/main.c,$(REPORT)) $(FIRMWARE_SETTINGS))
	@$$(call say,LD)
	$$(Q)$(2) -o $$@ $$^ $(JANSSON_LIBS) -lm
build/$(1)/init: $(call objects,$(1),$(LIB) $(INIT))
	@$$(call say,LD)
	$$(Q)$(2) -o $$@ $$^
endef
$(eval $(call programs,native,$(CC),$(CHECK_LIBS) $(PCI_LIBS)))
$(eval $(call programs,asan,$(CC) $(SAN),$(CHECK_LIBS) $(PCI_LIBS)))
$(eval $(call programs,guest,$(CROSS_COMPILE)gcc --sysroot=$(SYSROOT) -static,$(GUEST_LIBS)))

build/fuzz/ktap: tests/fuzz/ktap.c $(STREAM) \
		$(filter-out ci/report/main.c,$(REPORT)) \
		$(wildcard ci/report/*.h ci/report/page.* lib/stream/*.h)
	@mkdir -p $(@D); $(call say,CC)
	$(Q)$(FUZZ_CC) $(FUZZ) -Ilib $(CPPFLAGS) -o $@ $(filter %.c,$^) \
		$(JANSSON_LIBS) -lm

# New inputs go to build/fuzz, those that are kept are in fixtures/ktap/fuzz.
fuzz: build/fuzz/ktap
	@mkdir -p build/fuzz/corpus
	$(Q)cd build/fuzz && ./ktap -runs=$(RUNS) -max_len=4096 -timeout=5 \
		-dict=../../fixtures/ktap/fuzz.dict -verbosity=0 \
		-print_final_stats=1 corpus ../../fixtures/ktap/fuzz \
		../../fixtures/ktap

# The names of lib/libtce.map alone are visible in either library: the archive
# is one object for that.
build/native/libtce.o: $(call objects,native,$(LIB)) lib/libtce.map
	@$(call say,LD)
	$(Q)sed -n 's/^\t*\(tce_[a-z0-9_]*\);/\1/p' lib/libtce.map >$@.names
	$(Q)$(CC) -r -nostdlib -o $@ $(filter %.o,$^)
	$(Q)$(OBJCOPY) --keep-global-symbols=$@.names $@

build/native/libtce.a: build/native/libtce.o
	@$(call say,AR)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

SONAME := libtce.so.$(SOVERSION)
build/native/$(SONAME): $(call objects,pic,$(LIB)) lib/libtce.map
	@$(call say,LD)
	$(Q)$(CC) -shared -Wl,-soname,$(SONAME) -Wl,--no-undefined \
		-Wl,--version-script=lib/libtce.map $(LDFLAGS) -o $@ \
		$(filter %.o,$^)

# what the programs want to know of cases
SHARED := $(addprefix fixtures/,clauses.txt sources.txt waivers.txt \
	requirements.txt)
DEFECTS := fixtures/defects

# what is installed as a command, and its manual pages
PROGRAMS := tce-test tce-report tce-host
PAGES := $(PROGRAMS:%=ci/man/%.1)

# What runs on any ppc64le Linux, with nothing installed.
STATIC := tce-$(VERSION)-ppc64le
dist-static: build/guest/tce-test build/guest/tce-report build/guest/tce-run
	$(Q)rm -rf build/dist && mkdir -p build/dist/$(STATIC)
	$(Q)cp -r build/guest/tce-test build/guest/tce-report $(PAGES) $(SHARED) \
		$(DEFECTS) tests/host/README.md LICENSE build/dist/$(STATIC)
	$(Q)cp build/guest/tce-run build/dist/$(STATIC)/tce-host
	$(Q)$(CROSS_COMPILE)strip $(addprefix build/dist/$(STATIC)/,$(PROGRAMS))
	$(Q)tar -cJf build/dist/$(STATIC).tar.xz -C build/dist $(STATIC) \
		--owner=0 --group=0 --sort=name
	@echo build/dist/$(STATIC).tar.xz

# pc VARIABLE: where it is, as pkg-config writes it
pc = $(patsubst $(PREFIX)/%,$${prefix}/%,$($(1)))

# the library alone, without the tools
install-library: build/native/libtce.a build/native/$(SONAME)
	$(INSTALL) -d $(addprefix $(DESTDIR),$(LIBDIR)/pkgconfig \
		$(INCLUDEDIR)/tce)
	$(INSTALL) -m 644 build/native/libtce.a build/native/$(SONAME) \
		$(DESTDIR)$(LIBDIR)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libtce.so
	$(INSTALL) -m 644 include/tce/*.h $(DESTDIR)$(INCLUDEDIR)/tce
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(call pc,LIBDIR)|' \
		-e 's|@INCLUDEDIR@|$(call pc,INCLUDEDIR)|' \
		-e 's|@VERSION@|$(LIBVERSION)|' -e 's|@BUILD@|$(VERSION)|' \
		lib/libtce.pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/libtce.pc

install: native install-library
	$(INSTALL) -d $(addprefix $(DESTDIR),$(BINDIR) \
		$(DATADIR)/man/man1 $(DATADIR)/tce/defects \
		$(DATADIR)/bash-completion/completions)
	$(INSTALL) build/native/tce-test build/native/tce-report \
		$(DESTDIR)$(BINDIR)
	$(INSTALL) build/native/tce-run $(DESTDIR)$(BINDIR)/tce-host
	$(INSTALL) -m 644 $(PAGES) $(DESTDIR)$(DATADIR)/man/man1
	$(INSTALL) -m 644 $(SHARED) $(DESTDIR)$(DATADIR)/tce
	$(INSTALL) -m 644 $(DEFECTS)/*.md $(DESTDIR)$(DATADIR)/tce/defects
	for name in $(PROGRAMS); do $(INSTALL) -m 644 ci/completion.bash \
		$(DESTDIR)$(DATADIR)/bash-completion/completions/$$name || exit; done

uninstall:
	rm -f $(addprefix $(DESTDIR)$(BINDIR)/,$(PROGRAMS)) \
		$(addprefix $(DESTDIR)$(LIBDIR)/,libtce.a $(SONAME) libtce.so \
		pkgconfig/libtce.pc) \
		$(addprefix $(DESTDIR)$(DATADIR)/,$(addprefix man/man1/,$(notdir \
		$(PAGES))) $(addprefix bash-completion/completions/,$(PROGRAMS)))
	rm -rf $(DESTDIR)$(INCLUDEDIR)/tce $(DESTDIR)$(DATADIR)/tce

check:
	$(Q)tests/check.sh

check-native: native asan
	$(Q)tests/check.sh native

# what a case's author runs after each change: SUITE is a suite, or a GLOB of cases
SUITE ?= *
try: build/native/tce-test
	$(Q)tests/try.sh '$(SUITE)'

# the tables and lists in the documents, from what the programs print
docs: build/native/tce-test
	$(Q)ci/docs.sh

lint:
	$(Q)ci/lint.sh

format:
	$(Q)git ls-files '*.c' '*.h' | xargs clang-format -i

clean:
	rm -rf build/native build/asan build/guest build/firmware build/fuzz \
		build/pic build/version

distclean:
	rm -rf build results

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile
	@echo 'make check-native  the part of check that boots nothing'
	@echo 'make fuzz          the reader of KTAP on RUNS random streams'
	@echo 'make asan          the same tools with ASan and UBSan'
	@echo 'make format        clang-format all sources in place'
	@echo 'make clean         remove what was built, keep what was fetched'
	@echo 'make distclean     remove that too'

-include $(shell find build/native build/asan build/guest build/firmware build/pic -name "*.d" 2>/dev/null)
