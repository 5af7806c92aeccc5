/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIB_MODEL_RULES_H
#define LIB_MODEL_RULES_H

/* Everything that the model knows, one rule a line: what holds. */
#define MODEL_RULES(R)                                                         \
	/* files */                                                            \
	R(API_VERSION, "the API version is 0")                                 \
	R(EXTENSION_V1, "type 2 (v1) is offered")                              \
	R(EXTENSION_V2, "type 7 (v2) is offered")                              \
	R(EXTENSION_EEH, "type 5 (EEH) is offered where the kernel has it")    \
	R(EXTENSION_NONE, "no other container type is offered")                \
	R(FD_CLOSED, "a number that is not open gives EBADF")                  \
	R(FD_FOREIGN, "a descriptor of another kind gives ENOTTY")             \
	R(DRIVERLESS, "without a type every driver ioctl gives EINVAL")        \
	R(IOMMU_NO_GROUP, "SET_IOMMU without a group gives EINVAL")            \
	R(IOMMU_TWICE, "a second SET_IOMMU gives EINVAL")                      \
	R(IOMMU_UNKNOWN, "SET_IOMMU of a type not offered gives ENODEV")       \
	R(GROUP_BUSY, "an open group cannot be opened again: EBUSY")           \
	R(GROUP_GONE, "a group whose device has left gives ENODEV")            \
	R(ATTACH_FAULT, "ATTACH with a bad pointer gives EFAULT")              \
	R(ATTACH_BADF, "ATTACH to a closed number gives EBADF")                \
	R(ATTACH_FOREIGN, "ATTACH to no container gives EBADFD")               \
	R(ATTACH_TWICE, "ATTACH of an attached group gives EINVAL")            \
	R(GROUPS_V1, "v1 takes one group: EBUSY")                              \
	R(GROUPS_WINDOW, "on pSeries no group joins a window: EPERM")          \
	R(GROUPS_MADE, "... and no window is made for two groups: EPERM")      \
	R(GROUPS_LEAVE, "a group that leaves takes no other out of a window")  \
	R(DETACH_NONE, "DETACH of a group not attached gives EINVAL")          \
	R(DETACH_BUSY, "DETACH with an open device gives EBUSY")               \
	R(DEVICE_EARLY, "a device cannot be opened before SET_IOMMU: EINVAL")  \
	R(STATUS_ARGSZ, "STATUS with a short argsz gives EINVAL")              \
	R(STATUS_VIABLE, "a group of bound devices is viable")                 \
	R(STATUS_SET, "STATUS tells whether the group is attached")            \
	R(DETACH_RELEASES, "DETACH of the last group unsets the type")         \
	R(DEVICE_KEEPS, "an open device keeps the group and its mappings")     \
	R(CONTAINER_KEPT, "an attached group keeps the container")             \
	R(CLOSE_RELEASES, "the last close of group and device detaches")       \
	R(OWN_TAKES, "ATTACH takes the default window away from the host")     \
	R(OWN_SAVES, "... and keeps a copy of its description")                \
	R(OWN_RETURNS, "leaving a container gives the host its window back")   \
	/* every driver ioctl */                                               \
	R(FAULT, "a bad argument pointer gives EFAULT")                        \
	R(FAULT_ROOM, "only the bytes that are needed must be accessible")     \
	R(TYPE_V1, "v1 calls on a v2 container give ENOTTY")                   \
	R(TYPE_V2, "v2 calls on a v1 container give ENOTTY")                   \
	R(UNKNOWN, "an unknown request gives ENOTTY")                          \
	R(EEH_ABSENT, "without EEH its operations give ENODEV")                \
	R(EEH_ARGSZ, "EEH with a short argsz gives EINVAL")                    \
	R(EEH_FLAGS, "EEH with a flag gives EINVAL")                           \
	R(EEH_UNKNOWN, "EEH of an operation that is none gives EINVAL")        \
	R(EEH_STATE, "a PE without errors is in state 0")                      \
	R(EEH_RESET, "... and in state 1 while it is reset")                   \
	R(EEH_DEACTIVATE, "... until the reset is deactivated")                \
	R(EEH_INJECT_ARGSZ, "INJECT_ERR with a short argsz gives EINVAL")      \
	R(EEH_INJECT_FUNC, "INJECT_ERR of an unknown function: EINVAL")        \
	R(EEH_INJECT_TYPE, "on PowerNV one of an unknown type gives ERANGE")   \
	R(FOREIGN_MM, "another process than the one bound gets EPERM")         \
	R(BIND_REGISTER, "REGISTER binds the container to the process")        \
	R(BIND_CREATE, "CREATE binds the container to the process")            \
	R(BIND_REMOVE, "REMOVE binds the container to the process")            \
	R(BIND_NOT_INFO, "GET_INFO does not bind the container")               \
	R(ENABLED, "MAP and UNMAP before any REGISTER give EPERM")             \
	/* v1 */                                                               \
	R(V1_CHARGES, "ENABLE charges the default window")                     \
	R(V1_ENABLE_TWICE, "a second ENABLE gives EBUSY")                      \
	R(V1_UNCHARGES, "DISABLE gives the charge back")                       \
	R(V1_PINS, "v1 maps what is registered nowhere")                       \
	R(V1_UNMAPPED, "v1 MAP of memory not mapped gives EFAULT")             \
	R(V1_READONLY, "v1 MAP for WRITE of read-only memory: EFAULT")         \
	R(V1_READS_READONLY, "... but for READ alone it is accepted")          \
	R(V1_ENDS, "DISABLE ends what is mapped")                              \
	/* GET_INFO */                                                         \
	R(INFO_ARGSZ, "GET_INFO with argsz below 16 gives EINVAL")             \
	R(INFO_START, "GET_INFO tells the default window's start")             \
	R(INFO_SIZE, "GET_INFO tells the default window's size")               \
	R(INFO_FLAG, "GET_INFO says that dynamic windows are offered")         \
	R(INFO_PGSIZES, "GET_INFO tells the bridge's page sizes")              \
	R(INFO_WINDOWS, "GET_INFO tells the number of windows")                \
	R(INFO_LEVELS, "GET_INFO tells the number of levels")                  \
	R(INFO_SHORT, "GET_INFO with argsz below 32 writes 16 bytes only")     \
	R(INFO_V1, "GET_INFO on v1 tells nothing of dynamic windows")          \
	R(INFO_READONLY, "GET_INFO into memory that is read-only: EFAULT")     \
	/* CREATE */                                                           \
	R(CREATE_ARGSZ, "CREATE with a short argsz gives EINVAL")              \
	R(CREATE_FLAGS, "CREATE with a flag gives EINVAL")                     \
	R(CREATE_FLAGS_FIRST, "... before a default window is made")           \
	R(CREATE_DEFAULT, "CREATE makes the pending default window first")     \
	R(CREATE_FULL, "CREATE with both windows in use gives ENOSPC")         \
	R(CREATE_FULL_FIRST, "... whatever its arguments")                     \
	R(CREATE_PGSIZE, "CREATE with a page size not offered: EINVAL")        \
	R(CREATE_OFFERED, "CREATE accepts each page size offered")             \
	R(CREATE_SIZE_0, "CREATE with size 0 gives EINVAL")                    \
	R(CREATE_SIZE_2N, "CREATE with a size not a power of 2: EINVAL")       \
	R(CREATE_SIZE_PAGE, "CREATE smaller than a page gives EINVAL")         \
	R(CREATE_SIZE_MAX, "CREATE larger than the bridge bears: EINVAL")      \
	R(CREATE_TABLE_MAX, "on PowerNV a table that no memory holds: ENOMEM") \
	R(CREATE_LEVELS, "CREATE with more levels than offered: EINVAL")       \
	R(CREATE_LEVELS_0, "CREATE with 0 levels is accepted")                 \
	R(CREATE_LEVELS_1,                                                     \
	  "on PowerNV a window has at least one level: EINVAL")                \
	R(CREATE_ORDER, "no first window while a dynamic one lives: EPERM")    \
	R(CREATE_ONE_DDW, "a PE has one dynamic window")                       \
	R(CREATE_NO_DDW, "without dynamic windows none is made: EINVAL")       \
	R(CREATE_BY_NUMBER,                                                    \
	  "on PowerNV the place of a window is that of its number")            \
	R(CREATE_AT_START, "a default window begins at the default start")     \
	R(CREATE_AT_64, "a dynamic window begins at the 64-bit start")         \
	R(CREATE_4K_DDW, "the second window is dynamic, 4K pages too")         \
	R(CREATE_BIG_DDW, "a first window unlike the default is dynamic")      \
	R(CREATE_SIZE, "a window ends where its size says")                    \
	R(CREATE_CHARGES, "CREATE charges the table")                          \
	R(CREATE_CHARGES_COPY,                                                 \
	  "on PowerNV the kernel's copy is charged as well")                   \
	R(CREATE_CHARGES_LEVELS, "... and the tables of each level")           \
	R(CREATE_CHARGES_DEFAULT, "the default window's table is charged")     \
	R(CREATE_ROUNDS, "a table below a CPU page is not charged")            \
	R(CREATE_LIMIT, "CREATE over RLIMIT_MEMLOCK gives ENOMEM")             \
	R(CREATE_CLEAN, "a failed CREATE leaves no charge")                    \
	R(CREATE_READONLY, "CREATE that cannot answer gives EFAULT")           \
	R(CREATE_UNDOES, "... and leaves no window")                           \
	R(CREATE_DT, "a dynamic window shows in the device tree")              \
	R(CREATE_DT_DEFAULT, "the default window shows there again")           \
	/* REMOVE */                                                           \
	R(REMOVE_ARGSZ, "REMOVE with a short argsz gives EINVAL")              \
	R(REMOVE_FLAGS, "REMOVE with a flag gives EINVAL")                     \
	R(REMOVE_PENDING, "REMOVE of the pending default cancels it")          \
	R(REMOVE_UNKNOWN, "REMOVE where no window is gives EINVAL")            \
	R(REMOVE_INSIDE, "REMOVE inside a window gives EINVAL")                \
	R(REMOVE_UNCHARGES, "REMOVE gives the table's charge back")            \
	R(REMOVE_UNMAPS, "REMOVE clears what is mapped in the window")         \
	R(REMOVE_DT, "REMOVE takes the window out of the device tree")         \
	R(REMOVE_FREES, "REMOVE makes room for another window")                \
	/* REGISTER, UNREGISTER */                                             \
	R(REGISTER_ARGSZ, "REGISTER with a short argsz gives EINVAL")          \
	R(REGISTER_FLAGS, "REGISTER with a flag gives EINVAL")                 \
	R(REGISTER_VADDR, "REGISTER of a misaligned address: EINVAL")          \
	R(REGISTER_SIZE, "REGISTER of a misaligned size: EINVAL")              \
	R(REGISTER_SIZE_0, "REGISTER of nothing gives EINVAL")                 \
	R(REGISTER_WRAP, "REGISTER of a range that wraps gives EINVAL")        \
	R(REGISTER_TWICE, "REGISTER of a range held already gives EBUSY")      \
	R(REGISTER_OVERLAP, "REGISTER of an overlapping range: EINVAL")        \
	R(REGISTER_UNMAPPED, "REGISTER of memory not mapped gives EFAULT")     \
	R(REGISTER_READONLY, "REGISTER of read-only memory gives EFAULT")      \
	R(REGISTER_CHARGES, "REGISTER charges the range")                      \
	R(REGISTER_SHARED, "a range held by two containers counts once")       \
	R(REGISTER_LIMIT, "REGISTER over RLIMIT_MEMLOCK gives ENOMEM")         \
	R(REGISTER_CAP, "CAP_IPC_LOCK lifts the limit")                        \
	R(REGISTER_ENABLES, "REGISTER makes MAP possible")                     \
	R(UNREGISTER_UNBOUND, "UNREGISTER before binding gives EPERM")         \
	R(UNREGISTER_ARGSZ, "UNREGISTER with a short argsz: EINVAL")           \
	R(UNREGISTER_FLAGS, "UNREGISTER with a flag gives EINVAL")             \
	R(UNREGISTER_ALIGN, "UNREGISTER of a misaligned range: EINVAL")        \
	R(UNREGISTER_EXACT, "UNREGISTER of a range not known: ENOENT")         \
	R(UNREGISTER_HOLDER, "UNREGISTER of another's range: ENOENT")          \
	R(UNREGISTER_BUSY, "UNREGISTER of a mapped range gives EBUSY")         \
	R(UNREGISTER_UNCHARGES, "UNREGISTER gives the charge back")            \
	R(UNREGISTER_ENDS, "UNREGISTER makes MAP of the range fail")           \
	R(RELEASE_UNREGISTERS, "leaving a container drops registrations")      \
	R(RELEASE_UNCHARGES, "... and gives the windows' charges back")        \
	/* MAP */                                                              \
	R(MAP_ARGSZ, "MAP with a short argsz gives EINVAL")                    \
	R(MAP_FLAGS, "MAP with an unknown flag gives EINVAL")                  \
	R(MAP_NO_ACCESS, "MAP with neither READ nor WRITE gives EINVAL")       \
	R(MAP_READ, "MAP for READ alone is accepted")                          \
	R(MAP_WRITE, "MAP for WRITE alone is accepted")                        \
	R(MAP_DEFAULT, "the first MAP makes the default window")               \
	R(MAP_ARGS_FIRST, "... but not one with a bad structure")              \
	R(MAP_NO_WINDOW, "MAP outside of all windows gives ENXIO")             \
	R(MAP_IOVA, "MAP of a misaligned IOVA gives EINVAL")                   \
	R(MAP_VADDR, "MAP of a misaligned address gives EINVAL")               \
	R(MAP_SIZE, "MAP of a misaligned size gives EINVAL")                   \
	R(MAP_SIZE_0, "MAP of nothing does nothing")                           \
	R(MAP_END, "MAP past a window's end gives EINVAL")                     \
	R(MAP_LAST, "MAP reaches a window's last page")                        \
	R(MAP_REGISTERED, "MAP of memory not registered gives EINVAL")         \
	R(MAP_BACKING, "MAP of pages smaller than the window's: EINVAL")       \
	R(MAP_HUGE, "huge pages back IOMMU pages up to their size")            \
	R(MAP_SUBPAGE, "IOMMU pages below the CPU's map parts of it")          \
	R(MAP_SPANS, "MAP reaches over adjacent registered ranges")            \
	R(MAP_REPLACES, "MAP over a mapping replaces it")                      \
	R(MAP_LETS_GO, "... and lets go of what was mapped before")            \
	R(MAP_UNDOES, "a MAP that fails leaves nothing mapped")                \
	R(MAP_KEEPS, "... and an older mapping as it was")                     \
	/* UNMAP */                                                            \
	R(UNMAP_ARGSZ, "UNMAP with a short argsz gives EINVAL")                \
	R(UNMAP_FLAGS, "UNMAP with a flag gives EINVAL")                       \
	R(UNMAP_DEFAULT, "the first UNMAP makes the default window")           \
	R(UNMAP_NO_WINDOW, "UNMAP outside of all windows gives ENXIO")         \
	R(UNMAP_IOVA, "UNMAP of a misaligned IOVA gives EINVAL")               \
	R(UNMAP_SIZE, "UNMAP of a misaligned size gives EINVAL")               \
	R(UNMAP_END, "UNMAP past a window's end gives EINVAL")                 \
	R(UNMAP_UNMAPPED, "UNMAP of what is not mapped is accepted")           \
	R(UNMAP_ALL, "UNMAP clears every page of its range")                   \
	R(UNMAP_ONLY, "... and no other")                                      \
	R(UNMAP_SIZE_KEPT, "UNMAP does not write its argument")                \
	/* a device's own access */                                            \
	R(DMA_WRITES, "what a device writes is in memory")                     \
	R(DMA_READS, "what a device reads is what memory holds")               \
	R(DMA_EXACT, "a write changes its own bytes and no other")             \
	R(DMA_OFFSET, "an offset inside a page is kept")                       \
	R(DMA_SUBPAGE, "... and a part of a CPU page is that part")            \
	R(DMA_ENTRY, "a page is reached by its own entry")                     \
	R(DMA_BORDER, "past a page's end the next entry counts")               \
	R(DMA_WHOLE_64K, "an entry of 64 KiB reaches all of it")               \
	R(DMA_WHOLE_2M, "an entry of 2 MiB reaches all of it")                 \
	R(DMA_WHOLE_16M, "an entry of 16 MiB reaches all of it")               \
	R(DMA_FIRST, "a window's first page is reached")                       \
	R(DMA_LAST, "... and its last one")                                    \
	R(DMA_TABLE, "... and what a table says past its first page")          \
	R(DMA_OUTSIDE, "outside of all windows nothing arrives")               \
	R(DMA_64BIT, "an address is not cut to 32 bits")                       \
	R(DMA_APART, "each window has a table of its own")                     \
	R(DMA_TWICE, "memory can be mapped twice in a window")                 \
	R(DMA_BOTH, "... and in both windows")                                 \
	R(DMA_OWN, "a device uses its own container's windows")                \
	R(DMA_READONLY, "what is mapped for READ refuses writes")              \
	R(DMA_WRITEONLY, "what is mapped for WRITE refuses reads")             \
	R(DMA_WRITE_READS, "on PowerNV what is mapped for WRITE allows reads") \
	R(DMA_REPLACES, "MAP over a mapping leads to the new memory")          \
	R(DMA_TURNS, "... in the directions that it says")                     \
	R(DMA_UNDOES, "a MAP that fails lets nothing arrive")                  \
	R(DMA_UNMAP, "after UNMAP nothing arrives")                            \
	R(DMA_REMAP, "MAP after UNMAP leads to the new memory")                \
	R(DMA_REMOVE, "after REMOVE nothing arrives")                          \
	R(DMA_EMPTY, "a new window is empty")                                  \
	R(DMA_DETACH, "after DETACH nothing arrives")                          \
	R(DMA_CLOSE, "after the last close nothing arrives")                   \
	R(DMA_EXIT, "after the last holder's exit nothing arrives")            \
	R(DMA_KILL, "... nor after it was killed")                             \
	R(DMA_DEATH, "while it is held a mapping outlives its process")        \
	R(DMA_EXEC, "... and that process's exec")                             \
	R(DMA_CLOSING, "... but not its exec when that closes all")            \
	R(DMA_REBIND, "... nor the device's leave of its driver")              \
	R(DMA_UNDER_WAY, "what ends under a transfer ends it")                 \
	R(DMA_MASTER, "without bus mastering nothing arrives")                 \
	R(DMA_PINS, "registered memory stays when it is unmapped")             \
	R(DMA_FORK, "... and with its process when that forks")                \
	R(DMA_SHARED, "memory shared with a child is one memory")              \
	R(RESET_NONE, "RESET of a device that has none gives EINVAL")          \
	R(RESET_KEEPS, "RESET keeps what is mapped")

enum model_rule {
#define MODEL_RULE_ENUM(name, text) RULE_##name,
	MODEL_RULES(MODEL_RULE_ENUM)
#undef MODEL_RULE_ENUM
	RULE_COUNT,
};

#endif
