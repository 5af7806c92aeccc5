#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A machine as its administrator sees it: all of Debian on an emulated LPAR or
# bare-metal host, reached by ssh and by nothing else.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../../ci/lib.sh
. "$(dirname "$0")/../../ci/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../../ci/apt.sh
. "$(dirname "$0")/../../ci/apt.sh"

QEMU=${TCE_QEMU:-qemu-system-ppc64}
HERE=$TCE_ROOT/tests/hardware
STATE=${TMPDIR:-/tmp}/tce-machine
RELEASE=bookworm
SETTINGS=''
# seconds to the first word of ssh, and to the end after a request for it
BOOT_TIMEOUT=${TCE_BOOT_TIMEOUT:-300}
STOP_TIMEOUT=60

# shellcheck source-path=SCRIPTDIR source=image.sh
. "$HERE/image.sh"

usage()
{
	cat <<-EOF
	usage: machine.sh [-r RELEASE] [-s DIR] [-f WORDS] COMMAND
	  build [--refresh]   makes its disks, unless they are in the cache
	  start lpar|metal    boots it from untouched disks, waits for ssh
	  ssh COMMAND...      runs that on it, as root
	  copy FILE...        brings files to its /root
	  reset               a crash: ends it at once, boots it from the same disks
	  stop                shuts it down
	  -r RELEASE  of Debian ($RELEASE)
	  -s DIR      where its state is ($STATE); one machine for each
	  -f WORDS    start: settings of the LPAR's firmware, ci/firmware/README.md
	EOF
}

# hardware_read FILE: fills MACHINE_QEMU from a description. A slot= is a port=
# with a device, or several functions with "+" in between; {n} counts slots.
hardware_read()
{
	local text key val n=0 port='' bus='' many i
	local -a words functions

	MACHINE_QEMU=() MACHINE_BDFS=() MACHINE_FIRMWARE=''
	while read -r text || [[ -n $text ]]; do
		# read with IFS='=' would drop a value's trailing '='
		key=${text%%=*} val=${text#"$key"} val=${val#=}
		read -ra words <<<"$val"
		case $key in
		'' | '#'*) ;;
		qemu) MACHINE_QEMU+=("${words[@]}") ;;
		port) port=$val ;;
		bus) bus=$val ;;
		slot)
			n=$((n + 1))
			MACHINE_BDFS+=("$(printf '%04x:' "$n")")
			read -ra words <<<"${port//'{n}'/$n}"
			IFS='+' read -ra functions <<<"${val// /}"
			MACHINE_QEMU+=("${words[@]}")
			many=${functions[1]:+,multifunction=on}
			for i in "${!functions[@]}"; do
				MACHINE_QEMU+=(-device "${functions[i]},$(
					)bus=${bus//'{n}'/$n},addr=0.$i$many")
			done
			;;
		*) die 2 "$1: unknown key $key" ;;
		esac
	done <"$1"
}

# machine_command DIR FORMAT INITRD APPEND PORT: fills QEMU_COMMAND for the
# machine that was read, with the disks in DIR, and ssh at that port of the host
machine_command()
{
	local disk
	local -a machine=("${MACHINE_QEMU[@]//'{firmware}'/"$1/firmware"}")

	[[ ${MACHINE_QEMU[*]} != *'{firmware}'* ]] ||
		printf '%s\n\0' "$MACHINE_FIRMWARE" |
		cat "$TCE_ROOT/build/guest/firmware.bin" - >"$1/firmware"
	# A panic is the guest's own business: it restarts.
	QEMU_COMMAND=("$QEMU" -display none -monitor none -action panic=none)
	# Before the devices that need them.
	for disk in "${!IMAGE_DISKS[@]}"; do
		QEMU_COMMAND+=(-blockdev "driver=$2,node-name=$disk,$(
			)file.driver=file,file.filename=$1/$disk.$2")
	done
	# shellcheck disable=SC2054 # the commas are QEMU's
	QEMU_COMMAND+=(-chardev "file,id=con,path=$1/console,append=on"
		-netdev "user,id=ssh,restrict=on,hostfwd=tcp:127.0.0.1:$5-:22"
		-netdev user,id=idle,restrict=on
		"${machine[@]}"
		-kernel "${3%/*}/vmlinux" -initrd "$3"
		-append "console=hvc0 quiet cryptomgr.notests $4")
}

# pid: of the running machine, or nothing
pid()
{
	local pid

	pid=$(cat "$STATE/pid" 2>/dev/null) || return 0
	[[ $(readlink "/proc/$pid/exe") != */"${QEMU##*/}" ]] ||
		printf '%s' "$pid"
}

# gone SECONDS PID: whether the machine's process ends within them. One that is
# ending has no program any more, but all its files.
gone()
{
	local end=$((SECONDS + $1))

	while grep -qs '^State:[[:space:]]*[^Z]' "/proc/$2/status"; do
		((SECONDS < end)) || return 1
		sleep 0.1
	done
}

crash()
{
	local pid

	pid=$(pid)
	[[ -n $pid ]] || return 0
	kill -KILL "$pid"
	gone 10 "$pid" || die 3 "process $pid does not end: kill it"
}

# connect COMMAND...: by the settings that everything which uses ssh can have
connect()
{
	ssh -F "$STATE/ssh_config" machine "$@"
}

# Whether the firmware accepts its settings, on a machine with these bridges; it has
# number 0 by itself.
firmware_check()
{
	local option wrong rc=0
	local -a bridges=(0)

	for option in "${MACHINE_QEMU[@]}"; do
		[[ ! $option =~ ^spapr-pci-host-bridge,(.*,)?index=([0-9]+) ]] ||
			bridges+=("${BASH_REMATCH[2]}")
	done
	wrong=$(printf -- '-f\t%s\n' "$MACHINE_FIRMWARE" |
		"$TCE_ROOT/build/native/firmware-check" "${bridges[@]}") || rc=$?
	[[ $rc == 0 ]] || die "$rc" "$wrong"
}

# described VARIANT SETTINGS: reads the machine, with these settings of its firmware
described()
{
	hardware_read "$HERE/$1.conf"
	[[ -n $2 ]] || return 0
	[[ ${MACHINE_QEMU[*]} == *'{firmware}'* ]] ||
		die 2 "-f: $1 does not boot our firmware"
	MACHINE_FIRMWARE=$2
	firmware_check
}

# begin PORT: the process; ports are a matter of luck. Nobody answers on the console
# to what systemd would ask a terminal.
begin()
{
	described "$(cat "$STATE/variant")" "$(cat "$STATE/settings")"
	machine_command "$STATE" qcow2 "$IMAGE/initrd" \
		'root=LABEL=root panic=5 systemd.tty.term.console=dumb' "$1"
	"${QEMU_COMMAND[@]}" -daemonize -pidfile "$STATE/pid" \
		2>"$STATE/errors"
}

# boot PORT...: at the first of these that nobody else has
boot()
{
	local port since=$SECONDS

	for port; do
		if begin "$port"; then
			settings "$port"
			wait_for "$port"
			note "up after $((SECONDS - since)) s;" \
				"ssh -F $STATE/ssh_config machine"
			return
		fi
		grep -q 'host forwarding' "$STATE/errors" || break
	done
	die 3 "the machine does not start: $(head -n 1 "$STATE/errors")"
}

settings()
{
	echo "$1" >"$STATE/port"
	cat >"$STATE/ssh_config" <<-EOF
	Host machine
	HostName 127.0.0.1
	Port $1
	User root
	HostKeyAlias machine
	UserKnownHostsFile $IMAGE/known_hosts
	IdentityFile $IMAGE/key
	IdentitiesOnly yes
	BatchMode yes
	LogLevel ERROR
	EOF
}

# wait_for PORT: until ssh says its name there
wait_for()
{
	local end=$((SECONDS + BOOT_TIMEOUT)) line

	while ((SECONDS < end)); do
		[[ -n $(pid) ]] ||
			die 3 "the machine died, see $STATE/console"
		line=$({ read -r -t 5 line <&3 && echo "$line"; } \
			2>/dev/null 3<>"/dev/tcp/127.0.0.1/$1") || line=
		[[ $line != SSH-* ]] || return 0
		# What nobody listens to is refused at once.
		sleep 0.2
	done
	crash
	die 3 "no ssh within $BOOT_TIMEOUT s, see $STATE/console"
}

# A folder in which nobody else can have put something.
state()
{
	mkdir -p "${STATE%/*}" 2>/dev/null || :
	mkdir -m 700 "$STATE" 2>/dev/null || :
	[[ -d $STATE && -O $STATE && -w $STATE ]] ||
		die 3 "$STATE cannot be used: choose another with -s"
}

start()
{
	local disk port
	local -a ports=()

	[[ $# == 1 && -e $HERE/$1.conf ]] || die 2 "want start lpar|metal"
	described "$1" "$SETTINGS"
	state
	[[ -z $(pid) ]] || die 2 "a machine is running: stop it, or choose" \
		"another -s than $STATE"
	image_build
	for disk in "${!IMAGE_DISKS[@]}"; do
		qemu-img create -q -f qcow2 -F raw -b "$IMAGE/$disk.raw" \
			"$STATE/$disk.qcow2"
	done
	rm -f "$STATE/console"
	echo "$1" >"$STATE/variant"
	echo "$SETTINGS" >"$STATE/settings"
	echo "$RELEASE" >"$STATE/release"
	for _ in {1..20}; do
		port=$((20000 + RANDOM % 12000))
		ports+=("$port")
	done
	boot "${ports[@]}"
}

# What was started says which release it is.
started()
{
	[[ -e $STATE/release ]] ||
		die 2 "no machine in $STATE: start one, or say where with -s"
	RELEASE=$(cat "$STATE/release")
	IMAGE=$TCE_CACHE/machines/$RELEASE
}

running()
{
	started
	[[ -n $(pid) ]] || die 2 "the machine is not running: reset boots it"
}

build()
{
	[[ $# == 0 || $* == --refresh ]] || die 2 "want build [--refresh]"
	image_build "$@"
}

stop()
{
	local pid

	started
	pid=$(pid)
	[[ -n $pid ]] || return 0
	# It may not be able to any more.
	timeout 10 ssh -F "$STATE/ssh_config" machine poweroff 2>/dev/null || :
	if ! gone "$STOP_TIMEOUT" "$pid"; then
		note "it does not shut down within $STOP_TIMEOUT s: killed"
		crash
	fi
}

main()
{
	local command

	while [[ ${1:-} == -* ]]; do
		case $1 in
		-r | -s | -f) [[ $# -ge 2 ]] || die 2 "$1 wants a value" ;;&
		-r) RELEASE=$2; shift ;;
		-s) STATE=$(realpath -m "$2"); shift ;;
		-f) SETTINGS=$2; shift ;;
		-h | --help) usage; return ;;
		*) die 2 "unknown option $1, see machine.sh -h" ;;
		esac
		shift
	done
	[[ $RELEASE =~ ^[a-z]+$ ]] ||
		die 2 "-r $RELEASE: want the name of a Debian release"
	IMAGE=$TCE_CACHE/machines/$RELEASE
	[[ $# -ge 1 ]] || die 2 "want a command, see machine.sh -h"
	command=$1
	shift
	case $command in
	build | start)
		"$TCE_ROOT/ci/deps.sh" hardware
		make -s -C "$TCE_ROOT" build/native/firmware-check \
			build/guest/firmware.bin
		"$command" "$@"
		;;
	image-root) image_root "$@" ;;
	ssh) running; connect "$@" ;;
	copy)
		running
		[[ $# -ge 1 ]] || die 2 "want files to copy"
		scp -q -F "$STATE/ssh_config" "$@" machine:
		;;
	reset) started; crash; boot "$(cat "$STATE/port")" ;;
	stop) stop ;;
	*) die 2 "unknown command $command, see machine.sh -h" ;;
	esac
}

main "$@"
