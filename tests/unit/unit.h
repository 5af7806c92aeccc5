/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UNIT_H
#define UNIT_H

#include <stdbool.h>

#include <check.h>

/* The suites that main() of lib.c runs; each the whole of a file. */
Suite *unit_arguments_suite(void);
Suite *unit_bench_suite(void);
Suite *unit_buffer_suite(void);
Suite *unit_cell_suite(void);
Suite *unit_classes_suite(void);
Suite *unit_eeh_suite(void);
Suite *unit_engine_suite(void);
Suite *unit_evidence_suite(void);
Suite *unit_example_suite(void);
Suite *unit_failure_suite(void);
Suite *unit_firmware_suite(void);
Suite *unit_firmware_settings_suite(void);
Suite *unit_firmware_eeh_suite(void);

/* firmware_eeh.c: what QEMU answers to a call for a configuration space */
struct fw_call;
int32_t unit_config(struct fw_call *c, bool write);
Suite *unit_host_suite(void);
Suite *unit_journal_suite(void);
Suite *unit_kernel_suite(void);
Suite *unit_machine_suite(void);
Suite *unit_model_suite(void);
Suite *unit_monitor_suite(void);
Suite *unit_open_suite(void);
Suite *unit_plan_suite(void);
Suite *unit_platform_suite(void);
Suite *unit_safety_suite(void);
Suite *unit_session_suite(void);
Suite *unit_step_suite(void);
Suite *unit_stream_suite(void);
Suite *unit_symbols_suite(void);
Suite *unit_take_suite(void);
Suite *unit_words_suite(void);

/* Parts of unit_step_suite(). */
void unit_step_op(TCase *tc);
void unit_step_parse(TCase *tc);

#endif
