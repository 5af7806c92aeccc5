/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CORE_NODE_H
#define CORE_NODE_H

#include <stddef.h>

#include <tce/platform.h>

/* The device tree. Nodes are paths below its root, "" is the root. */

/**
 * core_node_find() - the device tree node of a PCI device
 * @device: its folder in sysfs, links resolved; changed
 * @node: receives the node, PATH_MAX bytes; "" when neither the device nor a
 *	  bridge above it has one
 *
 * Return: 0; -errno where there is no device tree.
 */
int core_node_find(char *device, char *node);

/* Replace a node by its parent. */
void core_node_up(char *node);

/**
 * core_node_prop() - read any property of a node
 * @node: as core_node_find() reports it
 * @prop: its name
 * @buf: receives up to @len bytes
 * @len: size of @buf
 *
 * Return: bytes of the property (can exceed @len); -errno.
 */
int core_node_prop(const char *node, const char *prop, void *buf, size_t len);

/* Whether a property is there, without a look into it: 0 or -errno. */
int core_node_seek(const char *node, const char *prop);

/* Name of a property; NULL when @prop is none. */
const char *core_prop_name(enum tce_dt_prop prop);

/**
 * core_node_open() - open the device tree node that carries a PE's window
 * @pe: the PE
 *
 * Return: descriptor for core_node_has(); -ENOENT when it has none; -errno.
 */
int core_node_open(const struct tce_pe *pe);

/**
 * core_node_has() - whether a property is there, without a look into it
 * @node: of core_node_open(), for any number of calls
 * @prop: which
 *
 * Return: 1 or 0; -errno.
 */
int core_node_has(int node, enum tce_dt_prop prop);

#endif
