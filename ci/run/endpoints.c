// SPDX-License-Identifier: GPL-2.0-only
#include "endpoints.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS "0123456789"
#define BDF_TEXT DIGITS "abcdef:."

/* BDF_TEXT around one number: %x, %X or %d, or with leading zeroes. */
static bool is_format(const char *format)
{
	format += strspn(format, BDF_TEXT);
	if (*format++ != '%')
		return false;
	if (*format == '0' && format[1] >= '1' && format[1] <= '9')
		format += 2;
	if (!*format || !strchr("dxX", *format++))
		return false;
	return !format[strspn(format, BDF_TEXT)];
}

static bool is_offset(const char *offset)
{
	size_t len;

	offset += *offset == '-';
	len = strspn(offset, DIGITS);
	return len && len <= 6 && !offset[len];
}

bool endpoints_is_bdf(const char *description)
{
	struct words words = { 0 };
	bool good;

	words_split(&words, description);
	good = words.n == 2 && is_format(words.word[0]) &&
	       is_offset(words.word[1]);
	words_free(&words);
	return good;
}

/* The function of the N-th endpoint. */
static void add_bdf(struct words *to, const char *description, int n)
{
	struct words words = { 0 };

	words_split(&words, description);
	n += atoi(words.word[1]);
	words_addf(to, words.word[0], n < 0 ? 0 : n);
	words_free(&words);
}

static void add_port(const struct endpoints *ends, int n, const char *device,
		     struct words *qemu)
{
	struct tce_strbuf port = { 0 }, bus = { 0 };
	char number[12];

	snprintf(number, sizeof(number), "%d", n);
	text_replace(&port, ends->port, "{n}", number);
	text_replace(&bus, ends->bus, "{n}", number);
	words_split(qemu, tce_strbuf_str(&port));
	words_add(qemu, "-device");
	words_addf(qemu, "%s,bus=%s", device, tce_strbuf_str(&bus));
	tce_strbuf_free(&port);
	tce_strbuf_free(&bus);
}

/* "COUNT DEVICE": the device, or NULL. */
static const char *pes_device(const char *value, int *count)
{
	const size_t digits = strspn(value, DIGITS);
	const char *device = value + digits + strspn(value + digits, " \t");

	if (!digits || digits > 2 || device == value + digits || !*device ||
	    strpbrk(device, " \t"))
		return NULL;
	*count = atoi(value);
	return device;
}

int endpoints_add(const struct endpoints *ends, struct words *qemu,
		  struct words *bdfs, struct words *also)
{
	int n = 0, count = 0;

	if (ends->pes.n && (!ends->port || !ends->bus || !ends->bdf)) {
		tce_warn("%s: pes= wants port=, bus= and bdf=",
			 ends->pes_at.word[0]);
		return TCE_STATUS_USAGE;
	}
	for (size_t line = 0; line < ends->pes.n; line++) {
		const char *device = pes_device(ends->pes.word[line], &count);

		if (!device) {
			tce_warn("%s: want pes=COUNT DEVICE, COUNT to 99",
				 ends->pes_at.word[line]);
			return TCE_STATUS_USAGE;
		}
		while (count-- > 0) {
			add_port(ends, ++n, device, qemu);
			add_bdf(bdfs, ends->bdf, n);
			for (size_t i = 0; i < ends->also.n; i++)
				add_bdf(also, ends->also.word[i], n);
		}
	}
	return 0;
}

void endpoints_free(struct endpoints *ends)
{
	free(ends->port);
	free(ends->bus);
	free(ends->bdf);
	words_free(&ends->also);
	words_free(&ends->pes);
	words_free(&ends->pes_at);
	memset(ends, 0, sizeof(*ends));
}
