/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BENCH_H
#define BENCH_H

/**
 * tce_bench_main() - "tce-test bench": how long the calls of the interface take
 * @argc: without the program's name
 * @argv: "bench", and its options
 *
 * Return: an exit status.
 */
int tce_bench_main(int argc, char **argv);

/**
 * tce_bench_run() - the same on a device, without a table
 * @bdf: vfio-pci has it
 * @output: file of the figures, as JSON
 *
 * Return: an exit status.
 */
int tce_bench_run(const char *bdf, const char *output);

#endif
