# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2153
# The firmware's side of a run: QEMU traces what the guest's kernel asks the
# hypervisor for, and ci/firmware.awk judges that. Sourced after lane.sh.

FIRMWARE_CASES=(firmware.cleared-before-removed firmware.windows-given-back)

# One lane, so that there is one verdict; its last cases are judged here.
firmware_plan()
{
	[[ ${MACHINE_QEMU[*]} == *'-machine pseries'* ]] ||
		die 2 "--firmware: needs an emulated pSeries machine: only its QEMU traces the calls"
	merge_kinds shared alone data
	printf '%s\n' "${FIRMWARE_CASES[@]}" >>"$SCRATCH/names"
}

# Before a guest: the reader of its traces, and their place in its command.
firmware_begin()
{
	local fifo=$SCRATCH/firmware.fifo

	[[ -n $FIRMWARE ]] || return 0
	rm -f "$fifo"
	mkfifo "$fifo"
	awk -f "$TCE_ROOT/ci/firmware.awk" <"$fifo" >"$SCRATCH/firmware.now" &
	FIRMWARE_PID=$!
	exec {FIRMWARE_FD}>"$fifo"
	QEMU_COMMAND+=(-D "$fifo" -trace 'spapr_iommu_ddw_*'
		-trace spapr_iommu_pci_put -trace spapr_iommu_pci_stuff)
}

# firmware_mark NAME: what comes now is this case's, but for its first moments
firmware_mark()
{
	[[ -z $FIRMWARE ]] || printf 'mark %s\n' "$1" >&"$FIRMWARE_FD"
}

# After a guest.
firmware_end()
{
	[[ -n $FIRMWARE ]] || return 0
	exec {FIRMWARE_FD}>&-
	wait "$FIRMWARE_PID" || :
	cat "$SCRATCH/firmware.now" >>"$OUTPUT/firmware.txt"
}

# After the last guest: the verdicts, into the stream.
firmware_judge()
{
	local name rule n

	[[ -n $FIRMWARE ]] || return 0
	for name in "${FIRMWARE_CASES[@]}"; do
		rule=${name#*.}
		printf '# RUN %s\n' "$name"
		sed -n "s/^$rule /# /p" "$OUTPUT/firmware.txt" | head -n 20
		grep '^counts: ' "$OUTPUT/firmware.txt" | sed 's/^/# /'
		n=$(grep -c "^$rule " "$OUTPUT/firmware.txt") || :
		if ! grep -q 'counts: .*[1-9][0-9]* entries' \
			"$OUTPUT/firmware.txt"; then
			printf 'not ok 1 %s # ERROR no firmware trace captured\n' "$name"
		elif ((n)); then
			printf 'not ok 1 %s\n' "$name"
		else
			printf 'ok 1 %s\n' "$name"
		fi
	done
}
