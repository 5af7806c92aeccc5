/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A virtual machine of the real QEMU, which has no software but a few
 * instructions (vmm_firmware.h). What it does comes from its monitor and its
 * test protocol; the calls that it makes for its devices are in its trace.
 *
 * Sources: QEMU's docs/interop/qmp-spec.rst, softmmu/qtest.c, hw/vfio/spapr.c
 * and trace-events.
 */
#ifndef TESTS_VMM_H
#define TESTS_VMM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <tce/platform.h>

#include "vmm_text.h"

struct vmm {
	pid_t pid;
	int monitor, test, words; /* descriptors; words: of stderr */
	struct vmm_text in_monitor, in_test, in_words; /* not yet whole */
	uint64_t window;	   /* bytes of a default one */
	struct vmm_text calls;	   /* since the last look, a line each */
	const char *awaited;	   /* an event, or NULL */
	bool came;		   /* ... since the last command */
	char reply[256];	   /* what is not usual of the last one */
	bool answered;		   /* the command, by a reply */
	unsigned int major, minor; /* of its version */
	bool ended, reaped;	   /* it has gone */
	int status;		   /* ... and how, of waitpid(2) */
};

#define VMM_RAM (256ull << 20) /* of the machine */

/*
 * Starts QEMU, whose bridges have default windows as large as @p's, and waits
 * until its monitor answers. @options: more of its options, split at blanks.
 */
void vmm_start(struct vmm *v, const struct tce_platform *p,
	       const char *options);

/* A device for vmm_start() or device_add. */
const char *vmm_device(const struct tce_pe *pe, const char *id,
		       const char *bus);

/* A command of the human monitor, which must have nothing to complain of. */
void vmm_command(struct vmm *v, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The same, and then waits for an event of the monitor. */
void vmm_command_until(struct vmm *v, const char *event, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * A request of the test protocol, with its newline. The line that answers,
 * which begins with "OK" and is the caller's to free, or NULL.
 */
char *vmm_test(struct vmm *v, const char *request);

/*
 * The calls since the last look are these, which may have wildcards of
 * fnmatch(3): "register SIZE", "unregister SIZE", "remove START",
 * "create SHIFT SIZE levels N at START", "attach"; SIZE of a default window is
 * W. Ends with a NULL.
 */
void vmm_expect(struct vmm *v, const char *when, const char *const *calls);

/* Bytes that QEMU has locked. */
uint64_t vmm_locked(const struct vmm *v);

/* QEMU ends by itself, or is killed. */
void vmm_quit(struct vmm *v);
void vmm_kill(struct vmm *v);

#endif
