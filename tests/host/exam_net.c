// SPDX-License-Identifier: GPL-2.0-only
#include "exam.h"

#include <stdio.h>
#include <string.h>

#include "files.h"

#define CLASS_NETWORK 0x02

static void up(struct exam *x, const struct host_part *net)
{
	unsigned long flags;
	int ret = host_number(&flags, 16, "/sys/class/net/%s/flags", net->name);

	if (ret)
		exam_add_unknown(x, BIT(NETWORK), net->name, ret);
	else if (flags & IFF_UP)
		exam_add(x, HOST_RISK_NETWORK, false, "%s is up", net->name);
}

/* "interface destination gateway flags used references metric mask ..." */
static bool is_default(const char *line, char *name, size_t len)
{
	char to[16], mask[16];

	return exam_word(line, 0, name, len) &&
	       exam_word(line, 1, to, sizeof(to)) &&
	       exam_word(line, 7, mask, sizeof(mask)) &&
	       !strcmp(to, "00000000") && !strcmp(mask, "00000000");
}

/* "destination length source length hop metric refs used flags interface" */
static bool is_default6(const char *line, char *name, size_t len)
{
	char to[40], bits[8];

	return exam_word(line, 0, to, sizeof(to)) &&
	       exam_word(line, 1, bits, sizeof(bits)) &&
	       exam_word(line, 9, name, len) && strspn(to, "0") == strlen(to) &&
	       !strcmp(bits, "00");
}

static void routed(struct exam *x, const struct host_part *net)
{
	char name[64];

	FOR_LINES(line, x->scene->routes.text)
	if (is_default(line, name, sizeof(name)) && !strcmp(name, net->name))
		exam_add(x, HOST_RISK_ROUTE, false, "%s has the default route",
			 name);
	FOR_LINES(line, x->scene->routes6.text)
	if (is_default6(line, name, sizeof(name)) && !strcmp(name, net->name))
		exam_add(x, HOST_RISK_ROUTE, false,
			 "%s has the default route of IPv6", name);
	if (!strcmp(x->scene->session_if, net->name))
		exam_add(x, HOST_RISK_ROUTE, false, "%s carries this session",
			 net->name);
	if (x->scene->session_lost)
		exam_add(x, HOST_RISK_ROUTE, true,
			 "%s may carry this session: no interface has its "
			 "address",
			 net->name);
}

void exam_hidden_interface(struct exam *x)
{
	const char *driver = x->f->driver;

	if (x->f->id.class_code >> 16 != CLASS_NETWORK || !*driver ||
	    !strcmp(driver, HOST_VFIO_PCI))
		return;
	for (size_t i = 0; i < x->parts.n; i++)
		if (x->parts.part[i].kind == HOST_NET)
			return;
	exam_add(x, HOST_RISK_NETWORK, true,
		 "%s has it, and no interface can be seen (in another "
		 "namespace?)",
		 driver);
}

void exam_interface(struct exam *x, const struct host_part *net)
{
	up(x, net);
	routed(x, net);
}
