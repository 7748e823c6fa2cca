/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks whether an operation shall be canceled, and cancels it. */
#include "kh-operation-acts.h"

#include "kh-confirm.h"
#include "kh-environment-api.h"
#include "kh-facts.h"
#include "kh-text.h"

static gboolean
is_copy (KhItem *operation)
{
  return kh_item_is (operation, "type", "Copy");
}

gboolean
kh_operation_can_go_on (KhItem *operation)
{
  return !is_copy (operation)
         && (kh_item_is (operation, "state", "Failed")
             || kh_item_is (operation, "state", "Cancelled"));
}

gboolean
kh_operation_is_cancelable (KhItem *operation)
{
  return (kh_item_is (operation, "type", "NewCustomerManagedKey") || is_copy (operation))
         && kh_fact_operation_is_active (kh_item_get_snapshot (operation));
}

/* As the tenant decides: every store has moved, or the environment waits for its key. */
const char *
kh_operation_cancel_reason (KhItem *operation)
{
  KhJson *snapshot = kh_item_get_snapshot (operation);
  guint n = kh_json_length (snapshot, "stores");

  if (kh_item_is (operation, "state", "Paused"))
    return _ ("The environment is locked; unlock it first.");
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (kh_json_string (kh_json_element (snapshot, "stores", i), "state"), "Succeeded")
        != 0)
      return NULL;
  return n > 0 ? _ ("Finalizing cannot be canceled; it takes seconds.") : NULL;
}

/* They stand in their list from the newest to the oldest. */
KhItem *
kh_operation_find_newer (KhOrganization *organization, KhItem *operation)
{
  GListModel *list = G_LIST_MODEL (kh_organization_get_list (organization, KH_ITEM_OPERATION));
  const char *environment = kh_item_string (operation, "environmentId");

  for (guint i = 0; environment != NULL && i < g_list_model_get_n_items (list); i++) {
    g_autoptr (KhItem) other = g_list_model_get_item (list, i);

    if (g_strcmp0 (kh_item_get_id (other), kh_item_get_id (operation)) == 0)
      return NULL;
    if (kh_item_is (other, "environmentId", environment))
      return other;
  }
  return NULL;
}

static void
canceled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (KhJson) ended = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (ended != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!kh_ask_finish (result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  kh_organization_call_async (g_task_get_source_object (task),
                              kh_environment_api_cancel (g_task_get_task_data (task)),
                              g_task_get_cancellable (task), canceled_cb, g_object_ref (task));
}

void
kh_operation_cancel_async (GtkWidget *parent, KhOrganization *organization, KhItem *operation,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (organization, cancellable, callback, user_data);
  const char *name = kh_item_string (operation, "environment");
  gboolean copies = is_copy (operation);
  g_autofree char *heading =
      g_strdup_printf (copies ? _ ("Cancel the Copy onto %s?") : _ ("Cancel Encryption of %s?"),
                       name != NULL ? name : "");

  g_task_set_source_tag (task, kh_operation_cancel_async);
  g_task_set_task_data (task, g_strdup (kh_item_get_id (operation)), g_free);
  kh_ask_async (parent,
                &(KhConfirmTexts){ .verb = copies ? _ ("_Cancel Copy") : _ ("_Cancel Encryption"),
                                   .keep = _ ("_Keep Running"),
                                   .heading = heading,
                                   .body = copies
                                               ? _ ("It stays as it was before the copy.")
                                               : _ ("Stores that have moved stay on the customer's "
                                                    "key until it is retried. Nothing is lost."),
                                   .destructive = TRUE },
                cancellable, asked_cb, task);
}

gboolean
kh_operation_cancel_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
