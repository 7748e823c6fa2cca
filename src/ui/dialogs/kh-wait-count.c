/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wait after too many wrong passphrases, counted down. */
#include "kh-wait-count.h"

#include "kh-text.h"
#include "kh-wire-error.h"

static guint
get_rest (const KhWaitCount *self)
{
  gint64 rest = self->until - g_get_monotonic_time ();

  return rest > 0 ? (guint)((rest + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND) : 0;
}

void
kh_wait_count_stop (KhWaitCount *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
}

static gboolean
count_cb (gpointer data)
{
  KhWaitCount *self = data;

  if (kh_dialog_is_closed (self->dialog)) {
    self->source = 0;
    return G_SOURCE_REMOVE;
  }
  if (get_rest (self) > 0) {
    kh_dialog_check (self->dialog);
    return G_SOURCE_CONTINUE;
  }
  self->source = 0;
  gtk_widget_set_sensitive (self->row, TRUE);
  kh_dialog_check (self->dialog);
  gtk_widget_grab_focus (self->row);
  return G_SOURCE_REMOVE;
}

gboolean
kh_wait_count_take (KhWaitCount *self, KhDialog *dialog, GtkWidget *row, const GError *error)
{
  const KhErrorFacts *facts = kh_error_get_facts (error);
  guint wait = kh_wire_error_wait (error);
  gboolean early = facts != NULL && g_strcmp0 (facts->inner, "TooManyTries") == 0;

  if (!early && (facts == NULL || g_strcmp0 (facts->inner, "WrongPassphrase") != 0))
    return FALSE;
  if (wait == 0)
    return TRUE;
  self->dialog = dialog;
  self->row = row;
  self->until = g_get_monotonic_time () + (gint64)wait * G_TIME_SPAN_SECOND;
  gtk_widget_set_sensitive (row, FALSE);
  if (self->source == 0)
    self->source = g_timeout_add_seconds (1, count_cb, self);
  return TRUE;
}

char *
kh_wait_count_reason (const KhWaitCount *self)
{
  guint rest = self->source != 0 ? get_rest (self) : 0;

  if (rest == 0)
    return NULL;
  return g_strdup_printf (_ ("Too many tries. Try again in %u:%02u"), rest / 60, rest % 60);
}
