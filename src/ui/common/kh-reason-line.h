/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line at the bottom of a dialog or wizard: why its verb is off, or what is being done. Told to
 * screen readers when it changes. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KH_TYPE_REASON_LINE (kh_reason_line_get_type ())
G_DECLARE_FINAL_TYPE (KhReasonLine, kh_reason_line, KH, REASON_LINE, AdwBin)

/* Shows @text with a sign of warning; NULL or empty hides the line. */
void kh_reason_line_show (KhReasonLine *self, const char *text);
/* The same without the sign: nothing is wrong. */
void kh_reason_line_show_progress (KhReasonLine *self, const char *text);

G_END_DECLS
