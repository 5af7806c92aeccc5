# SPDX-License-Identifier: GPL-2.0-only
# Where the CPUs are, from the registers that QEMU's monitor prints, with symbols if
# the kernel has them: awk -f FILE of=symbols NM-N of=registers LOG

# All addresses have the same bits above 48, and awk could not count with them.
function hex(s, i, n) {
	for (i = 5; i <= length(s); i++)
		n = n * 16 + index("123456789abcdef", substr(s, i, 1))
	return n
}

# The nearest symbol below.
function symbol(at, low, high, middle) {
	low = 0
	high = symbols + 0
	while (low < high) {
		middle = int((low + high + 1) / 2)
		if ((where[middle] "") <= (at ""))
			low = middle
		else
			high = middle - 1
	}
	if (!low)
		return ""
	return sprintf(" (%s+0x%x)", name[low], hex(at) - hex(where[low]))
}

of == "symbols" && $2 ~ /^[tT]$/ {
	where[++symbols] = $1
	name[symbols] = $3
}

of == "registers" && /^NIP [0-9a-f]+ +LR / {
	print "CPU " cpu++ ": NIP " $2 symbol($2) ", LR " $4 symbol($4)
}

of == "registers" && /^MSR [0-9a-f]+/ {
	print "  MSR " $2
}
