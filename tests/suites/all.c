// SPDX-License-Identifier: GPL-2.0-only
#include "suites.h"

#define REFER(engine_name, suite) &suite##_##engine_name##_suite,

/* clang-format off */
const struct tce_suite *const tce_suites[] = {
	&info_suite,
	&create_suite,
	&size_suite,
	&remove_suite,
	&ordering_suite,
	&powernv_suite,
	&register_suite,
	&unregister_suite,
	&map_suite,
	&mixed_suite,
	&unmap_suite,
	&accounting_suite,
	&lifecycle_suite,
	&groups_suite,
	&process_suite,
	&abi_suite,
	&request_suite,
	&race_suite,
	&collide_suite,
	&latency_suite,
	&bars_suite,
	&hotplug_suite,
	&dlpar_suite,
	&v1_suite,
	&eeh_suite,
	&firmware_suite,
	TCE_ENGINES(REFER, data)
	TCE_ENGINES(REFER, clearing)
	TCE_ENGINES(REFER, big)
	TCE_ENGINES(REFER, dirty)
	TCE_ENGINES(REFER, v1)
	TCE_ENGINES(REFER, shared)
	TCE_ENGINES(REFER, functions)
	TCE_ENGINES(REFER, recovery)
	TCE_ENGINES(REFER, restart)
	&host_suite,
	&sleep_suite,
	&arrivals_suite,
	&bars_nvme_suite,
	&host_alone_suite,
	TCE_ENGINES(REFER, interrupts)
	&kvm_owner_suite,
	TCE_ENGINES(REFER, kvm)
	&qemu_suite,
	&nomem_suite,
	&soak_suite,
	TCE_ENGINES(REFER, soak)
	&hostile_suite,
	NULL,
};
