// SPDX-License-Identifier: GPL-2.0-only
#include "exam.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"

void exam_add(struct exam *x, enum host_risk risk, bool unknown,
	      const char *format, ...)
{
	struct host_finding new = { .risk = risk, .unknown = unknown }, *more;
	struct host_safety *s = x->to;
	va_list ap;

	host_copy(new.bdf, sizeof(new.bdf), x->f->bdf);
	va_start(ap, format);
	vsnprintf(new.text, sizeof(new.text), format, ap);
	va_end(ap);
	for (size_t i = 0; i < s->n; i++)
		if (s->finding[i].risk == risk &&
		    !strcmp(s->finding[i].bdf, new.bdf) &&
		    !strcmp(s->finding[i].text, new.text))
			return;
	more = reallocarray(s->finding, s->n + 1, sizeof(*more));
	if (!more) {
		x->err = -ENOMEM;
		return;
	}
	s->finding = more;
	s->finding[s->n++] = new;
}

void exam_add_unknown(struct exam *x, unsigned int risks, const char *what,
		      int err)
{
	for (unsigned int i = 0; i < HOST_RISKS; i++)
		if (risks >> i & 1)
			exam_add(x, (enum host_risk)i, true, "%s: %s", what,
				 strerror(-err));
}

bool exam_word(const char *line, unsigned int n, char *buf, size_t len)
{
	size_t size;

	for (;; n--, line += size) {
		line += strspn(line, " \t");
		size = strcspn(line, " \t\n");
		if (!size)
			return false;
		if (!n)
			break;
	}
	snprintf(buf, len, "%.*s", (int)size, line);
	return true;
}

void exam_open(struct exam *x, mode_t type, const char *name,
	       unsigned int major, unsigned int minor)
{
	pid_t pid = host_scene_opener(x->scene, type, major, minor);
	char command[32];

	if (pid &&
	    !host_line(command, sizeof(command), "/proc/%d/comm", (int)pid))
		exam_add(x, HOST_RISK_OPEN, false,
			 "%s is open in process %d (%s)", name, (int)pid,
			 command);
	else if (pid)
		exam_add(x, HOST_RISK_OPEN, false, "%s is open in process %d",
			 name, (int)pid);
	if (x->scene->open_err)
		exam_add_unknown(x, BIT(OPEN), "/proc", x->scene->open_err);
	if (x->scene->blind)
		exam_add(x, HOST_RISK_OPEN, true,
			 "what %u processes have open is not to be seen",
			 x->scene->blind);
}

void exam_resources(struct exam *x)
{
	for (size_t i = 0; i < x->scene->nopen; i++) {
		const struct host_open *open = &x->scene->open[i];

		if (open->type == S_IFREG && !strcmp(open->bdf, x->f->bdf))
			exam_add(x, HOST_RISK_OPEN, false,
				 "process %d has its registers",
				 (int)open->pid);
	}
}

/* "ttyS0 -W- (EC p a) 4:64" */
void exam_console(struct exam *x, const struct host_part *port)
{
	char want[32], line[128];
	size_t len = (size_t)snprintf(want, sizeof(want), " %u:%u", port->major,
				      port->minor);

	FOR_LINES(text, x->scene->consoles.text)
	{
		size_t n = strcspn(text, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)n, text);
		n = strlen(line);
		if (n > len && !strcmp(line + n - len, want))
			exam_add(x, HOST_RISK_OPEN, false,
				 "%s is a console of the kernel", port->name);
	}
	if (x->scene->consoles.err && x->scene->consoles.err != -ENOENT)
		exam_add_unknown(x, BIT(OPEN), "/proc/consoles",
				 x->scene->consoles.err);
}

void exam_group_open(struct exam *x)
{
	unsigned int major, minor;
	char name[32], dev[32];
	int ret = host_line(dev, sizeof(dev), "/sys/class/vfio/%d/dev",
			    x->f->group);

	snprintf(name, sizeof(name), "vfio/%d", x->f->group);
	if (!ret && sscanf(dev, "%u:%u", &major, &minor) == 2)
		exam_open(x, S_IFCHR, name, major, minor);
	else if (ret != -ENOENT)
		exam_add_unknown(x, BIT(OPEN), name, ret ? ret : -EPROTO);
}
