/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks before the host of the organization leaves while operations run (pages.md 5.3). Main thread.
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

G_END_DECLS
