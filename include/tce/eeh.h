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
 * Source: linux/vfio.h, the kernel's VFIO documentation.
 *
 * Return: VFIO_EEH_PE_STATE_* of VFIO_EEH_PE_GET_STATE, else 0; -ENODEV the
 * PE has no EEH; -EINVAL no IOMMU driver, or no such operation; -ENOTTY a
 * kernel without it.
 */
int tce_eeh_op(struct tce_container container, unsigned int op);

/**
 * tce_eeh_thaw() - have PEs that an error has stopped work again
 * @container: as above
 *
 * A device that misses its mappings is cut off by its bridge: its registers
 * read as ones, and it reaches no memory, whatever is mapped by then. This
 * resets it. Windows and mappings stay, and so does what is in configuration
 * space; all that the device was told otherwise is lost.
 *
 * Return: 1 done; 0 nothing was stopped; -EIO the PE does not come back; as
 * tce_eeh_op().
 */
int tce_eeh_thaw(struct tce_container container);

#ifdef __cplusplus
}
#endif

#endif
