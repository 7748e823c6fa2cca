/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of the diagnostic log: its newest lines, a search in all of them, and ways to take
 * them along. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KH_TYPE_DIAGNOSTIC_WINDOW (kh_diagnostic_window_get_type ())
G_DECLARE_FINAL_TYPE (KhDiagnosticWindow, kh_diagnostic_window, KH, DIAGNOSTIC_WINDOW, AdwWindow)

/* Shows the one window of the log. A modal window does not keep it from being read. */
void kh_diagnostic_window_show (void);
/* Begins to show the log @path instead of the user's; for tests. */
void kh_diagnostic_window_read (KhDiagnosticWindow *self, const char *path);

G_END_DECLS
