// SPDX-License-Identifier: GPL-2.0-only
/* The words and colours of the standings of a requirement. */
#include "qualify.h"

static const struct {
	const char *word, *class;
} standings[] = {
	[TCE_STANDING_BROKEN] = { "not met", "fail" },
	[TCE_STANDING_DEVIATES] = { "deviates", "waived" },
	[TCE_STANDING_MET] = { "met", "pass" },
	[TCE_STANDING_UNSHOWN] = { "not shown", "skip" },
};

const char *tce_standing_word(enum tce_standing standing)
{
	return standings[standing].word;
}

const char *tce_standing_class(enum tce_standing standing)
{
	return standings[standing].class;
}
