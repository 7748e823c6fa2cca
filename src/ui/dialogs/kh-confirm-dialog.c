/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of a guard of level 1 to 3. */
#include "kh-confirm-dialog.h"

#include <string.h>

#include "kh-error-card.h"
#include "kh-impact-rows.h"
#include "kh-impact-words.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-window-fit.h"

#define MAX_PLAIN_ROWS 3

struct _KhConfirmDialog {
  AdwMessageDialog parent_instance;

  GtkWidget *extra_box, *impact_window, *name_box;
  GtkListBox *impact_list;
  AdwEntryRow *name_row;
  GtkWidget *mismatch_label;
  KhErrorCard *error_card;
  char *name; /* (owned) (nullable): what has to be typed */
  gboolean left;
  guint focus_id; /* source, 0: none */
};

G_DEFINE_FINAL_TYPE (KhConfirmDialog, kh_confirm_dialog, ADW_TYPE_MESSAGE_DIALOG)

static gboolean
is_name_typed (KhConfirmDialog *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->name_row));

  return self->name != NULL && strcmp (typed, self->name) == 0;
}

/* Every byte counts; a wrong name is complained about only once the entry was left. */
static void
on_name_changed_cb (KhConfirmDialog *self)
{
  gboolean right = is_name_typed (self);
  gboolean wrong = self->left && !right;

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "verb", right);
  gtk_widget_set_visible (self->mismatch_label, wrong);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->name_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->name_row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->name_row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
on_name_left_cb (KhConfirmDialog *self)
{
  self->left = self->left || *gtk_editable_get_text (GTK_EDITABLE (self->name_row)) != '\0';
  on_name_changed_cb (self);
}

static void
on_focus_moved_cb (KhConfirmDialog *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (self->name != NULL && focus != NULL
      && !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->name_row)))
    on_name_left_cb (self);
}

/* A text that loses the focus while its window goes away warns in GTK 4.8. */
static void
on_response_cb (KhConfirmDialog *self)
{
  g_clear_pointer (&self->name, g_free);
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
}

/* A scrolled window asks for the height of lines that do not wrap, so a short list does without. */
static void
unwrap_list (KhConfirmDialog *self)
{
  g_autoptr (GtkWidget) list = g_object_ref (GTK_WIDGET (self->impact_list));

  gtk_viewport_set_child (GTK_VIEWPORT (gtk_widget_get_parent (list)), NULL);
  gtk_box_prepend (GTK_BOX (self->extra_box), list);
}

/* FALSE when there is nothing to show. */
static gboolean
show_impact (KhConfirmDialog *self, const KhConfirmTexts *texts, KhJson *impact, KhTime now)
{
  guint n = kh_impact_rows_fill (self->impact_list, texts->rows, impact, now);

  gtk_widget_set_visible (self->impact_window, n > MAX_PLAIN_ROWS);
  if (n > 0 && n <= MAX_PLAIN_ROWS)
    unwrap_list (self);
  return n > 0;
}

static void
ask_for_name (KhConfirmDialog *self, const char *name)
{
  g_autofree char *title = g_strdup_printf (_ ("Type %s"), name);

  self->name = g_strdup (name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), title);
  gtk_widget_set_visible (self->name_box, TRUE);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "verb", FALSE);
}

/* The least dangerous button has the focus, or the entry; never a row. */
static gboolean
focus_cb (gpointer data)
{
  KhConfirmDialog *self = data;
  GtkWidget *button = gtk_window_get_default_widget (GTK_WINDOW (self));

  self->focus_id = 0;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  /* The library forgets that buttons which lie on each other need more height. */
  kh_window_fit (GTK_WINDOW (self));
  if (self->name != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  else if (button != NULL)
    gtk_widget_grab_focus (button);
  return G_SOURCE_REMOVE;
}

/* The library chooses the first row when it is mapped, so this comes after it. */
static void
kh_confirm_dialog_map (GtkWidget *widget)
{
  KhConfirmDialog *self = KH_CONFIRM_DIALOG (widget);

  GTK_WIDGET_CLASS (kh_confirm_dialog_parent_class)->map (widget);
  if (self->focus_id == 0)
    self->focus_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, focus_cb, self, NULL);
}

static void
kh_confirm_dialog_dispose (GObject *object)
{
  KhConfirmDialog *self = KH_CONFIRM_DIALOG (object);

  g_clear_handle_id (&self->focus_id, g_source_remove);
  kh_window_fit_cancel (GTK_WINDOW (self));
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (kh_confirm_dialog_parent_class)->dispose (object);
}

static void
kh_confirm_dialog_class_init (KhConfirmDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_confirm_dialog_dispose;
  widget_class->map = kh_confirm_dialog_map;
  g_type_ensure (KH_TYPE_ERROR_CARD);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-confirm-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhConfirmDialog, extra_box);
  gtk_widget_class_bind_template_child (widget_class, KhConfirmDialog, impact_window);
  gtk_widget_class_bind_template_child (widget_class, KhConfirmDialog, impact_list);
  gtk_widget_class_bind_template_child (widget_class, KhConfirmDialog, name_box);
  gtk_widget_class_bind_template_child (widget_class, KhConfirmDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, KhConfirmDialog, mismatch_label);
  gtk_widget_class_bind_template_child (widget_class, KhConfirmDialog, error_card);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_name_left_cb);
}

static void
kh_confirm_dialog_init (KhConfirmDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus_moved_cb), NULL);
  g_signal_connect (self, "response", G_CALLBACK (on_response_cb), NULL);
}

static const char *
or_soft (const char *hard, const char *soft)
{
  return hard != NULL ? hard : soft;
}

/* (transfer full): what takes environments down says so before anything else. */
static char *
make_hard_body (const KhConfirmTexts *texts, KhJson *impact)
{
  const char *body = or_soft (texts->body_hard, texts->body);
  g_autofree char *locks = kh_impact_locks (impact);
  g_autofree char *forgotten = kh_impact_forgotten (impact);

  if (locks == NULL)
    locks = g_steal_pointer (&forgotten);
  return locks != NULL ? g_strjoin (" ", locks, body, NULL) : g_strdup (body);
}

KhConfirmDialog *
kh_confirm_dialog_new (const KhConfirmTexts *texts, KhJson *impact, KhTime now)
{
  KhConfirmDialog *self = g_object_new (KH_TYPE_CONFIRM_DIALOG, NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);
  gint64 level = impact != NULL ? kh_json_int (impact, "level", 3) : 1;
  gboolean hard = level >= 3;
  gboolean asks = kh_json_bool (impact, "approvalNeeded", FALSE);
  g_autofree char *request = g_strdup_printf (_ ("Request %s"), texts->verb);
  g_autofree char *hard_body = hard ? make_hard_body (texts, impact) : NULL;

  adw_message_dialog_set_heading (dialog, hard ? or_soft (texts->heading_hard, texts->heading)
                                               : texts->heading);
  adw_message_dialog_set_body (dialog, hard ? hard_body : texts->body);
  if (texts->keep != NULL)
    adw_message_dialog_set_response_label (dialog, "cancel", texts->keep);
  /* What another person has to approve is not dangerous yet. */
  adw_message_dialog_add_response (dialog, "verb", asks ? request : texts->verb);
  adw_message_dialog_set_response_appearance (dialog, "verb",
                                              texts->destructive && !asks ? ADW_RESPONSE_DESTRUCTIVE
                                                                          : ADW_RESPONSE_SUGGESTED);
  gboolean shown = show_impact (self, texts, level >= 2 ? impact : NULL, now);

  if (hard)
    ask_for_name (self, kh_json_string (impact, "confirmName"));
  else
    adw_message_dialog_set_default_response (dialog, "cancel");
  gtk_widget_set_visible (self->extra_box, shown || hard);
  return self;
}

KhConfirmDialog *
kh_confirm_dialog_new_lock (KhJson *impact, KhTime now)
{
  KhConfirmDialog *self = g_object_new (KH_TYPE_CONFIRM_DIALOG, NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);
  guint n = kh_json_length (impact, "environments");
  g_autofree char *heading =
      g_strdup_printf (ngettext ("This Locks %u Environment", "This Locks %u Environments", n), n);

  adw_message_dialog_set_heading (dialog, heading);
  adw_message_dialog_set_body (dialog,
                               _ ("Lock Environments goes on with it: the whole impact, the "
                                  "other ways out and the way back come first."));
  adw_message_dialog_add_response (dialog, "verb", _ ("C_ontinue in Lock Environments…"));
  adw_message_dialog_set_default_response (dialog, "cancel");
  show_impact (self, &(KhConfirmTexts){ NULL }, impact, now);
  return self;
}

void
kh_confirm_dialog_set_refusal (KhConfirmDialog *self, const GError *refusal)
{
  kh_error_card_set_error (self->error_card, refusal);
  gtk_widget_set_visible (self->extra_box, TRUE);
}
