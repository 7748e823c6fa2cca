/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New Secret… and New Version…: a value goes into a vault, from memory that is wiped. */
#include "kh-dialogs.h"

#include <string.h>

#include "kh-caps-note.h"
#include "kh-id.h"
#include "kh-limits.h"
#include "kh-passphrase-entry.h"
#include "kh-secret-api.h"
#include "kh-text.h"
#include "kh-wire-account.h"

#define KH_TYPE_SECRET_DIALOG (kh_secret_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhSecretDialog, kh_secret_dialog, KH, SECRET_DIALOG, KhDialog)

struct _KhSecretDialog {
  KhDialog parent_instance;

  AdwPreferencesGroup *group;
  AdwEntryRow *name_row;
  AdwPasswordEntryRow *value_row;
  KhItem *vault; /* (owned) (nullable) before it is set */
  char *name;    /* (owned) (nullable): of the secret that gets a version */
};

G_DEFINE_FINAL_TYPE (KhSecretDialog, kh_secret_dialog, KH_TYPE_DIALOG)

static gboolean
is_in (KhJson *list, const char *name)
{
  for (guint i = 0; i < kh_json_length (list, NULL); i++) {
    const char *other = kh_json_string (kh_json_element (list, NULL, i), "name");

    if (other != NULL && g_ascii_strcasecmp (other, name) == 0)
      return TRUE;
  }
  return FALSE;
}

/* A name that is there would get a version, which nobody asked for here. */
static char *
check_name (KhDialog *dialog, const char *text)
{
  KhSecretDialog *self = KH_SECRET_DIALOG (dialog);
  KhJson *vault = self->vault != NULL ? kh_item_get_snapshot (self->vault) : NULL;

  if (self->name != NULL)
    return NULL;
  if (!kh_name_is_key (text))
    return g_strdup (_ ("Use 1 to 127 letters, digits and hyphens"));
  if (is_in (kh_json_get (vault, "secrets"), text))
    return g_strdup (_ ("A secret of this vault has this name"));
  if (is_in (kh_json_get (vault, "deletedSecrets"), text))
    return g_strdup (_ ("A deleted secret has this name: recover or purge it"));
  return NULL;
}

static char *
check_value (KhDialog *dialog, const char *text)
{
  if (*text == '\0')
    return g_strdup (_ ("Type the value"));
  return strlen (text) > KH_SECRET_VALUE_MAX ? g_strdup (_ ("The value is too long")) : NULL;
}

static void
set_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhSecretDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) made = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (made == NULL) {
    kh_dialog_fail (KH_DIALOG (self), error);
    return;
  }
  kh_passphrase_entry_clear (self->value_row);
  kh_dialog_done (KH_DIALOG (self),
                  self->name != NULL ? _ ("New version created") : _ ("Secret created"), NULL,
                  NULL);
}

static void
kh_secret_dialog_apply (KhDialog *dialog)
{
  KhSecretDialog *self = KH_SECRET_DIALOG (dialog);
  const char *name =
      self->name != NULL ? self->name : gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  g_autoptr (KhSecret) value = kh_passphrase_entry_read (self->value_row);
  g_autoptr (KhSecretSetRequest) request = kh_secret_set_request_new ();

  request->enabled = KH_TRI_UNSET;
  request->value =
      g_strndup ((const char *)kh_secret_get_bytes (value), kh_secret_get_size (value));
  kh_dialog_begin (dialog);
  kh_organization_call_async (kh_dialog_get_organization (dialog),
                              kh_secret_api_set (kh_item_get_name (self->vault), name, request),
                              kh_dialog_get_cancellable (dialog), set_cb, g_object_ref (self));
  kh_wire_wipe (request->value);
}

static void
kh_secret_dialog_constructed (GObject *object)
{
  KhSecretDialog *self = KH_SECRET_DIALOG (object);
  KhDialog *dialog = KH_DIALOG (self);

  G_OBJECT_CLASS (kh_secret_dialog_parent_class)->constructed (object);
  kh_dialog_check_entry (dialog, self->name_row, check_name);
  kh_dialog_check_entry (dialog, ADW_ENTRY_ROW (self->value_row), check_value);
}

static void
kh_secret_dialog_dispose (GObject *object)
{
  KhSecretDialog *self = KH_SECRET_DIALOG (object);

  g_clear_object (&self->vault);
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (kh_secret_dialog_parent_class)->dispose (object);
}

static void
kh_secret_dialog_class_init (KhSecretDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (KH_TYPE_CAPS_NOTE);
  G_OBJECT_CLASS (klass)->constructed = kh_secret_dialog_constructed;
  G_OBJECT_CLASS (klass)->dispose = kh_secret_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_secret_dialog_apply;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-secret-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhSecretDialog, group);
  gtk_widget_class_bind_template_child (widget_class, KhSecretDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, KhSecretDialog, value_row);
}

static void
kh_secret_dialog_init (KhSecretDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_secret_dialog_new (KhOrganization *organization, KhItem *vault, const char *name)
{
  KhSecretDialog *self = g_object_new (KH_TYPE_SECRET_DIALOG, "organization", organization, NULL);
  g_autofree char *title = NULL;

  self->vault = g_object_ref (vault);
  kh_item_hold_for (vault, self);
  self->name = g_strdup (name);
  if (name == NULL)
    return KH_DIALOG (self);
  title = kh_text_escape (name);
  adw_preferences_group_set_title (self->group, title);
  adw_preferences_group_set_description (
      self->group, _ ("The versions before keep their values and can be read still."));
  gtk_widget_set_visible (GTK_WIDGET (self->name_row), FALSE);
  gtk_window_set_title (GTK_WINDOW (self), _ ("New Version"));
  kh_dialog_set_verb (KH_DIALOG (self), _ ("Create _Version"), FALSE);
  return KH_DIALOG (self);
}
