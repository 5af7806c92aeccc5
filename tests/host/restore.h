/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HOST_RESTORE_H
#define HOST_RESTORE_H

#include "journal.h"

/**
 * host_put_back() - undo all that a journal lists, and print each change
 * @j: open, with its changes
 * @state: its folder, for messages
 *
 * Return: 0; an exit status, after a message.
 */
int host_put_back(struct host_journal *j, const char *state);

/**
 * host_state_open() - open the journal's folder
 * @j: filled on success; to be closed with host_journal_close()
 * @state: the folder
 *
 * Return: 0; an exit status, after a message.
 */
int host_state_open(struct host_journal *j, const char *state);

#endif
