/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was published, numbered, for whoever wants to refresh just that: the last thousand changes.
 *
 * Any thread. Notes are owned by the log; copies are handed out.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Every published change has a number; numbers begin at 1 with each host. */
typedef struct {
  guint64 seq;
  char *kind; /* "environment", "policy", "key", "secret", "vault", "operation", "account",
                 "tenant", "finding" (any of them may have changed) */
  char *id;
} KhChangeNote;
void kh_change_note_free (KhChangeNote *note);

typedef struct _KhChangeLog KhChangeLog;

KhChangeLog *kh_change_log_new (void);
void kh_change_log_free (KhChangeLog *self);
void kh_change_log_add (KhChangeLog *self, const char *kind, const char *id);
/* (transfer full) (element-type KhChangeNote): newest last; @lost says that older ones are gone. */
GPtrArray *kh_change_log_after (KhChangeLog *self, guint64 after, gboolean *lost, guint64 *newest);
/* @listener runs on the adding thread after each note and must not block; NULL removes it. */
void kh_change_log_set_listener (KhChangeLog *self, void (*listener) (gpointer data),
                                 gpointer data);

G_END_DECLS
