/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of operations (pages.md 2.7). */
#include "kh-list-page.h"

#include "kh-environment-api.h"
#include "kh-facts.h"
#include "kh-operation-acts.h"
#include "kh-pending-act.h"
#include "kh-text.h"

typedef struct {
  KhListPage parent_instance;
} KhOperationList;
typedef KhListPageClass KhOperationListClass;

G_DEFINE_TYPE (KhOperationList, kh_operation_list, KH_TYPE_LIST_PAGE)

static gboolean
is_active (KhItem *item, KhOrganization *organization)
{
  return kh_fact_operation_is_active (kh_item_get_snapshot (item));
}

static gboolean
has_failed (KhItem *item, KhOrganization *organization)
{
  return kh_item_is (item, "state", "Failed");
}

static gboolean
is_finished (KhItem *item, KhOrganization *organization)
{
  return !is_active (item, organization) && !has_failed (item, organization);
}

static const KhListChip chips[] = {
  { "running", N_ ("Running"), is_active },
  { "failed", N_ ("Failed"), has_failed },
  { "finished", N_ ("Finished"), is_finished },
};

/* Running first, then the newest. */
static gint64
rank (KhItem *item, KhOrganization *organization)
{
  KhTime created = kh_fact_time (item, "createdAt");

  if (created == KH_TIME_NONE)
    created = 0;
  return (is_active (item, organization) ? G_MININT64 / 2 : 0) - created;
}

static void
words (KhItem *item, GString *text)
{
  g_autofree char *title = kh_fact_operation_title (kh_item_get_snapshot (item));

  g_string_append_printf (text, "%s\n%s\n", title, kh_item_string (item, "requestedBy"));
}

static char *
make_subtitle (KhJson *operation, KhTime now)
{
  g_autofree char *ago = kh_text_ago (kh_json_time (operation, "createdAt"), now);
  const char *who = kh_json_string (operation, "requestedBy");
  g_autofree char *started = who != NULL ? g_strdup_printf (_ ("started by %s %s"), who, ago)
                                         : g_strdup_printf (_ ("started %s"), ago);
  gint64 items = kh_json_int (operation, "progress.items", 0);
  g_autofree char *total = kh_text_number ((guint64)items);
  g_autofree char *done =
      kh_text_number ((guint64)kh_json_int (operation, "progress.itemsDone", 0));
  g_autofree char *progress = NULL;

  if (items <= 0 || !kh_fact_operation_is_active (operation))
    return g_steal_pointer (&started);
  progress = g_strdup_printf (_ ("%s of %s items"), done, total);
  return g_strjoin (" · ", progress, started, NULL);
}

void
kh_operation_list_fill (KhItemRow *row, KhItem *item, gpointer data)
{
  KhJson *operation = kh_item_get_snapshot (item);
  KhTime created = kh_json_time (operation, "createdAt");
  KhTime ended = kh_json_time (operation, "endedAt");
  int percent = kh_fact_percent (operation);
  g_autofree char *title = kh_fact_operation_title (operation);
  g_autofree char *subtitle =
      make_subtitle (operation, kh_organization_now (KH_ORGANIZATION (data)));

  kh_item_row_set_text (row, title, subtitle);
  if (kh_fact_operation_is_active (operation)) {
    kh_item_row_set_progress (row, percent);
    if (percent >= 0) {
      g_autofree char *text = g_strdup_printf (_ ("%d %%"), percent);

      kh_item_row_add_label (row, text);
    }
  } else if (created != KH_TIME_NONE && ended != KH_TIME_NONE) {
    g_autofree char *span = kh_text_duration (ended - created);
    g_autofree char *text = ended - created < KH_SECOND ? g_strdup (_ ("took under a second"))
                                                        : g_strdup_printf (_ ("took %s"), span);

    kh_item_row_add_label (row, text);
  }
  kh_item_row_add_pill (row, KH_STATE_OPERATION, kh_json_string (operation, "state"), NULL);
}

static char *
count (guint n)
{
  return g_strdup_printf (g_dngettext (NULL, "%u operation", "%u operations", n), n);
}

static char *
kind_value (KhItem *item)
{
  return g_strdup (kh_item_string (item, "type"));
}

static char *
environment_value (KhItem *item)
{
  const char *environment = kh_item_string (item, "environment");

  return environment != NULL && *environment != '\0' ? g_strdup (environment) : NULL;
}

static const KhListMenu menus[] = {
  { "kind", N_ ("Kind"), kind_value, kh_text_operation },
  { "environment", N_ ("Environment"), environment_value, NULL },
};

static gboolean
allows_cancel (KhItem *item, KhOrganization *organization)
{
  return kh_operation_is_cancelable (item);
}

static char *
refuse_cancel (KhItem *item, KhOrganization *organization)
{
  if (!is_active (item, organization))
    return g_strdup (_ ("It has ended"));
  if (!kh_operation_is_cancelable (item))
    return g_strdup (_ ("Only encrypting can be canceled"));
  return g_strdup (kh_operation_cancel_reason (item));
}

static void
canceled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  kh_operation_cancel_finish (result, &error);
  kh_pending_act_end (data, error);
}

static void
run_cancel (GtkWidget *widget, KhOrganization *organization, KhItem *item)
{
  kh_operation_cancel_async (widget, organization, item, NULL, canceled_cb,
                             kh_pending_act_new (widget, "cancel", NULL));
}

static const KhListVerb verbs[] = {
  { N_ ("_Cancel…"), KH_MAY_PPA, allows_cancel, run_cancel, refuse_cancel },
};

/* --- Acts on several ---------------------------------------------------------------------- */

static char *
refuse_retry (KhItem *item, KhOrganization *organization)
{
  if (!has_failed (item, organization) && !kh_item_is (item, "state", "Cancelled"))
    return g_strdup (_ ("It has not failed"));
  if (kh_operation_find_newer (organization, item) != NULL)
    return g_strdup (_ ("There is a later operation on its environment"));
  return kh_operation_can_go_on (item) ? NULL : g_strdup (_ ("A copy is begun from the start"));
}

static gboolean
retry_work (KhClient *client, const char *id, gconstpointer data, GCancellable *cancellable,
            GError **error)
{
  return kh_client_do (client, kh_environment_api_retry (id), cancellable, error);
}

static KhBulkDialog *
run_retry_all (GtkWidget *widget, KhOrganization *organization, const KhBulk *bulk)
{
  guint n = bulk->items->len;
  g_autofree char *heading =
      g_strdup_printf (ngettext ("Retry %u Operation?", "Retry %u Operations?", n), n);
  g_autofree char *toast = g_strdup_printf (
      ngettext ("Retry of %u operation started", "Retry of %u operations started", n), n);
  KhBulkDialog *dialog = kh_bulk_dialog_new (
      organization, bulk,
      &(KhBulkTexts){ .title = _ ("Retry"),
                      .verb = _ ("_Retry"),
                      .heading = heading,
                      .body = _ ("Each goes on where it stopped. Its environment is offline "
                                 "until it ends."),
                      .toast = toast },
      retry_work, NULL, NULL);

  kh_dialog_show (KH_DIALOG (dialog), widget);
  return dialog;
}

static gboolean
cancel_work (KhClient *client, const char *id, gconstpointer data, GCancellable *cancellable,
             GError **error)
{
  return kh_client_do (client, kh_environment_api_cancel (id), cancellable, error);
}

static KhBulkDialog *
run_cancel_all (GtkWidget *widget, KhOrganization *organization, const KhBulk *bulk)
{
  guint n = bulk->items->len;
  g_autofree char *heading = g_strdup_printf (
      ngettext ("Cancel Encryption of %u Environment?", "Cancel Encryption of %u Environments?", n),
      n);
  g_autofree char *toast =
      g_strdup_printf (ngettext ("%u operation canceled", "%u operations canceled", n), n);
  KhBulkDialog *dialog = kh_bulk_dialog_new (
      organization, bulk,
      &(KhBulkTexts){ .title = _ ("Cancel Encryption"),
                      .verb = _ ("_Cancel Encryption"),
                      .keep = _ ("_Keep Running"),
                      .heading = heading,
                      .body = _ ("Stores that have moved stay on the customer's key "
                                 "until it is retried. Nothing is lost."),
                      .toast = toast,
                      .destructive = TRUE },
      cancel_work, NULL, NULL);

  kh_dialog_show (KH_DIALOG (dialog), widget);
  return dialog;
}

/* The header's Cancel ends selecting: the verb here says what it cancels. */
static const KhListBulkVerb bulk_verbs[] = {
  { N_ ("_Retry"), KH_MAY_PPA, refuse_retry, run_retry_all },
  { N_ ("_Cancel Encryption"), KH_MAY_PPA, refuse_cancel, run_cancel_all },
};

static const char *const fields[] = { "id",        "type",    "environment", "state", "requestedBy",
                                      "createdAt", "endedAt", "error",       NULL };

static const KhListKind kind = {
  .kind = KH_ITEM_OPERATION,
  .uri = "keyhold:operations",
  .id_field = "id",
  .id_caption = N_ ("Operation ID"),
  .fields = fields,
  .verbs = verbs,
  .n_verbs = G_N_ELEMENTS (verbs),
  .bulk_verbs = bulk_verbs,
  .n_bulk_verbs = G_N_ELEMENTS (bulk_verbs),
  .title = N_ ("Operations"),
  .search_label = N_ ("Search operations"),
  .count = count,
  .chips = chips,
  .n_chips = G_N_ELEMENTS (chips),
  .menus = menus,
  .n_menus = G_N_ELEMENTS (menus),
  .rank = rank,
  .words = words,
  .fill = kh_operation_list_fill,
};

static const KhPageTexts texts = {
  .loading = N_ ("Loading operations"),
  .empty_icon = "emblem-synchronizing-symbolic",
  .empty_title = N_ ("No Operations"),
  .empty_body = N_ ("Long work such as encryption appears here and survives a restart."),
  .none_title = N_ ("No Operations Found"),
  .error_title = N_ ("Operations Cannot Be Shown"),
};

static void
kh_operation_list_class_init (KhOperationListClass *klass)
{
  klass->kind = &kind;
  KH_PAGE_CLASS (klass)->texts = &texts;
}

static void
kh_operation_list_init (KhOperationList *self)
{
}
