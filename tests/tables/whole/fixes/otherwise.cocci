// SPDX-License-Identifier: GPL-2.0-only
// otherwise
// file: arch/powerpc/kernel/iommu.c
