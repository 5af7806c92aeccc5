// SPDX-License-Identifier: GPL-2.0-only
/* What a machine's description lacks, or has that the firmware would refuse. */
#include "machine.h"

#include <stdlib.h>
#include <string.h>

#include <firmware/settings.h>

static bool qemu_has(const struct machine *m, const char *text)
{
	for (size_t i = 0; i < m->qemu.n; i++)
		if (strstr(m->qemu.word[i], text))
			return true;
	return false;
}

static bool has_chardev(const struct machine *m, const char *name)
{
	struct tce_strbuf text = { 0 };
	bool has;

	tce_strbuf_addf(&text, "chardev=%s", name);
	has = qemu_has(m, tce_strbuf_str(&text));
	tce_strbuf_clear(&text);
	tce_strbuf_addf(&text, "chardev:%s", name);
	has = has || qemu_has(m, tce_strbuf_str(&text));
	tce_strbuf_free(&text);
	return has;
}

/* The bridges of the machine; it has number 0 by itself. */
static void mark_bridges(struct fw *fw, const struct machine *m)
{
	fw->pes[0].used = true;
	for (size_t i = 0; i < m->qemu.n; i++) {
		const char *word = m->qemu.word[i];
		const char *at = strstr(word, ",index=");
		unsigned long n = at ? strtoul(at + 7, NULL, 10) : 0;

		if (at && !strncmp(word, "spapr-pci-host-bridge,", 22) &&
		    n < FW_PES)
			fw->pes[n].used = true;
	}
}

/* What the firmware would refuse, before anything boots. */
static int check_firmware(const struct machine *m)
{
	struct fw *fw = calloc(1, sizeof(*fw));
	struct fw_wrong bad;
	int status = 0;

	if (!fw) {
		tce_warn("out of memory");
		return TCE_STATUS_BROKEN;
	}
	mark_bridges(fw, m);
	for (size_t i = 0; !status && i < m->firmware.n; i++) {
		if (fw_settings(fw, m->firmware.word[i], &bad))
			continue;
		tce_warn("%s: firmware=%.*s: %s", m->firmware_at.word[i],
			 (int)strcspn(bad.word, " \t\n"), bad.word, bad.what);
		status = TCE_STATUS_USAGE;
	}
	free(fw);
	return status;
}

int machine_check(const struct machine *m, const char *path)
{
	if (!has_chardev(m, "con") || !has_chardev(m, "tap")) {
		tce_warn("%s: want qemu= lines with a console on chardev con, "
			 "and one for the stream on chardev tap",
			 path);
		return TCE_STATUS_USAGE;
	}
	if (m->firmware.n && !qemu_has(m, "{firmware}")) {
		tce_warn("%s: firmware= wants a qemu= line with {firmware}",
			 m->firmware_at.word[0]);
		return TCE_STATUS_USAGE;
	}
	return check_firmware(m);
}
