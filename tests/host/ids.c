// SPDX-License-Identifier: GPL-2.0-only
#include "ids.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* "1b36  Red Hat, Inc.": the name after that id, or NULL */
static char *name_of(char *line, const char *id)
{
	size_t len = strlen(id);

	if (strncmp(line, id, len) != 0 || line[len] != ' ')
		return NULL;
	line += len;
	line += strspn(line, " ");
	line[strcspn(line, "\r\n")] = '\0';
	return line;
}

/* Lines of the upper kind, and below each, after a tab, those of the lower. */
static void look_up(FILE *list, const char *upper, const char *lower,
		    const char *joint, char *buf, size_t len)
{
	char *line = NULL;
	size_t room = 0;
	bool below = false;

	*buf = '\0';
	rewind(list);
	while (getline(&line, &room, list) > 0) {
		char *name;

		if (*line == '#' || *line == '\n')
			continue;
		if (*line != '\t') {
			if (below)
				break;
			name = name_of(line, upper);
			below = name;
			if (name)
				snprintf(buf, len, "%s", name);
		} else if (below && line[1] != '\t' &&
			   (name = name_of(line + 1, lower))) {
			size_t used = strlen(buf);

			snprintf(buf + used, len - used, "%s%s", joint, name);
			break;
		}
	}
	free(line);
}

void host_ids_device(FILE *list, const struct tce_pci_id *id, char *buf,
		     size_t len)
{
	char upper[8], lower[8];

	snprintf(upper, sizeof(upper), "%04x", id->vendor);
	snprintf(lower, sizeof(lower), "%04x", id->device);
	look_up(list, upper, lower, " ", buf, len);
}

void host_ids_class(FILE *list, const struct tce_pci_id *id, char *buf,
		    size_t len)
{
	char upper[8], lower[8], both[256], *last;

	snprintf(upper, sizeof(upper), "C %02x", id->class_code >> 16 & 0xff);
	snprintf(lower, sizeof(lower), "%02x", id->class_code >> 8 & 0xff);
	look_up(list, upper, lower, "\n", both, sizeof(both));
	/* The lower one's says it all. */
	last = strchr(both, '\n');
	snprintf(buf, len, "%s", last ? last + 1 : both);
}
