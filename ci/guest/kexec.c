// SPDX-License-Identifier: GPL-2.0-only
/* A second kernel, from two drives. */
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "guest.h"

#define DISKS "/sys/block/"
#define KEXEC "/sbin/kexec"

bool second;

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
	return -1;
}

/*
 * Starts the kernel of one drive with the initramfs of the other, after the
 * host's drivers made their windows. The next one knows by its command line
 * that it is the second.
 */
void kernel_start(char *drives)
{
	static char line[2048], append[sizeof(line) + 32];
	char kernel[64], initrd[80] = "--initrd=";
	char *const load[] = { KEXEC, "-l", kernel, initrd, append, NULL };
	char *const start[] = { KEXEC, "-e", NULL };
	char *other = strchr(drives, ':');
	FILE *file;

	if (second)
		return;
	if (!other) {
		say("# guest: kexec=%s is not KERNEL:INITRD\n", drives);
		return;
	}
	*other++ = '\0';
	file = fopen("/proc/cmdline", "re");
	if (!file || !fgets(line, sizeof(line), file))
		line[0] = '\0';
	if (file)
		fclose(file);
	snprintf(append, sizeof(append), "--append=%.*s " SECOND,
		 (int)strcspn(line, "\n"), line);
	modules_load("/modules/later");
	if (find_drive(drives, kernel, sizeof(kernel)) ||
	    find_drive(other, initrd + strlen(initrd),
		       sizeof(initrd) - strlen(initrd))) {
		say("# guest: no drives %s and %s\n", drives, other);
		return;
	}
	if (!wait_for(spawn(load, STDOUT_FILENO)))
		wait_for(spawn(start, STDOUT_FILENO));
	say("# guest: the second kernel does not start (see the console)\n");
}
