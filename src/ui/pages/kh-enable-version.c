/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enabling one version of a key, and undoing it. */
#include "kh-enable-version.h"

#include "kh-acts.h"
#include "kh-focus.h"
#include "kh-text.h"

/* --- Undo --------------------------------------------------------------------------------- */

typedef struct {
  KhOrganization *organization;
  KhJson *before; /* the whole version while it was disabled */
} Undo;

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->organization);
  kh_json_unref (undo->before);
  g_free (undo);
}

static gpointer
undo_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER (kh_act_undo_enable (client, data, cancellable, error));
}

static gboolean
is_in_use (const GError *error)
{
  KhErrorFacts *facts = kh_error_get_facts (error);

  return facts != NULL && g_strcmp0 (facts->inner, "VersionInUse") == 0;
}

/* The state itself is told by the key's page and the lists. */
static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) place = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (kh_organization_run_finish (KH_ORGANIZATION (source), result, &error))
    text = g_strdup (_ ("Key version disabled"));
  else if (is_in_use (error))
    text = g_strdup (_ ("Cannot undo: the version is in use"));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    text = kh_text_error_body (error);
  if (place != NULL && text != NULL)
    kh_toast (place, text, NULL, NULL);
}

static void
undo_act (GtkWidget *place, gpointer data)
{
  Undo *undo = data;

  kh_organization_run_async (undo->organization, undo_worker, kh_json_ref (undo->before),
                             (GDestroyNotify)kh_json_unref, NULL, NULL, undone_cb,
                             kh_weak_new (place));
}

/* --- Enabling ----------------------------------------------------------------------------- */

typedef struct {
  char *vault, *key, *version;
} Version;

static void
version_free (gpointer data)
{
  Version *self = data;

  g_free (self->vault);
  g_free (self->key);
  g_free (self->version);
  g_free (self);
}

/* (transfer full): the version as it was: nothing new can use it before it is enabled. */
static gpointer
enable_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Version *self = data;
  g_autoptr (KhJson) before = kh_client_call (
      client, kh_key_api_get (self->vault, self->key, self->version), cancellable, error);

  if (before == NULL
      || !kh_act_set_key_enabled (client, self->vault, self->key, self->version, TRUE, NULL,
                                  cancellable, error))
    return NULL;
  return g_steal_pointer (&before);
}

static void
enabled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KhPendingAct *act = data;
  KhOrganization *organization = KH_ORGANIZATION (source);
  g_autoptr (GtkWidget) place = kh_pending_act_ref_place (act);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) before = kh_organization_run_finish (organization, result, &error);

  if (place != NULL && before != NULL) {
    Undo *undo = g_new (Undo, 1);

    *undo = (Undo){ g_object_ref (organization), kh_json_ref (before) };
    kh_toast_act (place, _ ("Key version enabled"), _ ("Undo"), undo_act, undo, undo_free);
  }
  kh_pending_act_end (act, error);
}

void
kh_enable_version_run (KhPendingAct *act, KhOrganization *organization, const char *vault,
                       const char *key, const char *version)
{
  Version *what = g_new (Version, 1);

  *what = (Version){ g_strdup (vault), g_strdup (key), g_strdup (version) };
  kh_organization_run_async (organization, enable_worker, what, version_free,
                             (GDestroyNotify)kh_json_unref, kh_pending_act_get_cancellable (act),
                             enabled_cb, act);
}
