/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_SUITES_H
#define TESTS_SUITES_H

#include "case.h"

/* Every suite is the whole of a file; all.c has them in order. */
extern const struct tce_suite info_suite;
extern const struct tce_suite create_suite;
extern const struct tce_suite size_suite;
extern const struct tce_suite remove_suite;
extern const struct tce_suite ordering_suite;
extern const struct tce_suite powernv_suite;
extern const struct tce_suite register_suite;
extern const struct tce_suite unregister_suite;
extern const struct tce_suite map_suite;
extern const struct tce_suite mixed_suite;
extern const struct tce_suite unmap_suite;
extern const struct tce_suite accounting_suite;
extern const struct tce_suite lifecycle_suite;
extern const struct tce_suite groups_suite;
extern const struct tce_suite process_suite;
extern const struct tce_suite abi_suite;
extern const struct tce_suite request_suite;
extern const struct tce_suite race_suite;
extern const struct tce_suite collide_suite;
extern const struct tce_suite hotplug_suite;
extern const struct tce_suite dlpar_suite;
extern const struct tce_suite v1_suite;
extern const struct tce_suite eeh_suite;
extern const struct tce_suite data_edu_suite;
extern const struct tce_suite data_nvme_suite;
extern const struct tce_suite clearing_edu_suite;
extern const struct tce_suite clearing_nvme_suite;
extern const struct tce_suite big_edu_suite;
extern const struct tce_suite big_nvme_suite;
extern const struct tce_suite v1_edu_suite;
extern const struct tce_suite v1_nvme_suite;
extern const struct tce_suite shared_edu_suite;
extern const struct tce_suite shared_nvme_suite;
extern const struct tce_suite host_suite;
extern const struct tce_suite interrupts_edu_suite;
extern const struct tce_suite interrupts_nvme_suite;
extern const struct tce_suite kvm_owner_suite;
extern const struct tce_suite kvm_edu_suite;
extern const struct tce_suite kvm_nvme_suite;
extern const struct tce_suite nomem_suite;
extern const struct tce_suite soak_suite;
extern const struct tce_suite soak_edu_suite;
extern const struct tce_suite soak_nvme_suite;
extern const struct tce_suite hostile_suite;

#endif
