/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_KVM_COLLIDE_H
#define TESTS_KVM_COLLIDE_H

#include "case.h"

/* For rows of the suite collide: a guest's calls, and those of its owner. */

/* Two CPUs of the guest put the same entries: held too long, or not enough. */
void kvm_run_two_cpus(const struct tce_context *ctx);
void kvm_run_two_cpus_held(const struct tce_context *ctx);

/* The guest puts entries that its owner maps. */
void kvm_run_put_and_map(const struct tce_context *ctx);

/* A table is attached to a window that is being removed. */
void kvm_run_attach_and_remove(const struct tce_context *ctx);

/* A call for very many entries, beside another task. */
void kvm_run_many_entries(const struct tce_context *ctx);

/* A table is closed while its group leaves KVM. */
void kvm_run_close_and_leave(const struct tce_context *ctx);

#endif
