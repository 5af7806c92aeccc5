// SPDX-License-Identifier: GPL-2.0-only
// no-source
// file: arch/powerpc/kernel/iommu.c
