// SPDX-License-Identifier: GPL-2.0-only
// no-boot
// file: arch/powerpc/kernel/iommu.c
