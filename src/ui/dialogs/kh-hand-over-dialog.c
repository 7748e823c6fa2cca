/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hand Over…: what another person is asked to do, as a text to send. */
#include "kh-dialogs.h"

#include "kh-role-text.h"
#include "kh-tenant-api.h"
#include "kh-text.h"

#define KH_TYPE_HAND_OVER_DIALOG (kh_hand_over_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhHandOverDialog, kh_hand_over_dialog, KH, HAND_OVER_DIALOG, KhDialog)

struct _KhHandOverDialog {
  KhDialog parent_instance;

  AdwPreferencesGroup *people_group, *text_group;
  AdwComboRow *person_row;
  AdwEntryRow *note_row;
  GtkLabel *text_label;
  char *asked, *uri, *command, *role; /* the role as people call it */
  KhMay may;
};

G_DEFINE_FINAL_TYPE (KhHandOverDialog, kh_hand_over_dialog, KH_TYPE_DIALOG)

static const char *
get_person (KhHandOverDialog *self)
{
  GtkStringObject *chosen = adw_combo_row_get_selected_item (self->person_row);

  return chosen != NULL ? gtk_string_object_get_string (chosen) : NULL;
}

static void
append (GString *text, const char *format, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  g_string_append (text, "\n");
  g_string_append_printf (text, format, value);
}

/* (transfer full): addresses and commands stand on lines of their own, to be copied from there. */
static char *
make_text (KhHandOverDialog *self)
{
  KhOrganization *organization = kh_dialog_get_organization (KH_DIALOG (self));
  const char *person = get_person (self);
  GString *text = g_string_new (NULL);

  if (person != NULL)
    /* Translators: the first line of a message: "To Kira Vance:" */
    g_string_append_printf (text, _ ("To %s:"), person);
  else
    /* Translators: the same, to whoever has a role: "To: Key Vault administrator" */
    g_string_append_printf (text, _ ("To: %s"), self->role);
  g_string_append_printf (text, "\n\n%s\n", self->asked);
  append (text, "%s\n", gtk_editable_get_text (GTK_EDITABLE (self->note_row)));
  append (text, _ ("In Keyhold, organization %s:"), kh_organization_get_name (organization));
  append (text, "%s", self->uri);
  if (self->command != NULL)
    append (text, "%s", _ ("or on the command line:"));
  append (text, "%s", self->command);
  append (text, _ ("\nAsked by %s"), kh_organization_get_account (organization));
  return g_string_free (text, FALSE);
}

static void
show_text (KhHandOverDialog *self)
{
  g_autofree char *text = make_text (self);

  gtk_label_set_text (self->text_label, text);
}

static void
kh_hand_over_dialog_apply (KhDialog *dialog)
{
  KhHandOverDialog *self = KH_HAND_OVER_DIALOG (dialog);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->text_label));
  adw_preferences_group_set_description (self->text_group, _ ("The text is in the clipboard."));
  kh_dialog_set_readable (dialog, TRUE);
  kh_dialog_set_finished (dialog, _ ("_Close"));
}

static void
show_people (KhHandOverDialog *self, GPtrArray *accounts)
{
  const char *own = kh_organization_get_account (kh_dialog_get_organization (KH_DIALOG (self)));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < accounts->len; i++) {
    const char *name = kh_json_string (g_ptr_array_index (accounts, i), "name");

    if (name != NULL && g_strcmp0 (name, own) != 0
        && (kh_role_bits (g_ptr_array_index (accounts, i)) & self->may) != 0)
      gtk_string_list_append (names, name);
  }
  if (g_list_model_get_n_items (G_LIST_MODEL (names)) == 0) {
    /* Translators: the name of a role. */
    g_autofree char *nobody =
        g_strdup_printf (_ ("No other account here has the role %s."), self->role);

    adw_preferences_group_set_description (self->people_group, nobody);
    return;
  }
  adw_combo_row_set_model (self->person_row, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->person_row), TRUE);
}

/* Without an answer nobody can be chosen, and the text names the role. */
static void
accounts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhHandOverDialog) self = data;
  g_autoptr (GPtrArray) accounts =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, NULL);

  if (accounts == NULL || kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  show_people (self, accounts);
  show_text (self);
  kh_dialog_fit (KH_DIALOG (self));
}

static void
kh_hand_over_dialog_finalize (GObject *object)
{
  KhHandOverDialog *self = KH_HAND_OVER_DIALOG (object);

  g_free (self->asked);
  g_free (self->uri);
  g_free (self->command);
  g_free (self->role);
  G_OBJECT_CLASS (kh_hand_over_dialog_parent_class)->finalize (object);
}

static void
kh_hand_over_dialog_class_init (KhHandOverDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kh_hand_over_dialog_finalize;
  KH_DIALOG_CLASS (klass)->apply = kh_hand_over_dialog_apply;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-hand-over-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhHandOverDialog, people_group);
  gtk_widget_class_bind_template_child (widget_class, KhHandOverDialog, person_row);
  gtk_widget_class_bind_template_child (widget_class, KhHandOverDialog, note_row);
  gtk_widget_class_bind_template_child (widget_class, KhHandOverDialog, text_group);
  gtk_widget_class_bind_template_child (widget_class, KhHandOverDialog, text_label);
  gtk_widget_class_bind_template_callback (widget_class, show_text);
}

static void
kh_hand_over_dialog_init (KhHandOverDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_hand_over_dialog_new (KhOrganization *organization, const KhHandOverNote *what)
{
  KhHandOverDialog *self =
      g_object_new (KH_TYPE_HAND_OVER_DIALOG, "organization", organization, NULL);

  self->asked = g_strdup (what->asked);
  self->uri = g_strdup (what->uri);
  self->command = g_strdup (what->command);
  self->may = what->role;
  self->role = kh_role_names (what->role, "");
  show_text (self);
  kh_organization_call_async (organization, kh_tenant_api_accounts (),
                              kh_dialog_get_cancellable (KH_DIALOG (self)), accounts_cb,
                              g_object_ref (self));
  return KH_DIALOG (self);
}
