/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Set Expiry… of several keys: one date, and one question about all that it takes down. */
#include "kh-key-bulk-dialogs.h"

#include <string.h>

#include "kh-acts.h"
#include "kh-confirm.h"
#include "kh-expiry-group.h"
#include "kh-rules-api.h"
#include "kh-text.h"

/* From this level on a key is named in the question; what needs more than that is asked about on
 * its own page. */
#define LEVEL_ASKED 2

/* What each key gets. The main thread fills it before the first step begins, the worker reads it.
 */
typedef struct {
  KhTime exp;
  GHashTable *impacts; /* (owned): id of a key to the KhJson that was told */
} Plan;

typedef struct {
  KhBulkDialog parent_instance;

  KhExpiryGroup *expiry_group;
  GPtrArray *keys; /* (owned) (element-type KhItem) */
  Plan *plan;      /* (not owned): the dialog's work */
} KhExpiryBulk;
typedef KhBulkDialogClass KhExpiryBulkClass;

#define KH_TYPE_EXPIRY_BULK (kh_expiry_bulk_get_type ())
static GType kh_expiry_bulk_get_type (void);
G_DEFINE_TYPE (KhExpiryBulk, kh_expiry_bulk, KH_TYPE_BULK_DIALOG)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhExpiryBulk, g_object_unref)

static GHashTable *
new_impacts (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)kh_json_unref);
}

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_hash_table_unref (plan->impacts);
  g_free (plan);
}

/* (transfer full) (nullable): that it does not expire. */
static char **
cleared (KhTime exp)
{
  static const char *const names[] = { "exp", NULL };

  return exp == KH_TIME_NONE ? g_strdupv ((char **)names) : NULL;
}

/* --- The change ------------------------------------------------------------------------------- */

/* @id: "VAULT/NAME". A key whose impact could not be told is refused by the tenant with the reason,
 * and so is one that takes more than this question. */
static gboolean
set_expiry (KhClient *client, const char *id, gconstpointer data, GCancellable *cancellable,
            GError **error)
{
  const Plan *plan = data;
  g_auto (GStrv) parts = g_strsplit (id, "/", 2);
  g_autoptr (KhKeyPatchRequest) patch = kh_key_patch_request_new ();
  KhJson *impact = g_hash_table_lookup (plan->impacts, id);
  KhCall *call;

  patch->enabled = KH_TRI_UNSET;
  patch->exp = plan->exp;
  patch->clear = cleared (plan->exp);
  call = kh_key_api_patch (parts[0], parts[1], NULL, patch);
  if (impact != NULL && kh_json_int (impact, "level", 4) <= LEVEL_ASKED)
    kh_call_set_confirmation (call, kh_json_string (impact, "token"));
  return kh_client_do (client, call, cancellable, error);
}

/* --- The impact ------------------------------------------------------------------------------- */

/* Handed to the worker. */
typedef struct {
  char **ids;
  KhTime exp;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_strfreev (look->ids);
  g_free (look);
}

/* (transfer full) */
static KhWireImpactRequest *
make_request (const char *id, KhTime exp)
{
  g_auto (GStrv) parts = g_strsplit (id, "/", 2);
  KhWireImpactRequest *request = kh_wire_impact_request_new ();

  request->trigger = g_strdup ("update-version");
  request->vault = g_strdup (parts[0]);
  request->key = g_strdup (parts[1]);
  request->enabled = KH_TRI_UNSET;
  request->exp = exp;
  request->clear = cleared (exp);
  return request;
}

/* (transfer full): impacts of those keys that have one; what fails does so in its own step. */
static gpointer
look_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Look *look = data;
  g_autoptr (GHashTable) impacts = new_impacts ();

  for (guint i = 0; look->ids[i] != NULL; i++) {
    g_autoptr (KhWireImpactRequest) request = make_request (look->ids[i], look->exp);
    KhJson *impact = kh_client_call (client, kh_rules_api_impact (request), cancellable, NULL);

    if (g_cancellable_set_error_if_cancelled (cancellable, error)) {
      g_clear_pointer (&impact, kh_json_unref);
      return NULL;
    }
    if (impact != NULL)
      g_hash_table_insert (impacts, g_strdup (look->ids[i]), impact);
  }
  return g_steal_pointer (&impacts);
}

/* --- The question ----------------------------------------------------------------------------- */

/* (transfer container): ids of the keys that take something down on that day. */
static GHashTable *
find_asked (KhExpiryBulk *self)
{
  GHashTable *asked = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer id, impact;

  g_hash_table_iter_init (&iter, self->plan->impacts);
  while (g_hash_table_iter_next (&iter, &id, &impact))
    if (kh_json_int (impact, "level", 4) == LEVEL_ASKED)
      g_hash_table_add (asked, id);
  return asked;
}

/* (transfer full): names of the environments on @asked. */
static char **
list_dependents (KhExpiryBulk *self, GHashTable *asked)
{
  GListModel *all = G_LIST_MODEL (kh_organization_get_list (
      kh_dialog_get_organization (KH_DIALOG (self)), KH_ITEM_ENVIRONMENT));
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (KhItem) environment = g_list_model_get_item (all, i);
    const char *key = kh_item_string (environment, "key.id");

    if (key != NULL && g_hash_table_contains (asked, key))
      g_strv_builder_add (names, kh_item_get_name (environment));
  }
  return g_strv_builder_end (names);
}

/* (transfer container): the keys themselves. An environment may hold on to an older version. */
static char **
list_keys (GHashTable *asked)
{
  return (char **)g_hash_table_get_keys_as_array (asked, NULL);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  gboolean yes = kh_ask_finish (result, &error);

  if (kh_dialog_is_closed (dialog))
    return;
  if (yes)
    kh_bulk_dialog_run (KH_BULK_DIALOG (dialog));
  else
    kh_dialog_fail (dialog, error);
}

static void
ask (KhExpiryBulk *self, GHashTable *asked)
{
  KhDialog *dialog = KH_DIALOG (self);
  guint n = g_hash_table_size (asked);
  KhTime now = kh_organization_now (kh_dialog_get_organization (dialog));
  g_autofree char *date = kh_text_date (self->plan->exp, now);
  g_auto (GStrv) names = list_dependents (self, asked);
  g_autofree char **keys = list_keys (asked);
  gboolean is_seen = names[0] != NULL;
  g_autofree char *heading = g_strdup_printf (
      ngettext ("Let %u Key Expire on %s?", "Let %u Keys Expire on %s?", n), n, date);

  kh_ask_async (GTK_WIDGET (dialog),
                &(KhConfirmTexts){ .verb = _ ("Set _Expiry"),
                                   .heading = heading,
                                   .body = is_seen
                                               ? _ ("On that day these environments go offline:")
                                               : _ ("What they protect goes offline on that day:"),
                                   .rows = (const char *const *)(is_seen ? names : keys),
                                   .destructive = TRUE },
                kh_dialog_get_cancellable (dialog), asked_cb, g_object_ref (dialog));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhExpiryBulk) self = data;
  g_autoptr (GHashTable) asked = NULL;
  g_autoptr (GError) error = NULL;
  GHashTable *impacts = kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);

  if (impacts == NULL) {
    if (!kh_dialog_is_closed (KH_DIALOG (self)))
      kh_dialog_fail (KH_DIALOG (self), error);
    return;
  }
  g_hash_table_unref (self->plan->impacts);
  self->plan->impacts = impacts;
  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  asked = find_asked (self);
  if (g_hash_table_size (asked) > 0)
    ask (self, asked);
  else
    kh_bulk_dialog_run (KH_BULK_DIALOG (self));
}

static void
kh_expiry_bulk_apply (KhDialog *dialog)
{
  KhExpiryBulk *self = (KhExpiryBulk *)dialog;
  Look *look = g_new (Look, 1);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < self->keys->len; i++)
    g_strv_builder_add (ids, kh_item_get_id (self->keys->pdata[i]));
  self->plan->exp = kh_expiry_group_get_expiry (self->expiry_group);
  *look = (Look){ g_strv_builder_end (ids), self->plan->exp };
  kh_dialog_begin (dialog);
  kh_dialog_set_progress (dialog, _ ("Looking at what it affects"));
  kh_organization_run_async (kh_dialog_get_organization (dialog), look_worker, look, look_free,
                             (GDestroyNotify)g_hash_table_unref, kh_dialog_get_cancellable (dialog),
                             looked_cb, g_object_ref (self));
}

/* --- The object ------------------------------------------------------------------------------- */

static char *
kh_expiry_bulk_check (KhDialog *dialog)
{
  return kh_expiry_group_check (((KhExpiryBulk *)dialog)->expiry_group);
}

static void
on_changed_cb (KhExpiryBulk *self)
{
  kh_dialog_check (KH_DIALOG (self));
  kh_dialog_fit (KH_DIALOG (self));
}

static void
kh_expiry_bulk_finalize (GObject *object)
{
  g_clear_pointer (&((KhExpiryBulk *)object)->keys, g_ptr_array_unref);
  G_OBJECT_CLASS (kh_expiry_bulk_parent_class)->finalize (object);
}

static void
kh_expiry_bulk_class_init (KhExpiryBulkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_expiry_bulk_finalize;
  KH_DIALOG_CLASS (klass)->apply = kh_expiry_bulk_apply;
  KH_DIALOG_CLASS (klass)->check = kh_expiry_bulk_check;
}

static void
kh_expiry_bulk_init (KhExpiryBulk *self)
{
}

KhBulkDialog *
kh_expiry_bulk_new (KhOrganization *organization, const KhBulk *bulk)
{
  guint n = bulk->items->len;
  Plan *plan = g_new0 (Plan, 1);
  KhExpiryGroup *group = g_object_new (KH_TYPE_EXPIRY_GROUP, NULL);
  g_autofree char *heading =
      g_strdup_printf (ngettext ("Set the Expiry of %u Key", "Set the Expiry of %u Keys", n), n);
  g_autofree char *toast =
      g_strdup_printf (ngettext ("Expiry of %u key set", "Expiry of %u keys set", n), n);
  KhBulkDialog *dialog;
  KhExpiryBulk *self;

  plan->impacts = new_impacts ();
  dialog = kh_bulk_dialog_new_of (
      KH_TYPE_EXPIRY_BULK, organization, bulk,
      &(KhBulkTexts){ .title = _ ("Set Expiry"),
                      .verb = _ ("Set _Expiry"),
                      .heading = heading,
                      .body = ngettext ("Its current version gets this date.",
                                        "Their current versions get this date.", n),
                      .toast = toast },
      ADW_PREFERENCES_GROUP (group), set_expiry, plan, plan_free);
  self = (KhExpiryBulk *)dialog;
  self->plan = plan;
  self->expiry_group = group;
  self->keys = g_ptr_array_ref (bulk->items);
  kh_expiry_group_propose (group, n, kh_organization_now (organization));
  g_signal_connect_object (group, "changed", G_CALLBACK (on_changed_cb), self, G_CONNECT_SWAPPED);
  return dialog;
}
