// SPDX-License-Identifier: GPL-2.0-only
#include "command.h"

#include <stdlib.h>
#include <string.h>

/* Adds a word with each "{name}" in it replaced by a path. */
static void add_filled(struct words *words, const char *word,
		       const struct qemu_command *c)
{
	const struct {
		const char *name, *path;
	} fills[] = {
		{ "{kernel}", c->kernel },
		{ "{initrd}", c->initrd },
		{ "{firmware}", c->firmware },
	};
	char *text = tce_strdup(word);

	for (size_t i = 0; i < sizeof(fills) / sizeof(*fills); i++) {
		struct tce_strbuf path = { 0 }, out = { 0 };
		const bool option = strchr(text, ',') || strchr(text, '=');

		/* a word by itself is no list of options */
		if (option)
			text_commas(&path, fills[i].path);
		else
			tce_strbuf_addf(&path, "%s", fills[i].path);
		text_replace(&out, text, fills[i].name, tce_strbuf_str(&path));
		free(text);
		text = tce_strdup(tce_strbuf_str(&out));
		tce_strbuf_free(&path);
		tce_strbuf_free(&out);
	}
	words_add(words, text);
	free(text);
}

static void add_chardev(struct words *words, const char *what, const char *id)
{
	words_add(words, "-chardev");
	words_addf(words, "%s,id=%s", what, id);
}

void command_make(struct words *words, const struct qemu_command *c,
		  const struct machine *machine)
{
	static const char *const fixed[] = { "-display", "none", "-monitor",
					     "none", "-no-reboot" };

	words_add(words, c->qemu);
	for (size_t i = 0; i < machine->qemu.n; i++)
		add_filled(words, machine->qemu.word[i], c);
	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		words_add(words, fixed[i]);
	words_add(words, "-kernel");
	words_add(words, c->kernel);
	words_add(words, "-initrd");
	words_add(words, c->initrd);
	words_add(words, "-append");
	words_addf(words,
		   "console=hvc0 %spanic=-1 log_buf_len=1M cryptomgr.notests%s",
		   c->verbose ? "" : "quiet ",
		   tce_strbuf_str(&machine->append));
	add_chardev(words, c->console, "con");
	add_chardev(words, c->stream, "tap");
	if (c->stopped) {
		words_add(words, "-s");
		words_add(words, "-S");
	}
	if (!c->monitor)
		return;
	add_chardev(words, c->monitor, "mon");
	words_add(words, "-mon");
	words_add(words, "chardev=mon,mode=control");
}
