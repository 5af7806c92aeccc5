# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# The machine: its description, its initramfs, its QEMU command. Sourced after lib.sh.
# $SCRATCH is the folder of the run's temporary files.

QEMU=${TCE_QEMU:-qemu-system-ppc64}

machine_names()
{
	names "$TCE_ROOT/fixtures/machines"
}

# machine_file NAME|FILE: where the description is
machine_file()
{
	description machine "$TCE_ROOT/fixtures/machines" "$1"
}

# machine_read FILE KIND: fills the MACHINE_* variables below for a guest that runs
# cases of this kind. Lines below [data] are for the kind "data", lines below [plain]
# for the others. {tree} is the folder of the suite, {kernel}, {initrd} and {firmware}
# are the files that the guest boots.
machine_read()
{
	local mine=plain port='' bus='' bdf=''
	local -a endpoints=() also=()

	MACHINE_NAME='' MACHINE_DATA='' MACHINE_APPEND=''
	MACHINE_QEMU=() MACHINE_FACTS=() MACHINE_FACTS_AT=() MACHINE_BDFS=() MACHINE_ALSO=()
	MACHINE_GUEST=() MACHINE_PLUGS=() MACHINE_FIRMWARE=()
	[[ $2 != data && $2 != own ]] || mine=data
	machine_lines "$1"
	[[ ${MACHINE_QEMU[*]} == *chardev[=:]con* &&
		${MACHINE_QEMU[*]} == *chardev[=:]tap* ]] ||
		die 2 "$1: want qemu= lines with a console on chardev con," \
			"and one for the stream on chardev tap"
	[[ ${#MACHINE_FIRMWARE[@]} == 0 ||
		${MACHINE_QEMU[*]} == *'{firmware}'* ]] ||
		die 2 "${MACHINE_FIRMWARE[0]%%$'\t'*}: firmware= wants a qemu= line" \
			'with {firmware}'
	machine_endpoints "${endpoints[@]}"
}

# machine_lines FILE [base]: reads the lines of a description, or of its base, for
# machine_read
machine_lines()
{
	local text key val line=0 section='' words file

	while read -r text || [[ -n $text ]]; do
		line=$((line + 1))
		# read with IFS='=' would drop a value's trailing '='
		key=${text%%=*} val=${text#"$key"} val=${val#=}
		case $key in
		'' | '#'*) continue ;;
		'[data]') section=data MACHINE_DATA=1; continue ;;
		'[plain]') section=plain; continue ;;
		esac
		[[ -z $section || $section == "$mine" ]] || continue
		read -ra words <<<"$val"
		case $key in
		base)
			[[ -z ${2:-} ]] || die 2 "$1:$line: a base has no base"
			file=$(machine_file "$val") || exit
			machine_lines "$file" base
			;;
		name) MACHINE_NAME=$val ;;
		qemu) MACHINE_QEMU+=("${words[@]}") ;;
		append) MACHINE_APPEND+=" $val" ;;
		# drops what the base has of these
		without)
			case $val in
			append) MACHINE_APPEND='' ;;
			guest) MACHINE_GUEST=() ;;
			pes) endpoints=() ;;
			*) die 2 "$1:$line: want without=append, guest or pes" ;;
			esac
			;;
		fact) MACHINE_FACTS+=("$val") MACHINE_FACTS_AT+=("$1:$line") ;;
		firmware) MACHINE_FIRMWARE+=("$1:$line"$'\t'"$val") ;;
		guest) MACHINE_GUEST+=("$val") ;;
		pe) MACHINE_BDFS+=("$val") ;;
		pes) endpoints+=("$1:$line $val") ;;
		port) port=$val ;;
		bus) bus=$val ;;
		bdf) bdf=$val ;;
		also) also+=("$val") ;;
		plug)
			[[ ${#words[@]} == 4 ]] || die 2 "$1:$line: want" \
				"plug=NAME CONNECTOR BDF DEVICE"
			MACHINE_PLUGS+=("$val")
			;;
		*) die 2 "$1:$line: unknown key $key" ;;
		esac
	done <"$1"
}

# machine_endpoints "WHERE COUNT DEVICE"...: a port of its own for each device
machine_endpoints()
{
	local where count device n=0 end
	local tree=${TCE_ROOT//,/,,}

	[[ $# == 0 || (-n $port && -n $bus && -n $bdf) ]] ||
		die 2 "${1%% *}: pes= wants port=, bus= and bdf="
	for where; do
		read -r where count device <<<"$where"
		[[ $count =~ ^[0-9]{1,2}$ && -n $device ]] ||
			die 2 "$where: want pes=COUNT DEVICE, COUNT to 99"
		for ((end = n + 10#$count; n < end;)); do
			machine_endpoint $((++n)) "$device"
		done
	done
	MACHINE_QEMU=("${MACHINE_QEMU[@]//'{tree}'/"$tree"}")
}

# machine_endpoint N DEVICE: the N-th, from 1 on
machine_endpoint()
{
	local other
	local -a words

	read -ra words <<<"${port//'{n}'/$1}"
	MACHINE_QEMU+=("${words[@]}" -device "$2,bus=${bus//'{n}'/$1}")
	MACHINE_BDFS+=("$(machine_bdf "$1" "$bdf")")
	for other in "${also[@]}"; do
		MACHINE_ALSO+=("$(machine_bdf "$1" "$other")")
	done
}

# machine_bdf N "FORMAT OFFSET"
machine_bdf()
{
	local format offset

	read -r format offset <<<"$2"
	# shellcheck disable=SC2059
	printf "$format" $(($1 + offset))
}

# machine_check: whether the firmware accepts what the machine that was read has it do
machine_check()
{
	local option wrong rc=0
	# The machine has a bridge by itself.
	local -a bridges=(0)

	[[ ${#MACHINE_FIRMWARE[@]} != 0 ]] || return 0
	for option in "${MACHINE_QEMU[@]}"; do
		[[ ! $option =~ ^spapr-pci-host-bridge,(.*,)?index=([0-9]+) ]] ||
			bridges+=("${BASH_REMATCH[2]}")
	done
	wrong=$(printf '%s\n' "${MACHINE_FIRMWARE[@]}" |
		"$TCE_ROOT/build/native/firmware-check" "${bridges[@]}") || rc=$?
	[[ $rc == 0 ]] || die "$rc" "$wrong"
}

# guest_firmware FILE: the firmware with its settings after it, as text
guest_firmware()
{
	{
		cat "$TCE_ROOT/build/guest/firmware.bin"
		[[ ${#MACHINE_FIRMWARE[@]} == 0 ]] ||
			printf '%s\n' "${MACHINE_FIRMWARE[@]#*$'\t'}"
		printf '\0'
	} >"$1" || die 3 "cannot write $1 (is the disk full?)"
}

# guest_command KERNEL INITRD FIRMWARE CONSOLE STREAM [MONITOR]: fills QEMU_COMMAND.
# The last three are character devices without their id. A guest survives an oops; a
# panic ends it and, with -no-reboot, QEMU. The kernel's self-tests of its ciphers would
# take a fifth of the boot.
guest_command()
{
	local kernel=${1//,/,,} initrd=${2//,/,,} quiet='quiet '
	local -a machine=("${MACHINE_QEMU[@]//'{kernel}'/"$kernel"}")

	machine=("${machine[@]//'{initrd}'/"$initrd"}")

	# What a kernel that checks itself finds while it boots is evidence.
	[[ $(kernel_slowness "${KERNEL_ARG:-}") == 1 ]] || quiet=''
	QEMU_COMMAND=("$QEMU" "${machine[@]//'{firmware}'/"$3"}"
		-display none -monitor none -no-reboot
		-kernel "$1" -initrd "$2"
		-append "console=hvc0 ${quiet}panic=-1 log_buf_len=1M \
cryptomgr.notests$MACHINE_APPEND"
		-chardev "$4,id=con" -chardev "$5,id=tap" "${GUEST_QEMU[@]}")
	[[ -z ${6:-} ]] ||
		QEMU_COMMAND+=(-chardev "$6,id=mon"
			-mon "chardev=mon,mode=control")
}

# copy [-r|-L] FILE... TO
copy()
{
	cp "$@" 2>/dev/null || die 3 "cannot write ${!#} (is the disk full?)"
}

archive()
{
	(cd "$1" && find . | LC_ALL=C sort |
		cpio --quiet -o -H newc -R 0:0 2>/dev/null) ||
		die 3 "cannot write the initramfs (is the disk full?)"
}

# guest_base KERNELDIR: the part of the initramfs that all boots of a run share
guest_base()
{
	local dir=$SCRATCH/base

	mkdir -p "$dir/bin"
	copy "$TCE_ROOT"/build/guest/{init,tce-test} "$dir"
	copy -r "$1/modules" "$dir"
	[[ -z ${GUEST_BUSYBOX:-} ]] || copy "$GUEST_BUSYBOX" "$dir/bin/busybox"
	[[ ${#MACHINE_PLUGS[@]} == 0 && ${MACHINE_GUEST[*]} != *kexec=* ]] ||
		guest_tools "$dir"
	archive "$dir" >"$SCRATCH/base.cpio"
	rm -rf "$dir"
}

# guest_tools DIR: programs from packages, for guests with hotplug or kexec
guest_tools()
{
	local from tool

	from=$("$TCE_ROOT/ci/sysroot.sh" tools) || exit
	mkdir -p "$1"/{lib,lib64,sbin,var/{lock,log}}
	for tool in drmgr kexec; do
		guest_tool "$from" "$tool" "$1/sbin"
	done
	# The loader looks in /lib; programs expect it in /lib64.
	guest_tool "$from" ld64.so.2 "$1/lib"
	ln -s ../lib/ld64.so.2 "$1/lib64"
}

# guest_tool FROM NAME TO: a program or library, and the libraries that it needs
guest_tool()
{
	local file want

	[[ ! -e $3/$2 ]] || return 0
	file=$(find "$1" -path "*/${3##*/}/*" -name "$2" -print -quit)
	[[ -n $file ]] || die 3 "$1 has no $2: remove it and try again"
	copy -L "$file" "$3"
	for want in $(readelf -d "$3/$2" |
		sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
		guest_tool "$1" "$want" "${3%/*}/lib"
	done
}

# guest_settings: the settings for PID 1, without the arguments of tce-test
guest_settings()
{
	local bdf

	# Huge pages first, while memory is not fragmented.
	[[ ${#MACHINE_GUEST[@]} == 0 ]] ||
		printf '%s\n' "${MACHINE_GUEST[@]}"
	for bdf in "${MACHINE_BDFS[@]}" "${MACHINE_ALSO[@]}"; do
		printf 'bind=%s\n' "$bdf"
	done
	printf 'env=TCE_TIMEOUT_MUL=%s\n' "$TIMEOUT_MUL"
	[[ -z ${TCE_GCOV:-} ]] || echo gcov=1
	if [[ ${#MACHINE_PLUGS[@]} != 0 ]]; then
		echo modules=plug
		# only in a lane, which answers its requests
		[[ -z ${LANE_PID+set} ]] || printf 'env=TCE_PLUGS=%s\n' \
			"${MACHINE_PLUGS[*]%% *}"
	fi
}

# The arguments of tce-test that follow from the machine.
guest_arguments()
{
	local item

	for item in "${MACHINE_BDFS[@]}"; do
		printf '%s\n' "--device=$item"
	done
	for item in "${MACHINE_FACTS[@]}"; do
		printf '%s\n' "--fact=$item"
	done
}

# guest_initrd CASES OUT: the base, and the cases and settings of this boot
guest_initrd()
{
	local dir

	dir=$(mktemp -d "$SCRATCH/overlay.XXXXXX")
	# It becomes the guest's root folder, which is everybody's.
	chmod 755 "$dir"
	copy "$1" "$dir/cases"
	{
		guest_settings
		{
			guest_arguments
			[[ -n ${GDB:-} ]] || echo --booted
			printf '%s\n' --cases=/cases "${TEST_ARGS[@]}"
		} | sed 's/^/arg=/'
		[[ -z ${GUEST_BUSYBOX:-} ]] || echo shell=/bin/sh
	} >"$dir/settings"
	if [[ -n ${WAIVERS:-} ]]; then
		copy "$WAIVERS" "$dir/waivers"
		echo arg=--waivers=/waivers >>"$dir/settings"
	fi
	{
		cat "$SCRATCH/base.cpio"
		archive "$dir"
	} >"$2" || die 3 "cannot write $2 (is the disk full?)"
	rm -rf "$dir"
}
