# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The machine's disks, made once: Debian's packages are unpacked here and
# configured by the emulated machine itself, so that nothing foreign runs on the
# host. Sourced after machine.sh's own variables.

# With what they depend on. The kernel is Debian's own, with all its modules; that
# with large pages is in backports where the release has none.
IMAGE_PACKAGES=('?essential' systemd-sysv udev mount openssh-server kmod
	iproute2 pciutils mdadm lvm2 nvme-cli e2fsprogs procps initramfs-tools
	busybox zstd)
IMAGE_KERNELS=(linux-image-powerpc64le-64k linux-image-powerpc64le)
declare -A IMAGE_DISKS=([root]=3G [data]=256M [raid-a]=256M [raid-b]=256M
	[lvm]=256M [swap]=256M [multi]=256M [spare]=256M)
# seconds in which the packages are configured
IMAGE_TIMEOUT=${TCE_MACHINE_TIMEOUT:-1500}

# image_build [--refresh]: all of it, in a folder that shows up when it is whole.
# A process of its own, so that no machine which is started inherits the lock.
image_build()
(
	local temp since=$SECONDS

	[[ $# != 0 || ! -e $IMAGE/packages ]] || return 0
	lock "machine-$RELEASE"
	[[ $# != 0 || ! -e $IMAGE/packages ]] || return 0
	mkdir -p "${IMAGE%/*}"
	temp=$(mktemp -d "$IMAGE.XXXXXX")
	# shellcheck disable=SC2064
	trap "rm -rf '$temp'" EXIT
	(image_download "$temp") || exit
	note "unpacking them"
	ssh-keygen -q -t ed25519 -N '' -C machine -f "$temp/key"
	# Files of root's want root, or who believes it is.
	if [[ $(id -u) == 0 ]]; then
		image_root "$temp"
	else
		fakeroot "$BASH" "$0" -r "$RELEASE" image-root "$temp"
	fi
	image_install "$temp"
	publish "$temp" "$IMAGE"
	note "$RELEASE is installed, after $((SECONDS - since)) s"
)

# image_download TEMP: in a process of its own, which holds the lock only so long
image_download()
{
	local pkg
	local -a all

	lock apt
	apt_open "$RELEASE-security" "$RELEASE-updates" "$RELEASE" \
		"$RELEASE-backports"
	# Else Debian 12 installs what merges /usr, and Perl with it.
	! apt_known usr-is-merged || IMAGE_PACKAGES+=(usr-is-merged)
	for pkg in "${IMAGE_KERNELS[@]}"; do
		! apt_known "$pkg" || break
	done
	mapfile -t all < <(apt_closure "${IMAGE_PACKAGES[@]}" "$pkg")
	[[ ${#all[@]} != 0 ]] ||
		die 3 "$RELEASE has not all of: ${IMAGE_PACKAGES[*]} $pkg"
	apt_download "$1" "${#all[@]} packages of $RELEASE for ppc64el (once)" \
		"${all[@]}" ||
		die 3 "$RELEASE cannot be fetched now, try another (-r):" \
			"the mirror lacks ${APT_LACKS[*]}"
}

# image_root TEMP: TEMP/root.raw, and the kernel that boots it
image_root()
{
	local temp=$1 root=$1/root deb dir

	# What Debian 12's packages take for given.
	for dir in bin sbin lib lib64; do
		mkdir -p "$root/usr/$dir"
		ln -s "usr/$dir" "$root/$dir"
	done
	mkdir -p "$root"/var/lib/dpkg/{info,updates,triggers}
	echo 1 >"$root/var/lib/dpkg/info/format"
	: >"$root/var/lib/dpkg/available"
	for deb in "$temp"/debs/*.deb; do
		image_unpack "$deb" "$root"
		# shellcheck disable=SC2016
		dpkg-deb -W --showformat '${Package} ${Version}\n' "$deb" \
			>>"$temp/packages.new"
	done
	rm -rf "$temp/debs"
	image_settings "$root" "$temp/key.pub"
	image_kernel "$root" "$temp"
	mkfs.ext4 -q -L root -d "$root" "$temp/root.raw" \
		"${IMAGE_DISKS[root]}" >/dev/null ||
		die 3 "cannot write $temp/root.raw (is the disk full?)"
	rm -rf "$root"
}

# image_unpack DEB ROOT: as dpkg does, but for scripts: it is left to configure
image_unpack()
{
	local db=$2/var/lib/dpkg file name

	name=$(dpkg-deb -f "$1" Package)
	[[ $(dpkg-deb -f "$1" Multi-Arch) != same ]] || name+=:$TCE_ARCH
	dpkg-deb --fsys-tarfile "$1" |
		tar -xpv --keep-directory-symlink -C "$2" |
		sed 's|^\.||; s|/$||; s|^$|/.|' >"$db/info/$name.list" ||
		die 3 "cannot unpack ${1##*/} (is the disk full?)"
	dpkg-deb -e "$1" "$db/control"
	{
		sed '/^Package:/a Status: install ok unpacked' \
			"$db/control/control"
		echo
	} >>"$db/status"
	rm "$db/control/control"
	for file in "$db"/control/*; do
		mv "$file" "$db/info/$name.${file##*/}"
	done
	rmdir "$db/control"
}

# image_settings ROOT KEY: what no package brings
image_settings()
{
	local root=$1

	mkdir -p "$root"/etc/{systemd/network,initramfs-tools/conf.d,mdadm}
	install -D -m 600 "$2" "$root/root/.ssh/authorized_keys"
	chmod 700 "$root/root" "$root/root/.ssh"
	echo power >"$root/etc/hostname"
	printf '127.0.0.1 localhost\n127.0.1.1 power\n' >"$root/etc/hosts"
	# The slower the machine, the more a small initramfs saves.
	printf '%s\n' MODULES=dep COMPRESS=zstd COMPRESSLEVEL=1 \
		>"$root/etc/initramfs-tools/conf.d/small"
	cat >"$root/etc/systemd/network/ssh.network" <<-EOF
	[Match]
	MACAddress=52:54:00:00:00:01
	[Network]
	Address=10.0.2.15/24
	Gateway=10.0.2.2
	LinkLocalAddressing=no
	IPv6AcceptRA=no
	EOF
}

# image_kernel ROOT TEMP: TEMP/vmlinux, and TEMP/initrd for the first boot
image_kernel()
{
	local root=$1 temp=$2 dir=$2/initramfs release busybox n=0 what file

	file=$(find "$root"/boot "$root"/usr/lib/modules -name 'vmlinu[xz]*' \
		-type f 2>/dev/null | head -n 1) || :
	[[ -n $file ]] || die 3 "$RELEASE: no kernel in its packages"
	copy "$file" "$temp/vmlinux"
	release=$(ls "$root/usr/lib/modules")
	busybox=$("$TCE_ROOT/ci/sysroot.sh" busybox) || exit
	mkdir -p "$dir"/{bin,modules}
	copy "$busybox" "$dir/bin/busybox"
	copy "$HERE"/guest/{init,install} "$dir"
	depmod -b "$root" "$release"
	while read -r what file _; do
		[[ $what == insmod ]] || continue
		n=$((n + 1))
		unpack "$file" >"$(printf '%s/modules/%02d.ko' "$dir" $n)"
	done < <(modprobe -a -d "$root" -S "$release" --show-depends nvme ext4)
	archive "$dir" >"$temp/initrd"
	rm -rf "$dir"
}

# image_install TEMP: the first boot, which fills all disks
image_install()
{
	local temp=$1 disk file rc=0
	local log=$temp/console

	for disk in "${!IMAGE_DISKS[@]}"; do
		[[ -e $temp/$disk.raw ]] ||
			truncate -s "${IMAGE_DISKS[$disk]}" "$temp/$disk.raw"
	done
	note "configuring them on the machine, which takes minutes"
	hardware_read "$HERE/lpar.conf"
	machine_command "$temp" raw "$temp/initrd" 'panic=-1' 0
	timeout -k 5 "$IMAGE_TIMEOUT" "${QEMU_COMMAND[@]}" -no-reboot || rc=$?
	grep -q '^machine: installed' "$log" ||
		die 3 "$RELEASE cannot be installed (QEMU: exit $rc):" \
			"$(image_save "$log")"
	file=$(debugfs -R 'ls -p /boot' "$temp/root.raw" 2>/dev/null |
		grep -o 'initrd.img-[^/]*')
	debugfs -R "dump /boot/$file $temp/initrd" "$temp/root.raw" 2>/dev/null
	debugfs -R 'cat /etc/ssh/ssh_host_ed25519_key.pub' "$temp/root.raw" \
		2>/dev/null | sed 's/^/machine /' >"$temp/known_hosts"
	[[ -s $temp/initrd && -s $temp/known_hosts ]] ||
		die 3 "$RELEASE: no initramfs or no key on the installed disk"
	rm -f "$log" "$IMAGE.log"
	mv "$temp/packages.new" "$temp/packages"
	chmod 755 "$temp"
}

# image_save LOG: where it is kept
image_save()
{
	copy "$1" "$IMAGE.log"
	printf 'see %s' "$IMAGE.log"
}
