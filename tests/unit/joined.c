// SPDX-License-Identifier: GPL-2.0-only
#include "joined.h"

const char *joined(const struct words *words)
{
	static struct tce_strbuf text;

	tce_strbuf_clear(&text);
	for (size_t i = 0; i < words->n; i++)
		tce_strbuf_addf(&text, "%s%s", i ? "|" : "", words->word[i]);
	return tce_strbuf_str(&text);
}
