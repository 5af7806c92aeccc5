#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Proves on an emulated LPAR or bare-metal machine, by ssh, what is promised for real
# ones: what is in use is refused, what is free is tested, and whatever ends a run,
# the machine is as before.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../../ci/lib.sh
. "$(dirname "$0")/../../ci/lib.sh"
cd "$TCE_ROOT"

usage()
{
	die 2 "usage: tests/hardware/prove.sh [-r RELEASE] [-H small|single] [lpar|metal]"
}

RELEASE=() HYPERVISOR=''
while [[ ${1-} == -[rH] ]]; do
	[[ $# -gt 1 ]] || usage
	case $1 in
	-r) RELEASE=(-r "$2") ;;
	-H) HYPERVISOR=$2 ;;
	esac
	shift 2
done
VARIANT=${1:-lpar}
[[ $# -lt 2 && ($VARIANT == lpar || $VARIANT == metal) ]] || usage
# What it refuses that QEMU's would not, and the facts by which an administrator says
# so: small windows; a second window, as for a VF. With QEMU's pages of 16 MiB the
# windows of the host's drivers would be small as well. Linux leaves a PE's default
# window with the firmware while VFIO has the PE, so that one with a single window
# gets no dynamic one: what is green there makes none.
GREEN=('info.*' 'map.*' 'create.*' 'remove.*')
case $HYPERVISOR in
'') SETTINGS=() FACTS='' ;;
small) SETTINGS=(-f 'mask=0x3 least=32768')
	FACTS='--fact page_sizes=0x11000 --fact least_tces=32768' ;;
single) SETTINGS=(-f 'mask=0x3 windows=1 least=32768')
	FACTS='--fact page_sizes=0x11000 --fact least_tces=32768 --fact max_windows=1'
	GREEN=('info.*' 'register.*') ;;
*) usage ;;
esac
[[ -z $HYPERVISOR || $VARIANT == lpar ]] || usage
DIR=$(mktemp -d)
MACHINE=(tests/hardware/machine.sh "${RELEASE[@]}" "${SETTINGS[@]}" -s "$DIR/machine")
# short and with something to undo on the way
CASES='info.* map.*'
GLOBS=() LEAST=350
[[ $VARIANT == lpar ]] || LEAST=75 \
	GLOBS=('info.*' 'register.*' 'create.*' 'powernv.*' 'data-nvme.alone-*')
checks=0
failed=0

finish()
{
	"${MACHINE[@]}" stop 2>/dev/null || :
	rm -rf "$DIR"
}
trap finish EXIT

complain()
{
	failed=$((failed + 1))
	printf 'prove.sh: %s\n' "$1"
	sed 's/^/    /' "$DIR/out" | tail -n 8
}

on()
{
	# for a host that has much else to do
	"${MACHINE[@]}" ssh "${TCE_TIMEOUT_MUL:+export TCE_TIMEOUT_MUL=$TCE_TIMEOUT_MUL;}" "$@"
}

# want STATUS PATTERN COMMAND...: on the machine
want()
{
	local rc=0

	checks=$((checks + 1))
	on "${@:3}" >"$DIR/out" 2>&1 </dev/null || rc=$?
	if [[ $rc != "$1" ]]; then
		complain "${*:3}: exit $rc, want $1"
	elif [[ $(<"$DIR/out") != *$2* ]]; then
		complain "${*:3}: no '$2' in its output"
	fi
}

# What a run may change, and what it must not disturb.
cat >"$DIR/state.sh" <<'EOF'
cd /sys/bus/pci/devices
for dev in *; do
	driver=$(readlink "$dev/driver" || echo none)
	echo "$dev ${driver##*/} $(cat "$dev/driver_override")"
done
awk '{ print $1 }' /proc/modules | sort
cat /proc/sys/vm/nr_hugepages
# the names of drives are another boot's
swapon --noheadings --show=UUID,SIZE,PRIO
findmnt -rn -o TARGET,OPTIONS -t ext4 | sort
grep -c 'UU' /proc/mdstat
systemctl --failed --no-legend
EOF

state()
{
	on 'sh state.sh' </dev/null
}

# same WHAT: the machine is as before
same()
{
	checks=$((checks + 1))
	state >"$DIR/now"
	diff "$DIR/before" "$DIR/now" >"$DIR/out" ||
		complain "after $1 the machine is not as before"
}

# device SERIAL: of an NVMe drive of that serial number
device()
{
	on "basename \$(readlink -f \$(dirname \$(grep -lw $1 \
		/sys/class/nvme/*/serial))/device)" </dev/null
}

# table BDF PATTERN: its line of the list
table()
{
	checks=$((checks + 1))
	grep "^$1 " "$DIR/list" >"$DIR/out" || :
	# shellcheck disable=SC2053
	[[ $(<"$DIR/out") == $2 ]] || complain "$1 in the list: want $2"
}

# in_use SERIAL RISK: the drive is refused for that
in_use()
{
	local bdf

	bdf=$(device "$1")
	table "$bdf" "*$2*"
	want 3 "--force=" "./tce/tce-host -d $bdf"
	want 3 "$2" "./tce/tce-host -n -d $bdf"
}

# interface BYTE: the network interface whose address ends so
interface()
{
	on "grep -l ':$1\$' /sys/class/net/*/address | cut -d / -f 5" </dev/null
}

# pci_of INTERFACE: its function
pci_of()
{
	on "readlink -f /sys/class/net/$1/device | grep -oE '[0-9a-f:]+[.][0-7]' |
		tail -n 1" </dev/null
}

# lately: what is free comes into use in the ways that leave no trace on the disk, and
# the first connection is the one that carries this
lately()
{
	local nvme ssh idle

	nvme=$(on "basename /sys/bus/pci/devices/$SPARE/nvme/nvme*" </dev/null)
	on "dmsetup create many --uuid mpath-many --table \"0 \$(blockdev --getsz \
		/dev/${nvme}n1) multipath 0 0 1 1 round-robin 0 1 1 /dev/${nvme}n1 1\"" \
		</dev/null
	want 3 multipath "./tce/tce-host -n -d $SPARE"
	on 'dmsetup remove many' </dev/null
	on "sleep 600 </dev/$nvme >/dev/null 2>&1 & echo \$!" >"$DIR/pid" </dev/null
	want 3 open "./tce/tce-host -n -d $SPARE"
	on "kill $(<"$DIR/pid")" </dev/null
	ssh=$(interface 01) idle=$(interface 02)
	want 3 route "./tce/tce-host -n -d $(pci_of "$ssh")"
	want 0 '' "./tce/tce-host -n -d $(pci_of "$idle")"
	on "ip link set $idle up" </dev/null
	want 3 network "./tce/tce-host -n -d $(pci_of "$idle")"
	on "ip link set $idle down" </dev/null
	want 0 '' "./tce/tce-host -n -d $SPARE"
}

# meanwhile: what others do between the checks and the unbind, which is when modules are
# loaded: a disk is busy, and an interface that comes up is seen
meanwhile()
{
	local module=vfio_iommu_spapr_tce hook=/etc/modprobe.d/meanwhile.conf nvme idle

	nvme=$(on "basename /sys/bus/pci/devices/$SPARE/nvme/nvme*" </dev/null)
	on "echo 'install $module mount -t ext4 /dev/${nvme}n1 /mnt 2>/root/mount.log;' \
		'modprobe --ignore-install $module' >$hook" </dev/null
	want 0 ' passed, 0 failed' "./tce/tce-host -q -o run -d $SPARE 'info.*'"
	want 0 busy 'cat mount.log'
	idle=$(interface 02)
	on "echo 'install $module ip link set $idle up;' \
		'modprobe --ignore-install $module' >$hook" </dev/null
	want 3 "$idle is up" "./tce/tce-host -q -o run -d $(pci_of "$idle") 'info.*'"
	on "ip link set $idle down; rm $hook" </dev/null
	same 'what others did meanwhile'
}

# running: a run in the background on the machine, until it has begun
running()
{
	on "rm -f run.log; setsid ./tce/tce-host -o run -d $SPARE 'map.*' 'data-nvme.*' \
		>run.log 2>&1 </dev/null & echo \$!" >"$DIR/pid" </dev/null
	on 'until grep -q "^ok 2" run/results.ktap 2>/dev/null; do sleep 0.2; done' \
		</dev/null
}

# over: until nothing of it runs any more
over()
{
	on 'while pgrep -x tce-test >/dev/null; do sleep 0.2; done' </dev/null
}

ends()
{
	local signal

	for signal in INT TERM HUP; do
		on 'rm -rf run' </dev/null
		running
		on "pkill -$signal -o -x tce-host" </dev/null
		over
		same "SIG$signal"
	done
	# A connection that is lost, with a terminal that goes with it.
	on 'rm -rf run' </dev/null
	ssh -tt -F "$DIR/machine/ssh_config" machine \
		"./tce/tce-host -o run -d $SPARE 'map.*' 'data-nvme.*'" \
		>/dev/null 2>&1 </dev/null &
	on 'until grep -q "^ok 2" run/results.ktap 2>/dev/null; do sleep 0.2; done' \
		</dev/null
	{ kill -KILL $! && wait $!; } 2>/dev/null || :
	over
	same 'a lost connection'
	on 'rm -rf run' </dev/null
	running
	on 'pkill -KILL -x tce-test; pkill -KILL -x tce-host' </dev/null || :
	over
	want 3 '--restore' "./tce/tce-host -d $SPARE"
	want 0 'all is as before' './tce/tce-host --restore'
	same 'SIGKILL and --restore'
}

# verdicts RUN: "CASE VERDICT" of each case in that folder's stream that was not skipped
verdicts()
{
	awk '/^(not )?ok / && !/ # SKIP/ {
		print /^not/ ? $4 : $3, /^not/ ? "red" : / # XFAIL/ ? "waived" : "green"
	}' "$1/results.ktap" | sort
}

# literally: what README.md says to type on a real machine, with this one's device, the
# unpacked archive in place of the tree, and a soak that ends soon. A bare-metal
# machine's default windows take minutes, so there are fewer cases there.
literally()
{
	local line

	while read -r line; do
		line=${line%%#*}
		line=${line/'./run-tests.sh --host'/./tce/tce-host}
		line=${line/'./run-tests.sh'/./tce/tce-host}
		line=${line//0001:01:00.0/$SPARE}
		line=${line/old.json/}
		[[ $line != *--qualify* ]] || line+=' --soak 20s'
		[[ $line != *" -d "* || $line == *"'"* ]] || line+=" ${GLOBS[*]@Q}"
		want 0 '' "PATH=\$PATH:tce; $line"
		same "$line"
	done < <(awk '/^## / { here = /On a real machine|How fast it is/ }
		here && /^    .*(run-tests.sh|tce-report)/' README.md)
}

# as_guest: the verdicts of the first of these runs are what a guest with such a kernel
# gives for a drive of its own
as_guest()
{
	local release kernel machine=pseries name here there compared=0 rc=0

	mkdir "$DIR/here"
	on "cat \$(ls -d results/host-* | head -n 1)/results.ktap" \
		>"$DIR/here/results.ktap" </dev/null
	release=$(on 'uname -r' </dev/null)
	[[ $release =~ ^[0-9]+\.[0-9]+ ]]
	kernel=debian-${BASH_REMATCH[0]}
	[[ $release != *-64k ]] || kernel+=-64k
	[[ $VARIANT == lpar ]] || machine=powernv9
	./run-tests.sh -q -k "$kernel" -m "$machine" -o "$DIR/there" "${GLOBS[@]}" \
		>"$DIR/out" 2>&1 </dev/null || rc=$?
	checks=$((checks + 1))
	[[ $rc == 0 ]] || complain "in a guest: exit $rc"
	: >"$DIR/out"
	while read -r name here there; do
		compared=$((compared + 1))
		[[ $here == "$there" ]] ||
			echo "$name: $here, in a guest $there" >>"$DIR/out"
	done < <(join <(verdicts "$DIR/here") <(verdicts "$DIR/there"))
	checks=$((checks + 1))
	[[ $compared -ge $LEAST && ! -s $DIR/out ]] ||
		complain "of $compared cases some end otherwise than in a guest"
	note "$compared cases compared with a guest of $kernel"
}

# A qualification report, and what it must say of this machine.
qualifies()
{
	want 0 'q/qualification.html' "./tce/tce-host -q --qualify --soak 20s \
		${HUGE:+--hugepages $HUGE:4} -o q -d $SPARE 'info.*' 'data-nvme.alone-4k'"
	same 'a qualification'
	want 0 'NVM Express' 'cat q/qualification.json'
	want 0 '"device.address": "'"$SPARE" 'cat q/qualification.json'
	want 0 'soak.default-window": "cycles=' 'cat q/qualification.json'
	want 0 'register' 'grep -m 1 register q/rates.json'
	want 0 'results.ktap: OK' \
		'cd q; grep -v tce-test SHA256SUMS | sha256sum -c --ignore-missing'
	want 3 "1:1: this kernel has " \
		"./tce/tce-host --hugepages 1:1 -d $SPARE 'info.*'"
	same 'huge pages that there are none of'
}

# A case that hangs in the kernel keeps its device; nothing waits for it, and a
# reboot ends it.
hangs()
{
	want 3 '--restore' \
		"./tce/tce-host -o h --dangerous -d $SPARE hostile.hangs"
	want 3 '' "./tce/tce-host -d $SPARE 'info.*'"
	"${MACHINE[@]}" reset
	want 0 '' './tce/tce-host --restore'
	same 'a case that hangs, a reboot and --restore'
}

# A panic in the midst, and the machine comes back by itself.
panics()
{
	on 'rm -rf run' </dev/null
	running
	on 'sync; echo c >/proc/sysrq-trigger' </dev/null >/dev/null 2>&1 &
	"${MACHINE[@]}" reset
	kill $! 2>/dev/null || :
	want 0 '' './tce/tce-host --restore'
	same 'a panic and --restore'
	want 0 ' passed, 0 failed' "./tce/tce-host -q -o run2 -d $SPARE 'info.*'"
	same 'a run after that'
}

# refuses: what an administrator meets on a hypervisor that refuses more than QEMU's:
# with the facts that say so all is judged; without them a window is refused, which
# costs the PE, and all that follows says so until a reboot
refuses()
{
	want 0 '32768 TCEs' "./tce/tce-host -n $FACTS -d $SPARE"
	want 0 ' passed, 0 failed' "./tce/tce-host -q -o facts $FACTS -d $SPARE \
		${GREEN[*]@Q}"
	same 'a run with facts'
	if [[ $HYPERVISOR == small ]]; then
		want 0 'q/qualification.html' "./tce/tce-host -q --qualify \
			--soak 20s $FACTS -o q -d $SPARE ${GREEN[*]@Q}"
		same 'a qualification with facts'
	fi
	want 1 'what helps: a reboot' "./tce/tce-host -o without -d $SPARE 'create.*'"
	same 'a PE that is lost'
	# what it lost is one cause, and none of it is a verdict on the kernel
	want 1 "cases could not be judged: $SPARE is lost by create." \
		'./tce/tce-report summary without/results.ktap'
	want 1 '' "grep '^not ok' without/results.ktap | grep -v '# ERROR'"
	want 0 'the hypervisor refused the window (status -' \
		"grep '^not ok' without/results.ktap"
	want 1 "$SPARE is lost until the next boot, before this run" \
		"./tce/tce-host -o again $FACTS -d $SPARE 'info.*'"
	want 1 "could not be judged: $SPARE is lost since before the run" \
		'./tce/tce-report summary again/results.ktap'
	same 'a PE that was lost before'
	"${MACHINE[@]}" reset
	want 0 ' passed, 0 failed' "./tce/tce-host -q -o after $FACTS -d $SPARE \
		${GREEN[*]@Q}"
}

# begin: the machine, with the archive unpacked, and the list of its devices
begin()
{
	make -s dist-static >&2
	tar -xJf build/dist/*.tar.xz -C "$DIR"
	mv "$DIR"/tce-* "$DIR/tce"
	"${MACHINE[@]}" start "$VARIANT"
	tar -cz -C "$DIR" tce state.sh | on 'tar -xz'
	on 'systemctl is-system-running --wait' </dev/null >/dev/null || :
	# for a multipath device, which must not leave a module, nor is a reboot
	on 'printf "%s\n" dm-multipath dm-round-robin >/etc/modules-load.d/many.conf
		sync; systemctl restart systemd-modules-load' </dev/null
	state >"$DIR/before"
	HUGE=$(on 'basename -a /sys/kernel/mm/hugepages/* | tr -dc "0-9\n" |
		sort -n | head -n 1' </dev/null)
	on './tce/tce-host --list=devices' >"$DIR/list" </dev/null
	cat "$DIR/list"
	SPARE=$(device spare)
	table "$SPARE" '*free'
}

proves()
{
	in_use root boot
	in_use data mounted
	in_use raid-a raid
	in_use raid-b raid
	in_use lvm lvm
	in_use swap swap
	in_use multi mounted
	lately
	same 'refusals'
	meanwhile
	# shellcheck disable=SC2086
	want 0 ' passed, 0 failed' "./tce/tce-host -q -o run -d $SPARE $CASES"
	same 'a run'
	literally
	as_guest
	qualifies
	ends
	hangs
	panics
}

main()
{
	begin
	if [[ -z $HYPERVISOR ]]; then
		proves
	else
		refuses
	fi
	printf 'prove.sh: %s: %d checks, %d failed\n' "$VARIANT${HYPERVISOR:+, $HYPERVISOR}" \
		"$checks" "$failed"
	[[ $failed == 0 ]]
}

main
