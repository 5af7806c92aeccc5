/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_FIRMWARE_CALL_H
#define TCE_FIRMWARE_CALL_H

/*
 * The control call of our firmware (ci/firmware/), by which a case in the guest
 * has firmware calls fail, counts them, and asks which windows there are. It is
 * an RTAS call that QEMU does not have and that Linux lets sys_rtas(2) make;
 * its token is the property FIRMWARE_CALL_NAME of /rtas, FIRMWARE_CALL_TOKEN if
 * the firmware is ours. Nothing but numbers here: the firmware includes it too.
 *
 * args[0] is the operation. A PE is named by its bridge's BUID, two cells, the
 * high one first; so are other numbers of 64 bits. The first result is 0, or -3
 * where an argument is wrong or the cells are too few. Arguments and results
 * together are fewer than 16: of exactly 16 Linux copies no result.
 */
#define FIRMWARE_CALL_NAME "set-time-for-power-on"
#define FIRMWARE_CALL_TOKEN 0x2f00
#define FIRMWARE_MAGIC 0x54434546 /* "TCEF" */
#define FIRMWARE_VERSION 1
#define FIRMWARE_CELLS 15   /* arguments and results together */
#define FIRMWARE_SLOTS 2    /* windows of a PE */
#define FIRMWARE_LOGGED 128 /* entries that the log keeps */

/* Beside the state of a PE: */
#define FIRMWARE_EEH_ARMED \
	0x100 /* the next access to memory that is off stops it */
#define FIRMWARE_EEH_FOR_EVER 0x200 /* it is unavailable for good */
/* after a reset none of its configuration spaces can be reached until the call
   "configure": there are bridges in it that only the firmware can set up */
#define FIRMWARE_EEH_BRIDGED 0x400

/* Arguments after the operation, then results after the status. */
enum firmware_operation {
	/* - : magic, version, number of PEs */
	FIRMWARE_HELLO = 0,
	/*
	 * BUID, call, skip, count, status: after @skip more calls the next
	 * @count ones end with @status and do nothing. Rules of one call apply
	 * in their order. A status that PAPR does not have for this call is
	 * refused.
	 */
	FIRMWARE_FAIL = 1,
	/* BUID, parameter, value (2): as the word of this name in the settings
	 */
	FIRMWARE_SET = 2,
	/* BUID, parameter */
	FIRMWARE_UNSET = 3,
	/* BUID, call: how many such calls came, those refused included */
	FIRMWARE_COUNT = 4,
	/*
	 * index from 0 on: entries so far, token, 5 arguments, 4 results. The
	 * number of entries is also there where the entry is not. Calls for
	 * configuration spaces and the control call are not logged.
	 */
	FIRMWARE_LOG = 5,
	/*
	 * BUID, slot: LIOBN (0: none), start (2), page shift, window shift,
	 * entries that allow a device anything
	 */
	FIRMWARE_WINDOW = 6,
	/* BUID: drops what FAIL, SET and EEH did; rules of the settings stay */
	FIRMWARE_CLEAR = 7,
	/* BUID, state: of the PE, as ibm,read-slot-reset-state2 reports it, and
	   FIRMWARE_EEH_*; it must have EEH */
	FIRMWARE_EEH = 8,
	/* LIOBN, I/O address (2): TCE (2) */
	FIRMWARE_TCE_GET = 9,
	/* LIOBN, I/O address (2), TCE (2) */
	FIRMWARE_TCE_PUT = 10,
};

/* Calls to the firmware: symbol, the word for it, its property of /rtas. */
#define FIRMWARE_CALLS(X)                                          \
	X(QUERY, "query", "ibm,query-pe-dma-window")               \
	X(CREATE, "create", "ibm,create-pe-dma-window")            \
	X(REMOVE, "remove", "ibm,remove-pe-dma-window")            \
	X(RESET, "reset", "ibm,reset-pe-dma-window")               \
	X(CONFIG_ADDR, "config-addr", "ibm,get-config-addr-info2") \
	X(EEH_OPTION, "eeh-option", "ibm,set-eeh-option")          \
	X(SLOT_STATE, "slot-state", "ibm,read-slot-reset-state2")  \
	X(SLOT_RESET, "slot-reset", "ibm,set-slot-reset")          \
	X(CONFIGURE, "configure", "ibm,configure-pe")              \
	X(ERROR_DETAIL, "error-detail", "ibm,slot-error-detail")   \
	X(READ_CONFIG, "read-config", "ibm,read-pci-config")       \
	X(WRITE_CONFIG, "write-config", "ibm,write-pci-config")

/* What a PE can be set to: symbol, the word, its smallest and largest value. */
#define FIRMWARE_PARAMETERS(X)                                                \
	/* windows at a time; 1 is a VF: none until the default is removed */ \
	X(WINDOWS, "windows", 1, FIRMWARE_SLOTS)                              \
	/* creation of fewer TCEs is refused with -3 */                       \
	X(LEAST, "least", 1, 1LL << 40)                                       \
	/* what queries answer; creation of anything else is refused with -3: \
	   page sizes (LoPAR's bits), largest block (TCEs) */                 \
	X(MASK, "mask", 0, 0x1ff)                                             \
	X(BLOCK, "block", 0, INT64_MAX)                                       \
	/* what queries answer: page sizes that can migrate */                \
	X(MIGRATE, "migrate", 0, 0xffffffff)                                  \
	/* removal and reset of live entries are refused with that */         \
	X(LIVE, "live", -3, -1)                                               \
	/* a window is made 2^N smaller than asked: TCE calls beyond fail */  \
	X(SHORT, "short", 1, 32)                                              \
	/* 1: creation answers with a LIOBN that no hypercall knows */        \
	X(BOGUS, "bogus", 1, 1)                                               \
	/* 1: reset takes the argument for limited addresses */               \
	X(LIMITED, "limited", 1, 1)                                           \
	/* 1: the PE has EEH */                                               \
	X(EEH, "eeh", 1, 1)                                                   \
	/* each call that may be busy is so N times, then it is done */       \
	X(BUSY, "busy", 1, 100)

#define FIRMWARE_CALL(symbol, ...) FIRMWARE_CALL_##symbol,
enum firmware_call {
	FIRMWARE_CALLS(FIRMWARE_CALL) FIRMWARE_CALL_END
};
#undef FIRMWARE_CALL

#define FIRMWARE_PARAMETER(symbol, ...) FIRMWARE_PARAMETER_##symbol,
enum firmware_parameter {
	FIRMWARE_PARAMETERS(FIRMWARE_PARAMETER) FIRMWARE_PARAMETER_END
};
#undef FIRMWARE_PARAMETER

#endif
