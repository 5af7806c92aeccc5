/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIB_MODEL_RULES_H
#define LIB_MODEL_RULES_H

/*
 * Everything that the model knows: what holds, a sentence for each rule, by its
 * level (enum tce_level). An errno that it names is today's; the rule is that
 * the call is refused, unless the errno is one that the contract fixes
 * (tce_errno_is_fixed()).
 */
#define MODEL_RULES(MUST, MAY, SEEN)                                           \
	/* files */                                                            \
	MUST(API_VERSION, "the API version is 0")                              \
	SEEN(ERRNO, "a refusal has the errno of today")                        \
	MUST(EXTENSION_V1, "container type 2 (v1) is offered")                 \
	MUST(EXTENSION_V2, "container type 7 (v2) is offered")                 \
	MUST(EXTENSION_EEH,                                                    \
	     "extension 5 (EEH) is offered if the kernel supports it")         \
	MUST(EXTENSION_NONE, "no type of another driver is offered")           \
	MUST(FD_CLOSED, "a descriptor number that is not open gives EBADF")    \
	MUST(FD_FOREIGN, "a descriptor of another kind gives ENOTTY")          \
	MUST(DRIVERLESS, "without a type every driver ioctl gives EINVAL")     \
	MUST(IOMMU_NO_GROUP, "SET_IOMMU without a group gives EINVAL")         \
	MUST(IOMMU_TWICE, "a second SET_IOMMU gives EINVAL")                   \
	MUST(IOMMU_UNKNOWN, "SET_IOMMU of a type not offered gives ENODEV")    \
	MAY(IOMMU_NO_DDW, "without dynamic windows SET_IOMMU accepts v2")      \
	MUST(GROUP_BUSY, "an open group cannot be opened again: EBUSY")        \
	MUST(GROUP_GONE, "a group whose device has left gives ENODEV")         \
	MUST(ATTACH_FAULT, "ATTACH with a bad pointer gives EFAULT")           \
	MUST(ATTACH_BADF, "ATTACH to a closed number gives EBADF")             \
	MUST(ATTACH_FOREIGN,                                                   \
	     "ATTACH to a file that is no container gives EBADFD")             \
	MUST(ATTACH_TWICE, "ATTACH of an attached group gives EINVAL")         \
	MAY(GROUPS_V1, "a v1 container takes one group, a second gives EBUSY") \
	MAY(GROUPS_WINDOW, "on pSeries a group cannot join a window: EPERM")   \
	MAY(GROUPS_CREATE,                                                     \
	    "on pSeries no window is made for two groups: EPERM")              \
	MUST(GROUPS_LEAVE,                                                     \
	     "a group that leaves does not end the others' mappings")          \
	MUST(DETACH_NONE, "DETACH of a group not attached gives EINVAL")       \
	MUST(DETACH_BUSY, "DETACH with an open device gives EBUSY")            \
	MUST(DEVICE_EARLY,                                                     \
	     "a device cannot be opened before SET_IOMMU: EINVAL")             \
	MUST(STATUS_ARGSZ, "STATUS with a short argsz gives EINVAL")           \
	MUST(STATUS_VIABLE, "a group of bound devices is viable")              \
	MUST(STATUS_SET, "STATUS reports whether the group is attached")       \
	MUST(DETACH_RELEASES, "DETACH of the last group unsets the type")      \
	MUST(DEVICE_KEEPS, "an open device keeps the group and its mappings")  \
	MUST(CONTAINER_KEPT, "an attached group keeps the container")          \
	MUST(CLOSE_RELEASES,                                                   \
	     "the last close of group and device detaches the group")          \
	SEEN(OWN_TAKES, "ATTACH takes the default window away from the host")  \
	SEEN(OWN_SAVES,                                                        \
	     "ATTACH saves a copy of the default window's property")           \
	MUST(OWN_RETURNS,                                                      \
	     "leaving a container returns its window to the host")             \
	/* every driver ioctl */                                               \
	MUST(FAULT, "a bad argument pointer gives EFAULT")                     \
	MUST(FAULT_ROOM, "only the bytes that are needed must be accessible")  \
	MUST(TYPE_V1, "v1 calls on a v2 container give ENOTTY")                \
	MUST(TYPE_V2, "v2 calls on a v1 container give ENOTTY")                \
	MUST(UNKNOWN, "an unknown request gives ENOTTY")                       \
	MUST(EEH_ABSENT, "without EEH its operations give ENODEV")             \
	MUST(EEH_ARGSZ, "EEH with a short argsz gives EINVAL")                 \
	MUST(EEH_FLAGS, "EEH with a flag gives EINVAL")                        \
	MUST(EEH_UNKNOWN, "EEH with an unknown operation gives EINVAL")        \
	MUST(EEH_STATE, "a PE without errors is in state 0")                   \
	MUST(EEH_RESET, "a PE is in state 1 while it is reset")                \
	MUST(EEH_DEACTIVATE,                                                   \
	     "a PE leaves state 1 when the reset is deactivated")              \
	MUST(EEH_INJECT_ARGSZ, "INJECT_ERR with a short argsz gives EINVAL")   \
	MUST(EEH_INJECT_FUNC,                                                  \
	     "INJECT_ERR with an unknown function gives EINVAL")               \
	MUST(EEH_INJECT_TYPE, "INJECT_ERR with an unknown type is refused")    \
	MAY(EEH_INJECT_LACKS,                                                  \
	    "pSeries injects no other errors than those of memory accesses")   \
	MUST(FOREIGN_MM, "a process other than the bound one gets EPERM")      \
	SEEN(BIND_REGISTER,                                                    \
	     "a REGISTER that is refused binds the container to the process")  \
	SEEN(BIND_CREATE,                                                      \
	     "a CREATE that is refused binds the container to the process")    \
	SEEN(BIND_REMOVE, "REMOVE binds the container to the process")         \
	SEEN(BIND_NOT_INFO, "GET_INFO does not bind the container")            \
	MUST(ENABLED, "MAP and UNMAP before any REGISTER give EPERM")          \
	/* v1 */                                                               \
	SEEN(V1_CHARGES, "ENABLE charges the default window")                  \
	MAY(V1_ENABLE_TWICE, "a second ENABLE gives EBUSY")                    \
	MAY(V1_DISABLE_IDLE, "DISABLE of what is not enabled succeeds")        \
	MUST(V1_UNCHARGES, "DISABLE returns the charge")                       \
	MUST(V1_PINS, "v1 MAP needs no registered memory")                     \
	MUST(V1_UNMAPPED, "v1 MAP of unmapped memory gives EFAULT")            \
	MUST(V1_READONLY, "v1 MAP of read-only memory for WRITE gives EFAULT") \
	MUST(V1_READS_READONLY,                                                \
	     "v1 MAP of read-only memory for READ is accepted")                \
	MUST(V1_ENDS, "DISABLE ends all mappings")                             \
	/* GET_INFO */                                                         \
	MUST(INFO_ARGSZ, "GET_INFO with argsz below 16 gives EINVAL")          \
	MUST(INFO_START, "GET_INFO reports the default window's start")        \
	MUST(INFO_SIZE, "GET_INFO reports the default window's size")          \
	MUST(INFO_FLAG, "GET_INFO reports that dynamic windows are offered")   \
	MUST(INFO_PGSIZES, "GET_INFO reports the bridge's page sizes")         \
	MUST(INFO_WINDOWS, "GET_INFO reports the number of windows")           \
	MUST(INFO_LEVELS, "GET_INFO reports the number of levels")             \
	MUST(INFO_SHORT, "GET_INFO writes no more than argsz bytes")           \
	SEEN(INFO_V1, "GET_INFO on v1 reports no dynamic windows")             \
	MUST(INFO_READONLY, "GET_INFO into read-only memory gives EFAULT")     \
	/* CREATE */                                                           \
	MUST(CREATE_ARGSZ, "CREATE with a short argsz gives EINVAL")           \
	MUST(CREATE_FLAGS, "CREATE with a flag gives EINVAL")                  \
	SEEN(CREATE_FLAGS_FIRST, "CREATE with a flag makes no default window") \
	MAY(CREATE_RESERVED, "CREATE ignores the reserved members")            \
	MUST(CREATE_DEFAULT, "CREATE makes the pending default window first")  \
	MUST(CREATE_FULL, "CREATE with both windows in use gives ENOSPC")      \
	MUST(CREATE_PGSIZE, "CREATE with a page size not offered: EINVAL")     \
	MUST(CREATE_OFFERED, "CREATE accepts each page size offered")          \
	MUST(CREATE_SIZE_0, "CREATE with size 0 gives EINVAL")                 \
	MUST(CREATE_SIZE_2N, "CREATE with a size not a power of 2: EINVAL")    \
	MAY(CREATE_SIZE_PAGE, "CREATE smaller than a page gives EINVAL")       \
	MUST(CREATE_SIZE_MAX,                                                  \
	     "CREATE larger than the bridge supports gives EINVAL")            \
	MAY(CREATE_LEAST, "a dynamic window of fewer TCEs than the "           \
			  "hypervisor's smallest gives ENODEV")                \
	MUST(CREATE_TABLE_MAX,                                                 \
	     "on PowerNV a table too large for memory gives ENOMEM")           \
	MUST(CREATE_LEVELS, "CREATE with more levels than offered: EINVAL")    \
	MUST(CREATE_LEVELS_0, "on pSeries CREATE with 0 levels is accepted")   \
	MAY(CREATE_LEVELS_NONE,                                                \
	    "on PowerNV CREATE with 0 levels gives EINVAL")                    \
	MAY(CREATE_ORDER, "no first window while a dynamic one exists: EPERM") \
	MAY(CREATE_ONE_DDW,                                                    \
	    "a PE has one dynamic window, a second gives ENODEV")              \
	MAY(CREATE_ONE_WINDOW,                                                 \
	    "a PE of one window refuses a second one with ENODEV")             \
	MUST(CREATE_NO_DDW, "without DDW no dynamic window is made: EINVAL")   \
	MUST(CREATE_BY_NUMBER,                                                 \
	     "on PowerNV a window's number decides where it starts")           \
	MUST(CREATE_AT_START, "a default window starts at the default start")  \
	SEEN(CREATE_AT_64, "a dynamic window starts at the 64-bit start")      \
	MUST(CREATE_AT_BIT_59, "on PowerNV a second window starts at 1 << 59") \
	MUST(CREATE_4K_DDW,                                                    \
	     "the second window is dynamic, even with 4K pages")               \
	SEEN(CREATE_BIG_DDW,                                                   \
	     "a first window larger than the default is dynamic")              \
	SEEN(CREATE_SIZE, "a window ends where its size says")                 \
	SEEN(CREATE_CHARGES, "CREATE charges the table")                       \
	SEEN(CREATE_CHARGES_COPY,                                              \
	     "on PowerNV the kernel's copy of a table is charged too")         \
	SEEN(CREATE_CHARGES_LEVELS,                                            \
	     "on PowerNV the tables of all levels are charged")                \
	SEEN(CREATE_CHARGES_DEFAULT, "the default window's table is charged")  \
	SEEN(CREATE_ROUNDS, "a table smaller than a CPU page is not charged")  \
	MUST(CREATE_LIMIT,                                                     \
	     "no charge for tables goes over RLIMIT_MEMLOCK: ENOMEM")          \
	SEEN(CREATE_AMOUNT,                                                    \
	     "a charge of today that does not fit the limit gives ENOMEM")     \
	MUST(CREATE_CLEAN, "a failed CREATE leaves no charge")                 \
	MUST(CREATE_READONLY, "CREATE into read-only memory gives EFAULT")     \
	SEEN(CREATE_STAYS, "a window whose start CREATE cannot return stays")  \
	SEEN(CREATE_DT, "a dynamic window appears in the device tree")         \
	SEEN(CREATE_DT_DEFAULT,                                                \
	     "a default window reappears in the device tree")                  \
	/* REMOVE */                                                           \
	MUST(REMOVE_ARGSZ, "REMOVE with a short argsz gives EINVAL")           \
	MUST(REMOVE_FLAGS, "REMOVE with a flag gives EINVAL")                  \
	MUST(REMOVE_PENDING,                                                   \
	     "REMOVE of the pending default window cancels it")                \
	MUST(REMOVE_UNKNOWN, "REMOVE where there is no window gives EINVAL")   \
	MUST(REMOVE_INSIDE, "REMOVE inside a window gives EINVAL")             \
	MUST(REMOVE_UNCHARGES, "REMOVE returns the table's charge")            \
	MUST(REMOVE_UNMAPS, "REMOVE ends all mappings in the window")          \
	SEEN(REMOVE_DT, "REMOVE takes the window out of the device tree")      \
	MUST(REMOVE_FREES, "after REMOVE another window can be made")          \
	/* the firmware of a pSeries machine */                                \
	MUST(FIRMWARE_REFUSES,                                                 \
	     "a CREATE that the firmware refuses is refused")                  \
	MUST(FIRMWARE_SPARES,                                                  \
	     "after a CREATE that the firmware refused others are possible")   \
	MUST(FIRMWARE_BUSY, "CREATE asks a busy firmware again")               \
	MUST(FIRMWARE_REMOVES, "REMOVE takes a window from the firmware")      \
	MUST(FIRMWARE_CLEARED,                                                 \
	     "a window is empty when the firmware is asked to remove it")      \
	MAY(FIRMWARE_KEEPS, "a REMOVE that the firmware refuses succeeds")     \
	MUST(FIRMWARE_RESETS,                                                  \
	     "a window that the firmware did not remove ends with the use")    \
	MUST(FIRMWARE_RESET_BUSY, "a reset asks a busy firmware again")        \
	MAY(FIRMWARE_DEFAULT,                                                  \
	    "without a reset the default window is made all the same")         \
	/* REGISTER, UNREGISTER */                                             \
	MUST(REGISTER_ARGSZ, "REGISTER with a short argsz gives EINVAL")       \
	MUST(REGISTER_FLAGS, "REGISTER with a flag gives EINVAL")              \
	MUST(REGISTER_VADDR, "REGISTER of a misaligned address gives EINVAL")  \
	MUST(REGISTER_SIZE, "REGISTER of a misaligned size gives EINVAL")      \
	MAY(REGISTER_SIZE_0, "REGISTER of size 0 gives EINVAL")                \
	MUST(REGISTER_WRAP, "REGISTER of a range that wraps gives EINVAL")     \
	MUST(REGISTER_TWICE, "REGISTER of a range held already gives EBUSY")   \
	MAY(REGISTER_OVERLAP, "REGISTER of an overlapping range gives EINVAL") \
	MUST(REGISTER_UNMAPPED, "REGISTER of unmapped memory gives EFAULT")    \
	MAY(REGISTER_READONLY, "REGISTER of read-only memory gives EFAULT")    \
	MUST(REGISTER_CHARGES, "REGISTER charges the range")                   \
	MUST(REGISTER_SHARED,                                                  \
	     "a range held by two containers is charged once")                 \
	MUST(REGISTER_LIMIT, "REGISTER over RLIMIT_MEMLOCK gives ENOMEM")      \
	MUST(REGISTER_CAP, "CAP_IPC_LOCK lifts the limit")                     \
	MUST(REGISTER_ENABLES, "REGISTER makes MAP possible")                  \
	MUST(UNREGISTER_UNBOUND,                                               \
	     "UNREGISTER on an unbound container gives EPERM")                 \
	MUST(UNREGISTER_ARGSZ, "UNREGISTER with a short argsz gives EINVAL")   \
	MUST(UNREGISTER_FLAGS, "UNREGISTER with a flag gives EINVAL")          \
	SEEN(UNREGISTER_ALIGN,                                                 \
	     "UNREGISTER of a misaligned range gives EINVAL")                  \
	MUST(UNREGISTER_EXACT, "UNREGISTER of an unknown range gives ENOENT")  \
	MUST(UNREGISTER_HOLDER,                                                \
	     "UNREGISTER of another container's range gives ENOENT")           \
	MUST(UNREGISTER_BUSY, "UNREGISTER of a mapped range gives EBUSY")      \
	MAY(UNREGISTER_SHARED, "UNREGISTER of a mapped range that another "    \
			       "container holds succeeds")                     \
	MUST(UNREGISTER_UNCHARGES, "UNREGISTER returns the charge")            \
	MUST(UNREGISTER_ENDS, "after UNREGISTER the range cannot be mapped")   \
	MUST(RELEASE_UNREGISTERS,                                              \
	     "leaving a container drops its registrations")                    \
	MUST(RELEASE_UNCHARGES,                                                \
	     "leaving a container returns the windows' charges")               \
	/* MAP */                                                              \
	MUST(MAP_ARGSZ, "MAP with a short argsz gives EINVAL")                 \
	MUST(MAP_FLAGS, "MAP with an unknown flag gives EINVAL")               \
	MUST(MAP_NO_ACCESS, "MAP with neither READ nor WRITE gives EINVAL")    \
	MUST(MAP_READ, "MAP for READ alone is accepted")                       \
	MUST(MAP_WRITE, "MAP for WRITE alone is accepted")                     \
	MUST(MAP_DEFAULT, "the first MAP makes the default window")            \
	SEEN(MAP_ARGS_FIRST,                                                   \
	     "MAP with a bad argsz or flag makes no default window")           \
	MUST(MAP_NO_WINDOW, "MAP outside all windows gives ENXIO")             \
	MUST(MAP_IOVA, "MAP of a misaligned IOVA gives EINVAL")                \
	MUST(MAP_VADDR, "MAP of a misaligned address gives EINVAL")            \
	MUST(MAP_SIZE, "MAP of a misaligned size gives EINVAL")                \
	MAY(MAP_SIZE_0, "MAP of size 0 succeeds")                              \
	MUST(MAP_END, "MAP past a window's end gives EINVAL")                  \
	MUST(MAP_LAST, "MAP reaches a window's last page")                     \
	MUST(MAP_REGISTERED, "MAP of unregistered memory gives EINVAL")        \
	SEEN(MAP_OTHERS,                                                       \
	     "MAP accepts what another container of the process registered")   \
	MUST(MAP_BACKING,                                                      \
	     "MAP of pages smaller than the window's gives EINVAL")            \
	SEEN(MAP_WHOLE, "huge pages of a range that does not begin at one "    \
			"back no large page")                                  \
	MUST(MAP_HUGE, "huge pages back IOMMU pages up to their size")         \
	MUST(MAP_SUBPAGE,                                                      \
	     "IOMMU pages below the CPU's page size map parts of it")          \
	MUST(MAP_SPANS, "MAP can cross adjacent registered ranges")            \
	MUST(MAP_REPLACES, "MAP over a mapping replaces it")                   \
	MUST(MAP_RELEASES, "MAP over a mapping releases the old memory")       \
	MUST(MAP_UNDOES, "a MAP that fails leaves nothing mapped")             \
	SEEN(MAP_REMOVES,                                                      \
	     "a MAP that fails removes older mappings that it came across")    \
	/* UNMAP */                                                            \
	MUST(UNMAP_ARGSZ, "UNMAP with a short argsz gives EINVAL")             \
	MUST(UNMAP_FLAGS, "UNMAP with a flag gives EINVAL")                    \
	MAY(UNMAP_DEFAULT, "the first UNMAP makes the default window")         \
	MUST(UNMAP_NO_WINDOW, "UNMAP outside all windows gives ENXIO")         \
	MUST(UNMAP_IOVA, "UNMAP of a misaligned IOVA gives EINVAL")            \
	MUST(UNMAP_SIZE, "UNMAP of a misaligned size gives EINVAL")            \
	MUST(UNMAP_END, "UNMAP past a window's end gives EINVAL")              \
	MUST(UNMAP_UNMAPPED, "UNMAP of pages that are not mapped is accepted") \
	MAY(UNMAP_PART, "UNMAP of a part of what one MAP mapped succeeds")     \
	MAY(UNMAP_SIZE_0, "UNMAP of size 0 succeeds")                          \
	MUST(UNMAP_ALL, "UNMAP clears every page of its range")                \
	MUST(UNMAP_ONLY, "UNMAP clears no page outside its range")             \
	SEEN(UNMAP_SIZE_KEPT, "UNMAP does not write its argument")             \
	/* a device's own access */                                            \
	MUST(DMA_WRITES, "a device's write changes memory")                    \
	MUST(DMA_READS, "a device reads the bytes that memory holds")          \
	MUST(DMA_EXACT, "a write changes its own bytes and no others")         \
	MUST(DMA_OFFSET, "an address inside a page keeps its offset")          \
	MUST(DMA_SUBPAGE,                                                      \
	     "an entry for a part of a CPU page leads to that part")           \
	MUST(DMA_ENTRY, "a page is translated by its own entry")               \
	MUST(DMA_BORDER, "past a page's end the next entry translates")        \
	MUST(DMA_WHOLE_64K, "a 64 KiB entry translates all of its page")       \
	MUST(DMA_WHOLE_2M, "a 2 MiB entry translates all of its page")         \
	MUST(DMA_WHOLE_16M, "a 16 MiB entry translates all of its page")       \
	MUST(DMA_FIRST, "a window's first page can be reached")                \
	MUST(DMA_LAST, "a window's last page can be reached")                  \
	MUST(DMA_TABLE, "entries past a table's first page are used")          \
	MUST(DMA_OUTSIDE, "outside all windows nothing arrives")               \
	MUST(DMA_64BIT, "an address is not cut to 32 bits")                    \
	MUST(DMA_APART, "each window has its own table")                       \
	MUST(DMA_TWICE, "memory can be mapped twice in a window")              \
	MUST(DMA_BOTH, "memory can be mapped in both windows")                 \
	MUST(DMA_OWN, "a device uses its own container's windows")             \
	MUST(DMA_READONLY, "a mapping for READ refuses writes")                \
	SEEN(DMA_WRITE_READS, "on PowerNV a mapping for WRITE allows reads, "  \
			      "on pSeries it does not")                        \
	MUST(DMA_REPLACES, "MAP over a mapping leads to the new memory")       \
	MUST(DMA_FLAGS, "MAP over a mapping applies the new flags")            \
	MUST(DMA_UNDOES, "after a MAP that fails nothing arrives")             \
	MUST(DMA_UNMAP, "after UNMAP nothing arrives")                         \
	MUST(DMA_REMAP, "MAP after UNMAP leads to the new memory")             \
	MUST(DMA_REMOVE, "after REMOVE nothing arrives")                       \
	MUST(DMA_EMPTY, "a new window is empty")                               \
	MUST(DMA_DETACH, "after DETACH nothing arrives")                       \
	MUST(DMA_CLOSE, "after the last close nothing arrives")                \
	MUST(DMA_EXIT, "after the last holder's exit nothing arrives")         \
	MUST(DMA_KILL, "after the last holder was killed nothing arrives")     \
	MUST(DMA_DEATH, "a mapping outlives its process while it is held")     \
	MUST(DMA_EXEC, "a mapping outlives its process's exec")                \
	MUST(DMA_CLOSING, "after an exec that closes all nothing arrives")     \
	MUST(DMA_REBIND, "after the device left its driver nothing arrives")   \
	MUST(DMA_UNDER_WAY, "a mapping that ends during a transfer ends it")   \
	MUST(DMA_MASTER, "without bus mastering nothing arrives")              \
	MUST(DMA_PINS, "registered memory stays when it is unmapped")          \
	MUST(DMA_FORK, "registered memory stays with a process that forks")    \
	MUST(DMA_SHARED, "memory shared with a child stays shared")            \
	MUST(RESET_NONE, "RESET of a device without reset gives EINVAL")       \
	MUST(RESET_KEEPS, "RESET keeps all mappings")

enum model_rule {
#define MODEL_RULE_ENUM(name, text) RULE_##name,
	MODEL_RULES(MODEL_RULE_ENUM, MODEL_RULE_ENUM, MODEL_RULE_ENUM)
#undef MODEL_RULE_ENUM
	RULE_COUNT,
};

#endif
