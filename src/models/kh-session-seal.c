/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions whose seal is damaged, and the copy that takes its place. */
#include "kh-session-private.h"

static gboolean
is_damaged_seal (const GError *error)
{
  const KhErrorFacts *facts = error != NULL ? kh_error_get_facts (error) : NULL;

  return facts != NULL && g_strcmp0 (facts->inner, "SealDamaged") == 0;
}

gint64
kh_session_get_seal_copy (KhSession *self)
{
  return self->state == KH_SESSION_FAILED && is_damaged_seal (self->error) ? self->seal_copy : 0;
}

void
kh_session_use_seal_copy_async (KhSession *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  KhSessionTry *try = g_new0 (KhSessionTry, 1);

  try->use_copy = TRUE;
  g_task_set_source_tag (task, kh_session_use_seal_copy_async);
  _kh_session_begin (self, try, NULL, task);
}
