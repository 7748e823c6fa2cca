/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of an operation (pages.md 2.7). */
#include "kh-detail-page.h"

#include "kh-environment-api.h"
#include "kh-facts.h"
#include "kh-focus.h"
#include "kh-operation-acts.h"
#include "kh-operation-log.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-throughput-chart.h"
#include "kh-uri.h"

typedef struct {
  KhDetailPage parent_instance;

  KhOperationLog *log;      /* (owned) */
  KhThroughput *throughput; /* (owned) */
  guint timer;
} KhOperationPage;
typedef KhDetailPageClass KhOperationPageClass;

G_DEFINE_TYPE (KhOperationPage, kh_operation_page, KH_TYPE_DETAIL_PAGE)

/* Retrying makes another operation; this one stays as what it was. */
static void
retried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  g_autofree char *uri = id != NULL ? kh_uri_format (KH_ITEM_OPERATION, id) : NULL;

  if (page == NULL)
    return;
  if (uri != NULL)
    kh_toast (GTK_WIDGET (page), _ ("Retry started"), _ ("View"), uri);
  kh_detail_page_end (page, "retry", error);
}

static void
retry_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_detail_page_begin (data, "retry");
  kh_organization_call_async (
      kh_page_get_organization (data),
      kh_environment_api_retry (kh_item_get_id (kh_detail_page_get_item (data))),
      kh_page_get_cancellable (data), retried_cb, kh_weak_new (data));
}

static void
canceled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  gboolean done = kh_operation_cancel_finish (result, &error);

  if (page == NULL)
    return;
  kh_detail_page_end (page, "cancel", error);
  if (done)
    kh_detail_page_reload (page);
}

static void
cancel_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_detail_page_begin (data, "cancel");
  kh_operation_cancel_async (data, kh_page_get_organization (data), kh_detail_page_get_item (data),
                             kh_page_get_cancellable (data), canceled_cb, kh_weak_new (data));
}

static const GActionEntry entries[] = {
  { .name = "cancel", .activate = cancel_cb },
  { .name = "retry", .activate = retry_cb },
};

static gboolean
can_be_retried (KhDetailPage *page, KhItem *item)
{
  return kh_operation_can_go_on (item) && kh_detail_page_get_fact (page, "newer") == NULL;
}

/* --- Groups ------------------------------------------------------------------------------- */

/* "0.8 of 2.1 GiB · 812 of 2,140 items" */
static char *
describe_progress (KhJson *progress)
{
  g_autofree char *bytes_done = kh_text_size ((guint64)kh_json_int (progress, "bytesDone", 0));
  g_autofree char *bytes = kh_text_size ((guint64)kh_json_int (progress, "bytes", 0));
  g_autofree char *items_done = kh_text_number ((guint64)kh_json_int (progress, "itemsDone", 0));
  g_autofree char *items = kh_text_number ((guint64)kh_json_int (progress, "items", 0));

  return g_strdup_printf (_ ("%s of %s · %s of %s items"), bytes_done, bytes, items_done, items);
}

static GtkWidget *
new_progress_row (KhJson *operation)
{
  int percent = kh_fact_percent (operation);
  g_autofree char *text = describe_progress (kh_json_get (operation, "progress"));
  g_autofree char *number = g_strdup_printf (_ ("%d %%"), percent);
  GtkWidget *row = kh_row_new (_ ("Progress"), text);
  GtkWidget *bar = gtk_progress_bar_new ();

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), percent / 100.0);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (bar, 96, -1);
  kh_set_name (bar, _ ("Progress"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), bar);
  kh_row_add_label (row, number);
  return row;
}

/* What is safe and what comes next; an operation that works needs no words. */
static const char *
find_advice (KhItem *item)
{
  static const struct {
    const char *state, *text;
  } advice[] = {
    { "NotStarted",
      N_ ("Waits for another operation on the same environment and starts by itself.") },
    { "Running", N_ ("The environment is offline until this ends, also when this window is closed. "
                     "Keep the key and its vault as they are.") },
    { "Paused", N_ ("The environment is locked, or the program stopped. It goes on by itself "
                    "afterwards; nothing is lost.") },
    { "Failed", N_ ("Each store stays readable with the key that protects it now. Retry continues "
                    "where it stopped.") },
    { "Cancelled",
      N_ ("What was moved stays with its new key. Retry continues where it stopped.") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (advice); i++)
    if (kh_item_is (item, "state", advice[i].state))
      return _ (advice[i].text);
  return NULL;
}

static GtkWidget *
build_summary (KhDetailPage *page, KhItem *item)
{
  KhJson *operation = kh_item_get_snapshot (item);
  const char *state = kh_item_string (item, "state");
  KhStateInfo info = kh_state_info (KH_STATE_OPERATION, state);
  const char *error = kh_item_string (item, "error");
  const char *environment = kh_item_string (item, "environmentId");
  const char *newer = kh_detail_page_get_fact (page, "newer");
  const char *advice = newer == NULL ? find_advice (item) : NULL;
  GtkWidget *group = kh_detail_group_new (NULL);
  GtkWidget *row = kh_row_new (_ ("State"), advice != NULL ? advice : info.sentence);

  kh_row_add_pill (row, KH_STATE_OPERATION, state);
  kh_detail_group_add (group, row);
  if (error != NULL)
    kh_detail_group_add (group, kh_property_row_new (_ ("What Failed"), error, TRUE, FALSE));
  if (kh_json_bool (operation, "resumed", FALSE))
    kh_detail_group_add (group, kh_row_new (_ ("Resumed after a restart; nothing was lost"), NULL));
  if (kh_json_int (operation, "progress.bytes", 0) > 0)
    kh_detail_group_add (group, new_progress_row (operation));
  if (environment != NULL) {
    g_autofree char *uri = kh_uri_format (KH_ITEM_ENVIRONMENT, environment);

    kh_detail_group_add (
        group, kh_detail_link_new (_ ("Environment"), kh_item_string (item, "environment"), uri));
  }
  if (newer != NULL) {
    g_autofree char *uri = kh_uri_format (KH_ITEM_OPERATION, newer);

    kh_detail_group_add (group,
                         kh_link_row_new (_ ("Later Operation on This Environment"), NULL, uri));
  }
  return group;
}

static const char *
stage_text (const char *id)
{
  static const char *const stages[] = { N_ ("Validate"), N_ ("Prepare"), N_ ("Run"),
                                        N_ ("Finalize") };

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (g_strcmp0 (stages[i], id) == 0)
      return _ (stages[i]);
  return id != NULL ? id : "";
}

static GtkWidget *
build_stages (KhDetailPage *page, KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  KhTime now = kh_organization_now (kh_page_get_organization (KH_PAGE (page)));
  guint n = kh_json_length (snapshot, "stages");
  GtkWidget *group;

  if (n == 0)
    return NULL;
  group = kh_detail_group_new (_ ("Stages"));
  for (guint i = 0; i < n; i++) {
    KhJson *stage = kh_json_element (snapshot, "stages", i);
    KhTime ended = kh_json_time (stage, "endedAt");
    KhTime at = ended != KH_TIME_NONE ? ended : kh_json_time (stage, "startedAt");
    g_autofree char *time = kh_text_time (at, now);
    GtkWidget *row = kh_row_new (stage_text (kh_json_string (stage, "id")), time);

    kh_set_time (row, at);
    kh_row_add_pill (row, KH_STATE_OPERATION, kh_json_string (stage, "state"));
    kh_detail_group_add (group, row);
  }
  return group;
}

static GtkWidget *
build_stores (KhDetailPage *page, KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  guint n = kh_json_length (snapshot, "stores");
  GtkWidget *group;

  if (n == 0)
    return NULL;
  group = kh_detail_group_new (_ ("Stores"));
  for (guint i = 0; i < n; i++) {
    KhJson *store = kh_json_element (snapshot, "stores", i);
    g_autofree char *text = describe_progress (store);
    GtkWidget *row = kh_row_new (kh_text_store (kh_json_string (store, "store")), text);

    kh_row_add_pill (row, KH_STATE_OPERATION, kh_json_string (store, "state"));
    kh_detail_group_add (group, row);
  }
  return group;
}

static GtkWidget *
build_actions (KhDetailPage *page, KhItem *item)
{
  gboolean cancelable = kh_operation_is_cancelable (item);
  GtkWidget *group;

  if (!cancelable && !can_be_retried (page, item))
    return NULL;
  group = kh_detail_group_new (_ ("Actions"));
  if (kh_detail_add_read_only (page, group, KH_MAY_PPA))
    return group;
  if (cancelable)
    kh_detail_add_act (page, group, _ ("Stop at a safe point"),
                       kh_item_is (item, "type", "Copy")
                           ? _ ("The environment stays as it was")
                           : _ ("What has moved stays with its new key"),
                       _ ("_Cancel"), "page.cancel", kh_operation_cancel_reason (item));
  else
    kh_detail_add_act (page, group, _ ("Go on where it stopped"),
                       _ ("The environment is offline until it ends"), _ ("_Retry"), "page.retry",
                       NULL);
  return group;
}

static GtkWidget *
build_details (KhDetailPage *page, KhItem *item)
{
  KhTime now = kh_organization_now (kh_page_get_organization (KH_PAGE (page)));
  KhTime ended = kh_fact_time (item, "endedAt");
  GtkWidget *group = kh_detail_group_new (_ ("Details"));

  kh_detail_group_add (
      group,
      kh_property_row_new (_ ("Requested By"), kh_item_string (item, "requestedBy"), FALSE, FALSE));
  kh_detail_group_add (group,
                       kh_time_row_new (_ ("Started"), kh_fact_time (item, "createdAt"), now));
  if (ended != KH_TIME_NONE)
    kh_detail_group_add (group, kh_time_row_new (_ ("Ended"), ended, now));
  kh_detail_group_add (group,
                       kh_property_row_new (_ ("Operation ID"), kh_item_get_id (item), TRUE, TRUE));
  return group;
}

/* --- Throughput --------------------------------------------------------------------------- */

static GtkWidget *
build_throughput (KhDetailPage *page, KhItem *item)
{
  const KhThroughput *throughput = ((KhOperationPage *)page)->throughput;
  g_autofree char *now = kh_throughput_text (kh_throughput_get_now (throughput));
  g_autofree char *average = kh_throughput_text (kh_throughput_get_average (throughput));
  GtkWidget *group, *row;

  if (kh_throughput_count (throughput) == 0)
    return NULL;
  group = kh_detail_group_new (_ ("Throughput"));
  row = adw_preferences_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 _ ("Throughput of the last ten minutes"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), kh_throughput_chart_new (throughput));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  kh_set_name (row, _ ("Throughput of the last ten minutes"));
  kh_detail_group_add (group, row);
  kh_detail_group_add (group, kh_property_row_new (_ ("Now"), now, FALSE, FALSE));
  kh_detail_group_add (group, kh_property_row_new (_ ("Average"), average, FALSE, FALSE));
  return group;
}

/* What is read is told in words too, so that the group is made anew when it changes. */
static void
measure (KhOperationPage *self)
{
  KhDetailPage *page = KH_DETAIL_PAGE (self);
  KhItem *item = kh_detail_page_get_item (page);
  KhTime now = kh_organization_now (kh_page_get_organization (KH_PAGE (self)));
  g_autofree char *stamp = NULL;

  if (!kh_item_is (item, "state", "Running"))
    kh_throughput_clear (self->throughput);
  else if (!kh_throughput_add (
               self->throughput, now,
               (guint64)kh_json_int (kh_item_get_snapshot (item), "progress.bytesDone", 0)))
    return;
  if (kh_throughput_count (self->throughput) > 0)
    stamp = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64)now);
  kh_detail_page_set_fact (page, "throughput", stamp);
}

/* Each second, whether anything was told or not: what stands still shall be seen to. */
static gboolean
on_second_cb (gpointer data)
{
  measure (data);
  return G_SOURCE_CONTINUE;
}

static GtkWidget *
build_log (KhDetailPage *page, KhItem *item)
{
  return kh_operation_log_build (((KhOperationPage *)page)->log);
}

static const KhDetailGroup groups[] = {
  { "summary", "state error resumed progress environment environmentId +newer", build_summary },
  { "actions", "state type stores +newer", build_actions },
  { "throughput", "+throughput", build_throughput },
  { "stages", "stages", build_stages },
  { "stores", "stores", build_stores },
  { "log", "+log", build_log },
  { "details", "requestedBy createdAt endedAt", build_details },
};

static void
show_newer (KhDetailPage *page)
{
  KhItem *newer = kh_operation_find_newer (kh_page_get_organization (KH_PAGE (page)),
                                           kh_detail_page_get_item (page));

  kh_detail_page_set_fact (page, "newer", newer != NULL ? kh_item_get_id (newer) : NULL);
}

static void
show (KhDetailPage *page, KhItem *item)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (page));
  g_autofree char *title = kh_fact_operation_title (kh_item_get_snapshot (item));

  kh_page_set_title (KH_PAGE (page), title);
  kh_page_set_subtitle (KH_PAGE (page), _ ("Operation"));
  show_newer (page);
  kh_operation_log_follow (((KhOperationPage *)page)->log, item);
  if (can_be_retried (page, item) && kh_organization_may (organization, KH_MAY_PPA))
    kh_page_set_primary (KH_PAGE (page), _ ("_Retry"), "page.retry");
  else if (kh_operation_is_cancelable (item) && kh_operation_cancel_reason (item) == NULL
           && kh_organization_may (organization, KH_MAY_PPA))
    kh_page_set_primary (KH_PAGE (page), _ ("_Cancel"), "page.cancel");
  else
    kh_page_set_primary (KH_PAGE (page), NULL, NULL);
}

static const KhPageTexts texts = {
  .loading = N_ ("Loading the operation"),
  .error_title = N_ ("The Operation Cannot Be Shown"),
};

static void
kh_operation_page_constructed (GObject *object)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (object));

  ((KhOperationPage *)object)->log = kh_operation_log_new (KH_DETAIL_PAGE (object));
  ((KhOperationPage *)object)->timer = g_timeout_add_seconds (1, on_second_cb, object);
  G_OBJECT_CLASS (kh_operation_page_parent_class)->constructed (object);
  g_signal_connect_object (kh_organization_get_list (organization, KH_ITEM_OPERATION),
                           "items-changed", G_CALLBACK (show_newer), object, G_CONNECT_SWAPPED);
}

static void
kh_operation_page_dispose (GObject *object)
{
  g_clear_pointer (&((KhOperationPage *)object)->log, kh_operation_log_free);
  g_clear_handle_id (&((KhOperationPage *)object)->timer, g_source_remove);
  G_OBJECT_CLASS (kh_operation_page_parent_class)->dispose (object);
}

static void
kh_operation_page_finalize (GObject *object)
{
  kh_throughput_free (((KhOperationPage *)object)->throughput);
  G_OBJECT_CLASS (kh_operation_page_parent_class)->finalize (object);
}

static void
kh_operation_page_class_init (KhOperationPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = kh_operation_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = kh_operation_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_operation_page_finalize;
  KH_PAGE_CLASS (klass)->texts = &texts;
  klass->groups = groups;
  klass->n_groups = G_N_ELEMENTS (groups);
  klass->show = show;
}

static void
kh_operation_page_init (KhOperationPage *self)
{
  self->throughput = kh_throughput_new ();
  kh_page_add_actions (KH_PAGE (self), entries, G_N_ELEMENTS (entries));
}
