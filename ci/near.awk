# SPDX-License-Identifier: GPL-2.0-only
# Which of the names that there are, one a line, WORD was probably meant to be: prints
# the nearest, or nothing. As lib/stream/near.c, which the programs have.

function least(a, b)
{
	return a < b ? a : b
}

# the letters that must be added, dropped, changed, or swapped with the next
function distance(a, b,    i, k, d)
{
	for (i = 0; i <= length(a); i++)
		d[i, 0] = i
	for (k = 0; k <= length(b); k++)
		d[0, k] = k
	for (i = 1; i <= length(a); i++)
		for (k = 1; k <= length(b); k++) {
			d[i, k] = least(least(d[i - 1, k], d[i, k - 1]) + 1,
				d[i - 1, k - 1] + (substr(a, i, 1) != substr(b, k, 1)))
			if (i > 1 && k > 1 && substr(a, i, 1) == substr(b, k - 1, 1) &&
					substr(a, i - 1, 1) == substr(b, k, 1))
				d[i, k] = least(d[i, k], d[i - 2, k - 2] + 1)
		}
	return d[length(a), length(b)]
}

BEGIN {
	word = ENVIRON["WORD"]
	near = length(word) < 3 ? 1 : int(length(word) / 3)
	near = 1 + least(near, 3)
}

length(word) < 128 && length($0) < 128 {
	d = distance(word, $0)
	if (d < near) {
		near = d
		best = $0
	}
}

END { if (best != "") print best }
