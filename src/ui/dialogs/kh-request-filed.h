/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Under four eyes an act became a request of another person, and nothing was done: how that is
 * known and told. Main thread. */
#pragma once

#include "kh-dialog.h"

G_BEGIN_DECLS

/* TRUE if @error (nullable) says so. */
gboolean kh_is_request_filed (const GError *error);
/* Tells it in the window of @widget, with a way to the request. */
void kh_tell_request_filed (GtkWidget *widget, const GError *error);
/* Closes @self, which asked for the act, and tells it in the window below. */
void kh_dialog_done_filed (KhDialog *self, const GError *error);

G_END_DECLS
