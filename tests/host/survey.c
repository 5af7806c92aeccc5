// SPDX-License-Identifier: GPL-2.0-only
#include "survey.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <stream/verdict.h>
#include <tce/engine.h>
#include <tce/platform.h>

#include "machine.h"
#include "print.h"
#include "safety.h"
#include "show.h"
#include "take.h"

int host_survey_read(struct host_survey *s)
{
	int ret = host_inventory_read(&s->inv);

	s->claims = (struct host_claims){ 0 };
	if (ret)
		return host_broken("the PCI devices of this machine: %s",
				   strerror(-ret));
	ret = host_scene_read(&s->scene);
	if (!ret)
		return 0;
	host_inventory_free(&s->inv);
	return host_broken("%s", strerror(-ret));
}

void host_survey_free(struct host_survey *s)
{
	host_claims_free(&s->claims);
	host_scene_free(&s->scene);
	host_inventory_free(&s->inv);
}

/* Words of a set of risks, as --force takes them. */
static void risks_print(FILE *out, unsigned int risks)
{
	const char *comma = "";

	for (unsigned int i = 0; i < HOST_RISKS; i++) {
		if (!(risks >> i & 1))
			continue;
		fprintf(out, "%s%s", comma, host_risk_name((enum host_risk)i));
		comma = ",";
	}
}

/* One device; the risks that are not forced are added to @open. */
static int device_judge(const struct host_survey *s, const char *bdf,
			const struct host_options *o, unsigned int *open)
{
	const struct host_function *f = host_inventory_find(&s->inv, bdf);
	struct host_safety safety;
	int ret = host_safety_read(&safety, &s->inv, &s->scene, bdf);
	int status = 0;

	if (ret)
		return host_broken("%s", strerror(-ret));
	if (f)
		host_show_device(&(struct host_page){ stderr, NULL, o },
				 &s->inv, f);
	host_show_safety(&(struct host_page){ .out = stderr }, &safety,
			 o->forced);
	if (safety.refusal[0])
		status = host_broken("%s: %s", bdf, safety.refusal);
	*open |= host_safety_risks(&safety) & ~o->forced;
	host_safety_free(&safety);
	return status;
}

/* A group goes to VFIO as one, and is one PE. */
static int groups_check(const struct host_survey *s,
			const struct host_options *o)
{
	for (size_t i = 0; i < o->ndevices; i++) {
		for (size_t k = 0; k < i; k++) {
			const struct host_function *a, *b;

			a = host_inventory_find(&s->inv, o->devices[k]);
			b = host_inventory_find(&s->inv, o->devices[i]);
			if (a && b && a->group >= 0 && a->group == b->group) {
				host_broken("%s and %s are in one group: name "
					    "one of them",
					    a->bdf, b->bdf);
				return TCE_STATUS_USAGE;
			}
		}
	}
	return 0;
}

/* As many as a user asks for would leave the machine without memory. */
static int huge_check(const struct host_options *o)
{
	const struct host_taking t = { .huge_kib = o->huge_kib };
	unsigned long room;
	char sizes[96];

	if (!o->huge_kib)
		return 0;
	if (!host_huge_sizes(o->huge_kib, sizes, sizeof(sizes)))
		return host_broken("--hugepages %s:%lu: this kernel has %s%s",
				   o->huge_kib, o->huge,
				   *sizes ? "pages of these KiB: "
					  : "no huge pages",
				   sizes);
	room = host_huge_room(&t);
	if (o->huge > room)
		return host_broken("--hugepages %s:%lu: there is memory for "
				   "%lu",
				   o->huge_kib, o->huge, room);
	return 0;
}

int host_survey_judge(struct host_survey *s, const struct host_options *o)
{
	struct host_machine machine;
	unsigned int open = 0;
	const char *missing = host_take_refusal();
	int status = groups_check(s, o);

	if (!status)
		status = huge_check(o);
	if (status)
		return status;
	host_machine_read(&machine);
	host_show_machine(&(struct host_page){ .out = stderr }, &machine);
	s->scene.claims = &s->claims;
	for (size_t i = 0; i < o->ndevices; i++) {
		int ret = device_judge(s, o->devices[i], o, &open);

		status = status ? status : ret;
	}
	if (!status && missing)
		status = host_broken("module %s: not loaded, and none for this "
				     "kernel",
				     missing);
	if (status || !open)
		return status;
	fputs("tce-test: not safe; to accept these risks: --force=", stderr);
	risks_print(stderr, open);
	fputc('\n', stderr);
	return TCE_STATUS_BROKEN;
}

int host_survey_again(const struct host_taking *t, const char *bdf)
{
	const struct host_options *o = t->options;
	struct host_survey s;
	struct host_safety safety;
	int ret;

	if (host_survey_read(&s))
		return -EIO;
	s.scene.claims = t->claims;
	ret = host_safety_read(&safety, &s.inv, &s.scene, bdf);
	if (!ret &&
	    (safety.refusal[0] || (host_safety_risks(&safety) & ~o->forced))) {
		host_show_safety(&(struct host_page){ .out = stderr }, &safety,
				 o->forced);
		ret = -EBUSY;
	}
	if (ret != -ENOMEM)
		host_safety_free(&safety);
	host_survey_free(&s);
	return ret;
}

/* What can move data, or that nothing can. */
static void engines_print(FILE *out, const struct host_options *o)
{
	struct tce_platform p = { 0 };
	const struct tce_engine_class *class;
	bool any = false;

	tce_platform_read(&p, o->devices, o->ndevices);
	for (unsigned int i = 0; i < p.npes; i++) {
		class = tce_engine_class_find(&p.pe[i].id);
		if (!class)
			continue;
		fprintf(out, "%s%s", any ? ", " : "", class->name);
		any = true;
	}
	if (!any)
		fputs("none: what a device gets to was not seen, only what the "
		      "kernel answers",
		      out);
}

/* What the report says of all this; NULL without memory. */
char *host_survey_properties(const struct host_survey *s,
			     const struct host_options *o, size_t left_out)
{
	struct host_machine machine;
	char *text = NULL, prefix[32] = "device";
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	host_machine_read(&machine);
	host_show_machine(&(struct host_page){ out, "machine", o }, &machine);
	for (size_t i = 0; i < o->ndevices; i++) {
		const char *bdf = o->devices[i];

		if (i)
			snprintf(prefix, sizeof(prefix), "device-%zu", i + 1);
		fprintf(out, "%s.address %s\n", prefix, bdf);
		host_show_device(&(struct host_page){ out, prefix, o }, &s->inv,
				 host_inventory_find(&s->inv, bdf));
	}
	fputs("host.engine ", out);
	engines_print(out, o);
	fprintf(out, "\nhost.forced ");
	risks_print(out, o->forced);
	fprintf(out, "%s\nhost.left-out %zu cases that may do harm\n",
		o->forced ? "" : "nothing", left_out);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}
