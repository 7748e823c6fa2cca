/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mends findings, puts them aside and hands them over. */
#include "kh-finding-acts.h"

#include "kh-dialogs.h"
#include "kh-finding-api.h"
#include "kh-finding-text.h"
#include "kh-focus.h"
#include "kh-key-acts.h"
#include "kh-text.h"
#include "kh-toast.h"
#include "kh-uri.h"

/* (nullable): the object, where it has a list. */
static KhItem *
find_object (KhOrganization *organization, KhItem *finding, KhItemKind kind)
{
  return kh_item_list_find (kh_organization_get_list (organization, kind),
                            kh_item_string (finding, "object"));
}

/* Remedies that the dialog of the object's own verb does. */
static gboolean
has_dialog (KhOrganization *organization, KhItem *finding)
{
  if (kh_item_is (finding, "remedy", "rotate") || kh_item_is (finding, "remedy", "rotation-policy"))
    return find_object (organization, finding, KH_ITEM_KEY) != NULL;
  return kh_item_is (finding, "remedy", "grant-policy")
         || kh_item_is (finding, "remedy", "enable-managed");
}

const char *
kh_finding_fix_label (KhOrganization *organization, KhItem *finding)
{
  if (has_dialog (organization, finding))
    return _ ("_Fix…");
  return kh_json_bool (kh_item_get_snapshot (finding), "oneCall", FALSE) ? _ ("_Fix") : NULL;
}

/* --- Mending ------------------------------------------------------------------------------ */

static void
managed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (kh_enable_managed_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (KhJson) finding =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (finding != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
show_dialog (GTask *task, KhDialog *dialog, GtkWidget *place)
{
  kh_dialog_show (dialog, place);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* What has a dialog or a wizard of its own is asked there; the rest is one call that makes or
 * repairs. */
void
kh_finding_fix_async (GtkWidget *place, KhOrganization *organization, KhItem *finding,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (organization, cancellable, callback, user_data);
  KhItem *policy = find_object (organization, finding, KH_ITEM_POLICY);
  KhItem *environment = find_object (organization, finding, KH_ITEM_ENVIRONMENT);
  KhItem *key = find_object (organization, finding, KH_ITEM_KEY);
  KhDialog *dialog;

  g_task_set_source_tag (task, kh_finding_fix_async);
  if (kh_item_is (finding, "remedy", "rotate") && key != NULL) {
    kh_key_rotate (place, organization, key);
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
  } else if (kh_item_is (finding, "remedy", "rotation-policy") && key != NULL) {
    dialog = kh_rotation_dialog_new (organization, key);
    kh_rotation_dialog_propose (dialog);
    show_dialog (task, dialog, place);
  } else if (kh_item_is (finding, "remedy", "grant-policy") && policy != NULL) {
    show_dialog (task, kh_grant_dialog_new (organization, policy), place);
  } else if (kh_item_is (finding, "remedy", "enable-managed") && environment != NULL) {
    kh_enable_managed_async (place, organization, environment, cancellable, managed_cb, task);
  } else {
    kh_organization_call_async (organization, kh_finding_api_fix (kh_item_get_id (finding)),
                                cancellable, called_cb, task);
  }
}

gboolean
kh_finding_fix_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Putting aside ------------------------------------------------------------------------ */

typedef struct {
  KhOrganization *organization;
  char *finding;
} Undo;

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->organization);
  g_free (undo->finding);
  g_free (undo);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) place = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) finding =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  g_autofree char *text = NULL;

  if (place == NULL || finding != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = kh_text_error_body (error);
  kh_toast (place, text, NULL, NULL);
}

static void
undo_act (GtkWidget *place, gpointer data)
{
  const Undo *undo = data;

  kh_organization_call_async (undo->organization,
                              kh_finding_api_set_dismissed (undo->finding, FALSE), NULL, undone_cb,
                              kh_weak_new (place));
}

typedef struct {
  GtkWidget *place; /* (owned) */
  char *finding;
} Dismissal;

static void
dismissal_free (gpointer data)
{
  Dismissal *dismissal = data;

  g_object_unref (dismissal->place);
  g_free (dismissal->finding);
  g_free (dismissal);
}

static void
dismissed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Dismissal *dismissal = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (KhJson) finding =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  Undo *undo;

  if (finding == NULL) {
    g_task_return_error (task, error);
    return;
  }
  undo = g_new0 (Undo, 1);
  undo->organization = g_object_ref (KH_ORGANIZATION (source));
  undo->finding = g_strdup (dismissal->finding);
  kh_toast_act (dismissal->place, _ ("Finding dismissed"), _ ("Undo"), undo_act, undo, undo_free);
  g_task_return_boolean (task, TRUE);
}

void
kh_finding_dismiss_async (GtkWidget *place, KhOrganization *organization, KhItem *finding,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (organization, cancellable, callback, user_data);
  Dismissal *dismissal = g_new0 (Dismissal, 1);

  dismissal->place = g_object_ref (place);
  dismissal->finding = g_strdup (kh_item_get_id (finding));
  g_task_set_source_tag (task, kh_finding_dismiss_async);
  g_task_set_task_data (task, dismissal, dismissal_free);
  kh_organization_call_async (organization, kh_finding_api_set_dismissed (dismissal->finding, TRUE),
                              cancellable, dismissed_cb, task);
}

gboolean
kh_finding_dismiss_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Handing over ------------------------------------------------------------------------- */

void
kh_finding_hand_over (GtkWidget *place, KhOrganization *organization, KhItem *finding)
{
  g_autofree char *uri = kh_uri_of_item (finding);
  g_autofree char *asked = g_strdup_printf (_ ("%s. %s"), kh_item_get_name (finding),
                                            kh_item_string (finding, "fix.text"));
  const KhHandOverNote what = { .role = kh_finding_role (finding),
                                .asked = asked,
                                .uri = uri,
                                .command = kh_item_string (finding, "fix.command") };

  kh_dialog_show (kh_hand_over_dialog_new (organization, &what), place);
}
