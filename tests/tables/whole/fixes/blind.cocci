// SPDX-License-Identifier: GPL-2.0-only
// blind
// file: arch/powerpc/kernel/iommu.c
