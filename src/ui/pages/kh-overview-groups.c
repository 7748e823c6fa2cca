/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of Overview. */
#include "kh-overview-groups.h"

#include "kh-coverage-bar.h"
#include "kh-pill.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-timeline.h"

/* The states stand below each other in a column. */
#define STATE_CHARS 13

/* --- Needs Attention ------------------------------------------------------------------------- */

typedef struct {
  const KhOverviewVerb *verb;
  KhPage *page; /* (not owned): outlives its rows */
  KhItem *item; /* (owned) (nullable): where the verb only opens something */
  char *uri;
} Act;

static void
act_free (gpointer data, GClosure *closure)
{
  Act *act = data;

  g_clear_object (&act->item);
  g_free (act->uri);
  g_free (act);
}

static void
clicked_cb (GtkWidget *button, const Act *act)
{
  if (kh_overview_verb_acts (act->verb))
    kh_overview_verb_run (act->verb, button, GTK_WIDGET (act->page),
                          kh_page_get_organization (act->page), act->item);
  else
    kh_open_uri (button, act->uri);
}

static GtkWidget *
new_button (KhPage *page, const KhAttention *row, const KhAttentionText *text)
{
  GtkWidget *button = gtk_button_new_with_label (kh_overview_verb_label (text->verb));
  g_autofree char *name =
      g_strdup_printf ("%s: %s", kh_overview_verb_label (text->verb), text->title);
  Act *act = g_new0 (Act, 1);

  act->verb = text->verb;
  act->page = page;
  g_set_object (&act->item, row->item);
  act->uri = g_strdup (text->uri);
  kh_set_name (button, name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_data (button, "clicked", G_CALLBACK (clicked_cb), act, act_free, 0);
  return button;
}

static void
activated_cb (GtkListBox *list, GtkWidget *activated, GtkWidget *row)
{
  if (activated == row)
    kh_open_uri (row, g_object_get_data (G_OBJECT (row), "kh-uri"));
}

static void
on_parent_cb (GtkWidget *row)
{
  GtkWidget *parent = gtk_widget_get_parent (row);

  if (GTK_IS_LIST_BOX (parent))
    g_signal_connect_object (parent, "row-activated", G_CALLBACK (activated_cb), row, 0);
}

/* A row opens its object, whatever its button does. Only action rows tell of it themselves. */
static void
open_when_activated (GtkWidget *row, const char *uri)
{
  g_object_set_data_full (G_OBJECT (row), "kh-uri", g_strdup (uri), g_free);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect (row, "notify::parent", G_CALLBACK (on_parent_cb), NULL);
}

static void
set_row_name (GtkWidget *row, const KhAttentionText *text)
{
  KhStateInfo info = kh_state_info (text->state_kind, text->state);
  g_autofree char *name =
      g_strdup_printf ("%s, %s%s%s, %s", text->title, text->cause, text->left != NULL ? ", " : "",
                       text->left != NULL ? text->left : "", info.word);

  kh_set_name (row, name);
}

static GtkWidget *
new_wide_row (const KhAttentionText *text, GtkWidget *button)
{
  GtkWidget *row = kh_row_new (text->title, text->cause);
  GtkWidget *pill = kh_pill_new (text->state_kind, text->state);

  kh_pill_set_width_chars (KH_PILL (pill), STATE_CHARS);
  gtk_widget_set_margin_start (button, 6);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), pill);
  if (text->left != NULL)
    kh_row_add_label (row, text->left);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  open_when_activated (row, text->uri);
  return row;
}

static GtkWidget *
new_label (const char *text, gboolean dim)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (!dim)
    return label;
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static GtkWidget *
new_row_box (GtkWidget *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return box;
}

static GtkWidget *
new_narrow_row (const KhAttentionText *text, GtkWidget *button)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = new_row_box (row);
  GtkWidget *pill = kh_pill_new (text->state_kind, text->state);
  g_autofree char *more = text->left != NULL ? g_strjoin (" · ", text->left, text->cause, NULL)
                                             : g_strdup (text->cause);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text->title);
  gtk_widget_set_halign (pill, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), pill);
  gtk_box_append (GTK_BOX (box), new_label (text->title, FALSE));
  gtk_box_append (GTK_BOX (box), new_label (more, TRUE));
  gtk_box_append (GTK_BOX (box), button);
  if (kh_overview_verb_acts (text->verb))
    open_when_activated (row, text->uri);
  else
    /* Its button is enough for the keyboard. */
    gtk_widget_set_focusable (row, FALSE);
  return row;
}

GtkWidget *
kh_overview_attention_row_new (KhPage *page, const KhAttention *row, const KhAttentionText *text,
                               gboolean narrow)
{
  GtkWidget *button = new_button (page, row, text);
  GtkWidget *widget = narrow ? new_narrow_row (text, button) : new_wide_row (text, button);

  set_row_name (widget, text);
  if (text->left != NULL)
    kh_set_time (widget, row->due);
  return widget;
}

GtkWidget *
kh_overview_clear_row_new (KhTime checked, KhTime now)
{
  g_autofree char *time = kh_text_clock (checked, now);
  g_autofree char *title = g_strdup_printf (_ ("All clear · Last checked %s"), time);
  GtkWidget *row = kh_row_new (title, NULL);
  GtkWidget *icon = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_widget_add_css_class (icon, "success");
  kh_set_name (icon, "");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

GtkWidget *
kh_overview_unread_row_new (const char *title, const GError *error)
{
  g_autofree char *text = g_strdup_printf (_ ("%s: could not be read"), title);
  g_autofree char *body = kh_text_error_body (error);
  GtkWidget *row = kh_row_new (text, body);

  kh_row_add_pill (row, KH_STATE_CHECK, "unknown");
  return row;
}

/* --- Organization ---------------------------------------------------------------------------- */

/* Calls @add for each state that @counts has; @data is handed on. */
typedef void (*AddCount) (gpointer data, KhStateKind kind, const char *state, guint n);

static void
each_count (const KhOverviewCounts *counts, gboolean customer, AddCount add, gpointer data)
{
  for (guint i = 0; i < KH_N_STATUS_COUNTS; i++) {
    const KhStatusCount *status = &counts->statuses[i];
    guint n = customer ? status->customer : status->microsoft;

    if (n > 0)
      add (data, KH_STATE_ENCRYPTION, status->status, n);
  }
  if (customer && counts->locked > 0)
    add (data, KH_STATE_ENVIRONMENT, "Locked", counts->locked);
}

static void
add_pill (gpointer row, KhStateKind kind, const char *state, guint n)
{
  kh_row_add_count (row, kind, state, n);
}

static void
add_words (gpointer text, KhStateKind kind, const char *state, guint n)
{
  KhStateInfo info = kh_state_info (kind, state);
  GString *words = text;

  g_string_append_printf (words, "%s%s %u", words->len > 0 ? " · " : "", info.word, n);
}

/* Pills do not break: where there is no room, their words do. */
static void
add_counted (AdwPreferencesGroup *group, const KhOverviewCounts *counts, gboolean customer,
             gboolean narrow)
{
  g_autofree char *title =
      customer ? g_strdup_printf (_ ("%u on a customer-managed key"), counts->customer)
               : g_strdup_printf (_ ("%u on the Microsoft-managed key"), counts->microsoft);
  g_autoptr (GString) words = g_string_new (NULL);
  GtkWidget *row;

  if (narrow)
    each_count (counts, customer, add_words, words);
  row = kh_link_row_new (title, words->len > 0 ? words->str : NULL,
                         customer ? "keyhold:environments?chip=customer"
                                  : "keyhold:environments?chip=microsoft");
  if (!narrow) {
    each_count (counts, customer, add_pill, row);
  } else if (words->len > 0) {
    g_autofree char *name = g_strdup_printf ("%s, %s", title, words->str);

    kh_set_name (row, name);
  }
  adw_preferences_group_add (group, row);
}

static GtkWidget *
new_coverage_row (const guint *percents, gboolean narrow)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = new_row_box (row);
  GtkWidget *bar = g_object_ref_sink (kh_coverage_bar_new ());
  const char *text;
  g_autofree char *name = NULL;

  kh_coverage_bar_set_shares (KH_COVERAGE_BAR (bar), percents);
  text = kh_coverage_bar_get_text (KH_COVERAGE_BAR (bar));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Coverage"));
  gtk_box_append (GTK_BOX (box), new_label (_ ("Coverage"), FALSE));
  if (!narrow)
    gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), new_label (text, TRUE));
  name = g_strdup_printf ("%s, %s", _ ("Coverage"), text);
  kh_set_name (row, name);
  g_object_unref (bar);
  return row;
}

void
kh_overview_add_counts (AdwPreferencesGroup *group, const KhOverviewCounts *counts, gboolean narrow)
{
  guint percents[KH_N_SHARES];

  add_counted (group, counts, TRUE, narrow);
  add_counted (group, counts, FALSE, narrow);
  adw_preferences_group_add (group, kh_overview_percents (counts->bytes, percents)
                                        ? new_coverage_row (percents, narrow)
                                        : kh_row_new (_ ("Coverage"), _ ("There is no data yet")));
}

/* --- Next 90 Days ---------------------------------------------------------------------------- */

GtkWidget *
kh_overview_timeline_row_new (GPtrArray *dates, KhTime now)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = new_row_box (row);

  gtk_box_append (GTK_BOX (box), kh_timeline_new (dates, now));
  /* The rows below tell the same. */
  gtk_widget_set_focusable (row, FALSE);
  kh_set_name (row, _ ("Next 90 Days"));
  return row;
}

GtkWidget *
kh_overview_date_row_new (const KhDate *date, KhTime now)
{
  g_autofree char *text = kh_date_text (date);
  g_autofree char *day = kh_text_date (date->time, now);
  g_autofree char *uri = kh_date_uri (date);
  GtkWidget *row =
      kh_link_row_new (text, date->version != NULL ? kh_item_get_name (date->item) : NULL, uri);

  kh_row_add_label (row, day);
  kh_set_time (row, date->time);
  return row;
}
