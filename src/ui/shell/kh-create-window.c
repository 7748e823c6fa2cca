/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Create an Organization: its name, its places, its passphrase and its first account. */
#include "kh-create-window.h"

#include <string.h>

#include "kh-caps-note.h"
#include "kh-choices.h"
#include "kh-compat-files.h"
#include "kh-id.h"
#include "kh-passphrase-entry.h"
#include "kh-passphrase.h"
#include "kh-rows.h"
#include "kh-same-disk.h"
#include "kh-text.h"

#define NAME_MAX_CHARS 64
#define DEFAULT_GEO "unitedstates"

struct _KhCreateWindow {
  KhDialog parent_instance;

  KhSession *session; /* (owned) */
  char *vaults_dir;   /* (nullable): inside the data folder */

  AdwEntryRow *name_row, *account_row;
  AdwComboRow *geo_row;
  AdwActionRow *folder_row, *vaults_row, *strength_row;
  GtkWidget *same_disk_row;
  GtkImage *strength_image;
  AdwPasswordEntryRow *passphrase_row, *repeat_row;
  GtkWidget *protect_group, *passphrase_group;
  GtkCheckButton *keyring_check, *passphrase_check, *sheet_check;
};

G_DEFINE_FINAL_TYPE (KhCreateWindow, kh_create_window, KH_TYPE_DIALOG)

enum { PROP_SESSION = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

/* --- What is typed ------------------------------------------------------------------------- */

static char *
check_name (KhDialog *dialog, const char *text)
{
  if (!kh_name_is_display (text) || g_utf8_strlen (text, -1) > NAME_MAX_CHARS)
    return g_strdup (_ ("Use 1 to 64 characters"));
  return NULL;
}

/* Without a keyring there is nothing to choose. */
static gboolean
wants_keyring (KhCreateWindow *self)
{
  return gtk_widget_get_visible (self->protect_group)
         && gtk_check_button_get_active (self->keyring_check);
}

static char *
check_passphrase (KhDialog *dialog, const char *text)
{
  KhPassphraseGrade grade = kh_passphrase_grade (text);

  if (wants_keyring (KH_CREATE_WINDOW (dialog)))
    return NULL;

  if (grade == KH_PASSPHRASE_EMPTY)
    return g_strdup (_ ("A passphrase is needed"));
  return grade == KH_PASSPHRASE_SHORT ? g_strdup (kh_passphrase_word (grade)) : NULL;
}

static char *
check_repeat (KhDialog *dialog, const char *text)
{
  KhCreateWindow *self = KH_CREATE_WINDOW (dialog);
  const char *first = gtk_editable_get_text (GTK_EDITABLE (self->passphrase_row));

  if (wants_keyring (self))
    return NULL;
  return strcmp (first, text) != 0 ? g_strdup (_ ("The two do not match")) : NULL;
}

static const struct {
  const char *icon, *style;
} strengths[] = {
  [KH_PASSPHRASE_EMPTY] = { NULL, NULL },
  [KH_PASSPHRASE_SHORT] = { "dialog-error-symbolic", "error" },
  [KH_PASSPHRASE_COMMON] = { "dialog-warning-symbolic", "warning" },
  [KH_PASSPHRASE_GUESSABLE] = { "dialog-warning-symbolic", "warning" },
  [KH_PASSPHRASE_GOOD] = { "object-select-symbolic", "success" },
  [KH_PASSPHRASE_STRONG] = { "object-select-symbolic", "success" },
};

static void
on_passphrase_changed_cb (KhCreateWindow *self)
{
  KhPassphraseGrade grade =
      kh_passphrase_grade (gtk_editable_get_text (GTK_EDITABLE (self->passphrase_row)));
  const char *word = kh_passphrase_word (grade);
  GtkEditable *entry = gtk_editable_get_delegate (GTK_EDITABLE (self->passphrase_row));
  const char *styles[] = { strengths[grade].style, NULL };

  gtk_widget_set_visible (GTK_WIDGET (self->strength_row), grade != KH_PASSPHRASE_EMPTY);
  adw_action_row_set_subtitle (self->strength_row, word);
  gtk_image_set_from_icon_name (self->strength_image, strengths[grade].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->strength_image), styles);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, word,
                                  -1);
}

/* --- What protects it ---------------------------------------------------------------------- */

static void
on_protection_changed_cb (KhCreateWindow *self)
{
  gtk_widget_set_visible (self->passphrase_group, !wants_keyring (self));
  kh_dialog_check (KH_DIALOG (self));
}

/* Whoever has begun to type a passphrase means it. */
static void
keyring_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhCreateWindow) self = data;
  gboolean there = kh_session_look_for_keyring_finish (KH_SESSION (source), result);
  const char *typed;

  if (!there || kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  typed = gtk_editable_get_text (GTK_EDITABLE (self->passphrase_row));
  gtk_check_button_set_active (*typed == '\0' ? self->keyring_check : self->passphrase_check, TRUE);
  gtk_widget_set_visible (self->protect_group, TRUE);
  on_protection_changed_cb (self);
}

/* --- Where the vaults are ------------------------------------------------------------------ */

static void
compared_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhCreateWindow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean same = kh_same_disk_finish (result, &error);

  if (error == NULL && !kh_dialog_is_closed (KH_DIALOG (self)))
    gtk_widget_set_visible (self->same_disk_row, same);
}

static char *
vaults_folder (KhCreateWindow *self)
{
  return self->vaults_dir != NULL
             ? g_strdup (self->vaults_dir)
             : g_build_filename (kh_session_get_data_dir (self->session), "vaults", NULL);
}

static void
show_folders (KhCreateWindow *self)
{
  const char *data_dir = kh_session_get_data_dir (self->session);
  g_autofree char *vaults = vaults_folder (self);

  adw_action_row_set_subtitle (self->folder_row, data_dir);
  adw_action_row_set_subtitle (self->vaults_row, vaults);
  kh_same_disk_async (data_dir, vaults, kh_dialog_get_cancellable (KH_DIALOG (self)), compared_cb,
                      g_object_ref (self));
}

/* Vaults are folders by their names: beside the tenant's own files one could be taken for another.
 */
static char *
kh_create_window_check (KhDialog *dialog)
{
  KhCreateWindow *self = KH_CREATE_WINDOW (dialog);
  g_autoptr (GFile) data = g_file_new_for_path (kh_session_get_data_dir (self->session));
  g_autoptr (GFile) vaults =
      self->vaults_dir != NULL ? g_file_new_for_path (self->vaults_dir) : NULL;

  if (vaults != NULL && g_file_equal (data, vaults))
    return g_strdup (_ ("Vaults need a folder of their own"));
  return NULL;
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhCreateWindow) self = data;
  g_autoptr (GFile) folder = kh_choose_folder_finish (result, NULL);
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;

  if (path == NULL || kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  g_free (self->vaults_dir);
  self->vaults_dir = g_steal_pointer (&path);
  show_folders (self);
  kh_dialog_check (KH_DIALOG (self));
}

static void
on_choose_clicked_cb (KhCreateWindow *self)
{
  kh_choose_folder_async (GTK_WIDGET (self), _ ("Choose a Folder for the Vaults"), NULL,
                          kh_dialog_get_cancellable (KH_DIALOG (self)), chosen_cb,
                          g_object_ref (self));
}

/* --- Creating ------------------------------------------------------------------------------ */

static void
clear_passphrases (KhCreateWindow *self)
{
  kh_passphrase_entry_clear (self->passphrase_row);
  kh_passphrase_entry_clear (self->repeat_row);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhCreateWindow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean created = kh_session_create_finish (KH_SESSION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  /* It stays busy: the application shows the organization instead. */
  if (created) {
    clear_passphrases (self);
    return;
  }
  kh_dialog_fail (KH_DIALOG (self), error);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

static char *
get_stripped (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
kh_create_window_apply (KhDialog *dialog)
{
  KhCreateWindow *self = KH_CREATE_WINDOW (dialog);
  g_autofree char *name = get_stripped (self->name_row);
  g_autofree char *account = get_stripped (self->account_row);
  g_autoptr (KhSecret) passphrase =
      wants_keyring (self) ? NULL : kh_passphrase_entry_read (self->passphrase_row);
  KhSessionSetup setup = {
    .name = name,
    .home_geo = kh_choices_get_geo (self->geo_row)->environment_name,
    .admin = account,
    .vaults_dir = self->vaults_dir,
    .keyring = wants_keyring (self),
    .sheet = gtk_check_button_get_active (self->sheet_check),
  };

  kh_dialog_begin (dialog);
  kh_dialog_set_progress (dialog, _ ("Creating the organization"));
  kh_session_create_async (self->session, &setup, passphrase, kh_dialog_get_cancellable (dialog),
                           created_cb, g_object_ref (self));
}

/* --- Life ---------------------------------------------------------------------------------- */

static void
choose_default_geo (KhCreateWindow *self)
{
  guint n = g_list_model_get_n_items (adw_combo_row_get_model (self->geo_row));

  for (guint i = 0; i < n; i++) {
    adw_combo_row_set_selected (self->geo_row, i);
    if (kh_choices_get_geo (self->geo_row) == kh_geo_find (DEFAULT_GEO))
      return;
  }
}

/* The system says "Unknown" for a user without a real name. */
static void
set_default_account (KhCreateWindow *self)
{
  const char *name = g_get_real_name ();

  if (name == NULL || *name == '\0' || g_str_equal (name, "Unknown"))
    name = g_get_user_name ();
  gtk_editable_set_text (GTK_EDITABLE (self->account_row), name);
}

/* It may live on until the session has answered. */
static void
kh_create_window_unrealize (GtkWidget *widget)
{
  clear_passphrases (KH_CREATE_WINDOW (widget));
  GTK_WIDGET_CLASS (kh_create_window_parent_class)->unrealize (widget);
}

static void
kh_create_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KhCreateWindow *self = KH_CREATE_WINDOW (object);

  switch (id) {
  case PROP_SESSION:
    self->session = g_value_dup_object (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
kh_create_window_constructed (GObject *object)
{
  KhCreateWindow *self = KH_CREATE_WINDOW (object);
  KhDialog *dialog = KH_DIALOG (self);

  G_OBJECT_CLASS (kh_create_window_parent_class)->constructed (object);
  kh_choices_set_geos (dialog, self->geo_row);
  choose_default_geo (self);
  set_default_account (self);
  show_folders (self);
  kh_dialog_check_entry (dialog, self->name_row, check_name);
  kh_dialog_check_entry (dialog, ADW_ENTRY_ROW (self->passphrase_row), check_passphrase);
  kh_dialog_check_entry (dialog, ADW_ENTRY_ROW (self->repeat_row), check_repeat);
  kh_dialog_check_entry (dialog, self->account_row, check_name);
  kh_dialog_check (dialog);
  kh_session_look_for_keyring_async (self->session, kh_dialog_get_cancellable (dialog),
                                     keyring_found_cb, g_object_ref (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

static void
kh_create_window_dispose (GObject *object)
{
  KhCreateWindow *self = KH_CREATE_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->vaults_dir, g_free);
  G_OBJECT_CLASS (kh_create_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *klass)
{
  g_type_ensure (KH_TYPE_CAPS_NOTE);
  gtk_widget_class_set_template_from_resource (klass,
                                               "/io/github/keyhold/Keyhold/ui/kh-create-window.ui");
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, name_row);
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, account_row);
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, geo_row);
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, folder_row);
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, vaults_row);
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, strength_row);
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, same_disk_row);
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, strength_image);
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, passphrase_row);
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, repeat_row);
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, protect_group);
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, passphrase_group);
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, keyring_check);
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, passphrase_check);
  gtk_widget_class_bind_template_child (klass, KhCreateWindow, sheet_check);
  gtk_widget_class_bind_template_callback (klass, on_protection_changed_cb);
  gtk_widget_class_bind_template_callback (klass, on_passphrase_changed_cb);
  gtk_widget_class_bind_template_callback (klass, on_choose_clicked_cb);
}

static void
kh_create_window_class_init (KhCreateWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = kh_create_window_set_property;
  object_class->constructed = kh_create_window_constructed;
  object_class->dispose = kh_create_window_dispose;
  GTK_WIDGET_CLASS (klass)->unrealize = kh_create_window_unrealize;
  KH_DIALOG_CLASS (klass)->apply = kh_create_window_apply;
  KH_DIALOG_CLASS (klass)->check = kh_create_window_check;
  props[PROP_SESSION] =
      g_param_spec_object ("session", NULL, NULL, KH_TYPE_SESSION,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
kh_create_window_init (KhCreateWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
kh_create_window_new (GtkApplication *application, KhSession *session)
{
  return g_object_new (KH_TYPE_CREATE_WINDOW, "application", application, "session", session, NULL);
}
