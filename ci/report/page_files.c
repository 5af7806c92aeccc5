// SPDX-License-Identifier: GPL-2.0-only
/* Files that are part of the program as they are, ended by a NUL each. */
#include "html_parts.h"

#define EMBED(name, path)                          \
	__asm__(".pushsection .rodata\n"           \
		".global " #name "\n" #name ":\n"  \
		".incbin \"ci/report/" path "\"\n" \
		".byte 0\n"                        \
		".popsection\n")

EMBED(tce_page_style, "page.css");
EMBED(tce_page_script, "page.js");
