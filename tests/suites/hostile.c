// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the runner must survive: cases that take their kernel, its console, the
 * stream or the machine along. They say nothing about an interface, and run
 * only when a GLOB begins with the suite's name. The calm ones between them are
 * those whose verdicts must arrive.
 */
#include <byteswap.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <linux/reboot.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <tce/tce.h>

#include "harness.h"
#include "suites.h"

/* Who reads from a pipe, and where to. */
struct reader {
	int fd;
	void *addr;
	ssize_t got;
};

#define UNUSED __attribute__((unused))

static int must_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		tce_broken("%s: %s", path, strerror(errno));
	return fd;
}

static void must_write(int fd, const void *bytes, size_t len)
{
	const char *p = bytes;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0)
			tce_broken("write: %s", strerror(errno));
		p += n;
		len -= (size_t)n;
	}
}

static void run_calm(const struct tce_context *ctx UNUSED)
{
}

static void sysrq(char key)
{
	must_write(must_open("/proc/sysrq-trigger", O_WRONLY), &key, 1);
	/* It takes effect on the other CPUs in its own time. */
	for (;;)
		pause();
}

static void run_panics(const struct tce_context *ctx UNUSED)
{
	sysrq('c');
}

static void run_resets(const struct tce_context *ctx UNUSED)
{
	sysrq('b');
}

static void *read_byte(void *arg)
{
	struct reader *r = arg;

	r->got = read(r->fd, r->addr, 1);
	return NULL;
}

/*
 * Reads from FD into memory that never comes in, and writes to READY
 * when it has come so far. Does not return.
 */
static void read_for_ever(int fd, int ready, size_t page)
{
	struct reader r = { .fd = fd };
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = {
		.range = { .len = page },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	struct uffd_msg fault;
	int uffd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
	pthread_t thread;

	r.addr = mmap(NULL, page, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	reg.range.start = (uintptr_t)r.addr;
	if (!ioctl(uffd, UFFDIO_API, &api) &&
	    !ioctl(uffd, UFFDIO_REGISTER, &reg) &&
	    !pthread_create(&thread, NULL, read_byte, &r) &&
	    read(uffd, &fault, sizeof(fault)) == sizeof(fault))
		must_write(ready, "", 1);
	close(ready);
	for (;;)
		pause();
}

/*
 * The kernel copies from a pipe under the pipe's lock, and waits there for a
 * page that never comes; a task that wants the lock then waits where no signal
 * reaches it. The first reader is in another session, or it would be killed
 * with the case and let go.
 */
static void run_hangs(const struct tce_context *ctx)
{
	int ready[2], fds[2];
	char byte;

	if (pipe2(fds, O_CLOEXEC) || pipe2(ready, O_CLOEXEC))
		tce_broken("no pipe: %s", strerror(errno));
	must_write(fds[1], "x", 1);
	if (!fork()) {
		setsid();
		read_for_ever(fds[0], ready[1], ctx->platform->page_size);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		tce_broken("no userfaultfd to hang on");
	if (read(fds[0], &byte, 1) == 1)
		tce_fail("the pipe's lock is free");
}

/* QEMU 7.2 ends itself over a transfer beyond the buffer of its edu device. */
static void run_kills_emulator(const struct tce_context *ctx)
{
	/* from the buffer's end to 0, 4096 bytes, go */
	static const struct {
		uint32_t at, value;
	} registers[] = {
		{ 0x80, 0x41000 }, { 0x88, 0 }, { 0x90, 4096 }, { 0x98, 3 }
	};
	struct tce_device dev;
	struct tce_vfio vfio;

	TCE_MUST(tce_open(&vfio, ctx->platform->pe[0].bdf, TCE_IOMMU_V2));
	TCE_MUST(tce_device_open(&dev, vfio.group, ctx->platform->pe[0].bdf));
	/* Its registers are of the other byte order than the guest. */
	for (size_t i = 0; i < ARRAY_SIZE(registers); i++)
		TCE_MUST(tce_device_write32(&dev, 0, registers[i].at,
					    bswap_32(registers[i].value)));
	for (;;)
		pause();
}

static void run_floods_console(const struct tce_context *ctx UNUSED)
{
	int fd = must_open("/dev/kmsg", O_WRONLY);
	char line[96];

	for (int i = 0; i < 3000; i++) {
		int n = snprintf(line, sizeof(line),
				 "<4>line %d of too many, each of which the "
				 "console must print\n",
				 i);

		must_write(fd, line, (size_t)n);
	}
	fd = must_open("/dev/hvc0", O_WRONLY | O_NOCTTY);
	for (int i = 0; i < 3000; i++)
		must_write(fd, "\033[2J\0\377 not a line ", 19);
}

/* Bytes, half lines, and lines that are too long or almost a result. */
static void run_floods_stream(const struct tce_context *ctx UNUSED)
{
	static const char noise[] = "ok\nnot ok\n#\n\n1..\n# RUN\nok 1\n"
				    "not ok 1 nobody # SKIP\n\r\r\n\033[31m\n"
				    "KTAP version 2\n# time nan\nok 5 - \n";
	int fd = must_open("/dev/hvc1", O_WRONLY | O_NOCTTY);
	char block[4096];
	unsigned int seed = 1;

	for (int i = 0; i < 300; i++)
		must_write(fd, noise, sizeof(noise) - 1);
	for (int i = 0; i < 64; i++) {
		for (size_t j = 0; j < sizeof(block); j++) {
			seed = seed * 1103515245 + 12345;
			block[j] = (char)(seed >> 16);
			/* A control byte is for the terminal's driver. */
			if (block[j] == '#' || block[j] == 'o')
				block[j] = '\n';
		}
		must_write(fd, block, sizeof(block));
	}
	memset(block, 'x', sizeof(block));
	for (int i = 0; i < 64; i++)
		must_write(fd, block, sizeof(block));
	must_write(fd, "\n", 1);
}

/* A kernel that is one endless loop: no clock, no console, no interrupts. */
static void run_stops_clock(const struct tce_context *ctx UNUSED)
{
	/* a branch to itself, wherever the entry is taken to be */
	static uint32_t code[16384];
	struct kexec_segment segment = {
		.buf = code,
		.bufsz = sizeof(code),
		.mem = (void *)(uintptr_t)(256 << 20),
		.memsz = sizeof(code),
	};

	for (size_t i = 0; i < ARRAY_SIZE(code); i++)
		code[i] = bswap_32(0x48000000); /* it is entered so */
	if (syscall(SYS_kexec_load, segment.mem, 1, &segment,
		    KEXEC_ARCH_DEFAULT))
		tce_broken("kexec_load: %s", strerror(errno));
	syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
		LINUX_REBOOT_CMD_KEXEC, NULL);
	tce_broken("kexec: %s", strerror(errno));
}

#define CASE_WITHIN(n, f, a, s)                                 \
	{                                                       \
		.name = (n), .about = (a), .clauses = "SELF-1", \
		.timeout_s = (s), .red_on = "tests/hostile.sh", \
		.run = run_##f,                                 \
	}
#define CASE(n, f, a) CASE_WITHIN(n, f, a, 0)
/* Consoles are slow, and --timeout is for cases that hang. */
#define FLOOD(n, f, a) CASE_WITHIN(n, f, a, 60)
#define CALM(n) \
	CASE("calm-" #n, calm, "a case between the others has a verdict")

static const struct tce_case cases[] = {
	CALM(1),
	CASE("panics", panics, "a panic costs one case"),
	CALM(2),
	CASE("hangs", hangs, "a task that cannot be killed costs one case"),
	CALM(3),
	CASE("kills-emulator", kills_emulator, "QEMU's end costs one case"),
	CALM(4),
	FLOOD("floods-console", floods_console, "a full console costs nothing"),
	CALM(5),
	FLOOD("floods-stream", floods_stream,
	      "noise in the stream costs nothing"),
	CALM(6),
	CASE("stops-clock", stops_clock, "a guest that stands costs one case"),
	CALM(7),
	CASE("resets", resets, "a reset of the guest costs one case"),
	CALM(8),
};

const struct tce_suite hostile_suite = {
	.name = "hostile",
	.about = "what the runner must survive",
	.cases = cases,
	.n = ARRAY_SIZE(cases),
	.hidden = true,
};
