// SPDX-License-Identifier: GPL-2.0-only
// good
// file: arch/powerpc/kernel/iommu.c
