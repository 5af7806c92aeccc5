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

#endif
