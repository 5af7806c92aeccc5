# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# The command line of run-tests.sh: every option is checked before anything is
# installed, built or booted. Sourced after lib.sh.

# shellcheck source-path=SCRIPTDIR source=values.sh
. "$TCE_ROOT/ci/values.sh"

usage()
{
	cat <<-EOF
	usage: ./run-tests.sh [options] [GLOB...]       a GLOB matches suite.case

	which cases
	  -l, --list[=WHAT]          list the cases, run nothing; WHAT: long (with
	                             steps), clauses; kernels, machines, matrices,
	                             of which a GLOB matches the name
	  -x, --exclude GLOB         leave these out (repeatable)
	      --last-failed[=RUN]    only what was red in an earlier run, its folder
	                             (default results/latest)
	      --shard I/N            run the I-th of N equal parts
	      --repeat N             run each case N times
	      --soak TIME            also repeat open-to-close cycles for TIME (30s,
	                             10m, 2h) and check for leaks
	      --isolate case|suite   one guest for each case or suite (default:
	                             cases share guests)
	which kernels and machines
	  -k, --kernel NAME|VMLINUX  one of --list=kernels, or a file; repeatable
	                             (default debian-6.12-64k)
	      --modules DIR          the modules of that VMLINUX
	      --tree DIR             build this kernel tree and test it
	  -m, --machine NAME|FILE    one of --list=machines, or a file; repeatable
	                             (default pseries)
	      --matrix NAME|FILE     the kernels and machines of one of
	                             --list=matrices, or of a file
	      --pairs[=GLOB]         check each upstream change of fixtures/patches:
	                             its cases must fail without it, pass with it
	      --fixes[=GLOB]         the same for our fixes of fixtures/fixes
	      --fixes-whole[=WHAT]   run the whole suite with our fixes, on
	                             kernels that check themselves: nothing may
	                             be worse; WHAT: a GLOB (each alone), or
	                             kvm, vfio, arch, all (together); also -m
	      --coverage             report which kernel lines the cases reach
	      --refresh              look for newer packages of stock kernels and
	                             of the sysroot, although the cache has them
	on this machine, without a guest (--host -h prints more)
	      --list=devices         list the devices, and which are free
	      --host -d BDF          test this device, then restore its driver
	      --host -n -d BDF       print what that would change
	      --host --qualify -d BDF
	                             also write a qualification report
	      --restore              undo what an interrupted run left changed
	how they run
	  -n, --dry-run              print the QEMU command and the cases
	      --fail-fast            end the run at the first red case
	  -j, --jobs N               run N guests side by side, over all cells of a
	                             matrix (default: one for each CPU and 3 GiB,
	                             at least 3)
	      --timeout S            seconds for a case (default 10)
	      --boot-timeout S       seconds for a boot (default 120)
	      --overall-timeout S    seconds for the run (default none)
	      --strict               a skip is a failure
	      --pedantic             where the contract allows several outcomes,
	                             only today's is right
	      --user UID             run the cases as this user, who owns the
	                             devices and has no capability
	      --waivers FILE         known defects, instead of fixtures/waivers.txt
	                             (/dev/null: none)
	      --resume DIR           finish the run whose results are in DIR
	      --export DIR           write what a lab boots, run nothing
	      --shell                open a shell in the guest, run nothing
	      --gdb                  let the guest wait for a debugger
	      --keep                 keep the temporary files
	output
	  -o, --output DIR           the results (default results/latest); those of
	                             an earlier run there are removed at once
	      --baseline RUN         show what changed since RUN, the folder or
	                             results.json of an earlier run
	      --only-new             with --baseline: fail only on failures that
	                             RUN does not have
	      --ktap                 write the KTAP stream to stdout
	      --timing               show where the time went
	  -q, -v                     quiet: the totals only; verbose: every case
	      --color auto|always|never
	      --version  -h, --help

	environment: TCE_KERNEL TCE_MACHINE (defaults of -k, -m) TCE_QEMU (program)
	  TCE_CACHE (downloads) TCE_RESULTS (results) TMPDIR NO_COLOR
	  TCE_MIRROR (of Debian, where the host's apt knows none, as on Ubuntu)
	  TCE_TIMEOUT_MUL (factor to the timeouts of cases and boots, for slow
	  machines; default 1, more if -j exceeds the number of CPUs, and on
	  kernels that check themselves)
	  TCE_LANE_GRACE (seconds beyond them after which a silent guest is stopped)
	exit: 0 green, 1 red, 2 usage, 3 could not run, 4 nothing ran,
	  124 overall timeout, 130 interrupted
	EOF
}

# machine_file NAME|FILE: where the description is
machine_file()
{
	description machine "$TCE_ROOT/fixtures/machines" "$1"
}

usage_error()
{
	die 2 "$* (see ./run-tests.sh -h)"
}

defaults()
{
	LIST='' LIST_HOW='' DRY_RUN='' STRICT='' GDB='' SHELL_WANTED='' KEEP=''
	SHOW_VERSION='' OUTPUT='' MODULES='' KERNEL_ARG='' MACHINE_ARG=''
	SHARD_I=1 SHARD_N=1 REPEAT=1 ISOLATE=none RESUME=''
	BASELINE='' ONLY_NEW='' EXPORT=''
	KERNEL_ARGS=() MACHINE_ARGS=() MATRIX='' JOBS='' KTAP=''
	CELL_ARGS=() SHOW_TIMING=''
	CASE_TIMEOUT=10 BOOT_TIMEOUT='' OVERALL_TIMEOUT=''
	WAIVERS=$TCE_ROOT/fixtures/waivers.txt
	[[ -e $WAIVERS ]] || WAIVERS=''
	RESULTS=${TCE_RESULTS:-$TCE_ROOT/results}
	PAIRS='' PAIRS_GLOB='' PAIRS_MACHINES=()
	COVERAGE=''
	TEST_ARGS=() REPORT_ARGS=()
	LAST_FAILED=() SELECT=() GLOBS=() AGAIN=() CHOSEN=() GIVEN=()
}

parse_options()
{
	local short=lx:k:m:d:j:no:qvh long parsed

	long=list::,exclude:,shard:,repeat:,kernel:,modules:,machine:
	long+=,device:,jobs:,dry-run,timeout:,boot-timeout:,overall-timeout:
	long+=,strict,pedantic,waivers:,shell,gdb,keep,output:,ktap,color:,version,help
	long+=,isolate:,resume:,export:,baseline:,only-new,timing,matrix:
	long+=,soak:,tree:,pairs::,fixes::,fixes-whole::,user:,coverage,qualify,refresh,fail-fast,last-failed::
	defaults
	parsed=$(getopt -n run-tests.sh -o "$short" -l "$long" -- "$@" 2>&1) ||
		wrong_option "$(sed -n '1s/^run-tests.sh: //p' <<<"$parsed")" \
			"$long"
	eval set -- "$parsed"
	while [[ $1 != -- ]]; do
		GIVEN+=("$1")
		parse_one "$1" "$2"
		case $1 in
		-[lnqvh] | --dry-run | --strict | --pedantic | --shell | --gdb | \
			--coverage | --keep | --ktap | --only-new | --timing | \
			--refresh | --fail-fast | --version | --help)
			for_cells "$1"
			for_again "$1"
			shift
			;;
		*)
			for_cells "$1" "$2"
			for_again "$1" "$2"
			shift 2
			;;
		esac
	done
	shift
	[[ $# == 0 || ${#LAST_FAILED[@]} == 0 ]] ||
		usage_error "--last-failed chooses the cases: no GLOB beside it"
	GLOBS=("$@" "${LAST_FAILED[@]}")
	[[ ${#GLOBS[@]} == 0 ]] || SELECT+=(-- "${GLOBS[@]}")
	finish_options
}

# for_again OPTION [VALUE]: AGAIN, the options that a single case needs to come to
# the same verdict, and CHOSEN, those that leave cases out
for_again()
{
	case $1 in
	-x | --exclude | --shard) CHOSEN+=("$@") ;;
	-o | --output | --resume | --repeat | -j | --jobs | -n | --dry-run | \
		-q | -v | --color | --ktap | --baseline | --only-new | \
		--timing | --keep | --overall-timeout | --matrix | --coverage | \
		--refresh | --fail-fast | --last-failed) ;;
	*) AGAIN+=("$@") ;;
	esac
}

# for_cells OPTION [VALUE]: hands it to the cells of a matrix, to their table, or
# to both
for_cells()
{
	case $1 in
	-x | --exclude | --shard | --isolate | --repeat | --soak | --timeout | \
		--boot-timeout | --only-new | --modules | --pedantic | \
		--user | --fail-fast)
		CELL_ARGS+=("$@") ;;
	--baseline) CELL_ARGS+=("$1" "$BASELINE") ;;
	--waivers) CELL_ARGS+=("$1" "$(realpath "$2")") ;;
	--strict) CELL_ARGS+=("$1") ;;
	esac
}

# parse_one OPTION VALUE
parse_one()
{
	case $1 in
	-l) set_list '' ;;
	--list) set_list "$2" ;;
	-x | --exclude) SELECT+=("--exclude=$2") ;;
	--shard) set_shard "$2" ;;
	--isolate) set_isolate "$2" ;;
	--export) set_once EXPORT "$1" "$2" ;;
	--resume) set_once RESUME "$1" "$2" ;;
	--repeat) want_number "$1" "$2" 100000; REPEAT=$2 ;;
	--soak) want_time "$1" "$2"; SELECT+=("--soak=$2"); TEST_ARGS+=("--soak=$2") ;;
	-k | --kernel) KERNEL_ARGS+=("$2") ;;
	--tree) set_tree "$2" ;;
	--coverage) COVERAGE=1 ;;
	--refresh) export TCE_REFRESH=1 ;;
	--fail-fast) REPORT_ARGS+=(--fail-fast) ;;
	--last-failed) set_last_failed "${2:-$RESULTS/latest}" ;;
	--pairs) PAIRS=patches PAIRS_GLOB=${2:-*} ;;
	--fixes) PAIRS=fixes PAIRS_GLOB=${2:-*} ;;
	--fixes-whole) PAIRS=whole PAIRS_GLOB=$2 ;;
	--modules) set_once MODULES "$1" "$2" ;;
	-m | --machine) MACHINE_ARGS+=("$2") ;;
	--matrix) set_once MATRIX "$1" "$2" ;;
	-j | --jobs) want_number "$1" "$2" 1024; JOBS=$2 ;;
	-d | --device) usage_error "$1 needs --host: a guest has its own devices" ;;
	--qualify) usage_error "$1 needs --host" ;;
	-n | --dry-run) DRY_RUN=1 ;;
	--timeout) want_number "$1" "$2" 86400; CASE_TIMEOUT=$2 ;;
	--boot-timeout) want_number "$1" "$2" 86400; BOOT_TIMEOUT=$2 ;;
	--overall-timeout) want_number "$1" "$2"; OVERALL_TIMEOUT=$2 ;;
	--strict) STRICT=1 ;;
	--pedantic) TEST_ARGS+=("$1") ;;
	--waivers) want_file "$1" "$2"; WAIVERS=$2 ;;
	--user) want_number "$1" "$2" 65533; TEST_ARGS+=("--user=$2") ;;
	--shell) SHELL_WANTED=1 ;;
	--gdb) GDB=1 ;;
	--keep) KEEP=1 ;;
	-o | --output) set_once OUTPUT "$1" "$2" ;;
	--baseline) set_baseline "$2" ;;
	--only-new) ONLY_NEW=1; REPORT_ARGS+=(--only-new) ;;
	--timing) SHOW_TIMING=1; REPORT_ARGS+=(--show-timing) ;;
	--ktap) KTAP=1; REPORT_ARGS+=(--ktap) ;;
	-q) TCE_QUIET=1; REPORT_ARGS+=(--detail quiet) ;;
	-v) REPORT_ARGS+=(--detail verbose) ;;
	--color) set_color "$2" ;;
	--version) SHOW_VERSION=1 ;;
	-h | --help) usage; exit 0 ;;
	esac
}

# --pairs and --fixes choose the cases and machines, and the kernels are built here.
finish_pairs()
{
	local option=--pairs

	if [[ $PAIRS == whole ]]; then
		only --fixes-whole -k --kernel -m --machine -o --output -q
		[[ ${#KERNEL_ARGS[@]} == 0 ]] ||
			usage_error "--fixes-whole has its own kernels"
		PAIRS_MACHINES=("${MACHINE_ARGS[@]}")
		return
	fi
	[[ $PAIRS != fixes ]] || option=--fixes
	only "$option" -k --kernel -m --machine -o --output -q
	[[ ${#GLOBS[@]} == 0 ]] ||
		usage_error "--pairs and --fixes want =GLOB, not ${GLOBS[*]}"
	[[ ${#MACHINE_ARGS[@]} == 0 && ${#KERNEL_ARGS[@]} -le 1 ]] ||
		usage_error "--pairs and --fixes have their own machines"
	[[ ${#KERNEL_ARGS[@]} != 0 ]] || KERNEL_ARGS=(lab)
	[[ ${KERNEL_ARGS[0]} == lab* ]] ||
		usage_error "--pairs and --fixes want -k lab, not ${KERNEL_ARGS[0]}"
}

# Without a choice of kernel or cases --coverage is a matrix of its own.
finish_coverage()
{
	local kernel

	if [[ -z $MATRIX && ${#KERNEL_ARGS[@]} == 0 ]]; then
		if [[ ${#MACHINE_ARGS[@]}${#GLOBS[@]} == 00 ]]; then
			MATRIX=coverage
		else
			KERNEL_ARGS=(lab+faults+gcov)
		fi
	fi
	for kernel in "${KERNEL_ARGS[@]}"; do
		[[ $kernel == lab*+gcov* ]] || usage_error \
			"--coverage wants -k lab+gcov, not $kernel"
	done
	export TCE_GCOV=1
}

is_matrix()
{
	[[ -n $MATRIX || ${#KERNEL_ARGS[@]}${#MACHINE_ARGS[@]} != 11 ]]
}

# Refuses options that are for one guest or one run.
finish_matrix()
{
	local what

	for what in ${SHELL_WANTED:+--shell} ${GDB:+--gdb} \
		${EXPORT:+--export} ${RESUME:+--resume} ${KEEP:+--keep} \
		${SHOW_TIMING:+--timing} ${KTAP:+--ktap}; do
		usage_error "$what is for one kernel on one machine"
	done
}

finish_options()
{
	[[ -z $MATRIX || ${#KERNEL_ARGS[@]}${#MACHINE_ARGS[@]} == 00 ]] ||
		usage_error "--matrix $MATRIX has its own kernels and machines"
	[[ -z $PAIRS ]] || finish_pairs
	[[ -z $COVERAGE ]] || finish_coverage
	if [[ ${#KERNEL_ARGS[@]} == 0 ]]; then
		KERNEL_ARGS=("${TCE_KERNEL:-debian-6.12-64k}")
		AGAIN+=(${TCE_KERNEL:+-k "$TCE_KERNEL"})
	fi
	if [[ ${#MACHINE_ARGS[@]} == 0 ]]; then
		MACHINE_ARGS=("${TCE_MACHINE:-pseries}")
		AGAIN+=(${TCE_MACHINE:+-m "$TCE_MACHINE"})
	fi
	KERNEL_ARG=${KERNEL_ARGS[0]} MACHINE_ARG=${MACHINE_ARGS[0]}
	! is_matrix || finish_matrix
	[[ -z ${TCE_TIMEOUT_MUL:-} ]] ||
		want_number TCE_TIMEOUT_MUL "$TCE_TIMEOUT_MUL" 86400
	want_number TCE_LANE_GRACE "${TCE_LANE_GRACE:-15}" 86400
	TEST_ARGS+=("--timeout=$CASE_TIMEOUT")
	if [[ -n $STRICT ]]; then
		TEST_ARGS+=(--strict)
		REPORT_ARGS+=(--strict)
	fi
	[[ -z $OUTPUT || ! -e $OUTPUT || -d $OUTPUT ]] ||
		usage_error "--output $OUTPUT: not a folder"
	[[ -z $MODULES || -d $MODULES ]] ||
		usage_error "--modules $MODULES: not a folder"
	[[ -z $MODULES || $KERNEL_ARG == */* || -f $KERNEL_ARG ]] ||
		usage_error "--modules goes with -k VMLINUX, not -k $KERNEL_ARG"
	[[ -z $ONLY_NEW || -n $BASELINE ]] ||
		usage_error "--only-new wants --baseline RUN"
	[[ -z $LIST ]] || check_list
	check_baseline
	check_together
}
