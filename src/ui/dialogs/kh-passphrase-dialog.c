/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change Passphrase…, of the account in use. */
#include "kh-people-dialogs.h"

#include "kh-caps-note.h"
#include "kh-passphrase-entry.h"
#include "kh-passphrase.h"
#include "kh-tenant-api.h"
#include "kh-text.h"
#include "kh-wait-count.h"

#define KH_TYPE_PASSPHRASE_DIALOG (kh_passphrase_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhPassphraseDialog, kh_passphrase_dialog, KH, PASSPHRASE_DIALOG, KhDialog)

struct _KhPassphraseDialog {
  KhDialog parent_instance;

  gboolean wrong;     /* the present passphrase that was tried */
  gboolean first;     /* the account has none yet, or nobody knows it any more */
  KhSecret *recovery; /* (nullable): proves who it is instead */
  KhWaitCount wait;
  GtkWidget *old_group;
  AdwPasswordEntryRow *old_row, *new_row, *repeat_row;
};

G_DEFINE_FINAL_TYPE (KhPassphraseDialog, kh_passphrase_dialog, KH_TYPE_DIALOG)

static char *
check_old (KhDialog *dialog, const char *text)
{
  if (KH_PASSPHRASE_DIALOG (dialog)->first)
    return NULL;
  return *text == '\0' ? g_strdup (_ ("Type the present passphrase")) : NULL;
}

static char *
check_new (KhDialog *dialog, const char *text)
{
  KhPassphraseGrade grade = kh_passphrase_grade (text);

  if (grade == KH_PASSPHRASE_EMPTY)
    return g_strdup (_ ("Type a new passphrase"));
  return grade == KH_PASSPHRASE_SHORT ? g_strdup (kh_passphrase_word (grade)) : NULL;
}

static char *
check_repeat (KhDialog *dialog, const char *text)
{
  KhPassphraseDialog *self = KH_PASSPHRASE_DIALOG (dialog);

  if (g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (self->new_row))))
    return NULL;
  return g_strdup (_ ("The two do not match"));
}

/* What was tried is said at once, what was not typed yet only when the field was left. */
static char *
kh_passphrase_dialog_check (KhDialog *dialog)
{
  KhPassphraseDialog *self = KH_PASSPHRASE_DIALOG (dialog);
  char *waits = kh_wait_count_reason (&self->wait);

  if (waits != NULL)
    return waits;
  if (!self->wrong || *gtk_editable_get_text (GTK_EDITABLE (self->old_row)) != '\0')
    return NULL;
  gtk_widget_add_css_class (GTK_WIDGET (self->old_row), "error");
  return g_strdup (_ ("Wrong passphrase"));
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhPassphraseDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) answer =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (error == NULL) {
    kh_dialog_done (KH_DIALOG (self), NULL, NULL, NULL);
    return;
  }
  /* What was wrong is typed again. */
  self->wrong =
      kh_wait_count_take (&self->wait, KH_DIALOG (self), GTK_WIDGET (self->old_row), error);
  kh_passphrase_entry_clear (self->old_row);
  if (self->wrong) {
    g_clear_error (&error);
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
  }
  kh_dialog_fail (KH_DIALOG (self), error);
  gtk_widget_grab_focus (GTK_WIDGET (self->first ? self->new_row : self->old_row));
}

static void
kh_passphrase_dialog_apply (KhDialog *dialog)
{
  KhPassphraseDialog *self = KH_PASSPHRASE_DIALOG (dialog);
  g_autoptr (KhSecret) before = self->first ? NULL : kh_passphrase_entry_read (self->old_row);
  g_autoptr (KhSecret) after = kh_passphrase_entry_read (self->new_row);

  kh_dialog_begin (dialog);
  kh_organization_call_async (kh_dialog_get_organization (dialog),
                              self->recovery != NULL
                                  ? kh_tenant_api_reset_passphrase (self->recovery, after)
                                  : kh_tenant_api_change_passphrase (before, after),
                              kh_dialog_get_cancellable (dialog), changed_cb, g_object_ref (self));
}

static void
kh_passphrase_dialog_constructed (GObject *object)
{
  KhPassphraseDialog *self = KH_PASSPHRASE_DIALOG (object);
  KhDialog *dialog = KH_DIALOG (self);

  G_OBJECT_CLASS (kh_passphrase_dialog_parent_class)->constructed (object);
  kh_dialog_check_entry (dialog, ADW_ENTRY_ROW (self->old_row), check_old);
  kh_dialog_check_entry (dialog, ADW_ENTRY_ROW (self->new_row), check_new);
  kh_dialog_check_entry (dialog, ADW_ENTRY_ROW (self->repeat_row), check_repeat);
}

static void
kh_passphrase_dialog_dispose (GObject *object)
{
  KhPassphraseDialog *self = KH_PASSPHRASE_DIALOG (object);

  kh_wait_count_stop (&self->wait);
  g_clear_pointer (&self->recovery, kh_secret_unref);
  G_OBJECT_CLASS (kh_passphrase_dialog_parent_class)->dispose (object);
}

static void
kh_passphrase_dialog_class_init (KhPassphraseDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (KH_TYPE_CAPS_NOTE);
  G_OBJECT_CLASS (klass)->constructed = kh_passphrase_dialog_constructed;
  G_OBJECT_CLASS (klass)->dispose = kh_passphrase_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_passphrase_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_passphrase_dialog_check;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-passphrase-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhPassphraseDialog, old_group);
  gtk_widget_class_bind_template_child (widget_class, KhPassphraseDialog, old_row);
  gtk_widget_class_bind_template_child (widget_class, KhPassphraseDialog, new_row);
  gtk_widget_class_bind_template_child (widget_class, KhPassphraseDialog, repeat_row);
}

static void
kh_passphrase_dialog_init (KhPassphraseDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Nothing is to be proven by a passphrase. */
static void
ask_for_new_one (KhPassphraseDialog *self, const char *title)
{
  self->first = TRUE;
  gtk_widget_set_visible (self->old_group, FALSE);
  gtk_window_set_title (GTK_WINDOW (self), title);
  kh_dialog_set_verb (KH_DIALOG (self), _ ("_Set Passphrase"), FALSE);
  kh_dialog_check (KH_DIALOG (self));
}

KhDialog *
kh_passphrase_dialog_new_recovered (KhOrganization *organization, KhSecret *recovery)
{
  KhPassphraseDialog *self =
      g_object_new (KH_TYPE_PASSPHRASE_DIALOG, "organization", organization, NULL);

  self->recovery = kh_secret_ref (recovery);
  ask_for_new_one (self, _ ("Set a New Passphrase"));
  kh_dialog_set_keep (KH_DIALOG (self), _ ("_Later"));
  return KH_DIALOG (self);
}

KhDialog *
kh_passphrase_dialog_new (KhOrganization *organization, gboolean has_passphrase)
{
  KhPassphraseDialog *self =
      g_object_new (KH_TYPE_PASSPHRASE_DIALOG, "organization", organization, NULL);

  if (!has_passphrase)
    ask_for_new_one (self, _ ("Set Passphrase"));
  return KH_DIALOG (self);
}
