// SPDX-License-Identifier: GPL-2.0-only
#include "verdict.h"

const struct tce_verdict_form tce_verdict_form[TCE_VERDICTS] = {
	[TCE_VERDICT_PASS] = { "PASS", "", true },
	[TCE_VERDICT_FAIL] = { "FAIL", "", false },
	[TCE_VERDICT_SKIP] = { "SKIP", "SKIP", true },
	[TCE_VERDICT_XFAIL] = { "XFAIL", "XFAIL", true },
	[TCE_VERDICT_XPASS] = { "XPASS", "XPASS", false },
	[TCE_VERDICT_TIMEOUT] = { "TIMEOUT", "TIMEOUT", false },
	[TCE_VERDICT_ERROR] = { "ERROR", "ERROR", false },
};
