/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said once after a program did not come to its end. Main thread. */
#pragma once

#include "kh-window.h"

G_BEGIN_DECLS

/* In a window of its own over @window, with the ways to what was recorded and to what was logged.
 */
void kh_crash_note_show (KhWindow *window);

G_END_DECLS
