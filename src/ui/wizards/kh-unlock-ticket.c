/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of an unlock request. */
#include "kh-unlock-ticket.h"

#include "kh-rows.h"
#include "kh-text.h"

struct _KhUnlockTicket {
  AdwBin parent_instance;

  AdwComboRow *severity_row;
  AdwEntryRow *contact_row;
  GtkTextView *description_view;
  GPtrArray *switches; /* (element-type GtkSwitch): of what can stay out; with "kh-kind" */
  gboolean is_proposed, is_proposing;
};

enum { SIGNAL_SHOW, SIGNAL_SAVE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhUnlockTicket, kh_unlock_ticket, ADW_TYPE_BIN)

static const struct {
  const char *word, *text;
} severities[] = {
  { "critical", N_ ("Critical") },
  { "high", N_ ("High") },
  { "medium", N_ ("Medium") },
  { "low", N_ ("Low") },
};

/* In the order of the request. */
static const struct {
  const char *kind, *title;
  gboolean always; /* it cannot be left out */
} pieces[] = {
  { "environments", N_ ("Lock times and cause"), TRUE },
  { "proof", N_ ("Proof of the original key"), TRUE },
  { "diagnosis", N_ ("Diagnosis") },
  { "approvals", N_ ("Approvals") },
  { "timeline", N_ ("Changes since access was lost, and who made them") },
  { "audit", N_ ("Hashes of audit records, and the signed checkpoint") },
  { "program", N_ ("Program version") },
};

void
kh_unlock_ticket_propose (KhUnlockTicket *self, const char *description)
{
  if (!self->is_proposed)
    return;
  self->is_proposing = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->description_view), description, -1);
  self->is_proposing = FALSE;
}

/* (transfer full) */
static char *
get_description (KhUnlockTicket *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->description_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

void
kh_unlock_ticket_fill (KhUnlockTicket *self, KhWireRequestFiling *filing)
{
  g_autoptr (GStrvBuilder) left_out = g_strv_builder_new ();

  for (guint i = 0; i < self->switches->len; i++)
    if (!gtk_switch_get_active (self->switches->pdata[i]))
      g_strv_builder_add (left_out,
                          g_object_get_data (G_OBJECT (self->switches->pdata[i]), "kh-kind"));
  filing->severity = g_strdup (severities[adw_combo_row_get_selected (self->severity_row)].word);
  filing->contact = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->contact_row)));
  filing->reason = get_description (self);
  filing->left_out = g_strv_builder_end (left_out);
}

/* --- The fields ------------------------------------------------------------------------------- */

static void
on_written_cb (KhUnlockTicket *self)
{
  self->is_proposed = self->is_proposed && self->is_proposing;
}

static GtkWidget *
new_severity (KhUnlockTicket *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (severities); i++)
    gtk_string_list_append (words, _ (severities[i].text));
  self->severity_row = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->severity_row), _ ("Severity"));
  adw_combo_row_set_model (self->severity_row, G_LIST_MODEL (words));
  return GTK_WIDGET (self->severity_row);
}

static GtkWidget *
new_contact (KhUnlockTicket *self)
{
  self->contact_row = ADW_ENTRY_ROW (adw_entry_row_new ());
  /* What it takes is said above: the title of an entry is one line, which large letters cut. */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->contact_row), _ ("Contact"));
  return GTK_WIDGET (self->contact_row);
}

/* Several lines, so no row of the library does. */
static GtkWidget *
new_description (KhUnlockTicket *self)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (_ ("Description"));

  self->description_view = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_wrap_mode (self->description_view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->description_view, FALSE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  kh_set_name (GTK_WIDGET (self->description_view), _ ("Description"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->description_view));
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  g_signal_connect_object (gtk_text_view_get_buffer (self->description_view), "changed",
                           G_CALLBACK (on_written_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static void
on_show_clicked_cb (GtkButton *button, KhUnlockTicket *self)
{
  guint n = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "kh-piece"));

  g_signal_emit (self, signals[SIGNAL_SHOW], 0, pieces[n].kind, _ (pieces[n].title));
}

static void
add_show (KhUnlockTicket *self, GtkWidget *row, guint n)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Show"));
  /* Translators: a piece of evidence */
  g_autofree char *name = g_strdup_printf (_ ("Show: %s"), _ (pieces[n].title));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (button), "kh-piece", GUINT_TO_POINTER (n));
  kh_set_name (button, name);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_show_clicked_cb), self, 0);
  kh_row_add_button (row, button);
}

static GtkWidget *
new_piece (KhUnlockTicket *self, guint n)
{
  GtkWidget *row =
      kh_row_new (_ (pieces[n].title), pieces[n].always ? _ ("Always goes along") : NULL);
  GtkWidget *toggle;

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  add_show (self, row, n);
  if (pieces[n].always)
    return row;
  toggle = gtk_switch_new ();
  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (toggle), "kh-kind", g_strdup (pieces[n].kind), g_free);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_ptr_array_add (self->switches, toggle);
  return row;
}

static void
on_save_clicked_cb (KhUnlockTicket *self)
{
  g_signal_emit (self, signals[SIGNAL_SAVE], 0);
}

/* What the support ticket of the cloud needs, without filing anything. */
static void
add_save (KhUnlockTicket *self, GtkWidget *group)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Save E_vidence…"));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  kh_set_plain_name (button, _ ("Save E_vidence…"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_save_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), button);
}

static GtkWidget *
new_group (GtkWidget *box, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (GTK_BOX (box), group);
  return group;
}

static void
kh_unlock_ticket_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (kh_unlock_ticket_parent_class)->dispose (object);
}

static void
kh_unlock_ticket_finalize (GObject *object)
{
  g_ptr_array_unref (KH_UNLOCK_TICKET (object)->switches);
  G_OBJECT_CLASS (kh_unlock_ticket_parent_class)->finalize (object);
}

static void
kh_unlock_ticket_class_init (KhUnlockTicketClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_unlock_ticket_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_unlock_ticket_finalize;
  signals[SIGNAL_SHOW] =
      g_signal_new ("show-piece", KH_TYPE_UNLOCK_TICKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_SAVE] = g_signal_new ("save", KH_TYPE_UNLOCK_TICKET, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_unlock_ticket_init (KhUnlockTicket *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  GtkWidget *group = new_group (box, _ ("Support Request"));

  self->switches = g_ptr_array_new ();
  self->is_proposed = TRUE;
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("Support answers to the contact: a name and an e-mail address."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_severity (self));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_contact (self));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_description (self));
  group = new_group (box, _ ("Evidence"));
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_piece (self, i));
  add_save (self, group);
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
kh_unlock_ticket_new (const char *contact)
{
  KhUnlockTicket *self = g_object_new (KH_TYPE_UNLOCK_TICKET, NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->contact_row), contact != NULL ? contact : "");
  return GTK_WIDGET (self);
}
