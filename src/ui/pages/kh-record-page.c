/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of one record of the audit log: what it did, what it belongs to, and its place in the
 * chain. */
#include "kh-activity-page.h"

#include <inttypes.h>

#include "kh-audit-words.h"
#include "kh-detail-page.h"
#include "kh-facts.h"
#include "kh-focus.h"
#include "kh-lock-text.h"
#include "kh-rows.h"
#include "kh-rules-api.h"
#include "kh-sentences.h"
#include "kh-text.h"
#include "kh-uri.h"

/* A key that many environments use takes them down together: so many acts of one call are looked
 * for, in so many records, around the time of this one. */
#define CALL_ACTS 200
#define CALL_RECORDS 1000
#define CALL_TIME KH_MINUTE

struct _KhRecordPage {
  KhPage parent_instance;

  guint64 seq;
  KhJson *record;    /* (owned) (nullable) */
  KhJson *call;      /* (owned) (nullable): what else the log has of the same call */
  char *operation;   /* (nullable): id of the operation that it began, or ended */
  gboolean approved; /* a request that was approved is its call */
  GtkBox *groups;
};

G_DEFINE_FINAL_TYPE (KhRecordPage, kh_record_page, KH_TYPE_PAGE)

static void
add_text (GtkWidget *group, const char *caption, const char *value, gboolean is_id)
{
  if (value != NULL && *value != '\0')
    kh_detail_group_add (group, kh_property_row_new (caption, value, is_id, is_id));
}

static GtkWidget *
make_summary (KhRecordPage *self, KhJson *record)
{
  KhTime now = kh_organization_now (kh_page_get_organization (KH_PAGE (self)));
  const char *result = kh_audit_result (record);
  KhStateInfo info = kh_state_info (KH_STATE_RECORD, result);
  g_autofree char *time = kh_text_time (kh_json_time (record, "time"), now);
  g_autofree char *by = g_strdup_printf ("%s · %s", kh_audit_who (record), time);
  GtkWidget *group = kh_detail_group_new (NULL);
  GtkWidget *row = kh_row_new (by, info.sentence);

  kh_row_add_pill (row, KH_STATE_RECORD, result);
  kh_set_time (row, kh_json_time (record, "time"));
  kh_detail_group_add (group, row);
  add_text (group, _ ("Reason"), kh_json_string (record, "reason"), FALSE);
  if (g_str_equal (result, "refused"))
    add_text (group, _ ("Refused By"), kh_json_string (record, "result"), FALSE);
  return group;
}

/* (nullable): number @n of the other acts of the same call. */
static KhJson *
get_other (KhRecordPage *self, guint n)
{
  return self->call != NULL && n < kh_json_length (self->call, "value")
             ? kh_json_element (self->call, "value", n)
             : NULL;
}

static gboolean
is_own (KhRecordPage *self, KhJson *other)
{
  return kh_json_int (other, "seq", 0) == kh_json_int (self->record, "intent", 0)
         || (guint64)kh_json_int (other, "seq", 0) == self->seq;
}

static gboolean
is_lock (KhJson *record)
{
  return g_strcmp0 (kh_json_string (record, "action"), "environment.lock") == 0;
}

/* The environments that the call took down, unless this record is one of those. */
static guint
count_locks (KhRecordPage *self)
{
  KhJson *other;
  guint n = 0;

  for (guint i = 0; !is_lock (self->record) && (other = get_other (self, i)) != NULL; i++)
    n += is_lock (other) && !is_own (self, other);
  return n;
}

static void
add_locks (KhRecordPage *self, GtkWidget *group)
{
  guint n = count_locks (self);
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u environment locked", "%u environments locked", n), n);
  KhJson *other;

  if (n > 1)
    kh_detail_group_add (group, kh_row_new (text, NULL));
  for (guint i = 0; n > 0 && (other = get_other (self, i)) != NULL; i++) {
    g_autofree char *uri = kh_audit_uri (other);
    g_autofree char *name = kh_audit_object (other);
    g_autofree char *title = n > 1 ? g_strdup (name) : g_strdup_printf ("%s: %s", text, name);

    if (is_lock (other) && !is_own (self, other) && uri != NULL)
      kh_detail_group_add (group, kh_link_row_new (title, NULL, uri));
  }
}

/* Of a lock: what it followed from. */
static void
add_causes (KhRecordPage *self, GtkWidget *group)
{
  KhJson *other;

  for (guint i = 0; is_lock (self->record) && (other = get_other (self, i)) != NULL; i++) {
    g_autofree char *object = kh_audit_object (other);
    g_autofree char *text = g_strdup_printf ("%s %s", kh_audit_what (other), object);
    g_autofree char *uri =
        g_strdup_printf ("keyhold:activity/%" G_GINT64_FORMAT, kh_json_int (other, "seq", 0));

    if (!is_lock (other) && !is_own (self, other))
      kh_detail_group_add (group, kh_detail_link_new (_ ("Because Of"), g_strchomp (text), uri));
  }
}

static gboolean
is_unplanned (KhRecordPage *self, KhJson *record)
{
  return kh_audit_is_unplanned (record)
         || (count_locks (self) > 0 && !kh_json_bool (record, "planned", FALSE));
}

/* Of a lock, and of what locked: that somebody else had approved it. */
static void
add_plan (KhRecordPage *self, GtkWidget *group, KhJson *record)
{
  g_autofree char *text = kh_lock_text_planned (kh_json_string (record, "actor"));

  if (kh_json_bool (record, "planned", FALSE) && (is_lock (record) || count_locks (self) > 0))
    kh_detail_group_add (group, kh_row_new (text, _ ("Another person had approved it")));
}

static GtkWidget *
make_effect (KhRecordPage *self, KhJson *record)
{
  g_autofree char *object = kh_audit_object (record);
  g_autofree char *uri = kh_audit_uri (record);
  GtkWidget *group = kh_detail_group_new (_ ("What It Did"));

  if (uri != NULL)
    kh_detail_group_add (group, kh_detail_link_new (_ ("Object"), object, uri));
  else
    add_text (group, _ ("Object"), object, FALSE);
  add_text (group, _ ("Detail"), kh_said (kh_json_string (record, "detail")), FALSE);
  add_locks (self, group);
  add_causes (self, group);
  if (is_unplanned (self, record)) {
    GtkWidget *row = kh_row_new (_ ("Not planned"), _ ("No plan or request announced it"));

    kh_row_add_pill (row, KH_STATE_CHECK, "warn");
    kh_detail_group_add (group, row);
  }
  add_plan (self, group, record);
  add_text (group, _ ("Verb"), kh_json_string (record, "action"), TRUE);
  return group;
}

static void
add_record (GtkWidget *group, const char *caption, gint64 seq, guint64 own)
{
  g_autofree char *number = NULL;
  g_autofree char *uri = NULL;

  if (seq <= 0)
    return;
  number = g_strdup_printf ("%" G_GINT64_FORMAT, seq);
  uri = g_strconcat ("keyhold:activity/", number, NULL);
  if ((guint64)seq == own)
    add_text (group, caption, number, FALSE);
  else
    kh_detail_group_add (group, kh_detail_link_new (caption, number, uri));
}

static KhItem *
find_operation (KhRecordPage *self)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (self));
  KhItemList *list = kh_organization_get_list (organization, KH_ITEM_OPERATION);

  return self->operation != NULL ? kh_item_list_find (list, self->operation) : NULL;
}

static void
add_request (KhRecordPage *self, GtkWidget *group, KhJson *record)
{
  g_autofree char *uri = NULL;

  if (!self->approved) {
    add_text (group, _ ("Request"), _ ("None"), FALSE);
    return;
  }
  uri = kh_uri_format_section (KH_SECTION_REQUESTS, kh_json_string (record, "request"));
  kh_detail_group_add (group, kh_detail_link_new (_ ("Request"), _ ("Approved"), uri));
}

static GtkWidget *
make_records (KhRecordPage *self, KhJson *record)
{
  KhItem *operation = find_operation (self);
  GtkWidget *group = kh_detail_group_new (_ ("Records"));

  add_record (group, _ ("Intent"), kh_json_int (record, "intent", 0), self->seq);
  add_record (group, _ ("Outcome"), kh_json_int (record, "outcome", 0), self->seq);
  if (operation != NULL) {
    g_autofree char *title = kh_fact_operation_title (kh_item_get_snapshot (operation));
    g_autofree char *uri = kh_uri_of_item (operation);

    kh_detail_group_add (group, kh_detail_link_new (_ ("Operation"), title, uri));
  }
  if (kh_json_int (record, "intent", 0) > 0)
    add_request (self, group, record);
  add_text (group, _ ("Correlation"), kh_json_string (record, "request"), TRUE);
  return group;
}

static GtkWidget *
make_place (KhRecordPage *self, KhJson *record)
{
  const char *seal = kh_json_string (record, "seal");
  gint64 checkpoint = kh_json_int (record, "checkpoint", 0);
  g_autofree char *segment =
      g_strdup_printf (_ ("%" PRId64 ", line %" PRId64), kh_json_int (record, "segment", 0),
                       kh_json_int (record, "line", 0));
  KhTime now = kh_organization_now (kh_page_get_organization (KH_PAGE (self)));
  g_autofree char *time = kh_text_time (kh_json_time (record, "checkpointAt"), now);
  g_autofree char *covers =
      *time != '\0' ? g_strdup_printf (_ ("%s, up to record %" PRId64), time, checkpoint)
                    : g_strdup_printf (_ ("Signed up to record %" PRId64), checkpoint);
  GtkWidget *group = kh_detail_group_new (_ ("Place in the Chain"));
  GtkWidget *row =
      kh_row_new (_ ("Checkpoint"), checkpoint > 0 ? covers : _ ("None covers it yet"));

  kh_row_add_pill (row, KH_STATE_RECORD,
                   g_strcmp0 (seal, "good") == 0     ? "verified"
                   : g_strcmp0 (seal, "broken") == 0 ? "broken"
                                                     : "unverified");
  add_text (group, _ ("Previous Hash"), kh_json_string (record, "previousHash"), TRUE);
  add_text (group, _ ("Own Hash"), kh_json_string (record, "hash"), TRUE);
  add_text (group, _ ("Segment"), segment, FALSE);
  kh_detail_group_add (group, row);
  return group;
}

static void
show (KhRecordPage *self)
{
  KhJson *record = self->record;
  GtkWidget *(*const make[]) (KhRecordPage *, KhJson *) = { make_summary, make_effect, make_records,
                                                            make_place };
  g_autofree char *object = kh_audit_object (record);
  g_autofree char *title = g_strdup_printf ("%s %s", kh_audit_what (record), object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);
  for (guint i = 0; i < G_N_ELEMENTS (make); i++)
    gtk_box_append (self->groups, make[i](self, record));
  kh_page_set_title (KH_PAGE (self), g_strchomp (title));
  kh_page_set_state (KH_PAGE (self), KH_PAGE_READY);
}

/* --- What it belongs to ---------------------------------------------------------------------- */

/* An act that begins or ends an operation does so at its own time. */
static gboolean
is_operation_of (KhJson *operation, KhJson *record)
{
  KhTime time = kh_json_time (record, "time");

  return g_strcmp0 (kh_json_string (operation, "environmentId"),
                    kh_json_string (record, "targetId"))
             == 0
         && (kh_json_time (operation, "createdAt") == time
             || kh_json_time (operation, "endedAt") == time);
}

/* (nullable) (transfer none) */
static const char *
look_for_operation (KhRecordPage *self)
{
  GListModel *list = G_LIST_MODEL (
      kh_organization_get_list (kh_page_get_organization (KH_PAGE (self)), KH_ITEM_OPERATION));

  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (list, i);

    if (kh_json_has (self->record, "targetId")
        && is_operation_of (kh_item_get_snapshot (item), self->record))
      return kh_item_get_id (item);
  }
  return NULL;
}

static gboolean
look_for_request (KhRecordPage *self)
{
  KhRequestList *list = kh_organization_get_requests (kh_page_get_organization (KH_PAGE (self)));
  const char *call = kh_json_string (self->record, "request");

  for (guint i = 0; call != NULL && i < kh_request_list_count (list); i++)
    if (g_strcmp0 (kh_json_string (kh_request_list_nth (list, i), "id"), call) == 0)
      return TRUE;
  return FALSE;
}

/* TRUE if something else was found than before. */
static gboolean
look_around (KhRecordPage *self)
{
  const char *operation = look_for_operation (self);
  gboolean approved = look_for_request (self);

  if (g_strcmp0 (operation, self->operation) == 0 && approved == self->approved)
    return FALSE;
  g_free (self->operation);
  self->operation = g_strdup (operation);
  self->approved = approved;
  return TRUE;
}

/* The lists may be read after the record. */
static void
on_lists_cb (KhRecordPage *self)
{
  if (self->record != NULL && look_around (self))
    show (self);
}

static void
call_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhRecordPage) self = kh_weak_take (data);
  g_autoptr (KhJson) call = kh_organization_call_finish (KH_ORGANIZATION (source), result, NULL);

  if (self == NULL || call == NULL)
    return;
  g_clear_pointer (&self->call, kh_json_unref);
  self->call = g_steal_pointer (&call);
  if (kh_json_length (self->call, "value") > 1)
    show (self);
}

static void
read_call (KhRecordPage *self)
{
  KhAuditQuery query = { .request = kh_json_string (self->record, "request"),
                         .of = "changes",
                         .since = kh_json_time (self->record, "time") - CALL_TIME,
                         .until = kh_json_time (self->record, "time") + CALL_TIME,
                         .newest = TRUE,
                         .after = self->seq + CALL_RECORDS,
                         .limit = CALL_ACTS };

  if (query.request != NULL)
    kh_organization_call_async (
        kh_page_get_organization (KH_PAGE (self)), kh_audit_api_page (&query),
        kh_page_get_cancellable (KH_PAGE (self)), call_cb, kh_weak_new (self));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhRecordPage) self = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) record =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (record == NULL) {
    kh_page_set_error (KH_PAGE (self), error);
    return;
  }
  g_clear_pointer (&self->record, kh_json_unref);
  self->record = g_steal_pointer (&record);
  look_around (self);
  show (self);
  read_call (self);
}

static void
kh_record_page_refresh (KhPage *page)
{
  KhRecordPage *self = KH_RECORD_PAGE (page);

  kh_organization_call_async (kh_page_get_organization (page), kh_audit_api_get (self->seq),
                              kh_page_get_cancellable (page), read_cb, kh_weak_new (self));
}

static void
kh_record_page_finalize (GObject *object)
{
  KhRecordPage *self = KH_RECORD_PAGE (object);

  g_clear_pointer (&self->record, kh_json_unref);
  g_clear_pointer (&self->call, kh_json_unref);
  g_free (self->operation);
  G_OBJECT_CLASS (kh_record_page_parent_class)->finalize (object);
}

static const KhPageTexts texts = {
  .loading = N_ ("Reading the log"),
  .error_title = N_ ("This Record Cannot Be Shown"),
};

static void
kh_record_page_class_init (KhRecordPageClass *klass)
{
  KhPageClass *page_class = KH_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kh_record_page_finalize;
  page_class->texts = &texts;
  page_class->refresh = kh_record_page_refresh;
}

static void
kh_record_page_init (KhRecordPage *self)
{
  adw_bin_set_child (ADW_BIN (self), kh_detail_scroller_new (&self->groups));
}

KhPage *
kh_record_page_new (KhOrganization *organization, const char *sequence)
{
  KhRecordPage *self = g_object_new (KH_TYPE_RECORD_PAGE, "organization", organization, NULL);
  g_autofree char *title = g_strdup_printf (_ ("Record %s"), sequence);
  g_autofree char *uri = kh_uri_format_section (KH_SECTION_ACTIVITY, sequence);

  self->seq = g_ascii_strtoull (sequence, NULL, 10);
  kh_page_set_title (KH_PAGE (self), title);
  kh_page_set_subtitle (KH_PAGE (self), title);
  kh_page_set_uri (KH_PAGE (self), uri);
  g_signal_connect_object (kh_organization_get_list (organization, KH_ITEM_OPERATION), "updated",
                           G_CALLBACK (on_lists_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (kh_organization_get_requests (organization), "changed",
                           G_CALLBACK (on_lists_cb), self, G_CONNECT_SWAPPED);
  kh_record_page_refresh (KH_PAGE (self));
  return KH_PAGE (self);
}
