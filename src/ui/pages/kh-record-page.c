/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of one record of the audit log: what it did, and its place in the chain. */
#include "kh-activity-page.h"

#include "kh-audit-words.h"
#include "kh-detail-page.h"
#include "kh-focus.h"
#include "kh-rows.h"
#include "kh-rules-api.h"
#include "kh-text.h"
#include "kh-uri.h"

struct _KhRecordPage {
  KhPage parent_instance;

  guint64 seq;
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
  add_text (group, _ ("Detail"), kh_json_string (record, "detail"), FALSE);
  if (kh_audit_is_unplanned (record)) {
    GtkWidget *row = kh_row_new (_ ("Not planned"), _ ("No plan or request announced it"));

    kh_row_add_pill (row, KH_STATE_CHECK, "warn");
    kh_detail_group_add (group, row);
  }
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

static GtkWidget *
make_records (KhRecordPage *self, KhJson *record)
{
  GtkWidget *group = kh_detail_group_new (_ ("Records"));

  add_record (group, _ ("Intent"), kh_json_int (record, "intent", 0), self->seq);
  add_record (group, _ ("Outcome"), kh_json_int (record, "outcome", 0), self->seq);
  add_text (group, _ ("Correlation"), kh_json_string (record, "request"), TRUE);
  return group;
}

static GtkWidget *
make_place (KhRecordPage *self, KhJson *record)
{
  const char *seal = kh_json_string (record, "seal");
  gint64 checkpoint = kh_json_int (record, "checkpoint", 0);
  g_autofree char *segment =
      g_strdup_printf (_ ("%" G_GINT64_FORMAT ", line %" G_GINT64_FORMAT),
                       kh_json_int (record, "segment", 0), kh_json_int (record, "line", 0));
  KhTime now = kh_organization_now (kh_page_get_organization (KH_PAGE (self)));
  g_autofree char *time = kh_text_time (kh_json_time (record, "checkpointAt"), now);
  g_autofree char *covers =
      *time != '\0' ? g_strdup_printf (_ ("%s, up to record %" G_GINT64_FORMAT), time, checkpoint)
                    : g_strdup_printf (_ ("Signed up to record %" G_GINT64_FORMAT), checkpoint);
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
show (KhRecordPage *self, KhJson *record)
{
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

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhRecordPage) self = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) record =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (record != NULL)
    show (self, record);
  else
    kh_page_set_error (KH_PAGE (self), error);
}

static void
kh_record_page_refresh (KhPage *page)
{
  KhRecordPage *self = KH_RECORD_PAGE (page);

  kh_organization_call_async (kh_page_get_organization (page), kh_audit_api_get (self->seq),
                              kh_page_get_cancellable (page), read_cb, kh_weak_new (self));
}

static const KhPageTexts texts = {
  .loading = N_ ("Reading the log"),
  .error_title = N_ ("This Record Cannot Be Shown"),
};

static void
kh_record_page_class_init (KhRecordPageClass *klass)
{
  KhPageClass *page_class = KH_PAGE_CLASS (klass);

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
  kh_record_page_refresh (KH_PAGE (self));
  return KH_PAGE (self);
}
