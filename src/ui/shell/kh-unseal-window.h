/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown while an organization is there but not open: asks for the passphrase while it is
 * sealed, and says why it cannot be opened when it failed.
 *
 * Main thread. It follows the state of the session and stays until the application closes it, which
 * does so when the state becomes OPEN; above another window (transient) it closes itself then.
 * Escape, Cancel and Quit close it and cancel what runs.
 */
#pragma once

#include <adwaita.h>

#include "kh-session.h"

G_BEGIN_DECLS

#define KH_TYPE_UNSEAL_WINDOW (kh_unseal_window_get_type ())
G_DECLARE_FINAL_TYPE (KhUnsealWindow, kh_unseal_window, KH, UNSEAL_WINDOW, AdwWindow)

/* @application: (nullable) */
GtkWindow *kh_unseal_window_new (GtkApplication *application, KhSession *session);

G_END_DECLS
