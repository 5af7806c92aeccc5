# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2153,SC2154
# Which cases run, and in which guests. Sourced by run-tests.sh.

# The plan, "name<TAB>shared|data|own|alone" a line, in $SCRATCH/plan.
make_plan()
{
	local rc=0

	"$TEST" --list=plan --repeat="$REPEAT" "${SELECT[@]}" \
		>"$SCRATCH/all" 2>"$SCRATCH/errors" || rc=$?
	[[ $rc != [24] ]] ||
		die "$rc" "$(sed 's/^tce-test: //; q' "$SCRATCH/errors")"
	[[ $rc == 0 ]] || die 3 "tce-test cannot list its cases:" \
		"$(head -n 1 "$SCRATCH/errors")"
	# The case that proves the machine usable is in every part.
	awk '$1 == "platform.usable" || n++ % parts == part - 1' \
		part="$SHARD_I" parts="$SHARD_N" "$SCRATCH/all" \
		>"$SCRATCH/plan" 2>/dev/null ||
		die 3 "cannot write $SCRATCH/plan (is the disk full?)"
	# Alone it proves nothing, unless the user asked for it alone.
	[[ $(wc -l <"$SCRATCH/plan") -gt 1 ]] ||
		cmp -s "$SCRATCH/plan" "$SCRATCH/all" ||
		die 4 "part $SHARD_I/$SHARD_N is empty"
	cut -f 1 "$SCRATCH/plan" >"$SCRATCH/names"
	[[ -z $RESUME ]] || resume_plan
	split_plan
}

# The cases of each kind, in $SCRATCH/KIND. "shared" cases share a guest; "alone"
# ones may crash it; in "data" ones a device moves data, and their guest differs if
# the machine's description says so; "own" ones want such a guest each. KINDS are the
# kinds that the plan has.
split_plan()
{
	local kind

	for kind in shared data own alone; do
		awk -F '\t' '$2 == kind { print $1 }' kind="$kind" \
			"$SCRATCH/plan" >"$SCRATCH/$kind"
	done
	[[ -n $MACHINE_DATA ]] || merge_kinds shared data
	# The case that proves the machine usable needs no guest of its own.
	for kind in data own; do
		if [[ -s $SCRATCH/$kind ]] &&
			! grep -qv '^platform\.usable' "$SCRATCH/shared"; then
			merge_kinds "$kind" shared
		fi
	done
	# One debugger, one guest.
	if [[ -n $GDB && (-s $SCRATCH/shared || -s $SCRATCH/alone) ]]; then
		merge_kinds shared alone own data
	elif [[ -n $GDB ]]; then
		merge_kinds data own
	fi
	KINDS=()
	for kind in shared data own alone; do
		[[ ! -s $SCRATCH/$kind ]] || KINDS+=("$kind")
	done
	make_parts
}

# Splits the plan into PARTS, KIND-N each, with their cases in $SCRATCH/parts. Lanes
# take one part after the other. The shortest come last.
make_parts()
{
	local part

	LANE_COUNT=$(lane_count)
	[[ -z $GDB ]] || LANE_COUNT=1
	# An exported guest boots on another machine, with other CPUs.
	[[ -z $EXPORT || -n $JOBS ]] || LANE_COUNT=1
	PARTS=()
	mkdir "$SCRATCH/parts"
	deal_out shared
	deal_out data
	# A case that may crash its guest can be the last of one that others shared.
	for part in "${PARTS[@]}"; do
		[[ $part == shared-* && $ISOLATE == none ]] || continue
		head -n 1 "$SCRATCH/alone" >>"$SCRATCH/parts/$part"
		sed -i 1d "$SCRATCH/alone"
	done
	deal_out own
	deal_out alone
}

# deal_out KIND: splits the cases of a kind into parts, in the order of the plan. A
# kind gets its share of the lanes, but a part has at least 40 cases, because a boot
# takes as long as that many.
deal_out()
{
	local n parts share how=$ISOLATE kinds=${#KINDS[@]}

	[[ -s $SCRATCH/$1 ]] || return 0
	n=$(wc -l <"$SCRATCH/$1")
	if [[ $1 == own || $1 == alone ]]; then
		# A guest runs at most one of them, as the last.
		[[ $how == none && -z $EXPORT ]] || how=case
		parts=$((n < LANE_COUNT ? n : LANE_COUNT))
	else
		# Those of "own" are few.
		[[ ! -s $SCRATCH/own ]] || kinds=$((kinds - 1))
		share=$(((LANE_COUNT + kinds - 1) / kinds))
		parts=$((n / 40 < share ? n / 40 : share))
		((parts)) || parts=1
	fi
	[[ $how != case ]] || parts=$n
	mapfile -t -O "${#PARTS[@]}" PARTS < <(awk -F. '
		{
			part = int((NR - 1) * parts / n) + 1
			if (how == "suite") {
				if (!suites[$1])
					suites[$1] = ++last
				part = suites[$1]
			}
			name = kind "-" part
			if (!named[name]++)
				print name
			print >>(dir "/" name)
			close(dir "/" name)
		}' kind="$1" n="$n" parts="$parts" how="$how" \
		dir="$SCRATCH/parts" "$SCRATCH/$1")
}

# merge_kinds TO FROM...: all of them become TO, in the order of the plan
merge_kinds()
{
	local to=$1 kind

	for kind; do
		cat "$SCRATCH/$kind"
		: >"$SCRATCH/$kind"
	done >"$SCRATCH/merged"
	grep -xFf "$SCRATCH/merged" "$SCRATCH/names" >"$SCRATCH/$to" || :
}
