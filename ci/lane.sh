# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2153
# A lane runs parts of the plan, each in as many guests as it takes, and writes one
# stream to stdout. When a guest dies, the lane writes the verdict of the case into the
# stream, which so stays the only truth. Sourced after guest.sh.

# seconds that a guest may stay silent beyond the timeout of a case: tce-test gives up
# a case that hangs within them, and TCG prints an oops
LANE_GRACE=${TCE_LANE_GRACE:-15}
# seconds from the end of the stream to power-off
LANE_HALT=5
# seconds in which QEMU's monitor, or a kernel after an NMI, must answer
LANE_ANSWER=10

# The number of guests, and so lanes, side by side. Each keeps a CPU busy and needs 2
# to 3 GiB. Three make the most of two CPUs; a matrix needs four, two in each cell, so
# that one runs while the other waits for a reset, for firmware or for its last guest.
lane_count()
{
	local count memory least=3

	[[ -z $JOBS ]] || { printf '%s' "$JOBS"; return; }
	count=$(nproc)
	memory=$(awk '/^MemAvailable/ { print int($2 / (3 * 1024 * 1024)) }' \
		/proc/meminfo)
	((count <= memory)) || count=$memory
	! is_matrix || ((memory < 4)) || least=4
	printf '%s' $((count > least ? count : least))
}

# How many times longer a guest takes that has less than a CPU.
lane_slowness()
{
	local factor=$(($(lane_count) / $(nproc)))

	# An exported guest boots on another machine, with other CPUs.
	[[ -z $EXPORT ]] || factor=1
	printf '%s' $((factor > 1 ? factor : 1))
}

# lane N: runs one part after the other, until none is left. Guests of a run can
# differ: the properties of those of the first part stand for the run, and their
# console is console.log.
lane()
{
	local boot barren=0 spoke=''
	local todo=$SCRATCH/lane$1.todo seen=$SCRATCH/lane$1.seen

	LANE=$SCRATCH/lane$1 LANE_PID=''
	trap 'lane_stop; exit 143' TERM INT HUP
	while lane_take "$todo"; do
		machine_read "$MACHINE" "${LANE_PART%-*}"
		for ((boot = 1; ; boot++)); do
			[[ -s $todo && ! -e $SCRATCH/stop ]] || break
			LANE_GUEST=$LANE_PART
			((boot == 1)) || LANE_GUEST+=.$boot
			: >"$seen"
			lane_boot "$todo" "$seen"
			grep -vxFf "$seen" "$todo" >"$todo.new" || :
			if [[ -n $LANE_UNUSABLE ]]; then
				lane_unusable "$todo"
				break
			fi
			if ! cmp -s "$todo" "$todo.new"; then
				barren=0 spoke=1
				mv "$todo.new" "$todo"
			# A guest that printed nothing has used all its time.
			elif ((++barren == 2)) ||
				[[ -z $spoke && -n $LANE_SILENT ]]; then
				lane_give_up "$barren"
				return 3
			fi
		done
	done
}

# lane_take TODO: takes the next part that no lane has taken
lane_take()
{
	for LANE_PART in "${PARTS[@]}"; do
		[[ ! -e $SCRATCH/stop ]] || return 1
		[[ -e $SCRATCH/parts/$LANE_PART ]] || continue
		! mv "$SCRATCH/parts/$LANE_PART" "$1" 2>/dev/null || return 0
	done
	return 1
}

# lane_unusable CASES: in the part with the case that proves the machine usable, that
# case is red, and no lane runs any other. In another part no more guests of its kind
# boot.
lane_unusable()
{
	if grep -qxF platform.usable "$1"; then
		: >"$SCRATCH/stop"
	else
		lane_remark "unusable: $LANE_UNUSABLE"
		rm -f "$SCRATCH/parts/${LANE_PART%-*}"-*
	fi
}

# The guest of this lane, if any, ends now.
lane_stop()
{
	[[ -z $LANE_PID ]] || {
		kill -KILL "$LANE_PID" || :
		wait "$LANE_PID" || :
	} 2>/dev/null
}

# lane_boot CASES SEEN: runs one guest from power-on to its end; SEEN gets the names of
# the cases that have a verdict then
lane_boot()
{
	local initrd=$LANE.initrd fifo=$LANE.tap words=$LANE.words
	local tap status=0

	LANE_MAIN='' LANE_CONSOLE=$OUTPUT/console-$LANE_PART.log
	if [[ $LANE_PART == "${PARTS[0]}" ]]; then
		LANE_MAIN=1 LANE_CONSOLE=$OUTPUT/console.log
	fi
	LANE_MONITOR=$LANE.monitor LANE_ERRORS=$LANE.errors
	LANE_OFFSET=$(stat -c %s "$LANE_CONSOLE" 2>/dev/null) || LANE_OFFSET=0
	guest_initrd "$1" "$initrd"
	guest_firmware "$LANE.firmware"
	guest_command "$KERNEL/vmlinux" "$initrd" "$LANE.firmware" \
		"file,append=on,path=$LANE_CONSOLE" "stdio,signal=off" \
		"pipe,path=$LANE_MONITOR,logfile=$LANE_MONITOR.log"
	quoted "${QEMU_COMMAND[@]}" >>"$OUTPUT/qemu.txt"
	rm -f "$fifo" "$words" "$LANE_MONITOR".*
	mkfifo "$fifo" "$words" "$LANE_MONITOR".{in,out}
	# The replies to the guest; with both ends open no open() blocks.
	exec {LANE_WORD}<>"$words"
	# The guest ends with this lane, even if that is killed.
	setpriv --pdeathsig KILL -- "${QEMU_COMMAND[@]}" \
		<"$words" >"$fifo" 2>"$LANE_ERRORS" &
	LANE_PID=$!
	exec {tap}<"$fifo"
	lane_read "$tap" "$1" "$2"
	LANE_PANIC=''
	if [[ -n $LANE_SILENT ]]; then
		LANE_PANIC=$(lane_panic)
		[[ -z $LANE_CASE || -n $LANE_PANIC ]] || lane_question "$tap"
		kill -KILL "$LANE_PID" 2>/dev/null || :
	fi
	exec {tap}<&- {LANE_WORD}>&-
	# The shell would print that a guest was killed.
	{ wait "$LANE_PID" || status=$?; } 2>/dev/null
	LANE_PID=''
	lane_laps
	# A panic because of the NMI is no reason.
	[[ -n $LANE_SILENT ]] || LANE_PANIC=$(lane_panic)
	LANE_WHY=$(lane_reason "$status")
	if [[ -n $LANE_CASE ]]; then
		lane_obituary
		printf '%s\n' "$LANE_CASE" >>"$2"
	fi
}

# Adds the times of this guest, as far as it came, to the timing of the run.
lane_laps()
{
	local now

	now=$(clock)
	lap "$LANE_ON" "${LANE_UP:-$now}" "guest $LANE_GUEST: power-on to init"
	[[ -z $LANE_UP ]] ||
		lap "$LANE_UP" "${LANE_FIRST:-$now}" \
			"guest $LANE_GUEST: modules and devices"
	[[ -z $LANE_FIRST ]] ||
		lap "$LANE_FIRST" "${LANE_LAST:-$now}" "guest $LANE_GUEST: cases"
	[[ -z $LANE_LAST ]] ||
		lap "$LANE_LAST" "$now" "guest $LANE_GUEST: power-off"
}

# lane_read FD CASES SEEN: copies the stream until it ends or is silent for too long.
# Sets LANE_CASE to the case without a result, LANE_SILENT to the seconds of silence,
# LANE_EXIT to the end of tce-test, LANE_WORDS to the lines before the first case, and
# LANE_UNUSABLE to the reason why tce-test cannot test this machine.
lane_read()
{
	local line part='' deadline=$((SECONDS + BOOT_TIMEOUT)) status
	local started='' limit=$((CASE_TIMEOUT * TIMEOUT_MUL))

	LANE_CASE='' LANE_SILENT='' LANE_EXIT='' LANE_WORDS=''
	LANE_UNUSABLE='' LANE_UP='' LANE_FIRST='' LANE_LAST=''
	LANE_SINCE=${EPOCHREALTIME//[!0-9]/}
	LANE_ON=$LANE_SINCE
	while :; do
		status=0
		IFS= read -r -t 1 -u "$1" line || status=$?
		part+=$line
		if ((status > 128)); then
			# The run itself was killed.
			kill -0 $$ 2>/dev/null || exit 143
			((SECONDS >= deadline)) || continue
			lane_elapsed
			LANE_SILENT=${LANE_ELAPSED%.*}
			return
		fi
		if ((status != 0)); then
			[[ -z $part ]] || printf '%s\n' "$part"
			return
		fi
		lane_line "$part" "$2" "$3"
		part=''
		if [[ -n $LANE_EXIT ]]; then
			deadline=$((SECONDS + LANE_HALT))
		elif [[ -n $started ]]; then
			deadline=$((SECONDS + limit + LANE_GRACE * TIMEOUT_MUL))
		fi
	done
}

# lane_line LINE CASES SEEN: copies one line, and updates the state of lane_read
lane_line()
{
	local line=$1 words

	case $line in
	'# property soak'*) ;;
	'# property '*) [[ -n $LANE_MAIN ]] || return 0 ;;
	'# time '*)
		# Guest time may run slower than host time.
		lane_elapsed
		line="# time $LANE_ELAPSED"
		;;
	# For ci/coverage.sh. The guest waits for the reply.
	'# gcov: '*)
		[[ $line != '# gcov: end' ]] || echo heard >&"$LANE_WORD"
		printf '%s\n' "${line#'# gcov: '}" \
			>>"$OUTPUT/gcov-$LANE_GUEST-$$"
		return 0
		;;
	'# unusable: '*)
		LANE_UNUSABLE=${line#'# unusable: '}
		# In another part it would hide the verdict of that case.
		grep -qxF platform.usable "$2" || return 0
		;;
	esac
	printf '%s\n' "$line"
	[[ -n $started ]] || LANE_WORDS+=$line$'\n'
	case $line in
	'# RUN '*)
		LANE_CASE=${line#'# RUN '}
		LANE_SINCE=${EPOCHREALTIME//[!0-9]/} started=1
		LANE_FIRST=${LANE_FIRST:-$LANE_SINCE}
		limit=$((CASE_TIMEOUT * TIMEOUT_MUL))
		;;
	'# limit '[1-9]*)
		words=${line#'# limit '} words=${words%%.*}
		# With --gdb the limit is already higher.
		[[ ! $words =~ ^[0-9]{1,7}$ || $words -lt $limit ]] ||
			limit=$words
		;;
	'ok '* | 'not ok '*)
		read -ra words <<<"${line#not }"
		[[ ${words[2]:-} != - ]] || unset 'words[2]'
		words=("${words[@]}")
		printf '%s\n' "${words[2]:-}" >>"$3"
		LANE_CASE='' started=1
		;;
	'# guest: tce-test '*) LANE_EXIT=${line#'# guest: '} ;;
	'# guest: up'*) LANE_UP=${EPOCHREALTIME//[!0-9]/} ;;
	'# ask: '*) lane_answer "${line#'# ask: '}" ;;
	'# end') LANE_LAST=${EPOCHREALTIME//[!0-9]/} ;;
	'# guest: '*) lane_remark "${line#'# guest: '}" ;;
	esac
}

# LANE_ELAPSED: seconds since the case, or before the first one the guest, began
lane_elapsed()
{
	local us=$((${EPOCHREALTIME//[!0-9]/} - LANE_SINCE))

	printf -v LANE_ELAPSED '%d.%03d' $((us / 1000000)) \
		$((us / 1000 % 1000))
}

# lane_monitor COMMAND...: sends it to QEMU's monitor, and sets LANE_SAID to the reply,
# which is empty on success. Fails when there is no reply.
lane_monitor()
{
	local in out line command=$*
	local until=$((SECONDS + LANE_ANSWER))

	LANE_SAID='no answer from QEMU'
	command=${command//\\/\\\\}
	exec {in}<>"$LANE_MONITOR.in" {out}<>"$LANE_MONITOR.out"
	# qmp_capabilities must come once; again it is only an error reply.
	printf '{"execute":"%s","id":%d%s}\n' qmp_capabilities 1 '' \
		human-monitor-command 2 \
		",\"arguments\":{\"command-line\":\"${command//\"/\\\"}\"}" \
		>&"$in"
	while ((SECONDS < until)); do
		IFS= read -r -t 1 -u "$out" line || continue
		[[ $line == *'"id": 2'* ]] || continue
		LANE_SAID=$(sed -E 's/.*"(return|desc)": "([^"]*)".*/\2/
			s/(\\r|\\n)+/ /g; s/ $//' <<<"$line")
		break
	done
	exec {in}>&- {out}<&-
	[[ $LANE_SAID != 'no answer from QEMU' ]]
}

# lane_plug NAME DEVICE: a device of that name that was unplugged before exists until
# the guest's firmware has reported it, a moment after the guest released it
lane_plug()
{
	local until=$((SECONDS + LANE_ANSWER))

	while lane_monitor "device_add $2,id=$1"; do
		[[ $LANE_SAID == *Duplicate* ]] || break
		((SECONDS < until)) || break
		sleep 0.1
	done
}

# lane_answer "plug|unplug NAME": does what a case asks for, and replies
lane_answer()
{
	local plug name connector bdf device
	local what=${1%% *} want=${1#* }

	LANE_SAID="the machine's description has no plug=$want"
	for plug in "${MACHINE_PLUGS[@]}"; do
		read -r name connector bdf device <<<"$plug"
		[[ $name == "$want" ]] || continue
		case $what in
		plug) lane_plug "$name" "$device" ;;
		unplug) lane_monitor "device_del $name" || : ;;
		*) LANE_SAID="unknown request $what" ;;
		esac
		[[ -n $LANE_SAID ]] || LANE_SAID="done $connector $bdf"
		break
	done
	printf '%s\n' "$LANE_SAID" >&"$LANE_WORD"
}

# lane_remark TEXT: prints, once a run, what PID 1 could not prepare; that belongs to
# no case
lane_remark()
{
	if ! grep -qxF "$1" "$SCRATCH/remarks" 2>/dev/null; then
		printf '%s\n' "$1" >>"$SCRATCH/remarks"
		note "guest: $1"
	fi
}

# The console of this boot, as text.
lane_console()
{
	{ tail -c "+$((LANE_OFFSET + 1))" "$LANE_CONSOLE" 2>/dev/null || :; } |
		LC_ALL=C tr -cd '\11\12\40-\176'
}

# The message of a panic, if there was one.
lane_panic()
{
	lane_console | sed -n 's/.*Kernel panic - not syncing: //p' | head -n 1
}

# lane_question FD: gets evidence from a guest that is silent in a case: its registers
# from QEMU, and an NMI, after which a kernel that can still be interrupted prints its
# stack on the console and ends.
lane_question()
{
	local until=$((SECONDS + LANE_ANSWER))

	lane_monitor info registers -a || return 0
	lane_monitor nmi || return 0
	while ((SECONDS < until)); do
		IFS= read -r -t 1 -u "$1" || (($? > 128)) || break
	done
}

# The registers that show where the CPUs are, from the monitor, with symbols.
lane_registers()
{
	[[ -s $LANE_MONITOR.log ]] || return 0
	awk -f "$TCE_ROOT/ci/registers.awk" of=symbols \
		<("${CROSS_COMPILE:-powerpc64le-linux-gnu-}nm" -n \
			"$KERNEL/vmlinux" 2>/dev/null) of=registers \
		<(sed 's/\\r\\n\|"/\n/g' "$LANE_MONITOR.log") | sed 's/^/# kernel: /'
}

# lane_reason STATUS: why the guest ended, the most direct cause first
lane_reason()
{
	if [[ -n $LANE_PANIC ]]; then
		echo "kernel panic: $LANE_PANIC"
	elif [[ -n $LANE_EXIT ]]; then
		echo "$LANE_EXIT"
	elif [[ -n $LANE_SILENT && -z $LANE_WORDS ]]; then
		echo "silent for $LANE_SILENT s after power-on (--boot-timeout)"
	elif [[ -n $LANE_SILENT ]]; then
		echo "no output for $LANE_SILENT s"
	elif [[ $1 != 0 ]]; then
		echo "qemu ended with $1: $(grep -v warning: "$LANE_ERRORS" |
			grep -m 1 -e "^${QEMU##*/}:" -e '^qemu: ' ||
			tail -n 1 "$LANE_ERRORS")"
	else
		echo "the machine powered off"
	fi
}

# The console output of the last case: from the first line of a crash, or else the
# last lines.
lane_extract()
{
	lane_console | awk '
		/^guest: up$|tce-test: RUN / { n = 0; from = 0; next }
		{ line[++n] = $0 }
		!from && /Kernel panic|BUG:|Oops:|WARNING:|watchdog:|rcu:.*stall/ {
			from = n
		}
		END {
			if (!from)
				from = n > 20 ? n - 19 : 1
			for (i = from; i <= n && i < from + 60; i++)
				print "# kernel: " line[i]
		}'
}

# The verdict of a case that ended its guest.
lane_obituary()
{
	lane_extract
	[[ -z $LANE_SILENT ]] || lane_registers
	lane_elapsed
	printf '# time %s\n' "$LANE_ELAPSED"
	[[ -n $LANE_EXIT ]] || LANE_WHY="the guest died: $LANE_WHY"
	printf 'not ok 1 %s # ERROR %s\n' "$LANE_CASE" "$LANE_WHY"
}

# lane_give_up BOOTS: reports that there is no verdict and that another guest would
# not help. One lane reports for all, before the last line of the report.
lane_give_up()
{
	: >"$SCRATCH/stop"
	mkdir "$SCRATCH/fatal" 2>/dev/null || return 0
	{
		printf '%s: no verdict from %s: %s\n' "$TCE_NAME" \
			"$([[ $1 == 1 ]] && echo the guest ||
				echo two guests in a row)" "$LANE_WHY"
		grep -vE 'warning:|OS terminated' "$LANE_ERRORS" |
			tail -n 3 || :
		printf '%s' "$LANE_WORDS" | tail -n 8 | sed 's/^/    /'
		lane_extract | tail -n 20 | sed 's/^# kernel:/   /'
		printf '    console: %s\n' "$LANE_CONSOLE"
	} >&2
}
