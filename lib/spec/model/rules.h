/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIB_MODEL_RULES_H
#define LIB_MODEL_RULES_H

/* Everything that the model knows: what holds, a sentence for each rule. */
#define MODEL_RULES(R)                                                         \
	/* files */                                                            \
	R(API_VERSION, "the API version is 0")                                 \
	R(EXTENSION_V1, "container type 2 (v1) is offered")                    \
	R(EXTENSION_V2, "container type 7 (v2) is offered")                    \
	R(EXTENSION_EEH,                                                       \
	  "extension 5 (EEH) is offered if the kernel supports it")            \
	R(EXTENSION_NONE, "no other container type is offered")                \
	R(FD_CLOSED, "a descriptor number that is not open gives EBADF")       \
	R(FD_FOREIGN, "a descriptor of another kind gives ENOTTY")             \
	R(DRIVERLESS, "without a type every driver ioctl gives EINVAL")        \
	R(IOMMU_NO_GROUP, "SET_IOMMU without a group gives EINVAL")            \
	R(IOMMU_TWICE, "a second SET_IOMMU gives EINVAL")                      \
	R(IOMMU_UNKNOWN, "SET_IOMMU of a type not offered gives ENODEV")       \
	R(GROUP_BUSY, "an open group cannot be opened again: EBUSY")           \
	R(GROUP_GONE, "a group whose device has left gives ENODEV")            \
	R(ATTACH_FAULT, "ATTACH with a bad pointer gives EFAULT")              \
	R(ATTACH_BADF, "ATTACH to a closed number gives EBADF")                \
	R(ATTACH_FOREIGN,                                                      \
	  "ATTACH to a file that is no container gives EBADFD")                \
	R(ATTACH_TWICE, "ATTACH of an attached group gives EINVAL")            \
	R(GROUPS_V1, "a v1 container takes one group, a second gives EBUSY")   \
	R(GROUPS_WINDOW, "on pSeries a group cannot join a window: EPERM")     \
	R(GROUPS_CREATE, "on pSeries no window is made for two groups: EPERM") \
	R(GROUPS_LEAVE,                                                        \
	  "a group that leaves does not end the others' mappings")             \
	R(DETACH_NONE, "DETACH of a group not attached gives EINVAL")          \
	R(DETACH_BUSY, "DETACH with an open device gives EBUSY")               \
	R(DEVICE_EARLY, "a device cannot be opened before SET_IOMMU: EINVAL")  \
	R(STATUS_ARGSZ, "STATUS with a short argsz gives EINVAL")              \
	R(STATUS_VIABLE, "a group of bound devices is viable")                 \
	R(STATUS_SET, "STATUS reports whether the group is attached")          \
	R(DETACH_RELEASES, "DETACH of the last group unsets the type")         \
	R(DEVICE_KEEPS, "an open device keeps the group and its mappings")     \
	R(CONTAINER_KEPT, "an attached group keeps the container")             \
	R(CLOSE_RELEASES,                                                      \
	  "the last close of group and device detaches the group")             \
	R(OWN_TAKES, "ATTACH takes the default window away from the host")     \
	R(OWN_SAVES, "ATTACH saves a copy of the default window's property")   \
	R(OWN_RETURNS, "leaving a container returns its window to the host")   \
	/* every driver ioctl */                                               \
	R(FAULT, "a bad argument pointer gives EFAULT")                        \
	R(FAULT_ROOM, "only the bytes that are needed must be accessible")     \
	R(TYPE_V1, "v1 calls on a v2 container give ENOTTY")                   \
	R(TYPE_V2, "v2 calls on a v1 container give ENOTTY")                   \
	R(UNKNOWN, "an unknown request gives ENOTTY")                          \
	R(EEH_ABSENT, "without EEH its operations give ENODEV")                \
	R(EEH_ARGSZ, "EEH with a short argsz gives EINVAL")                    \
	R(EEH_FLAGS, "EEH with a flag gives EINVAL")                           \
	R(EEH_UNKNOWN, "EEH with an unknown operation gives EINVAL")           \
	R(EEH_STATE, "a PE without errors is in state 0")                      \
	R(EEH_RESET, "a PE is in state 1 while it is reset")                   \
	R(EEH_DEACTIVATE, "a PE leaves state 1 when the reset is deactivated") \
	R(EEH_INJECT_ARGSZ, "INJECT_ERR with a short argsz gives EINVAL")      \
	R(EEH_INJECT_FUNC, "INJECT_ERR with an unknown function gives EINVAL") \
	R(EEH_INJECT_TYPE,                                                     \
	  "on PowerNV INJECT_ERR with an unknown type: ERANGE")                \
	R(FOREIGN_MM, "a process other than the bound one gets EPERM")         \
	R(BIND_REGISTER, "REGISTER binds the container to the process")        \
	R(BIND_CREATE, "CREATE binds the container to the process")            \
	R(BIND_REMOVE, "REMOVE binds the container to the process")            \
	R(BIND_NOT_INFO, "GET_INFO does not bind the container")               \
	R(ENABLED, "MAP and UNMAP before any REGISTER give EPERM")             \
	/* v1 */                                                               \
	R(V1_CHARGES, "ENABLE charges the default window")                     \
	R(V1_ENABLE_TWICE, "a second ENABLE gives EBUSY")                      \
	R(V1_UNCHARGES, "DISABLE returns the charge")                          \
	R(V1_PINS, "v1 MAP needs no registered memory")                        \
	R(V1_UNMAPPED, "v1 MAP of unmapped memory gives EFAULT")               \
	R(V1_READONLY, "v1 MAP of read-only memory for WRITE gives EFAULT")    \
	R(V1_READS_READONLY,                                                   \
	  "v1 MAP of read-only memory for READ is accepted")                   \
	R(V1_ENDS, "DISABLE ends all mappings")                                \
	/* GET_INFO */                                                         \
	R(INFO_ARGSZ, "GET_INFO with argsz below 16 gives EINVAL")             \
	R(INFO_START, "GET_INFO reports the default window's start")           \
	R(INFO_SIZE, "GET_INFO reports the default window's size")             \
	R(INFO_FLAG, "GET_INFO reports that dynamic windows are offered")      \
	R(INFO_PGSIZES, "GET_INFO reports the bridge's page sizes")            \
	R(INFO_WINDOWS, "GET_INFO reports the number of windows")              \
	R(INFO_LEVELS, "GET_INFO reports the number of levels")                \
	R(INFO_SHORT, "GET_INFO with argsz below 32 writes 16 bytes only")     \
	R(INFO_V1, "GET_INFO on v1 reports no dynamic windows")                \
	R(INFO_READONLY, "GET_INFO into read-only memory gives EFAULT")        \
	/* CREATE */                                                           \
	R(CREATE_ARGSZ, "CREATE with a short argsz gives EINVAL")              \
	R(CREATE_FLAGS, "CREATE with a flag gives EINVAL")                     \
	R(CREATE_FLAGS_FIRST, "CREATE with a flag makes no default window")    \
	R(CREATE_DEFAULT, "CREATE makes the pending default window first")     \
	R(CREATE_FULL, "CREATE with both windows in use gives ENOSPC")         \
	R(CREATE_FULL_FIRST,                                                   \
	  "CREATE checks for a free window before its arguments")              \
	R(CREATE_PGSIZE, "CREATE with a page size not offered: EINVAL")        \
	R(CREATE_OFFERED, "CREATE accepts each page size offered")             \
	R(CREATE_SIZE_0, "CREATE with size 0 gives EINVAL")                    \
	R(CREATE_SIZE_2N, "CREATE with a size not a power of 2: EINVAL")       \
	R(CREATE_SIZE_PAGE, "CREATE smaller than a page gives EINVAL")         \
	R(CREATE_SIZE_MAX,                                                     \
	  "CREATE larger than the bridge supports gives EINVAL")               \
	R(CREATE_TABLE_MAX,                                                    \
	  "on PowerNV a table too large for memory gives ENOMEM")              \
	R(CREATE_LEVELS, "CREATE with more levels than offered: EINVAL")       \
	R(CREATE_LEVELS_0, "CREATE with 0 levels is accepted")                 \
	R(CREATE_LEVELS_1, "on PowerNV CREATE with 0 levels gives EINVAL")     \
	R(CREATE_ORDER, "no first window while a dynamic one exists: EPERM")   \
	R(CREATE_ONE_DDW,                                                      \
	  "a PE has one dynamic window, a second gives ENODEV")                \
	R(CREATE_NO_DDW, "without DDW no dynamic window is made: EINVAL")      \
	R(CREATE_BY_NUMBER,                                                    \
	  "on PowerNV a window's number decides where it starts")              \
	R(CREATE_AT_START, "a default window starts at the default start")     \
	R(CREATE_AT_64, "a dynamic window starts at the 64-bit start")         \
	R(CREATE_4K_DDW, "the second window is dynamic, even with 4K pages")   \
	R(CREATE_BIG_DDW, "a first window larger than the default is dynamic") \
	R(CREATE_SIZE, "a window ends where its size says")                    \
	R(CREATE_CHARGES, "CREATE charges the table")                          \
	R(CREATE_CHARGES_COPY,                                                 \
	  "on PowerNV the kernel's copy of a table is charged too")            \
	R(CREATE_CHARGES_LEVELS,                                               \
	  "on PowerNV the tables of all levels are charged")                   \
	R(CREATE_CHARGES_DEFAULT, "the default window's table is charged")     \
	R(CREATE_ROUNDS, "a table smaller than a CPU page is not charged")     \
	R(CREATE_LIMIT, "CREATE over RLIMIT_MEMLOCK gives ENOMEM")             \
	R(CREATE_CLEAN, "a failed CREATE leaves no charge")                    \
	R(CREATE_READONLY, "CREATE into read-only memory gives EFAULT")        \
	R(CREATE_UNDOES, "CREATE that gives EFAULT leaves no window")          \
	R(CREATE_DT, "a dynamic window appears in the device tree")            \
	R(CREATE_DT_DEFAULT, "a default window reappears in the device tree")  \
	/* REMOVE */                                                           \
	R(REMOVE_ARGSZ, "REMOVE with a short argsz gives EINVAL")              \
	R(REMOVE_FLAGS, "REMOVE with a flag gives EINVAL")                     \
	R(REMOVE_PENDING, "REMOVE of the pending default window cancels it")   \
	R(REMOVE_UNKNOWN, "REMOVE where there is no window gives EINVAL")      \
	R(REMOVE_INSIDE, "REMOVE inside a window gives EINVAL")                \
	R(REMOVE_UNCHARGES, "REMOVE returns the table's charge")               \
	R(REMOVE_UNMAPS, "REMOVE ends all mappings in the window")             \
	R(REMOVE_DT, "REMOVE takes the window out of the device tree")         \
	R(REMOVE_FREES, "after REMOVE another window can be made")             \
	/* REGISTER, UNREGISTER */                                             \
	R(REGISTER_ARGSZ, "REGISTER with a short argsz gives EINVAL")          \
	R(REGISTER_FLAGS, "REGISTER with a flag gives EINVAL")                 \
	R(REGISTER_VADDR, "REGISTER of a misaligned address gives EINVAL")     \
	R(REGISTER_SIZE, "REGISTER of a misaligned size gives EINVAL")         \
	R(REGISTER_SIZE_0, "REGISTER of size 0 gives EINVAL")                  \
	R(REGISTER_WRAP, "REGISTER of a range that wraps gives EINVAL")        \
	R(REGISTER_TWICE, "REGISTER of a range held already gives EBUSY")      \
	R(REGISTER_OVERLAP, "REGISTER of an overlapping range gives EINVAL")   \
	R(REGISTER_UNMAPPED, "REGISTER of unmapped memory gives EFAULT")       \
	R(REGISTER_READONLY, "REGISTER of read-only memory gives EFAULT")      \
	R(REGISTER_CHARGES, "REGISTER charges the range")                      \
	R(REGISTER_SHARED, "a range held by two containers is charged once")   \
	R(REGISTER_LIMIT, "REGISTER over RLIMIT_MEMLOCK gives ENOMEM")         \
	R(REGISTER_CAP, "CAP_IPC_LOCK lifts the limit")                        \
	R(REGISTER_ENABLES, "REGISTER makes MAP possible")                     \
	R(UNREGISTER_UNBOUND,                                                  \
	  "UNREGISTER on an unbound container gives EPERM")                    \
	R(UNREGISTER_ARGSZ, "UNREGISTER with a short argsz gives EINVAL")      \
	R(UNREGISTER_FLAGS, "UNREGISTER with a flag gives EINVAL")             \
	R(UNREGISTER_ALIGN, "UNREGISTER of a misaligned range gives EINVAL")   \
	R(UNREGISTER_EXACT, "UNREGISTER of an unknown range gives ENOENT")     \
	R(UNREGISTER_HOLDER,                                                   \
	  "UNREGISTER of another container's range gives ENOENT")              \
	R(UNREGISTER_BUSY, "UNREGISTER of a mapped range gives EBUSY")         \
	R(UNREGISTER_UNCHARGES, "UNREGISTER returns the charge")               \
	R(UNREGISTER_ENDS, "after UNREGISTER the range cannot be mapped")      \
	R(RELEASE_UNREGISTERS, "leaving a container drops its registrations")  \
	R(RELEASE_UNCHARGES,                                                   \
	  "leaving a container returns the windows' charges")                  \
	/* MAP */                                                              \
	R(MAP_ARGSZ, "MAP with a short argsz gives EINVAL")                    \
	R(MAP_FLAGS, "MAP with an unknown flag gives EINVAL")                  \
	R(MAP_NO_ACCESS, "MAP with neither READ nor WRITE gives EINVAL")       \
	R(MAP_READ, "MAP for READ alone is accepted")                          \
	R(MAP_WRITE, "MAP for WRITE alone is accepted")                        \
	R(MAP_DEFAULT, "the first MAP makes the default window")               \
	R(MAP_ARGS_FIRST,                                                      \
	  "MAP with a bad argsz or flag makes no default window")              \
	R(MAP_NO_WINDOW, "MAP outside all windows gives ENXIO")                \
	R(MAP_IOVA, "MAP of a misaligned IOVA gives EINVAL")                   \
	R(MAP_VADDR, "MAP of a misaligned address gives EINVAL")               \
	R(MAP_SIZE, "MAP of a misaligned size gives EINVAL")                   \
	R(MAP_SIZE_0, "MAP of size 0 does nothing")                            \
	R(MAP_END, "MAP past a window's end gives EINVAL")                     \
	R(MAP_LAST, "MAP reaches a window's last page")                        \
	R(MAP_REGISTERED, "MAP of unregistered memory gives EINVAL")           \
	R(MAP_BACKING, "MAP of pages smaller than the window's gives EINVAL")  \
	R(MAP_HUGE, "huge pages back IOMMU pages up to their size")            \
	R(MAP_SUBPAGE,                                                         \
	  "IOMMU pages below the CPU's page size map parts of it")             \
	R(MAP_SPANS, "MAP can cross adjacent registered ranges")               \
	R(MAP_REPLACES, "MAP over a mapping replaces it")                      \
	R(MAP_RELEASES, "MAP over a mapping releases the old memory")          \
	R(MAP_UNDOES, "a MAP that fails leaves nothing mapped")                \
	R(MAP_KEEPS, "a MAP that fails leaves an older mapping as it was")     \
	/* UNMAP */                                                            \
	R(UNMAP_ARGSZ, "UNMAP with a short argsz gives EINVAL")                \
	R(UNMAP_FLAGS, "UNMAP with a flag gives EINVAL")                       \
	R(UNMAP_DEFAULT, "the first UNMAP makes the default window")           \
	R(UNMAP_NO_WINDOW, "UNMAP outside all windows gives ENXIO")            \
	R(UNMAP_IOVA, "UNMAP of a misaligned IOVA gives EINVAL")               \
	R(UNMAP_SIZE, "UNMAP of a misaligned size gives EINVAL")               \
	R(UNMAP_END, "UNMAP past a window's end gives EINVAL")                 \
	R(UNMAP_UNMAPPED, "UNMAP of pages that are not mapped is accepted")    \
	R(UNMAP_ALL, "UNMAP clears every page of its range")                   \
	R(UNMAP_ONLY, "UNMAP clears no page outside its range")                \
	R(UNMAP_SIZE_KEPT, "UNMAP does not write its argument")                \
	/* a device's own access */                                            \
	R(DMA_WRITES, "a device's write changes memory")                       \
	R(DMA_READS, "a device reads the bytes that memory holds")             \
	R(DMA_EXACT, "a write changes its own bytes and no others")            \
	R(DMA_OFFSET, "an address inside a page keeps its offset")             \
	R(DMA_SUBPAGE, "an entry for a part of a CPU page leads to that part") \
	R(DMA_ENTRY, "a page is translated by its own entry")                  \
	R(DMA_BORDER, "past a page's end the next entry translates")           \
	R(DMA_WHOLE_64K, "a 64 KiB entry translates all of its page")          \
	R(DMA_WHOLE_2M, "a 2 MiB entry translates all of its page")            \
	R(DMA_WHOLE_16M, "a 16 MiB entry translates all of its page")          \
	R(DMA_FIRST, "a window's first page can be reached")                   \
	R(DMA_LAST, "a window's last page can be reached")                     \
	R(DMA_TABLE, "entries past a table's first page are used")             \
	R(DMA_OUTSIDE, "outside all windows nothing arrives")                  \
	R(DMA_64BIT, "an address is not cut to 32 bits")                       \
	R(DMA_APART, "each window has its own table")                          \
	R(DMA_TWICE, "memory can be mapped twice in a window")                 \
	R(DMA_BOTH, "memory can be mapped in both windows")                    \
	R(DMA_OWN, "a device uses its own container's windows")                \
	R(DMA_READONLY, "a mapping for READ refuses writes")                   \
	R(DMA_WRITEONLY, "on pSeries a mapping for WRITE refuses reads")       \
	R(DMA_WRITE_READS, "on PowerNV a mapping for WRITE allows reads")      \
	R(DMA_REPLACES, "MAP over a mapping leads to the new memory")          \
	R(DMA_FLAGS, "MAP over a mapping applies the new flags")               \
	R(DMA_UNDOES, "after a MAP that fails nothing arrives")                \
	R(DMA_UNMAP, "after UNMAP nothing arrives")                            \
	R(DMA_REMAP, "MAP after UNMAP leads to the new memory")                \
	R(DMA_REMOVE, "after REMOVE nothing arrives")                          \
	R(DMA_EMPTY, "a new window is empty")                                  \
	R(DMA_DETACH, "after DETACH nothing arrives")                          \
	R(DMA_CLOSE, "after the last close nothing arrives")                   \
	R(DMA_EXIT, "after the last holder's exit nothing arrives")            \
	R(DMA_KILL, "after the last holder was killed nothing arrives")        \
	R(DMA_DEATH, "a mapping outlives its process while it is held")        \
	R(DMA_EXEC, "a mapping outlives its process's exec")                   \
	R(DMA_CLOSING, "after an exec that closes all nothing arrives")        \
	R(DMA_REBIND, "after the device left its driver nothing arrives")      \
	R(DMA_UNDER_WAY, "a mapping that ends during a transfer ends it")      \
	R(DMA_MASTER, "without bus mastering nothing arrives")                 \
	R(DMA_PINS, "registered memory stays when it is unmapped")             \
	R(DMA_FORK, "registered memory stays with a process that forks")       \
	R(DMA_SHARED, "memory shared with a child stays shared")               \
	R(RESET_NONE, "RESET of a device without reset gives EINVAL")          \
	R(RESET_KEEPS, "RESET keeps all mappings")

enum model_rule {
#define MODEL_RULE_ENUM(name, text) RULE_##name,
	MODEL_RULES(MODEL_RULE_ENUM)
#undef MODEL_RULE_ENUM
	RULE_COUNT,
};

#endif
