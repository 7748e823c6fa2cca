/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wait after too many wrong passphrases, in a dialog that asks for one (pages.md 6).
 *
 * The tenant makes whoever tries wait; this says how long still, in the dialog's reason, and keeps
 * the passphrase's row insensitive until then. Whatever else was typed stays. Main thread.
 */
#pragma once

#include "kh-dialog.h"

G_BEGIN_DECLS

/* A member of the dialog, zero at first. */
typedef struct {
  KhDialog *dialog; /* while it counts */
  GtkWidget *row;
  gint64 until; /* monotonic */
  guint source;
} KhWaitCount;

/* TRUE if @error is of a wrong passphrase, or of one that came within the wait: the row is to be
 * typed again. Counts the wait that @error tells, if any. */
gboolean kh_wait_count_take (KhWaitCount *self, KhDialog *dialog, GtkWidget *row,
                             const GError *error);
/* (transfer full) (nullable): what the dialog's check says while somebody has to wait. */
char *kh_wait_count_reason (const KhWaitCount *self);
/* When the dialog is disposed. */
void kh_wait_count_stop (KhWaitCount *self);

G_END_DECLS
