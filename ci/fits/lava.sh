#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Writes a LAVA job for each guest of a run, and a device that fits it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$(realpath "$0")")/../lib.sh"
guard 3

usage()
{
	cat <<-EOF
	usage: ci/fits/lava.sh DIR [option or GLOB of run-tests.sh]...
	  lava-run takes DIR/GUEST/job.yaml and device.yaml as they are. In a lab,
	  set TCE_LAVA_URL to the URL of DIR, and copy the options of device.yaml
	  to the dictionary of the QEMU device. --shard spreads a run over several
	  devices.
	EOF
}

# quote WORD...: a list in YAML
quote()
{
	local word

	for word; do
		word=${word//\\/\\\\}
		printf '          - "%s"\n' "${word//\"/\\\"}"
	done
}

# device GUEST: its QEMU, without kernel and initramfs
device()
{
	local -a words options=()
	local i

	mapfile -d '' -t words <"$1/qemu"
	for ((i = 1; i < ${#words[@]}; i++)); do
		case ${words[i]} in
		-kernel | -initrd) i=$((i + 1)) ;;
		*) options+=("'${words[i]//file,path=console.log/null}'") ;;
		esac
	done
	cat <<-END
	device_type: qemu
	available_architectures: [ppc64]
	timeouts:
	  actions: {}
	  connections: {}
	actions:
	  deploy:
	    methods:
	      image:
	    connections:
	      serial:
	  boot:
	    connections:
	      serial:
	    methods:
	      qemu:
	        parameters:
	          command: ${words[0]}
	          options:
	END
	quote "${options[@]}"
}

# job GUEST: a line's verdict is SKIP or XFAIL if present, otherwise the leading ok or not ok.
job()
{
	local url=${TCE_LAVA_URL:-file://$DIR}

	cat <<-END
	device_type: qemu
	job_name: VFIO sPAPR TCE, ${1##*/}
	visibility: public
	priority: medium
	context: {arch: ppc64}
	timeouts:
	  job: {minutes: 30}
	  action: {minutes: 20}
	  connection: {minutes: 5}
	actions:
	- deploy:
	    to: tmpfs
	    images:
	      kernel:
	        image_arg: -kernel {kernel}
	        url: $url/vmlinux
	      initrd:
	        image_arg: -initrd {initrd}
	        url: $url/${1##*/}/initrd
	- boot:
	    method: qemu
	    media: tmpfs
	    timeout: {minutes: 5}
	- test:
	    timeout: {minutes: 20}
	    monitors:
	    - name: tce
	      start: KTAP version 1
	      end: '\n# end\r?\n'
	      pattern: '\n(?=(?:not )?ok \d+ (?P<test_case_id>[^ \r\n]+)[^\n]*\n)(?:ok \d+ [^ \r\n]+ # )?(?P<result>not ok|ok|SKIP|XFAIL)'
	      fixupdict: {ok: pass, not ok: fail, SKIP: skip, XFAIL: skip}
	END
}

main()
{
	local guest

	case ${1-} in
	-h | --help) usage; return ;;
	-* | '') die 2 "want a folder, see ci/fits/lava.sh -h" ;;
	esac
	DIR=$(realpath -m "$1")
	shift
	"$TCE_ROOT/run-tests.sh" --export "$DIR" "$@" | while read -r guest; do
		device "$guest" >"$guest/device.yaml"
		job "$guest" >"$guest/job.yaml"
		printf '%s\n' "$guest"
	done
}

main "$@"
