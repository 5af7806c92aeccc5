/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_IOCTL_H
#define TCE_IOCTL_H

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Values that an ioctl of this interface returns fit an int: descriptors,
 * extension levels, EEH states, and the counts and hypercall codes that a
 * defective kernel lets through.
 *
 * The functions of the other headers return -EPROTO when the kernel returns a
 * positive value where the interface has none: it broke its contract, and
 * whether the request was carried out is not known. tce_ioctl() alone returns
 * the value.
 */

/**
 * tce_ioctl() - issue a request as it stands
 * @fd: of a container, group or device
 * @request: any number; enum tce_ioctl_number names those of this interface
 * @arg: any pointer or number, never looked at
 *
 * The request is never repeated: on this interface EINTR is most often the
 * hypercall code H_PARAMETER (-4), not a signal.
 *
 * Return: the kernel's value, >= 0; -errno when it refused.
 */
int tce_ioctl(int fd, unsigned int request, void *arg);

/**
 * tce_request_name() - name of a request, for messages
 * @request: number as powerpc knows it
 *
 * Some numbers are shared by several IOMMU drivers; the name is that of the
 * sPAPR TCE driver.
 *
 * Return: the macro of linux/vfio.h, static; NULL when none has that number.
 */
const char *tce_request_name(unsigned int request);

#ifdef __cplusplus
}
#endif

#endif
