// SPDX-License-Identifier: GPL-2.0-only
#include "show.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <stream/text.h>
#include <tce/platform.h>

#include "names.h"
#include "print.h"

#define NAME_SHOWN 40
#define MEMBERS_SHOWN 3
#define REASONS_SHOWN 2

/* A key of several words is one in a stream: "page mask", "page-mask". */
static void key_put(const struct host_page *to, const char *key)
{
	if (!to->prefix) {
		fprintf(to->out, "  %-10s ", key);
		return;
	}
	fprintf(to->out, "%s.", to->prefix);
	for (; *key; key++)
		fputc(*key == ' ' ? '-' : *key, to->out);
	fputc(' ', to->out);
}

static void title(const struct host_page *to, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void title(const struct host_page *to, const char *format, ...)
{
	va_list ap;

	if (to->prefix)
		return;
	va_start(ap, format);
	host_vprint(to->out, format, ap);
	va_end(ap);
}

static void line(const struct host_page *to, const char *key,
		 const char *format, ...) __attribute__((format(printf, 3, 4)));

static void line(const struct host_page *to, const char *key,
		 const char *format, ...)
{
	va_list ap;

	key_put(to, key);
	va_start(ap, format);
	host_vprint(to->out, format, ap);
	va_end(ap);
}

static const char *or_none(const char *text, const char *none)
{
	return *text ? text : none;
}

static const char *state(long flag, const char *yes, const char *no)
{
	return flag < 0 ? "not in this kernel" : flag ? yes : no;
}

void host_show_machine(const struct host_page *to, const struct host_machine *m)
{
	title(to, "Machine");
	line(to, "kdump", "%s",
	     state(m->kdump, "loaded",
		   "not loaded: a crash of this kernel leaves no dump"));
	line(to, "fadump", "%s",
	     state(m->fadump,
		   m->fadump_ready > 0 ? "registered"
				       : "enabled, not registered",
		   "not enabled"));
	line(to, "platform", "%s%s%s",
	     !m->power ? "no POWER machine"
	     : m->bare ? "bare metal (PowerNV)"
		       : "partition (pSeries)",
	     *m->partition ? ", named " : "", m->partition);
	line(to, "model", "%s", or_none(m->model, "unknown"));
	line(to, "firmware", "%s", or_none(m->firmware, "unknown"));
	line(to, "kernel", "%s, pages of %ld KiB, MMU %s", m->release,
	     m->page_size >> 10, or_none(m->mmu, "unknown"));
}

/* "7: 0000:00:00.0 0000:00:00.1" */
static void show_group(const struct host_page *to,
		       const struct host_inventory *inv,
		       const struct host_function *f)
{
	const struct host_function *m = NULL;

	if (f->group < 0) {
		line(to, "group", "none");
		return;
	}
	key_put(to, "group");
	fprintf(to->out, "%d:", f->group);
	while ((m = host_inventory_next(inv, f->group, m)))
		fprintf(to->out, " %s%s", m->bdf, m->bridge ? " (bridge)" : "");
	fputc('\n', to->out);
}

static void show_function(const struct host_page *to,
			  const struct host_function *f)
{
	if (f->physfn[0])
		line(to, "function", "VF of %s", f->physfn);
	else if (f->sriov)
		line(to, "function", "PF, %lu VFs enabled", f->vfs);
	else
		line(to, "function", "neither PF nor VF");
}

/* A number, or the fact by which the user can say it. */
static void show_fact(const struct host_page *to, const char *key,
		      uint64_t value, const char *unit, const char *fact)
{
	if (value)
		line(to, key, "%" PRIu64 "%s", value, unit);
	else
		line(to, key, "unknown (--fact %s)", fact);
}

static void show_mask(const struct host_page *to, const char *key,
		      uint64_t value, const char *fact)
{
	if (value)
		line(to, key, "0x%" PRIx64, value);
	else
		line(to, key, "unknown (--fact %s)", fact);
}

/* What a refusal costs: defect failed-ddw-list. */
static void show_dynamic(const struct host_page *to,
			 const struct tce_platform *p)
{
	show_fact(to, "smallest", p->least_tces,
		  to->prefix ? " TCEs"
			     : " TCEs (--fact least_tces=N); a window that the "
			       "hypervisor refuses costs the PE until the next "
			       "boot",
		  "least_tces=N");
	show_fact(to, "largest", p->largest_tces, " TCEs", "largest_tces=N");
	show_mask(to, "start", p->start64, "start64=ADDRESS");
}

/* As far as the device tree and the user say; an ioctl could show the rest. */
static void show_windows(const struct host_page *to,
			 const struct host_function *f)
{
	const char *const bdf = f->bdf;
	struct tce_platform p;

	if (tce_platform_read(&p, &bdf, 1)) {
		line(to, "windows", "unknown");
		return;
	}
	for (size_t i = 0; to->o && i < to->o->nfacts; i++)
		tce_platform_set(&p, to->o->facts[i]);
	line(to, "windows",
	     "%" PRIu32 ", the default one 0x%" PRIx64 "+0x%" PRIx64
	     "; dynamic ones: %s",
	     p.ddw ? p.max_windows : 1, p.win_start, p.win_size,
	     p.ddw ? "yes" : "no");
	if (p.ddw && p.pseries)
		show_dynamic(to, &p);
	show_mask(to, "page mask", p.page_sizes, "page_sizes=MASK");
}

void host_show_device(const struct host_page *to,
		      const struct host_inventory *inv,
		      const struct host_function *f)
{
	char name[128], class[64];

	host_device_name(&f->id, name, sizeof(name));
	host_class_name(&f->id, class, sizeof(class));
	title(to, "Device %s", f->bdf);
	line(to, "name", "%s", name);
	line(to, "ids", "%04x:%04x, class %06" PRIx32 " (%s)", f->id.vendor,
	     f->id.device, f->id.class_code, class);
	line(to, "slot", "%s", or_none(f->slot, "unknown"));
	line(to, "location", "%s", or_none(f->location, "unknown"));
	line(to, "node", "%s", or_none(f->node, "none"));
	line(to, "driver", "%s", or_none(f->driver, "none"));
	show_group(to, inv, f);
	if (f->numa < 0)
		line(to, "NUMA node", "unknown");
	else
		line(to, "NUMA node", "%d", f->numa);
	show_function(to, f);
	show_windows(to, f);
}

static void show_risk(const struct host_page *to, const struct host_safety *s,
		      enum host_risk risk, bool forced)
{
	const char *name = host_risk_name(risk);
	bool found = false;

	for (size_t i = 0; i < s->n; i++) {
		const struct host_finding *f = &s->finding[i];

		if (f->risk != risk)
			continue;
		found = true;
		line(to, name, "%s%s: %s%s", f->unknown ? "not known: " : "",
		     f->bdf, f->text, forced ? " (forced)" : "");
	}
	if (!found)
		line(to, name, "no");
}

void host_show_safety(const struct host_page *to, const struct host_safety *s,
		      unsigned int forced)
{
	title(to, "Checks");
	if (s->refusal[0])
		line(to, "refused", "%s", s->refusal);
	for (unsigned int i = 0; !s->refusal[0] && i < HOST_RISKS; i++)
		show_risk(to, s, (enum host_risk)i, forced >> i & 1);
}

/* --- the table ------------------------------------------------------------ */

enum {
	COL_BDF,
	COL_NAME,
	COL_DRIVER,
	COL_GROUP,
	COL_NUMA,
	COL_SLOT,
	COL_VERDICT,
	COLS
};

struct row {
	char cell[COLS][256];
};

static const struct row head = { { "DEVICE", "NAME", "DRIVER", "GROUP", "NUMA",
				   "SLOT", "VERDICT" } };

static void cell_add(char *cell, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void cell_add(char *cell, const char *format, ...)
{
	size_t used = strlen(cell);
	va_list ap;

	va_start(ap, format);
	vsnprintf(cell + used, sizeof(head.cell[0]) - used, format, ap);
	va_end(ap);
	tce_text_clean(cell + used);
}

static void group_cell(char *cell, const struct host_inventory *inv,
		       const struct host_function *f)
{
	const struct host_function *m = NULL;
	unsigned int others = 0;

	if (f->group < 0) {
		cell_add(cell, "-");
		return;
	}
	cell_add(cell, "%d", f->group);
	while ((m = host_inventory_next(inv, f->group, m)))
		if (m != f && ++others <= MEMBERS_SHOWN)
			cell_add(cell, " +%s", m->bdf);
	if (others > MEMBERS_SHOWN)
		cell_add(cell, " +%u more", others - MEMBERS_SHOWN);
}

static void verdict_cell(char *cell, const struct host_safety *s)
{
	size_t shown = s->n < REASONS_SHOWN ? s->n : REASONS_SHOWN;

	if (s->refusal[0])
		cell_add(cell, "never: %s", s->refusal);
	else if (!s->n)
		cell_add(cell, "free");
	for (size_t i = 0; i < shown; i++)
		cell_add(cell, "%s%s%s: %s", i ? "; " : "",
			 host_risk_name(s->finding[i].risk),
			 s->finding[i].unknown ? "?" : "", s->finding[i].text);
	if (s->n > shown)
		cell_add(cell, "; %zu more", s->n - shown);
}

static int row_fill(struct row *row, const struct host_inventory *inv,
		    const struct host_scene *scene,
		    const struct host_function *f)
{
	struct host_safety safety;
	char name[128];
	int ret = host_safety_read(&safety, inv, scene, f->bdf);

	if (ret)
		return ret;
	host_device_name(&f->id, name, sizeof(name));
	cell_add(row->cell[COL_BDF], "%s", f->bdf);
	cell_add(row->cell[COL_NAME], "%.*s", NAME_SHOWN, name);
	cell_add(row->cell[COL_DRIVER], "%s", or_none(f->driver, "-"));
	group_cell(row->cell[COL_GROUP], inv, f);
	if (f->numa < 0)
		cell_add(row->cell[COL_NUMA], "-");
	else
		cell_add(row->cell[COL_NUMA], "%d", f->numa);
	cell_add(row->cell[COL_SLOT], "%s",
		 or_none(f->location, or_none(f->slot, "-")));
	verdict_cell(row->cell[COL_VERDICT], &safety);
	host_safety_free(&safety);
	return 0;
}

static void widths_grow(size_t width[COLS], const struct row *row)
{
	for (int i = 0; i < COLS; i++)
		if (strlen(row->cell[i]) > width[i])
			width[i] = strlen(row->cell[i]);
}

static void row_show(FILE *out, const size_t width[COLS], const struct row *row)
{
	for (int i = 0; i < COL_VERDICT; i++)
		fprintf(out, "%-*s  ", (int)width[i], row->cell[i]);
	fprintf(out, "%s\n", row->cell[COL_VERDICT]);
}

int host_show_table(FILE *out, const struct host_inventory *inv,
		    const struct host_scene *scene)
{
	struct row *rows = calloc(inv->n + 1, sizeof(*rows));
	size_t width[COLS] = { 0 };
	int ret = rows ? 0 : -ENOMEM;

	if (rows)
		rows[0] = head;
	for (size_t i = 0; i < inv->n && !ret; i++)
		ret = row_fill(&rows[i + 1], inv, scene, &inv->f[i]);
	for (size_t i = 0; i <= inv->n && !ret; i++)
		widths_grow(width, &rows[i]);
	for (size_t i = 0; i <= inv->n && !ret; i++)
		row_show(out, width, &rows[i]);
	free(rows);
	return ret;
}
