/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Create an Organization: what is shown while there is none in the data folder.
 *
 * Main thread. It stays, busy, until the application closes it, which does so when the state of the
 * session becomes OPEN. Escape and Cancel close it and cancel what runs.
 */
#pragma once

#include "kh-dialog.h"
#include "kh-session.h"

G_BEGIN_DECLS

#define KH_TYPE_CREATE_WINDOW (kh_create_window_get_type ())
G_DECLARE_FINAL_TYPE (KhCreateWindow, kh_create_window, KH, CREATE_WINDOW, KhDialog)

/* @application: (nullable) */
GtkWindow *kh_create_window_new (GtkApplication *application, KhSession *session);

G_END_DECLS
