/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions that make the organization that they open. */
#include "kh-session-private.h"

void
kh_session_create_async (KhSession *self, const KhSessionSetup *setup, KhSecret *passphrase,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  KhSessionTry *try = g_new0 (KhSessionTry, 1);

  try->create = TRUE;
  try->name = g_strdup (setup->name);
  try->home_geo = g_strdup (setup->home_geo);
  try->admin = g_strdup (setup->admin);
  try->vaults_dir = g_strdup (setup->vaults_dir);
  try->keyring = setup->keyring;
  try->sheet = setup->sheet;
  g_task_set_source_tag (task, kh_session_create_async);
  _kh_session_begin (self, try, passphrase, task);
}

gboolean
kh_session_create_finish (KhSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
kh_session_take_sheet (KhSession *self)
{
  gboolean wanted = self->sheet;

  self->sheet = FALSE;
  return wanted;
}

void
kh_session_make_sample_async (KhSession *self, KhSessionStep step, gpointer step_data,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  KhSessionTry *try = g_new0 (KhSessionTry, 1);

  try->sample = TRUE;
  try->step = step;
  try->step_data = step_data;
  g_task_set_source_tag (task, kh_session_make_sample_async);
  _kh_session_begin (self, try, NULL, task);
}

gboolean
kh_session_make_sample_finish (KhSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
