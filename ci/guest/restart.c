// SPDX-License-Identifier: GPL-2.0-only
/* The machine starts again: by a reset, or by another kernel from two drives.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"

#define DISKS "/sys/block/"
#define KEXEC "/sbin/kexec"
#define SYSRQ "/proc/sysrq-trigger"
/* What a kernel that another one started has on its command line. */
#define SECOND " tce.boot=2"

static char command_line[2048];
static bool counted; /* somebody knows which boot this is */
static unsigned int boot = 1;
static unsigned int passed; /* lines of the settings that end a boot */

void boot_find(void)
{
	FILE *file = fopen("/proc/cmdline", "re");

	if (!file || !fgets(command_line, sizeof(command_line), file))
		command_line[0] = '\0';
	if (file)
		fclose(file);
	command_line[strcspn(command_line, "\n")] = '\0';
	if (strstr(command_line, SECOND))
		boot = 2;
}

/* It has no time limit: a clock that counts instructions jumps meanwhile. */
void boot_ask(void)
{
	char line[64];
	size_t n = 0;

	say("# ask: boot\n");
	while (n < sizeof(line) - 1 && read(say_to(), line + n, 1) == 1 &&
	       line[n] != '\n')
		n++;
	line[n] = '\0';
	counted = sscanf(line, "boot %u", &boot) == 1;
	if (!counted)
		say("# guest: which boot? %s\n", line);
}

bool boot_has(void)
{
	return passed + 1 == boot;
}

static void load_late_modules(void)
{
	modules_load("/modules/later");
}

/* --- reset ---------------------------------------------------------------- */

void machine_reset(const char *how)
{
	if (!boot_has()) {
		passed++;
		return;
	}
	/* A reset that nobody counts would be the first of very many. */
	if (!counted)
		stop("reset=%s: nobody counts the boots", how);
	if (!strcmp(how, "killed"))
		owners_kill();
	if (!strcmp(how, "reboot") || !strcmp(how, "killed"))
		reboot(RB_AUTOBOOT);
	else if (!strcmp(how, "sysrq-b"))
		put(SYSRQ, "b");
	else if (!strcmp(how, "panic"))
		put(SYSRQ, "c");
	stop("reset=%s: the machine goes on", how);
}

/* --- another kernel ------------------------------------------------------- */

/* Where the drive of this serial number is, once its driver has found it. */
static int find_drive(const char *serial, char *path, size_t len)
{
	const struct timespec nap = { .tv_nsec = 10000000 };
	char text[64];
	glob_t found;

	for (int ms = 0; ms < PROBE_MS; ms += 10, nanosleep(&nap, NULL)) {
		if (glob(DISKS "*/device/serial", 0, NULL, &found))
			continue;
		for (size_t i = 0; i < found.gl_pathc; i++) {
			const char *disk = found.gl_pathv[i] + strlen(DISKS);
			int fd = open(found.gl_pathv[i], O_RDONLY | O_CLOEXEC);
			ssize_t n = read(fd, text, sizeof(text));

			close(fd);
			snprintf(path, len, "/dev/%.*s",
				 (int)strcspn(disk, "/"), disk);
			if (n > (ssize_t)strlen(serial) &&
			    !strncmp(text, serial, strlen(serial)) &&
			    !access(path, R_OK)) {
				globfree(&found);
				return 0;
			}
		}
		globfree(&found);
	}
	return -ENOENT;
}

/* kexec_file_load(2) takes no drive. */
static void copy_drive(const char *serial, const char *path)
{
	char *const bytes = malloc(1 << 20);
	int in, out = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	char drive[64];
	ssize_t n = 0;

	if (find_drive(serial, drive, sizeof(drive)))
		stop("no drive %s", serial);
	in = open(drive, O_RDONLY | O_CLOEXEC);
	while (bytes && (n = read(in, bytes, 1 << 20)) > 0)
		if (write(out, bytes, (size_t)n) != n)
			break;
	if (!bytes || n)
		stop("the drive %s is not read: %s", serial, strerror(errno));
	free(bytes);
	close(in);
	close(out);
}

void kernel_load(char *value)
{
	static char append[sizeof(command_line) + 64];
	char *argv[12] = { KEXEC };
	char *save, *drives = strtok_r(value, " ", &save);
	char *other = drives ? strchr(drives, ':') : NULL;
	const char *alone = "";
	int n = 1;

	if (!boot_has())
		return;
	if (!other)
		stop("load= is not KERNEL:INITRD OPTIONS");
	*other++ = '\0';
	load_late_modules();
	copy_drive(drives, "/tmp/kernel");
	copy_drive(other, "/tmp/initrd");
	for (char *o; n < 8 && (o = strtok_r(NULL, " ", &save)); n++) {
		argv[n] = o;
		/* what is left of the machine after a panic */
		if (!strcmp(o, "-p"))
			alone = " maxcpus=1 reset_devices";
	}
	snprintf(append, sizeof(append), "--append=%s%s" SECOND, command_line,
		 alone);
	argv[n++] = "/tmp/kernel";
	argv[n++] = "--initrd=/tmp/initrd";
	argv[n++] = append;
	if (wait_for(spawn(argv, STDOUT_FILENO)))
		stop("the second kernel is not loaded (see the console)");
	unlink("/tmp/kernel");
	unlink("/tmp/initrd");
}

void kernel_start(const char *how)
{
	char *const start[] = { KEXEC, "-e", NULL };

	if (!boot_has()) {
		passed++;
		return;
	}
	if (!strcmp(how, "kexec"))
		wait_for(spawn(start, STDOUT_FILENO));
	else if (!strcmp(how, "crash"))
		put(SYSRQ, "c");
	stop("start=%s: the second kernel does not start (see the console)",
	     how);
}
