# SPDX-License-Identifier: GPL-2.0-only
# Judges the requests to the firmware of an emulated pSeries machine, from QEMU traces
# with a line "mark NAME" before each case: is each window cleared before it is
# removed, and removed if it was created? One line a violation, and a
# last line of counts.

# "liobn=0x80000100": the value of a key
function get(name,   i)
{
	for (i = 2; i <= NF; i++)
		if (index($i, name "=") == 1) {
			sub(/,$/, "", $i)
			return substr($i, length(name) + 2)
		}
	return ""
}

function violation(rule, text)
{
	violations[rule]++
	print rule " " name ": " text
}

# the window's end; what still leads to memory then is what nobody can clear
function ended(liobn, how)
{
	if (entries[liobn] > 0)
		violation("cleared-before-removed", how " of window " liobn \
			" with " entries[liobn] " entries in it")
	forget(liobn)
}

# The number of a bridge's default window: what QEMU numbers both by is the same.
function default_of(buid)
{
	return "0x8000" substr(buid, length(buid) - 1) "00"
}

function forget(liobn,   k, part)
{
	if (entries[liobn] > 0)
		for (k in leads) {
			split(k, part, SUBSEP)
			if (part[1] == liobn)
				delete leads[k]
		}
	entries[liobn] = 0
}

function set(liobn, ioba, tce)
{
	if (tce == "0x0") {
		if ((liobn, ioba) in leads) {
			delete leads[liobn, ioba]
			entries[liobn]--
		}
	} else if (!((liobn, ioba) in leads)) {
		leads[liobn, ioba] = 1
		entries[liobn]++
	}
	puts++
}

$1 == "mark" { name = $2; next }
$1 == "spapr_iommu_pci_put" && /ret=0$/ { set(get("liobn"), get("ioba"), get("tce")); next }
# a stuff of zeros over a table that is being made or wiped
$1 == "spapr_iommu_pci_stuff" { stuffs++; next }
$1 == "spapr_iommu_ddw_create" {
	creates++
	owner[get("liobn")] = get("buid")
	next
}
$1 == "spapr_iommu_ddw_remove" {
	removes++
	liobn = get("liobn")
	ended(liobn, "remove")
	delete owner[liobn]
	next
}
# takes all windows of the bridge away, and makes the default one again
$1 == "spapr_iommu_ddw_reset" {
	resets++
	ended(default_of(get("buid")), "reset")
	for (liobn in owner)
		if (owner[liobn] == get("buid")) {
			violation("windows-given-back", "window " liobn \
				" ended in a reset and was never removed")
			ended(liobn, "reset")
			delete owner[liobn]
		}
	next
}
END {
	name = "the end"
	for (liobn in owner)
		violation("windows-given-back", "window " liobn " was never removed")
	printf "counts: %d windows made, %d removed, %d resets, %d entries written\n",
		creates, removes, resets, puts
}
