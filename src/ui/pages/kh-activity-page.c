/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page Activity: the audit log with filters, search and its verification. */
#include "kh-activity-page.h"

#include "kh-activity-chips.h"
#include "kh-activity-menus.h"
#include "kh-activity-table.h"
#include "kh-audit-export.h"
#include "kh-audit-words.h"
#include "kh-flow.h"
#include "kh-focus.h"
#include "kh-fold-bin.h"
#include "kh-pill.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-uri.h"

/* Below this a table has no room for its columns. */
#define TABLE_WIDTH 720
/* Many changes at once are read once. */
#define REFRESH_MS 500

struct _KhActivityPage {
  KhPage parent_instance;

  KhAuditList *list;      /* (owned) */
  KhActivityChips *picks; /* (owned) */
  KhActivityMenus *menus; /* (owned) */
  char *text;             /* (nullable): searched */
  guint64 bad;            /* the record that does not verify */
  char *verified;         /* (nullable): how many records, once they were verified */
  gboolean verifying;
  guint refresh;

  KhFoldBin *fold_bin;
  GtkBox *chips;
  AdwActionRow *log_row;
  AdwBin *verdict, *view;
  GtkSpinner *spinner;
  GtkWidget *bad_button, *export_button;
  GtkWidget *below_row; /* shown where the row of the log has no room for its states */
  GtkBox *below;
};

G_DEFINE_FINAL_TYPE (KhActivityPage, kh_activity_page, KH_TYPE_PAGE)

static KhOrganization *
get_organization (KhActivityPage *self)
{
  return kh_page_get_organization (KH_PAGE (self));
}

/* --- What is shown --------------------------------------------------------------------------- */

static void
show_state (KhActivityPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  KhListState state = kh_audit_list_get_state (self->list);

  if (n > 0)
    kh_page_set_state (KH_PAGE (self), KH_PAGE_READY);
  else if (state == KH_LIST_FAILED)
    kh_page_set_error (KH_PAGE (self), kh_audit_list_get_error (self->list));
  else if (state == KH_LIST_LOADING || !kh_audit_list_is_whole (self->list))
    kh_page_set_state (KH_PAGE (self), KH_PAGE_LOADING);
  else
    kh_page_set_state (KH_PAGE (self), KH_PAGE_NO_RESULTS);
}

static void
show_uri (KhActivityPage *self)
{
  GString *uri = g_string_new ("keyhold:activity");
  const char *of = kh_activity_chips_get (self->picks);
  g_autofree char *escaped =
      self->text != NULL ? g_uri_escape_string (self->text, NULL, TRUE) : NULL;

  kh_activity_menus_write (self->menus, uri);
  if (of != NULL)
    g_string_append_printf (uri, "%cchip=%s", strchr (uri->str, '?') == NULL ? '?' : '&', of);
  if (escaped != NULL)
    g_string_append_printf (uri, "%cq=%s", strchr (uri->str, '?') == NULL ? '?' : '&', escaped);
  kh_page_set_uri (KH_PAGE (self), uri->str);
  g_string_free (uri, TRUE);
}

static void
ask (KhActivityPage *self)
{
  KhAuditQuery query = { .of = kh_activity_chips_get (self->picks), .text = self->text };
  g_autofree char *actions = self->text != NULL ? kh_audit_find_actions (self->text) : NULL;

  query.actions = actions;
  kh_activity_menus_fill (self->menus, &query);
  kh_audit_list_set_query (self->list, &query);
  show_uri (self);
}

/* Beside the text of the log's row, the state and the verbs would leave it no room. */
static void
place_states (KhActivityPage *self, gboolean below)
{
  GtkWidget *states[] = { GTK_WIDGET (self->verdict), self->bad_button, self->export_button };

  if (below == gtk_widget_get_visible (self->below_row))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autoptr (GtkWidget) state = g_object_ref (states[i]);

    if (below) {
      adw_action_row_remove (self->log_row, state);
      gtk_box_append (self->below, state);
      continue;
    }
    gtk_box_remove (self->below, state);
    if (i == 0)
      adw_action_row_add_prefix (self->log_row, state);
    else
      adw_action_row_add_suffix (self->log_row, state);
  }
  gtk_widget_set_visible (self->below_row, below);
}

static void
on_narrow_cb (KhActivityPage *self)
{
  gboolean narrow = kh_fold_bin_is_narrow (self->fold_bin);

  kh_activity_table_set_narrow (KH_ACTIVITY_TABLE (adw_bin_get_child (self->view)), narrow);
  place_states (self, narrow);
}

static void
refresh_cb (gpointer data)
{
  KhActivityPage *self = data;

  self->refresh = 0;
  kh_audit_list_refresh (self->list);
  kh_activity_chips_refresh (self->picks);
}

/* Whatever changes leaves a record. */
static void
on_changed_cb (KhActivityPage *self)
{
  if (self->refresh == 0)
    self->refresh = g_timeout_add_once (REFRESH_MS, refresh_cb, self);
}

/* --- Verification ----------------------------------------------------------------------------- */

static void
show_verdict (KhActivityPage *self, const char *value, const char *title, const char *subtitle)
{
  adw_bin_set_child (self->verdict, kh_pill_new (KH_STATE_RECORD, value));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->log_row), title);
  adw_action_row_set_subtitle (self->log_row, subtitle);
}

static void
set_verifying (KhActivityPage *self, gboolean verifying)
{
  self->verifying = verifying;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), verifying);
  gtk_spinner_set_spinning (self->spinner, verifying);
  kh_page_set_action_enabled (KH_PAGE (self), "verify", !verifying);
}

/* @is_broken: or it could not be told. @reason: (nullable) */
static void
show_bad (KhActivityPage *self, gboolean is_broken, guint64 record, const char *reason)
{
  g_autofree char *title = NULL;

  self->bad = record;
  title = self->bad > 0 ? g_strdup_printf (
              _ ("Record %" G_GUINT64_FORMAT " does not match its predecessor"), self->bad)
                        : g_strdup (_ ("The log could not be verified"));
  gtk_widget_set_visible (self->bad_button, self->bad > 0);
  gtk_widget_set_visible (self->export_button, is_broken);
  show_verdict (self, is_broken ? "broken" : "unverified", title, reason != NULL ? reason : "");
}

/* What the tenant knows by itself: found when it was opened, or by whoever verified the log. */
static void
show_fault (KhActivityPage *self)
{
  guint64 record;
  const char *fault = kh_organization_get_log_fault (get_organization (self), &record);

  if (fault != NULL && !self->verifying)
    show_bad (self, TRUE, record, fault);
}

/* "since Mar 2" comes from the first record. */
static void
first_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhActivityPage) self = kh_weak_take (data);
  g_autoptr (KhJson) record = kh_organization_call_finish (KH_ORGANIZATION (source), result, NULL);
  g_autofree char *date = NULL;
  g_autofree char *title = NULL;

  if (self == NULL || record == NULL || self->verified == NULL)
    return;
  date =
      kh_text_date (kh_json_time (record, "time"), kh_organization_now (get_organization (self)));
  title = g_strdup_printf (_ ("%s records, unbroken since %s"), self->verified, date);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->log_row), title);
}

static void
show_verified (KhActivityPage *self, guint64 records)
{
  KhTime now = kh_organization_now (get_organization (self));
  g_autofree char *time = kh_text_time (now, now);
  g_autofree char *title = NULL;
  g_autofree char *subtitle = g_strdup_printf (_ ("Checked %s"), time);
  g_autofree char *toast = NULL;

  self->verified = kh_text_number (records);
  title = g_strdup_printf (_ ("%s records, unbroken"), self->verified);
  toast = g_strdup_printf (_ ("Log verified, %s records"), self->verified);
  show_verdict (self, "verified", title, subtitle);
  kh_organization_call_async (get_organization (self), kh_audit_api_get (1),
                              kh_page_get_cancellable (KH_PAGE (self)), first_cb,
                              kh_weak_new (self));
  kh_toast (GTK_WIDGET (self), toast, NULL, NULL);
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhActivityPage) self = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) report =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  const char *verdict = report != NULL ? kh_json_string (report, "result") : NULL;

  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_verifying (self, FALSE);
  if (report == NULL) {
    show_verdict (self, "unverified", _ ("The log could not be verified"), error->message);
    return;
  }
  if (g_strcmp0 (verdict, "intact") == 0)
    show_verified (self, (guint64)kh_json_int (report, "records", 0));
  else
    show_bad (self, g_strcmp0 (verdict, "broken") == 0,
              (guint64)kh_json_int (report, "firstBad.seq", 0), kh_json_string (report, "reason"));
}

static void
verify_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhActivityPage *self = KH_ACTIVITY_PAGE (data);

  set_verifying (self, TRUE);
  gtk_widget_set_visible (self->bad_button, FALSE);
  gtk_widget_set_visible (self->export_button, FALSE);
  g_clear_pointer (&self->verified, g_free);
  kh_organization_call_async (get_organization (self), kh_audit_api_verify (),
                              kh_page_get_cancellable (KH_PAGE (self)), verified_cb,
                              kh_weak_new (self));
}

static void
on_bad_clicked_cb (KhActivityPage *self)
{
  g_autofree char *uri = g_strdup_printf ("keyhold:activity/%" G_GUINT64_FORMAT, self->bad);

  kh_open_uri (GTK_WIDGET (self), uri);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhActivityPage *self = KH_ACTIVITY_PAGE (data);

  kh_dialog_show (
      kh_audit_export_new (get_organization (self), kh_activity_menus_get_days (self->menus)),
      GTK_WIDGET (self));
}

/* --- The page --------------------------------------------------------------------------------- */

static void
kh_activity_page_refresh (KhPage *page)
{
  kh_audit_list_refresh (KH_ACTIVITY_PAGE (page)->list);
  kh_activity_chips_refresh (KH_ACTIVITY_PAGE (page)->picks);
}

static void
kh_activity_page_search (KhPage *page, const char *text)
{
  KhActivityPage *self = KH_ACTIVITY_PAGE (page);
  const char *wanted = text != NULL && *text != '\0' ? text : NULL;

  if (g_strcmp0 (wanted, self->text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (wanted);
  ask (self);
}

static void
kh_activity_page_clear_filters (KhPage *page)
{
  KhActivityPage *self = KH_ACTIVITY_PAGE (page);

  g_clear_pointer (&self->text, g_free);
  kh_activity_menus_clear (self->menus);
  kh_activity_chips_choose (self->picks, NULL);
  ask (self);
}

/* "chip=refused&object=keyhold:keys/kv/cmk&actor=NAME&kind=key&days=7"; days are named as
 * kh-day-range.h says. */
static void
kh_activity_page_show_part (KhPage *page, const char *part)
{
  KhActivityPage *self = KH_ACTIVITY_PAGE (page);
  GUriParamsIter iter;
  char *name, *value;

  g_uri_params_iter_init (&iter, part, -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, NULL)) {
    if (g_str_equal (name, "chip"))
      kh_activity_chips_choose (self->picks, value);
    kh_activity_menus_choose (self->menus, name, value);
    g_free (name);
    g_free (value);
  }
}

/* The columns were measured at the size that text has by default. */
static int
get_needed_width (gpointer data)
{
  return (int)(TABLE_WIDTH * kh_text_scale (GTK_WIDGET (data)));
}

static void
kh_activity_page_constructed (GObject *object)
{
  static const GActionEntry entries[] = { { .name = "verify", .activate = verify_cb },
                                          { .name = "export", .activate = export_cb } };
  KhActivityPage *self = KH_ACTIVITY_PAGE (object);
  KhPage *page = KH_PAGE (object);
  g_autoptr (GMenu) menu = g_menu_new ();

  G_OBJECT_CLASS (kh_activity_page_parent_class)->constructed (object);
  kh_page_set_title (page, _ ("Activity"));
  kh_page_set_search_label (page, _ ("Search activity"));
  kh_page_add_actions (page, entries, G_N_ELEMENTS (entries));
  kh_page_set_primary (page, _ ("_Verify Log"), "page.verify");
  g_menu_append (menu, _ ("_Export…"), "page.export");
  kh_page_set_menu (page, G_MENU_MODEL (menu));
  self->list = kh_audit_list_new (get_organization (self));
  self->menus = kh_activity_menus_new (page);
  g_signal_connect_object (self->menus, "changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  self->picks = kh_activity_chips_new (get_organization (self), self->chips);
  g_signal_connect_object (self->picks, "changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  kh_activity_menus_add (self->menus, self->chips);
  kh_fold_bin_set_needs (self->fold_bin, get_needed_width, self);
  adw_bin_set_child (self->view, kh_activity_table_new (get_organization (self), self->list));
  show_verdict (self, "unverified", _ ("The log was not verified in this window"),
                _ ("Verify Log proves that no record was cut, changed or moved"));
  g_signal_connect_object (self->list, "notify::state", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_organization (self), "changed", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_organization (self), "notify::log-fault", G_CALLBACK (show_fault),
                           self, G_CONNECT_SWAPPED);
  show_fault (self);
  ask (self);
}

static void
kh_activity_page_dispose (GObject *object)
{
  KhActivityPage *self = KH_ACTIVITY_PAGE (object);

  g_clear_handle_id (&self->refresh, g_source_remove);
  if (self->list != NULL)
    kh_audit_list_close (self->list);
  if (self->picks != NULL)
    kh_activity_chips_close (self->picks);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->list);
  g_clear_object (&self->picks);
  g_clear_object (&self->menus);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->verified, g_free);
  G_OBJECT_CLASS (kh_activity_page_parent_class)->dispose (object);
}

static GtkWidget *
kh_activity_page_get_area (KhPage *page, guint index)
{
  KhActivityPage *self = KH_ACTIVITY_PAGE (page);
  GtkWidget *areas[] = { GTK_WIDGET (self->chips), GTK_WIDGET (self->view) };

  return index < G_N_ELEMENTS (areas) ? areas[index] : NULL;
}

static const KhPageTexts texts = {
  .loading = N_ ("Reading the log"),
  .none_title = N_ ("No Records Found"),
  .error_title = N_ ("Activity Cannot Be Shown"),
};

static void
kh_activity_page_class_init (KhActivityPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  KhPageClass *page_class = KH_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = kh_activity_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = kh_activity_page_dispose;
  page_class->texts = &texts;
  page_class->refresh = kh_activity_page_refresh;
  page_class->search = kh_activity_page_search;
  page_class->clear_filters = kh_activity_page_clear_filters;
  page_class->show_part = kh_activity_page_show_part;
  page_class->get_area = kh_activity_page_get_area;
  g_type_ensure (KH_TYPE_FOLD_BIN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-activity-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KhActivityPage, fold_bin);
  gtk_widget_class_bind_template_child (widget_class, KhActivityPage, chips);
  gtk_widget_class_bind_template_child (widget_class, KhActivityPage, log_row);
  gtk_widget_class_bind_template_child (widget_class, KhActivityPage, verdict);
  gtk_widget_class_bind_template_child (widget_class, KhActivityPage, view);
  gtk_widget_class_bind_template_child (widget_class, KhActivityPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, KhActivityPage, bad_button);
  gtk_widget_class_bind_template_child (widget_class, KhActivityPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, KhActivityPage, below_row);
  gtk_widget_class_bind_template_child (widget_class, KhActivityPage, below);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_bad_clicked_cb);
}

static void
kh_activity_page_init (KhActivityPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->below), kh_flow_new (12, FALSE));
}
