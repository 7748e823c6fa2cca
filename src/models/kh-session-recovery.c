/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions that a recovery sheet opens. */
#include "kh-session-private.h"

void
kh_session_open_recovery_async (KhSession *self, const KhSessionSheet *sheet,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  KhSessionTry *try = g_new0 (KhSessionTry, 1);

  try->recovery = kh_secret_ref (sheet->key);
  try->sheet_tenant = g_strdup (sheet->tenant);
  g_task_set_source_tag (task, kh_session_open_recovery_async);
  _kh_session_begin (self, try, NULL, task);
}

KhSecret *
kh_session_take_recovery (KhSession *self)
{
  return g_steal_pointer (&self->recovery);
}
