// SPDX-License-Identifier: GPL-2.0-only
#include "vmm.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <core/array.h>
#include <core/locked.h>

#include "harness.h"
#include "vmm_firmware.h"
#include "vmm_trace.h"

#define PROGRAM "qemu-system-ppc64"
#define PATIENCE_S 30.0

/* --- the monitor ---------------------------------------------------------- */

/* Its first line that is not usual is kept. */
static void take_reply(struct vmm *v, const char *text)
{
	const char *next;

	v->reply[0] = '\0';
	for (; *text; text = next) {
		const size_t len = strcspn(text, "\r\n");
		char line[sizeof(v->reply) - 1];

		snprintf(line, sizeof(line), "%.*s", (int)len, text);
		next = text + len + strspn(text + len, "\r\n");
		if (!v->reply[0] && !vmm_trace_is_usual(line))
			memcpy(v->reply, line, sizeof(line));
	}
	v->answered = true;
}

static void take_monitor(struct vmm *v, const char *line)
{
	json_t *message = json_loads(line, 0, NULL);
	json_t *answer = json_object_get(message, "return");
	const char *text = json_string_value(json_object_get(message, "event"));
	json_t *version = json_object_get(
		json_object_get(json_object_get(message, "QMP"), "version"),
		"qemu");

	v->came |= text && v->awaited && !strcmp(text, v->awaited);
	if (version) {
		v->major =
			json_integer_value(json_object_get(version, "major"));
		v->minor =
			json_integer_value(json_object_get(version, "minor"));
	}
	text = json_string_value(answer);
	if (!text)
		text = json_string_value(json_object_get(
			json_object_get(message, "error"), "desc"));
	if (text || answer)
		take_reply(v, text ? text : "");
	json_decref(message);
}

/* --- both ways ------------------------------------------------------------ */

static bool read_some(int fd, struct vmm_text *in)
{
	char bytes[4096];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	vmm_text_add(in, bytes, n);
	return true;
}

static void take_all(struct vmm *v)
{
	char *line;

	while ((line = vmm_text_line(&v->in_words))) {
		vmm_trace_take(v, line);
		free(line);
	}
	while ((line = vmm_text_line(&v->in_monitor))) {
		take_monitor(v, line);
		free(line);
	}
}

/* What has come, or comes within @ms. False: QEMU has gone. */
static bool pump(struct vmm *v, int ms)
{
	struct pollfd fds[] = { { v->words, POLLIN, 0 },
				{ v->monitor, POLLIN, 0 },
				{ v->test, POLLIN, 0 } };
	bool alive = true;

	if (poll(fds, 3, ms) > 0) {
		if (fds[0].revents)
			alive &= read_some(v->words, &v->in_words);
		if (fds[1].revents)
			alive &= read_some(v->monitor, &v->in_monitor);
		if (fds[2].revents)
			alive &= read_some(v->test, &v->in_test);
	}
	take_all(v);
	return alive;
}

static void gone(struct vmm *v)
{
	if (v->ended)
		return;
	if (!v->reaped) {
		kill(v->pid, SIGKILL);
		waitpid(v->pid, &v->status, 0);
	}
	v->ended = true;
	/* its last words */
	while (read_some(v->words, &v->in_words))
		;
	take_all(v);
	close(v->monitor);
	close(v->test);
	close(v->words);
	vmm_text_free(&v->in_monitor);
	vmm_text_free(&v->in_test);
	vmm_text_free(&v->in_words);
}

/* Until @done; false when it does not come. */
static bool wait_for(struct vmm *v, bool (*done)(const struct vmm *v))
{
	const double end = tce_now_s() + PATIENCE_S;

	while (!done(v)) {
		if (tce_now_s() > end)
			return false;
		if (!pump(v, 1000))
			return false;
	}
	/* What was traced before it. */
	while (pump(v, 0) &&
	       poll(&(struct pollfd){ v->words, POLLIN, 0 }, 1, 0))
		;
	return true;
}

static bool has_reply(const struct vmm *v)
{
	return v->answered;
}

static bool has_event(const struct vmm *v)
{
	return v->came;
}

static bool has_line(const struct vmm *v)
{
	return v->in_test.data && memchr(v->in_test.data, '\n', v->in_test.len);
}

static void put(int fd, const char *line)
{
	const size_t len = strlen(line);

	if (send(fd, line, len, MSG_NOSIGNAL) != (ssize_t)len)
		tce_fail("QEMU does not take: %s", line);
}

static void put_command(struct vmm *v, const char *command)
{
	json_t *message =
		json_pack("{s:s, s:{s:s}}", "execute", "human-monitor-command",
			  "arguments", "command-line", command);
	char *text = json_dumps(message, JSON_COMPACT);

	v->answered = false;
	v->came = false;
	if (!text)
		tce_broken("no memory");
	put(v->monitor, text);
	put(v->monitor, "\n");
	free(text);
	json_decref(message);
}

static void command(struct vmm *v, const char *text)
{
	put_command(v, text);
	if (!wait_for(v, has_reply)) {
		gone(v);
		tce_fail("QEMU has gone, or hangs, in %s", text);
		return;
	}
	if (v->reply[0])
		tce_fail("%s: QEMU answers %s", text, v->reply);
}

void vmm_command(struct vmm *v, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (!v->ended)
		command(v, text);
}

void vmm_command_until(struct vmm *v, const char *event, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (v->ended)
		return;
	v->awaited = event;
	command(v, text);
	if (v->ended || wait_for(v, has_event))
		return;
	gone(v);
	tce_fail("QEMU has gone, or hangs, in %s: no event %s", text, event);
}

/* --- the test protocol ---------------------------------------------------- */

char *vmm_test(struct vmm *v, const char *request)
{
	char *line;

	if (v->ended)
		return NULL;
	put(v->test, request);
	for (;;) {
		if (!wait_for(v, has_line)) {
			gone(v);
			tce_fail("QEMU has gone, or hangs, in %s", request);
			return NULL;
		}
		line = vmm_text_line(&v->in_test);
		if (!strncmp(line, "OK", 2))
			return line;
		if (strncmp(line, "IRQ", 3) != 0)
			tce_fail("%s: QEMU answers %s", request, line);
		free(line);
	}
}

/* --- begin and end -------------------------------------------------------- */

static int firmware(void)
{
	int fd = memfd_create("firmware", 0);

	if (fd < 0 || pwrite(fd, vmm_firmware, vmm_firmware_size,
			     VMM_FIRMWARE_START) != (ssize_t)vmm_firmware_size)
		tce_broken("no firmware: %s", strerror(errno));
	return fd;
}

static void run(const struct vmm *v, char *options, int monitor, int words,
		int test)
{
	static char fds[2][48], bios[32], window[64];
	char *argv[96];
	size_t n = 0;
	static const char *const fixed[] = {
		PROGRAM,
		"-accel",
		"kvm",
		"-S",
		"-nodefaults",
		"-display",
		"none",
		"-machine",
		"pseries,ic-mode=xics,kernel-irqchip=off",
		"-machine",
		"cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken",
		"-machine",
		"cap-ccf-assist=off",
		"-m",
		"256M,slots=2,maxmem=1G",
		"-trace",
		"vfio_prereg_*",
		"-trace",
		"vfio_spapr_*",
		"-mon",
		"chardev=m,mode=control",
		"-object",
		"qtest,id=q,chardev=t,log=/dev/null",
	};

	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
		argv[n++] = (char *)fixed[i];
	snprintf(fds[0], sizeof(fds[0]), "socket,id=m,fd=%d", monitor);
	snprintf(fds[1], sizeof(fds[1]), "socket,id=t,fd=%d", test);
	snprintf(bios, sizeof(bios), "/proc/self/fd/%d", firmware());
	snprintf(window, sizeof(window),
		 "spapr-pci-host-bridge.dma_win_size=%#" PRIx64, v->window);
	argv[n++] = (char *)"-global";
	argv[n++] = window;
	argv[n++] = (char *)"-bios";
	argv[n++] = bios;
	for (size_t i = 0; i < 2; i++) {
		argv[n++] = (char *)"-chardev";
		argv[n++] = fds[i];
	}
	for (char *word = strtok(options, " ");
	     word && n < ARRAY_SIZE(argv) - 1; word = strtok(NULL, " "))
		argv[n++] = word;
	argv[n] = NULL;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(words, STDOUT_FILENO);
	dup2(words, STDERR_FILENO);
	fcntl(monitor, F_SETFD, 0);
	fcntl(test, F_SETFD, 0);
	execvp(PROGRAM, argv);
	_exit(127);
}

static void spawn(struct vmm *v, const struct tce_platform *p,
		  const char *options)
{
	int monitor[2], test[2], words[2];
	char *copy = strdup(options);

	memset(v, 0, sizeof(*v));
	v->window = p->win_size;
	if (!copy ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, monitor) ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, test) ||
	    pipe2(words, O_CLOEXEC))
		tce_broken("cannot talk to QEMU: %s", strerror(errno));
	v->pid = fork();
	if (v->pid < 0)
		tce_broken("no process");
	if (!v->pid)
		run(v, copy, monitor[1], words[1], test[1]);
	free(copy);
	close(monitor[1]);
	close(test[1]);
	close(words[1]);
	v->monitor = monitor[0];
	v->test = test[0];
	v->words = words[0];
	put(v->monitor, "{\"execute\":\"qmp_capabilities\"}\n");
}

void vmm_start(struct vmm *v, const struct tce_platform *p, const char *options)
{
	spawn(v, p, options);
	if (wait_for(v, has_reply))
		return;
	gone(v);
	tce_fail("QEMU does not start: %s %d",
		 WIFEXITED(v->status) ? "exit" : "signal",
		 WIFEXITED(v->status) ? WEXITSTATUS(v->status)
				      : WTERMSIG(v->status));
}

void vmm_quit(struct vmm *v)
{
	const double end = tce_now_s() + PATIENCE_S;

	if (v->ended)
		return;
	put_command(v, "quit");
	while (pump(v, 1000) && tce_now_s() < end)
		;
	/* Until it has gone its descriptors may be open. */
	if (tce_now_s() < end)
		v->reaped = waitpid(v->pid, &v->status, 0) == v->pid;
	gone(v);
	if (!WIFEXITED(v->status) || WEXITSTATUS(v->status))
		tce_fail("QEMU does not quit: status %#x", v->status);
	vmm_text_free(&v->calls);
}

void vmm_kill(struct vmm *v)
{
	gone(v);
	vmm_text_free(&v->calls);
}

/* --- what a case asks ----------------------------------------------------- */

const char *vmm_device(const struct tce_pe *pe, const char *id, const char *bus)
{
	static char text[2][96];
	static unsigned int which;

	which ^= 1;
	snprintf(text[which], sizeof(text[0]), "vfio-pci,host=%s,id=%s,bus=%s",
		 pe->bdf, id, bus);
	return text[which];
}

void vmm_expect(struct vmm *v, const char *when, const char *const *calls)
{
	char *got;

	for (; (got = vmm_text_line(&v->calls)); free(got)) {
		if (!*calls)
			tce_fail("%s QEMU calls %s too", when, got);
		else if (fnmatch(*calls, got, 0))
			tce_fail("%s QEMU calls %s, not %s", when, got, *calls);
		if (*calls)
			calls++;
	}
	for (; *calls; calls++)
		tce_fail("%s QEMU does not call %s", when, *calls);
}

uint64_t vmm_locked(const struct vmm *v)
{
	char path[32];
	uint64_t bytes = 0;
	int fd;

	if (v->ended)
		return 0;
	snprintf(path, sizeof(path), "/proc/%d/status", v->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	TCE_MUST(fd < 0 ? -errno : fd);
	TCE_OK(core_locked_get(fd, &bytes));
	close(fd);
	return bytes;
}
