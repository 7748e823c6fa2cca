/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks before the host of the organization leaves while operations run, and before a draft is left
 * (pages.md 5.3). Main thread.
 */
#pragma once

#include <gtk/gtk.h>

#include "kh-session.h"

G_BEGIN_DECLS

typedef enum { KH_LEAVE_QUIT, KH_LEAVE_SEAL, KH_LEAVE_SWITCH } KhLeaveReason;

/* Called when the user wants it all the same. */
typedef void (*KhLeaveFunc) (gpointer data);

/* Operations that run in this process. */
guint kh_leave_count_running (KhSession *session);
/* TRUE when operations run that this process hosts: a question stands above @parent then, and
 * @leave may follow while @parent lives; @data is held until then. FALSE: nothing is to be asked.
 */
gboolean kh_leave_question (GtkWindow *parent, KhSession *session, KhLeaveReason reason,
                            KhLeaveFunc leave, GObject *data);
/* The same for a draft in a wizard above any window, which what follows @leave would close: it is
 * put aside before @leave is called, and wizards without one go with it. */
gboolean kh_leave_draft_question (GtkWindow *parent, KhLeaveFunc leave, GObject *data);
/* (nullable) (transfer none): a wizard with a draft above @below, or above any window. */
GtkWindow *kh_leave_find_draft (GtkWindow *below);

G_END_DECLS
