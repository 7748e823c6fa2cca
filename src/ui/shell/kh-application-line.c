/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of the console: options, which console takes them, and what has to be read
 * first.
 */
#include "kh-application-private.h"

#include "kh-passphrase-option.h"
#include "kh-text.h"

static char *
default_data_dir (void)
{
  const char *set = g_getenv ("KEYHOLD_DATA_DIR");

  return set != NULL && *set != '\0' ? g_strdup (set)
                                     : g_build_filename (g_get_user_data_dir (), "keyhold", NULL);
}

/* One console for a folder and an account: what is opened later comes to the one that runs. */
static char *
make_id (const char *data_dir, const char *account)
{
  g_autofree char *usual = default_data_dir ();
  g_autofree char *where = g_canonicalize_filename (data_dir, NULL);
  g_autofree char *who = g_strconcat (where, "\n", account, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, who, -1);

  if (account == NULL && g_strcmp0 (where, usual) == 0)
    return g_strdup (KH_APPLICATION_ID);
  return g_strdup_printf (KH_APPLICATION_ID ".Of%.16s", digest);
}

int
_kh_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  KhApplication *self = KH_APPLICATION (application);
  g_autofree char *id = NULL;

  g_variant_dict_lookup (options, "data-dir", "^ay", &self->data_dir);
  g_variant_dict_lookup (options, "as", "s", &self->account);
  if (self->data_dir == NULL)
    self->data_dir = default_data_dir ();
  id = make_id (self->data_dir, self->account);
  g_application_set_application_id (application, id);
  return -1;
}

/* Of the program that was started first; a later one only brings an address. */
static gboolean
read_clock_offset (KhApplication *self, GApplicationCommandLine *command, GError **error)
{
  GVariantDict *options = g_application_command_line_get_options_dict (command);
  g_autofree char *text = NULL;
  gint64 offset = 0;

  if (self->settings != NULL || !g_variant_dict_lookup (options, "clock-offset", "s", &text))
    return TRUE;
  if (kh_duration_parse (text, &offset) && offset > 0) {
    self->clock_offset = offset;
    return TRUE;
  }
  kh_set_error (error, KH_ERROR_USAGE, _ ("--clock-offset is a duration such as P8D, not %s"),
                text);
  return FALSE;
}

/* What the program waits for before its first window. */
typedef struct {
  KhApplication *self;              /* (owned), held */
  GApplicationCommandLine *command; /* (owned) */
} Start;

static void
on_passphrase_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Start *start = data;
  g_autoptr (KhApplication) self = start->self;
  g_autoptr (GApplicationCommandLine) command = start->command;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->passphrase, kh_secret_unref);
  self->passphrase = kh_passphrase_option_read_finish (result, &error);
  if (self->passphrase != NULL) {
    g_application_activate (G_APPLICATION (self));
  } else {
    g_application_command_line_printerr (command, "keyhold: %s\n", error->message);
    self->status = 1;
  }
  g_application_release (G_APPLICATION (self));
}

/* Of the program that was started first, too. FALSE if there is none to be read. */
static gboolean
read_passphrase (KhApplication *self, GApplicationCommandLine *command)
{
  GVariantDict *options = g_application_command_line_get_options_dict (command);
  g_autofree char *path = NULL;
  Start *start;

  if (self->settings != NULL || !g_variant_dict_lookup (options, "passphrase-file", "^ay", &path))
    return FALSE;
  start = g_new0 (Start, 1);
  start->self = g_object_ref (self);
  start->command = g_object_ref (command);
  g_application_hold (G_APPLICATION (self));
  kh_passphrase_option_read_async (path, on_passphrase_read_cb, start);
  return TRUE;
}

int
_kh_application_command_line (GApplication *application, GApplicationCommandLine *command)
{
  KhApplication *self = KH_APPLICATION (application);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) arguments = g_application_command_line_get_arguments (command, NULL);

  if (!read_clock_offset (self, command, &error)) {
    g_application_command_line_printerr (command, "keyhold: %s\n", error->message);
    return 1;
  }
  if (arguments[0] != NULL && arguments[1] != NULL) {
    g_free (self->uri);
    self->uri = g_strdup (arguments[1]);
  }
  if (!read_passphrase (self, command))
    g_application_activate (application);
  return 0;
}

void
_kh_application_add_options (KhApplication *self)
{
  static const GOptionEntry options[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Data folder of the organization"),
      N_ ("DIR") },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, NULL,
      N_ ("Open the organization without a question"), N_ ("FILE") },
    { "as", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Act as this account"), N_ ("ACCOUNT") },
    { "clock-offset", 0, 0, G_OPTION_ARG_STRING, NULL,
      N_ ("Set the clock of a rehearsal so far ahead"), N_ ("DURATION") },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[URI]"));
}
