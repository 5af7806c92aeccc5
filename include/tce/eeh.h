/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_EEH_H
#define TCE_EEH_H

#include <tce/container.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * tce_eeh_op() - an operation of Extended Error Handling on a container's PEs
 * @container: with an IOMMU driver and a group
 * @op: VFIO_EEH_PE_* that takes no more arguments; other numbers are passed on
 *
 * Sources: struct vfio_eeh_pe_op in linux/vfio.h; vfio_spapr_ioctl_eeh_pe_op()
 * in drivers/vfio/vfio_iommu_spapr_tce.c; PAPR, "Enhanced I/O Error Handling".
 *
 * Return: VFIO_EEH_PE_STATE_* of VFIO_EEH_PE_GET_STATE, else 0; -ENODEV the
 * PE has no EEH; -EINVAL no IOMMU driver, or no such operation; -ENOTTY a
 * kernel without it.
 */
int tce_eeh_op(struct tce_container container, unsigned int op);

/**
 * tce_eeh_thaw() - reset the PEs that an error has stopped
 * @container: with an IOMMU driver and a group
 *
 * When a device accesses an address that is not mapped, its bridge stops the
 * PE: registers read as ones, and the device reaches no memory, mapped or not.
 * This resets the PE. Windows, mappings and configuration space stay; all
 * other state of the device is lost.
 *
 * Sources: Documentation/driver-api/vfio.rst on EEH; eeh_pe_reset() and
 * eeh_pe_configure() in arch/powerpc/kernel/eeh.c.
 *
 * Return: 1 the PEs were reset; 0 none was stopped; -EIO a PE is still stopped
 * after it; or as tce_eeh_op().
 */
int tce_eeh_thaw(struct tce_container container);

#ifdef __cplusplus
}
#endif

#endif
