#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Proves run-tests.sh without a kernel: its command line, then whole runs of guests
# that a small script plays in QEMU's place (tests/runner/). Boots and fetches no
# kernel. The scripts share nothing, so as many run at once as there are cores.
set -euo pipefail
cd "$(dirname "$0")/runner"

find . -name '*.sh' -executable -print0 | sort -z |
	xargs -0 -n 1 -P "$(nproc)" bash
