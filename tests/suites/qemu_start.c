// SPDX-License-Identifier: GPL-2.0-only
#include "qemu_start.h"

#include <stdio.h>

#include "harness.h"
#include "owner.h"

const char *const qemu_start_calls[] = { "register 256M", "remove 0",
					 "create 12 W levels [01] at 0",
					 "attach", NULL };

void qemu_start(struct vmm *v, const struct tce_platform *p)
{
	char options[128];

	snprintf(options, sizeof(options), "-device %s",
		 vmm_device(&p->pe[0], "d0", "pci.0"));
	vmm_start(v, p, options);
	vmm_expect(v, "at its start", qemu_start_calls);
}

void qemu_check_next_owner(const struct tce_platform *p)
{
	struct owner o;

	if (tce_has_failed())
		return;
	owner_open(&o, p, false);
	owner_start(&o);
	if (!owner_transfers(&o))
		tce_fail("the next owner's device does not reach its memory");
	owner_close(&o);
}
