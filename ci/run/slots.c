// SPDX-License-Identifier: GPL-2.0-only
#include "slots.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void say(struct slots *slots, char byte)
{
	if (send(slots->fd, &byte, 1, MSG_NOSIGNAL) == 1)
		return;
	/* The matrix has gone, and this run goes, too. */
	close(slots->fd);
	slots->fd = -1;
}

void slots_open(struct slots *slots, const char *fd)
{
	*slots = (struct slots){ .fd = fd ? atoi(fd) : -1 };
	if (slots->fd >= 0)
		fcntl(slots->fd, F_SETFD, FD_CLOEXEC);
}

bool slots_take(struct slots *slots)
{
	if (slots->fd < 0)
		return true;
	if (slots->given) {
		slots->given = false;
		return true;
	}
	if (!slots->asked) {
		slots->asked = true;
		say(slots, SLOT_WANT);
	}
	return false;
}

void slots_read(struct slots *slots)
{
	char byte;

	if (slots->fd < 0)
		return;
	switch (recv(slots->fd, &byte, 1, MSG_DONTWAIT)) {
	case 1:
		slots->asked = false;
		slots->given = byte == SLOT_GIVEN;
		break;
	case 0:
		close(slots->fd);
		slots->fd = -1;
		break;
	default:
		break;
	}
}

void slots_free(struct slots *slots)
{
	if (slots->fd >= 0)
		say(slots, SLOT_FREE);
}
