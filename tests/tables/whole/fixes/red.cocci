// SPDX-License-Identifier: GPL-2.0-only
// red
// file: drivers/vfio/container.c
