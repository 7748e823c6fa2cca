/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Use Recovery Sheet…: opens a sealed organization with the file of its sheet, or with the code
 * that stands on it. Main thread; show it with kh_dialog_show(). It closes with the window that
 * asked. */
#pragma once

#include "kh-dialog.h"
#include "kh-session.h"

G_BEGIN_DECLS

KhDialog *kh_use_sheet_dialog_new (KhSession *session);

G_END_DECLS
