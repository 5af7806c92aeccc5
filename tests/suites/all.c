// SPDX-License-Identifier: GPL-2.0-only
#include "suites.h"

/* clang-format off */
const struct tce_suite *const tce_suites[] = {
	&info_suite,
	&create_suite,
	&size_suite,
	&remove_suite,
	&ordering_suite,
	&register_suite,
	&unregister_suite,
	&map_suite,
	&mixed_suite,
	&unmap_suite,
	&accounting_suite,
	&lifecycle_suite,
	&process_suite,
	&abi_suite,
	&request_suite,
	&race_suite,
	&data_edu_suite,
	&data_nvme_suite,
	&clearing_edu_suite,
	&clearing_nvme_suite,
	&big_edu_suite,
	&big_nvme_suite,
	&host_suite,
	&hostile_suite,
	NULL,
};
