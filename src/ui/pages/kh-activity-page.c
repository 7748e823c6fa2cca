/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page Activity: the audit log with filters, search and its verification. */
#include "kh-activity-page.h"

#include <inttypes.h>

#include "kh-activity-chips.h"
#include "kh-activity-menus.h"
#include "kh-activity-table.h"
#include "kh-audit-export.h"
#include "kh-audit-words.h"
#include "kh-chips.h"
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
  gboolean asked;         /* the verification that runs was begun here */
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

/* @is_broken: or it could not be told. @reason: (nullable) */
static void
show_bad (KhActivityPage *self, gboolean is_broken, guint64 record, const char *reason)
{
  g_autofree char *title = NULL;

  self->bad = record;
  title = self->bad > 0
              ? g_strdup_printf (_ ("Record %" PRIu64 " does not match its predecessor"), self->bad)
              : g_strdup (_ ("The log could not be verified"));
  gtk_widget_set_visible (self->bad_button, self->bad > 0);
  gtk_widget_set_visible (self->export_button, is_broken);
  show_verdict (self, is_broken ? "broken" : "unverified", title, reason != NULL ? reason : "");
}

static void
show_intact (KhActivityPage *self, KhLogProof *proof)
{
  KhTime now = kh_organization_now (get_organization (self));
  g_autofree char *number = kh_text_number (kh_log_proof_get_records (proof));
  g_autofree char *time = kh_text_time (kh_log_proof_get_time (proof), now);
  g_autofree char *date = kh_text_date (kh_log_proof_get_since (proof), now);
  g_autofree char *title = kh_log_proof_get_since (proof) != KH_TIME_NONE
                               ? g_strdup_printf (_ ("%s records, unbroken since %s"), number, date)
                               : g_strdup_printf (_ ("%s records, unbroken"), number);
  g_autofree char *subtitle = g_strdup_printf (_ ("Checked %s"), time);
  g_autofree char *toast = g_strdup_printf (_ ("Log verified, %s records"), number);

  show_verdict (self, "verified", title, subtitle);
  if (self->asked)
    kh_toast (GTK_WIDGET (self), toast, NULL, NULL);
}

static void
show_proof (KhActivityPage *self)
{
  KhLogProof *proof = kh_organization_get_log_proof (get_organization (self));
  KhProofState state = kh_log_proof_get_state (proof);

  gtk_widget_set_visible (self->bad_button, FALSE);
  gtk_widget_set_visible (self->export_button, FALSE);
  if (state == KH_PROOF_INTACT)
    show_intact (self, proof);
  else if (state == KH_PROOF_BROKEN || state == KH_PROOF_FAILED)
    show_bad (self, state == KH_PROOF_BROKEN, kh_log_proof_get_bad_record (proof),
              kh_log_proof_get_reason (proof));
  else
    show_verdict (self, "unverified", _ ("The log was not verified yet"),
                  _ ("Verify Log proves that no record was cut, changed or moved"));
}

/* What the tenant knows by itself counts: found when it was opened, or by whoever verified the log.
 */
static void
show_log (KhActivityPage *self)
{
  guint64 record;
  const char *fault = kh_organization_get_log_fault (get_organization (self), &record);
  KhLogProof *proof = kh_organization_get_log_proof (get_organization (self));
  gboolean running = kh_log_proof_get_state (proof) == KH_PROOF_RUNNING;

  gtk_widget_set_visible (GTK_WIDGET (self->spinner), running);
  gtk_spinner_set_spinning (self->spinner, running);
  kh_page_set_action_enabled (KH_PAGE (self), "verify", !running);
  if (fault != NULL && !running)
    show_bad (self, TRUE, record, fault);
  else
    show_proof (self);
  self->asked = self->asked && running;
}

static void
verify_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhActivityPage *self = KH_ACTIVITY_PAGE (data);

  self->asked = TRUE;
  kh_log_proof_run (kh_organization_get_log_proof (get_organization (self)));
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
  kh_chips_show_set (self->chips);
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
  g_signal_connect_object (self->list, "notify::state", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_organization (self), "changed", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_organization (self), "notify::log-fault", G_CALLBACK (show_log),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (kh_organization_get_log_proof (get_organization (self)), "changed",
                           G_CALLBACK (show_log), self, G_CONNECT_SWAPPED);
  show_log (self);
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
