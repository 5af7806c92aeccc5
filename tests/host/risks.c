// SPDX-License-Identifier: GPL-2.0-only
#include "safety.h"

#include <errno.h>
#include <string.h>

static const char *const names[HOST_RISKS] = {
	[HOST_RISK_MOUNTED] = "mounted",
	[HOST_RISK_SWAP] = "swap",
	[HOST_RISK_RAID] = "raid",
	[HOST_RISK_LVM] = "lvm",
	[HOST_RISK_MULTIPATH] = "multipath",
	[HOST_RISK_NETWORK] = "network",
	[HOST_RISK_ROUTE] = "route",
	[HOST_RISK_OPEN] = "open",
	[HOST_RISK_VF] = "vf",
	[HOST_RISK_BOOT] = "boot",
	[HOST_RISK_DRIVER] = "driver",
};

const char *host_risk_name(enum host_risk risk)
{
	return names[risk];
}

int host_risks_parse(const char *text, unsigned int *mask)
{
	unsigned int all = 0;

	for (size_t len; *text; text += len + (text[len] == ',')) {
		unsigned int i;

		len = strcspn(text, ",");
		for (i = 0; i < HOST_RISKS; i++)
			if (strlen(names[i]) == len &&
			    !strncmp(names[i], text, len))
				break;
		if (i == HOST_RISKS)
			return -EINVAL;
		all |= 1u << i;
	}
	if (!all)
		return -EINVAL;
	*mask = all;
	return 0;
}
