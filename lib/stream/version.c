// SPDX-License-Identifier: GPL-2.0-only
#include "version.h"

#ifndef TCE_VERSION
#define TCE_VERSION "unknown"
#endif

const char tce_version[] = TCE_VERSION;
