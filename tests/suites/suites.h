/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_SUITES_H
#define TESTS_SUITES_H

#include <engine/list.h>

#include "case.h"

/* A suite for each engine of lib/engine/list.h. */
#define DATA_SUITE_OF(engine_name, suite) \
	extern const struct tce_suite suite##_##engine_name##_suite;

/* The rest of suites that are longer than a file. */
extern const struct tce_table create_refused, map_memory, map_refused,
	lifecycle_ends, clearing_owner, data_memory, host_nomem, host_refused,
	host_alone_nomem, host_sibling, kvm_attach, register_held, abi_room,
	kvm_pages, host_before, host_few_bits, host_window, kvm_owner_memory,
	kvm_arguments, race_held, recovery_firmware, functions_away,
	interrupts_intx, interrupts_vectors, bars_memory, bars_ends,
	qemu_windows;

/* Each in the file of its name, long ones in more; all.c has their order. */
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
extern const struct tce_suite latency_suite;
extern const struct tce_suite hotplug_suite;
extern const struct tce_suite dlpar_suite;
extern const struct tce_suite arrivals_suite;
extern const struct tce_suite bars_suite, bars_nvme_suite;
extern const struct tce_suite v1_suite;
extern const struct tce_suite eeh_suite;
extern const struct tce_suite firmware_suite;
TCE_ENGINES(DATA_SUITE_OF, data)
TCE_ENGINES(DATA_SUITE_OF, clearing)
TCE_ENGINES(DATA_SUITE_OF, big)
TCE_ENGINES(DATA_SUITE_OF, dirty)
TCE_ENGINES(DATA_SUITE_OF, v1)
TCE_ENGINES(DATA_SUITE_OF, shared)
TCE_ENGINES(DATA_SUITE_OF, functions)
TCE_ENGINES(DATA_SUITE_OF, recovery)
TCE_ENGINES(DATA_SUITE_OF, restart)
extern const struct tce_suite host_suite, host_alone_suite, sleep_suite;
TCE_ENGINES(DATA_SUITE_OF, interrupts)
extern const struct tce_suite kvm_owner_suite;
TCE_ENGINES(DATA_SUITE_OF, kvm)
extern const struct tce_suite qemu_suite;
extern const struct tce_suite nomem_suite;
extern const struct tce_suite soak_suite;
TCE_ENGINES(DATA_SUITE_OF, soak)
extern const struct tce_suite hostile_suite;

#endif
