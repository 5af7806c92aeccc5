/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_KVM_BARE_H
#define TESTS_KVM_BARE_H

#include "kvm_guest.h"

/* An owner without a device, and its guest, made step by step. */

int bare_begin(struct owner *o, const struct tce_pe *pe,
	       enum tce_iommu version);
void bare_end(struct owner *o);

/* Memory to map, and for a list; it is registered apart. */
void bare_memory(struct owner *o, const struct tce_platform *p);
int bare_register(const struct owner *o);

/* The guest has the memory, and a table for the default window's beginning. */
int bare_guest(struct guest *w, const struct tce_platform *p,
	       uint32_t page_shift);
int bare_table_attach(const struct guest *w);
void bare_close(struct guest *w);

#endif
