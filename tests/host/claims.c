// SPDX-License-Identifier: GPL-2.0-only
#include "claims.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include <core/file.h>

bool host_claims_has(const struct host_claims *claims, const char *disk)
{
	for (size_t i = 0; i < claims->n; i++)
		if (!strcmp(claims->claim[i].disk, disk))
			return true;
	return false;
}

int host_claims_add(struct host_claims *claims, const char *disk)
{
	struct host_claim *more, new = { .fd = -1 };
	char path[PATH_MAX];
	int ret = core_path_print(path, "/dev/%s", disk);

	if (ret || host_claims_has(claims, disk))
		return ret;
	if (!host_copy(new.disk, sizeof(new.disk), disk))
		return -ENAMETOOLONG;
	more = reallocarray(claims->claim, claims->n + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	claims->claim = more;
	new.fd = open(path, O_RDONLY | O_EXCL | O_NONBLOCK | O_CLOEXEC);
	if (new.fd < 0)
		return -errno;
	claims->claim[claims->n++] = new;
	return 0;
}

void host_claims_free(struct host_claims *claims)
{
	for (size_t i = 0; i < claims->n; i++)
		close(claims->claim[i].fd);
	free(claims->claim);
	*claims = (struct host_claims){ 0 };
}
