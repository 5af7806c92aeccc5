// SPDX-License-Identifier: GPL-2.0-only
/* The folder of the results of a run on this machine. */
#include "host_setup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "files.h"

#define RESULTS "results"

/* One run in a folder at a time, until this process ends. */
static int lock(const char *folder)
{
	const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB))
		return 0;
	if (fd < 0 || errno != EWOULDBLOCK)
		return file_cannot(folder);
	close(fd);
	tce_warn("%s: another run uses this folder", folder);
	return TCE_STATUS_BROKEN;
}

/* All that a run writes. */
static int drop_results(const char *folder)
{
	static const char *const files[] = {
		"results.ktap",
		"results.json",
		"junit.xml",
		"report.html",
		"journal",
		"plan",
		"names",
		"said.txt",
		"rates.json",
		"statement.txt",
		"qualification.html",
		"SHA256SUMS",
		"qualification.json",
	};
	struct tce_strbuf path = { 0 };
	int status = 0;

	for (size_t i = 0; i < sizeof(files) / sizeof(*files) && !status; i++) {
		tce_strbuf_clear(&path);
		tce_strbuf_addf(&path, "%s/%s", folder, files[i]);
		if (unlink(path.data) && errno != ENOENT)
			status = file_cannot(path.data);
	}
	tce_strbuf_clear(&path);
	tce_strbuf_addf(&path, "%s/cases", folder);
	if (!status)
		folder_remove(path.data);
	tce_strbuf_free(&path);
	return status;
}

/* The baseline is the folder, or a file in it. */
static bool is_baseline(const struct host *host)
{
	char *folder = realpath(host->output, NULL);
	char *base = host->baseline ? realpath(host->baseline, NULL) : NULL;
	const size_t len = folder ? strlen(folder) : 0;
	const bool is = folder && base && !strncmp(base, folder, len) &&
			(!base[len] ||
			 (base[len] == '/' && !strchr(base + len + 1, '/')));

	free(folder);
	free(base);
	return is;
}

int host_output_claim(struct host *host)
{
	int status;

	if (!host->output || access(host->output, F_OK))
		return 0;
	if (is_baseline(host)) {
		tce_warn("--baseline %s: -o removes it", host->baseline);
		return TCE_STATUS_USAGE;
	}
	status = lock(host->output);
	host->locked = !status;
	return status ? status : drop_results(host->output);
}

static int refuse_results(void)
{
	tce_warn(RESULTS ": another user's, or can be written by others "
			 "(see -o)");
	return TCE_STATUS_BROKEN;
}

/*
 * A folder that nobody else made, or can put links into: root writes there.
 * results/ may be of the user who called sudo(8).
 */
static int make_output(struct host *host)
{
	const char *sudo = getenv("SUDO_UID");
	struct tce_strbuf path = { 0 };
	const time_t now = time(NULL);
	char date[32];
	struct stat st;
	struct tm tm;

	if (mkdir(RESULTS, 0755) && errno != EEXIST) {
		tce_warn("cannot write " RESULTS " (see -o)");
		return TCE_STATUS_BROKEN;
	}
	if (lstat(RESULTS, &st) || !S_ISDIR(st.st_mode) || st.st_mode & 022)
		return refuse_results();
	if (st.st_uid != geteuid() &&
	    (!sudo || st.st_uid != (uid_t)strtoul(sudo, NULL, 10)))
		return refuse_results();
	localtime_r(&now, &tm);
	strftime(date, sizeof(date), "%Y%m%d-%H%M%S", &tm);
	tce_strbuf_addf(&path, RESULTS "/host-%s", date);
	host->output = tce_strdup(path.data);
	tce_strbuf_free(&path);
	if (!mkdir(host->output, 0755))
		return 0;
	tce_warn("cannot make %s: it is there, or cannot be written (see -o)",
		 host->output);
	return TCE_STATUS_BROKEN;
}

int host_output_open(struct host *host)
{
	char *real;
	int status = 0;

	if (!host->output)
		status = make_output(host);
	else if (folders_make(host->output))
		status = TCE_STATUS_BROKEN;
	real = status ? NULL : realpath(host->output, NULL);
	if (!status && !real)
		status = file_cannot(host->output);
	if (real) {
		free(host->output);
		host->output = real;
	}
	if (!status && !host->locked)
		status = lock(host->output);
	return status;
}
