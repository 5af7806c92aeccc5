/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TCE_INTERNAL_H
#define TCE_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

#include <tce/platform.h>

/**
 * tce_platform_root_set() - read facts below another folder than /
 * @root: folder with proc and sys in it, no slash at its end, referenced from
 *        now on; "" for the machine's own
 */
void tce_platform_root_set(const char *root);

/**
 * tce_path_print() - make a path below that root
 * @path: receives it, PATH_MAX bytes
 * @format: printf(3)'s, beginning with a slash
 *
 * Return: 0; -ENAMETOOLONG.
 */
int tce_path_print(char *path, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * tce_file_read() - read the first bytes of a file
 * @path: as tce_path_print() makes it
 * @buf: receives up to @len bytes
 * @len: size of @buf
 *
 * Return: bytes that the file has (can exceed @len); -errno.
 */
int tce_file_read(const char *path, void *buf, size_t len);

/**
 * tce_text_write() - write to a file that is there, in one call
 * @path: as tce_path_print() makes it
 * @text: what, terminated
 *
 * Return: 0; -errno of opening or of writing, which is what sysfs answers.
 */
int tce_text_write(const char *path, const char *text);

/**
 * tce_number_read() - read a file that is one decimal number
 * @path: as tce_path_print() makes it
 * @value: out
 *
 * Return: 0; -EPROTO not a number; -errno.
 */
int tce_number_read(const char *path, unsigned long long *value);

/**
 * tce_locked_open() - open what tells VmLck of this process
 *
 * Return: descriptor for tce_locked_get(); -errno.
 */
int tce_locked_open(void);

/**
 * tce_locked_get() - VmLck of the process that opened @status
 * @status: of tce_locked_open(), as often as wanted
 * @bytes: out
 *
 * Return: 0; -errno; -EPROTO when the line is missing.
 */
int tce_locked_get(int status, uint64_t *bytes);

/**
 * tce_node_find() - the device tree node of a PCI device
 * @device: its folder in sysfs, links resolved; changed
 * @node: receives the path below the tree's root, PATH_MAX bytes; "" when
 *        neither the device nor a bridge above it has one
 *
 * Return: 0; -errno where there is no device tree.
 */
int tce_node_find(char *device, char *node);

/**
 * tce_node_prop() - read any property of a node
 * @node: as tce_node_find() tells it
 * @prop: its name
 * @buf: receives up to @len bytes
 * @len: size of @buf
 *
 * Return: bytes of the property (can exceed @len); -errno.
 */
int tce_node_prop(const char *node, const char *prop, void *buf, size_t len);

/**
 * tce_node_open() - open the device tree node that carries a PE's window
 * @pe: whose
 *
 * Return: descriptor for tce_node_has(); -ENOENT when it has none; -errno.
 */
int tce_node_open(const struct tce_pe *pe);

/**
 * tce_node_has() - whether a property is there, without a look into it
 * @node: of tce_node_open(), as often as wanted
 * @prop: which
 *
 * Return: 1 or 0; -errno.
 */
int tce_node_has(int node, enum tce_dt_prop prop);

/**
 * tce_huge_size_read() - the smallest huge page of which some are reserved
 *
 * Return: bytes; 0 when none is.
 */
uint64_t tce_huge_size_read(void);

#endif
