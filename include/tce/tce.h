/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_TCE_H
#define TCE_TCE_H

/* The VFIO sPAPR TCE interface, whole. */

#include <tce/buffer.h>
#include <tce/container.h>
#include <tce/device.h>
#include <tce/dma.h>
#include <tce/driver.h>
#include <tce/eeh.h>
#include <tce/engine.h>
#include <tce/group.h>
#include <tce/ioctl.h>
#include <tce/kvm.h>
#include <tce/memory.h>
#include <tce/platform.h>
#include <tce/uapi.h>
#include <tce/vfio.h>
#include <tce/window.h>

#endif
