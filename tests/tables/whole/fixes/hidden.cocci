// SPDX-License-Identifier: GPL-2.0-only
// hidden
// file: arch/powerpc/kernel/iommu.c
