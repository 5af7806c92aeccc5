# SPDX-License-Identifier: GPL-2.0-only
# The reports of kernels in console logs, each once: "KEY<TAB>CASE", in the order in
# which they came. A key has what the same report has in common from boot to boot: its
# head, the locks it is about, and the function that it came from. CASE is the one that
# ran, or "boot". Memory that kmemleak found lost is a report, too.

BEGIN {
	heads = "BUG:|WARNING:|UBSAN:|KASAN:|ODEBUG:|kernel BUG at|Oops|" \
		"Kernel panic|Unable to handle|Kernel attempted to|" \
		"INFO: (possible|suspicious|task)|rcu: INFO|refcount_t: |" \
		"list_(add|del) corruption|Unexpected TCEs|" \
		"failed DDW device list|tce-test: lost: "
	# what every trace goes through
	common = "^(_*(dump_stack|show_|print_|kasan|asan_|lock_|check_|validate_|" \
		"mark_lock|mutex_|down_|up_|might_|warn|report_bug|schedule|" \
		"program_check|do_program|interrupt_|system_call|panic|die|" \
		"raw_spin|spin_|rwsem_|lockdep_|debug_|mem(cpy|set|move)|" \
		"page_fault|do_page_fault|bad_page|hash__?do_|data_access))"
}

# without the numbers that differ
function plain(text)
{
	gsub(/\+0x[0-9a-f]+\/0x[0-9a-f]+/, "", text)
	gsub(/0x[0-9a-f]+/, "#", text)
	gsub(/[0-9][0-9a-f]*/, "#", text)
	gsub(/[ \t]+/, " ", text)
	sub(/^ /, "", text)
	sub(/ $/, "", text)
	return text
}

function close_report()
{
	if (head == "")
		return
	key = head locks (origin == "" ? "" : " in " origin)
	if (!seen[key]++)
		printf "%s\t%s\n", key, where
	head = locks = origin = ""
	traced = nlocks = 0
}

FNR == 1 {
	close_report()
	running = "boot"
}

{
	sub(/\r$/, "")
	sub(/^\[ *[0-9]+\.[0-9]+\](\[ *[TC][0-9]+\])? /, "")
}

/tce-test: RUN / {
	close_report()
	running = $NF
	next
}

$0 ~ heads {
	if (traced || /tce-test: lost/ || lost)
		close_report()
	lost = /tce-test: lost/
	if (head == "") {
		head = plain($0)
		where = running
	}
}

head == "" {
	next
}

/\(.*\)\{[^}]*\}/ && nlocks < 2 {
	text = $0
	sub(/\)\{.*/, "", text)
	sub(/.*\(/, "", text)
	locks = locks (nlocks++ ? ", " : ": ") plain(text)
}

/Call Trace/ {
	traced = 1
	next
}

traced && origin == "" && match($0, /[A-Za-z_][A-Za-z0-9_.]*\+0x[0-9a-f]+\//) {
	text = substr($0, RSTART, RLENGTH)
	sub(/\+.*/, "", text)
	if (text !~ common)
		origin = text
}

/---\[ end trace/ {
	close_report()
}

END {
	close_report()
}
