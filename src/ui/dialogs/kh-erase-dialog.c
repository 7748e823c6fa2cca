/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of a guard of level 4. */
#include "kh-erase-dialog.h"

#include <string.h>

#include "kh-account-acts.h"
#include "kh-caps-note.h"
#include "kh-impact-rows.h"
#include "kh-impact-words.h"
#include "kh-passphrase-entry.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-wait-count.h"

struct _KhEraseDialog {
  KhDialog parent_instance;

  AdwPreferencesGroup *question_group;
  GtkListBox *impact_list;
  AdwEntryRow *name_row;
  AdwPasswordEntryRow *passphrase_row;
  GtkSwitch *sure_switch;
  char *name;     /* (owned) (nullable): what has to be typed */
  gboolean left;  /* the name was typed, and left */
  gboolean wrong; /* the passphrase that was tried */
  KhWaitCount wait;
};

enum { PROVEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhEraseDialog, kh_erase_dialog, KH_TYPE_DIALOG)

static gboolean
is_name_typed (KhEraseDialog *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->name_row));

  return self->name != NULL && strcmp (typed, self->name) == 0;
}

static gboolean
is_passphrase_typed (KhEraseDialog *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->passphrase_row)) != '\0';
}

static void
mark (AdwEntryRow *row, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/* What is not there yet is not complained about, what is wrong is; the switch is asked for last. */
static char *
kh_erase_dialog_check (KhDialog *dialog)
{
  KhEraseDialog *self = KH_ERASE_DIALOG (dialog);
  gboolean misnamed = self->left && !is_name_typed (self);
  gboolean wrong = self->wrong && !is_passphrase_typed (self);
  KhOrganization *organization = kh_dialog_get_organization (dialog);
  g_autofree char *waits = kh_wait_count_reason (&self->wait);

  mark (self->name_row, misnamed);
  mark (ADW_ENTRY_ROW (self->passphrase_row), wrong);
  if (!kh_organization_has_passphrase (organization))
    return g_strdup_printf (_ ("%s has no passphrase, and this needs one"),
                            kh_organization_get_account (organization));
  if (waits != NULL)
    return g_steal_pointer (&waits);
  if (misnamed)
    return g_strdup (_ ("Does not match the name"));
  if (wrong)
    return g_strdup (_ ("Wrong passphrase"));
  if (!is_name_typed (self) || !is_passphrase_typed (self))
    return g_strdup ("");
  if (!gtk_switch_get_active (self->sure_switch))
    return g_strdup (_ ("It cannot be undone: the switch has to say so"));
  return NULL;
}

static void
on_name_changed_cb (KhEraseDialog *self)
{
  kh_dialog_check (KH_DIALOG (self));
}

static void
on_name_left_cb (KhEraseDialog *self)
{
  self->left = self->left || *gtk_editable_get_text (GTK_EDITABLE (self->name_row)) != '\0';
  kh_dialog_check (KH_DIALOG (self));
}

static void
on_passphrase_changed_cb (KhEraseDialog *self)
{
  self->wrong = self->wrong && !is_passphrase_typed (self);
  kh_dialog_check (KH_DIALOG (self));
}

static void
on_focus_moved_cb (KhEraseDialog *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus != NULL && !kh_dialog_is_closed (KH_DIALOG (self))
      && !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->name_row)))
    on_name_left_cb (self);
}

/* --- The proof -------------------------------------------------------------------------------- */

typedef struct {
  char *account;
  KhSecret *passphrase; /* (owned) */
} Proof;

static void
proof_free (gpointer data)
{
  Proof *proof = data;

  g_free (proof->account);
  kh_secret_unref (proof->passphrase);
  g_free (proof);
}

static gpointer
prove_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Proof *proof = data;

  return GINT_TO_POINTER (
      kh_act_prove_passphrase (client, proof->account, proof->passphrase, cancellable, error));
}

static void
proved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhEraseDialog) self = data;
  g_autoptr (GError) error = NULL;

  kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);
  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (error == NULL) {
    g_signal_emit (self, signals[PROVEN], 0);
    return;
  }
  self->wrong =
      kh_wait_count_take (&self->wait, KH_DIALOG (self), GTK_WIDGET (self->passphrase_row), error);
  kh_passphrase_entry_clear (self->passphrase_row);
  if (self->wrong) {
    g_clear_error (&error);
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
  }
  kh_dialog_fail (KH_DIALOG (self), error);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
}

static void
kh_erase_dialog_apply (KhDialog *dialog)
{
  KhEraseDialog *self = KH_ERASE_DIALOG (dialog);
  KhOrganization *organization = kh_dialog_get_organization (dialog);
  Proof *proof = g_new0 (Proof, 1);

  proof->account = g_strdup (kh_organization_get_account (organization));
  proof->passphrase = kh_passphrase_entry_read (self->passphrase_row);
  kh_dialog_begin (dialog);
  kh_organization_run_async (organization, prove_worker, proof, proof_free, NULL,
                             kh_dialog_get_cancellable (dialog), proved_cb, g_object_ref (self));
}

/* --- What is shown ---------------------------------------------------------------------------- */

static void
show_impact (KhEraseDialog *self, KhJson *impact)
{
  KhTime now = kh_organization_now (kh_dialog_get_organization (KH_DIALOG (self)));
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->impact_list))) != NULL)
    gtk_list_box_remove (self->impact_list, row);
  if (kh_impact_rows_fill (self->impact_list, NULL, impact, now) == 0
      && kh_impact_nothing (impact) != NULL)
    gtk_list_box_append (self->impact_list, kh_row_new (kh_impact_nothing (impact), NULL));
}

void
kh_erase_dialog_ask_again (KhEraseDialog *self, KhJson *impact, const GError *refusal)
{
  show_impact (self, impact);
  kh_passphrase_entry_clear (self->passphrase_row);
  gtk_switch_set_active (self->sure_switch, FALSE);
  kh_dialog_fail (KH_DIALOG (self), refusal);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
}

void
kh_erase_dialog_show (KhEraseDialog *self, GtkWidget *parent)
{
  kh_dialog_show (KH_DIALOG (self), parent);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

static void
kh_erase_dialog_dispose (GObject *object)
{
  KhEraseDialog *self = KH_ERASE_DIALOG (object);

  kh_wait_count_stop (&self->wait);
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (kh_erase_dialog_parent_class)->dispose (object);
}

static void
kh_erase_dialog_class_init (KhEraseDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (KH_TYPE_CAPS_NOTE);
  G_OBJECT_CLASS (klass)->dispose = kh_erase_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_erase_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_erase_dialog_check;
  signals[PROVEN] = g_signal_new ("proven", KH_TYPE_ERASE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-erase-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhEraseDialog, question_group);
  gtk_widget_class_bind_template_child (widget_class, KhEraseDialog, impact_list);
  gtk_widget_class_bind_template_child (widget_class, KhEraseDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, KhEraseDialog, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, KhEraseDialog, sure_switch);
  gtk_widget_class_bind_template_callback (widget_class, kh_dialog_on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_name_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_passphrase_changed_cb);
}

static void
kh_erase_dialog_init (KhEraseDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus_moved_cb), NULL);
}

KhEraseDialog *
kh_erase_dialog_new (KhOrganization *organization, const KhConfirmTexts *texts, KhJson *impact)
{
  KhEraseDialog *self = g_object_new (KH_TYPE_ERASE_DIALOG, "organization", organization, NULL);
  const char *account = kh_organization_get_account (organization);
  gboolean asks = kh_json_bool (impact, "approvalNeeded", FALSE);
  g_autofree char *request = g_strdup_printf (_ ("Request %s"), texts->verb);
  g_autofree char *heading = kh_text_escape (texts->heading);
  g_autofree char *forgotten = kh_impact_forgotten (impact);
  g_autofree char *all = forgotten != NULL ? g_strjoin (" ", forgotten, texts->body, NULL) : NULL;
  g_autofree char *body = kh_text_escape (all != NULL ? all : texts->body);
  g_autofree char *wanted = NULL;
  g_autofree char *passphrase = g_strdup_printf (_ ("Passphrase of %s"), account);

  self->name = g_strdup (kh_json_string (impact, "confirmName"));
  wanted = g_strdup_printf (_ ("Type %s"), self->name);
  kh_dialog_set_verb (KH_DIALOG (self), asks ? request : texts->verb, !asks);
  adw_preferences_group_set_title (self->question_group, heading);
  adw_preferences_group_set_description (self->question_group, body);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), wanted);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->passphrase_row), passphrase);
  show_impact (self, impact);
  return self;
}
