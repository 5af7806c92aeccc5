// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stream/near.h>

#include "endpoints.h"

/* Where a line is, and what the lines so far have set. */
struct machine_reader {
	struct machine *machine;
	const char *root;
	enum plan_kind kind; /* of the guests: which sections count */
	const char *path;    /* of the file that is read */
	unsigned long line;
	bool is_base;
	enum {
		FOR_ALL,
		FOR_PLAIN,
		FOR_DATA,
		FOR_OWN,
		SECTIONS
	} section;
	struct endpoints ends;
};

static int wrong(const struct machine_reader *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static int wrong(const struct machine_reader *r, const char *fmt, ...)
{
	struct tce_strbuf text = { 0 };
	va_list ap;

	va_start(ap, fmt);
	tce_strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	tce_warn("%s:%lu: %s", r->path, r->line, tce_strbuf_str(&text));
	tce_strbuf_free(&text);
	return TCE_STATUS_USAGE;
}

static void set(char **value, const char *text)
{
	free(*value);
	*value = tce_strdup(text);
}

/* A value that is judged later, and where it is. */
static void keep(const struct machine_reader *r, struct words *values,
		 struct words *at, const char *value)
{
	words_add(values, value);
	words_addf(at, "%s:%lu", r->path, r->line);
}

/* --- a base --- */

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_description(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 5 && !strcmp(entry->d_name + len - 5, ".conf");
}

static int no_machine(const struct machine_reader *r, const char *folder,
		      const char *name)
{
	struct tce_strbuf known = { 0 };
	struct dirent **list = NULL;
	int n = scandir(folder, &list, is_description, by_name), status;
	struct tce_near near;

	tce_near_begin(&near, name);
	for (int i = 0; i < n; i++) {
		list[i]->d_name[strlen(list[i]->d_name) - 5] = '\0';
		tce_near_offer(&near, list[i]->d_name);
		tce_strbuf_addf(&known, " %s", list[i]->d_name);
	}
	status = near.best ? wrong(r, "no machine %s; did you mean %s?", name,
				   near.best)
			   : wrong(r, "no machine %s; known:%s, or a file",
				   name, tce_strbuf_str(&known));
	for (int i = 0; i < n; i++)
		free(list[i]);
	free(list);
	tce_strbuf_free(&known);
	return status;
}

static int read_file(struct machine_reader *r, const char *path);

static int read_base(struct machine_reader *r, const char *name)
{
	struct machine_reader here = *r;
	struct tce_strbuf folder = { 0 }, path = { 0 };
	int status = 0;

	if (r->is_base)
		return wrong(r, "a base has no base");
	tce_strbuf_addf(&folder, "%s/fixtures/machines", r->root);
	if (strchr(name, '/'))
		tce_strbuf_addf(&path, "%s", name);
	else
		tce_strbuf_addf(&path, "%s/%s.conf", tce_strbuf_str(&folder),
				name);
	if (access(tce_strbuf_str(&path), R_OK))
		status = no_machine(r, tce_strbuf_str(&folder), name);
	if (!status) {
		r->is_base = true;
		status = read_file(r, tce_strbuf_str(&path));
		r->is_base = false;
		r->path = here.path;
		r->line = here.line;
		r->section = here.section;
	}
	tce_strbuf_free(&folder);
	tce_strbuf_free(&path);
	return status;
}

/* --- lines --- */

static int take_plug(struct machine_reader *r, const char *value)
{
	struct machine *m = r->machine;
	struct words words = { 0 };
	struct plug *plug;

	words_split(&words, value);
	if (words.n != 4) {
		words_free(&words);
		return wrong(r, "want plug=NAME CONNECTOR BDF DEVICE");
	}
	m->plugs = tce_grow(m->plugs, m->n_plugs, &m->plugs_room,
			    sizeof(*m->plugs));
	plug = &m->plugs[m->n_plugs++];
	plug->name = tce_strdup(words.word[0]);
	plug->connector = tce_strdup(words.word[1]);
	plug->bdf = tce_strdup(words.word[2]);
	plug->device = tce_strdup(words.word[3]);
	words_free(&words);
	return 0;
}

/* Drops what the base has of these. */
static int take_without(struct machine_reader *r, const char *what)
{
	if (!strcmp(what, "append"))
		tce_strbuf_clear(&r->machine->append);
	else if (!strcmp(what, "guest"))
		words_free(&r->machine->guest);
	else if (!strcmp(what, "pes"))
		words_free(&r->ends.pes), words_free(&r->ends.pes_at);
	else
		return wrong(r, "want without=append, guest or pes");
	return 0;
}

static int take_bdf(struct machine_reader *r, const char *key,
		    const char *value)
{
	if (!endpoints_is_bdf(value))
		return wrong(r, "want %s=FORMAT OFFSET, as in %%04x:00:00.0 0",
			     key);
	if (!strcmp(key, "bdf"))
		set(&r->ends.bdf, value);
	else
		words_add(&r->ends.also, value);
	return 0;
}

static int take_program(struct machine_reader *r, const char *name)
{
	if (strcmp(name, "qemu") != 0 && strcmp(name, "qemu-newest") != 0)
		return wrong(r, "want program=qemu or qemu-newest");
	set(&r->machine->program, name);
	return 0;
}

static int take(struct machine_reader *r, const char *key, const char *value)
{
	struct machine *m = r->machine;

	if (!strcmp(key, "base"))
		return read_base(r, value);
	if (!strcmp(key, "plug"))
		return take_plug(r, value);
	if (!strcmp(key, "without"))
		return take_without(r, value);
	if (!strcmp(key, "bdf") || !strcmp(key, "also"))
		return take_bdf(r, key, value);
	if (!strcmp(key, "name"))
		set(&m->name, value);
	else if (!strcmp(key, "qemu"))
		words_split(&m->qemu, value);
	else if (!strcmp(key, "append"))
		tce_strbuf_addf(&m->append, " %s", value);
	else if (!strcmp(key, "fact"))
		keep(r, &m->facts, &m->facts_at, value);
	else if (!strcmp(key, "guest"))
		words_add(&m->guest, value);
	else if (!strcmp(key, "program"))
		return take_program(r, value);
	else if (!strcmp(key, "pe"))
		words_add(&m->bdfs, value);
	else if (!strcmp(key, "port"))
		set(&r->ends.port, value);
	else if (!strcmp(key, "bus"))
		set(&r->ends.bus, value);
	else if (!strcmp(key, "firmware"))
		keep(r, &m->firmware, &m->firmware_at, value);
	else if (!strcmp(key, "pes"))
		keep(r, &r->ends.pes, &r->ends.pes_at, value);
	else
		return wrong(r, "unknown key %s", key);
	return 0;
}

static bool take_section(struct machine_reader *r, const char *text)
{
	static const char *const heads[SECTIONS] = {
		[FOR_PLAIN] = "[plain]",
		[FOR_DATA] = "[data]",
		[FOR_OWN] = "[own]",
	};

	for (int i = FOR_PLAIN; i < SECTIONS; i++) {
		if (strcmp(text, heads[i]) != 0)
			continue;
		r->section = i;
		r->machine->has_data |= i == FOR_DATA;
		return true;
	}
	return false;
}

/* In guests of kind "own" a device moves data, too. */
static bool section_counts(const struct machine_reader *r)
{
	const bool own = r->kind == KIND_OWN;
	const bool data = own || r->kind == KIND_DATA;

	return r->section == FOR_ALL || (r->section == FOR_OWN && own) ||
	       (r->section == FOR_DATA && data) ||
	       (r->section == FOR_PLAIN && !data);
}

/* KEY=VALUE, a comment, or the head of a section. */
static int take_line(struct machine_reader *r, char *text)
{
	char *value;

	if (strchr(text, '\r'))
		return wrong(r, "ends in CR LF: want LF alone");
	text += strspn(text, " \t");
	for (size_t len = strlen(text); len && isblank(text[len - 1]);)
		text[--len] = '\0';
	if (!*text || *text == '#')
		return 0;
	if (take_section(r, text) || !section_counts(r))
		return 0;
	/* only the first '=': a value can end with another */
	value = strchr(text, '=');
	if (!value)
		return wrong(r,
			     "want KEY=VALUE, [plain], [data] or [own], not %s",
			     text);
	*value++ = '\0';
	return take(r, text, value);
}

static int read_file(struct machine_reader *r, const char *path)
{
	struct stat st;
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;
	int status = 0;

	if (!file || fstat(fileno(file), &st) || S_ISDIR(st.st_mode)) {
		if (file)
			fclose(file);
		if (r->is_base)
			return wrong(r, "%s cannot be read", path);
		tce_warn("%s: cannot be read", path);
		return TCE_STATUS_USAGE;
	}
	r->path = path;
	r->line = 0;
	while (!status && getline(&text, &size, file) > 0) {
		r->line++;
		text[strcspn(text, "\n")] = '\0';
		status = take_line(r, text);
	}
	free(text);
	fclose(file);
	return status;
}

/* --- the whole --- */

/* In each word of the command the folder of the suite. */
static void put_tree(struct machine *m, const char *root)
{
	struct tce_strbuf tree = { 0 }, word = { 0 };

	text_commas(&tree, root);
	for (size_t i = 0; i < m->qemu.n; i++) {
		tce_strbuf_clear(&word);
		text_replace(&word, m->qemu.word[i], "{tree}",
			     tce_strbuf_str(&tree));
		set(&m->qemu.word[i], tce_strbuf_str(&word));
	}
	tce_strbuf_free(&tree);
	tce_strbuf_free(&word);
}

int machine_read(struct machine *machine, const char *root, const char *path,
		 enum plan_kind kind)
{
	struct machine_reader r = {
		.machine = machine,
		.root = root,
		.kind = kind,
	};
	int status;

	memset(machine, 0, sizeof(*machine));
	status = read_file(&r, path);
	r.path = path;
	if (!status)
		status = endpoints_add(&r.ends, &machine->qemu, &machine->bdfs,
				       &machine->also);
	if (!status)
		status = machine_check(machine, path);
	put_tree(machine, root);
	endpoints_free(&r.ends);
	return status;
}

void machine_free(struct machine *machine)
{
	for (size_t i = 0; i < machine->n_plugs; i++) {
		free(machine->plugs[i].name);
		free(machine->plugs[i].connector);
		free(machine->plugs[i].bdf);
		free(machine->plugs[i].device);
	}
	free(machine->plugs);
	free(machine->name);
	words_free(&machine->qemu);
	words_free(&machine->facts);
	words_free(&machine->facts_at);
	words_free(&machine->guest);
	words_free(&machine->bdfs);
	words_free(&machine->also);
	free(machine->program);
	tce_strbuf_free(&machine->append);
	words_free(&machine->firmware);
	words_free(&machine->firmware_at);
	memset(machine, 0, sizeof(*machine));
}

const struct plug *machine_plug(const struct machine *machine, const char *name)
{
	for (size_t i = 0; i < machine->n_plugs; i++)
		if (!strcmp(machine->plugs[i].name, name))
			return &machine->plugs[i];
	return NULL;
}

size_t machine_resets(const struct machine *machine)
{
	size_t n = 0;

	for (size_t i = 0; i < machine->guest.n; i++)
		n += !strncmp(machine->guest.word[i], "reset=", 6);
	return n;
}

bool machine_needs_tools(const struct machine *machine)
{
	for (size_t i = 0; i < machine->guest.n; i++)
		if (!strncmp(machine->guest.word[i], "load=", 5))
			return true;
	return machine->n_plugs != 0;
}
