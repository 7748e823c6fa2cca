/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of this computer, and their key file. */
#include "kh-settings.h"

#include <glib/gstdio.h>

#include "kh-log.h"
#include "kh-worker.h"

/* A window that is being dragged to its size is written once. */
#define SAVE_AFTER_MS 500
#define LONGEST_SILENCE (24 * KH_HOUR)
#define SMALLEST_WIDTH 360
#define SMALLEST_HEIGHT 294
#define LARGEST 16384

enum {
  PROP_WIDTH = 1,
  PROP_HEIGHT,
  PROP_MAXIMIZED,
  PROP_SECTION,
  PROP_STYLE,
  PROP_TYPING,
  PROP_SEAL_AFTER,
  PROP_SEAL_WITH_SESSION,
  PROP_NOTIFY,
  PROP_NOTIFY_DELETION,
  PROP_NOTIFY_EXPIRY,
  PROP_NOTIFY_ENDED,
  PROP_NOTIFY_FAILED,
  PROP_NOTIFY_BACK,
  PROP_NOTIFY_REQUESTS,
  PROP_NOTIFY_HOLDS,
  PROP_REMIND_60,
  PROP_REMIND_30,
  PROP_REMIND_14,
  PROP_REMIND_7,
  PROP_REMIND_1,
  PROP_SILENT_UNTIL,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

/* The group of each in the file; the key is the name of the property. */
static const char *const groups[N_PROPS] = {
  [PROP_WIDTH] = "Window",
  [PROP_HEIGHT] = "Window",
  [PROP_MAXIMIZED] = "Window",
  [PROP_SECTION] = "Window",
  [PROP_STYLE] = "Preferences",
  [PROP_TYPING] = "Preferences",
  [PROP_SEAL_AFTER] = "Preferences",
  [PROP_SEAL_WITH_SESSION] = "Preferences",
  [PROP_NOTIFY] = "Notifications",
  [PROP_NOTIFY_DELETION] = "Notifications",
  [PROP_NOTIFY_EXPIRY] = "Notifications",
  [PROP_NOTIFY_ENDED] = "Notifications",
  [PROP_NOTIFY_FAILED] = "Notifications",
  [PROP_NOTIFY_BACK] = "Notifications",
  [PROP_NOTIFY_REQUESTS] = "Notifications",
  [PROP_NOTIFY_HOLDS] = "Notifications",
  [PROP_REMIND_60] = "Notifications",
  [PROP_REMIND_30] = "Notifications",
  [PROP_REMIND_14] = "Notifications",
  [PROP_REMIND_7] = "Notifications",
  [PROP_REMIND_1] = "Notifications",
  [PROP_SILENT_UNTIL] = "Notifications",
};

/* The words of a choice, as they stand in the file. */
static const char *const styles[] = { "system", "light", "dark", NULL };
static const char *const seal_minutes[] = { "never", "5", "15", "60", NULL };
static const char *const *const choices[N_PROPS] = {
  [PROP_STYLE] = styles,
  [PROP_SEAL_AFTER] = seal_minutes,
};

struct _KhSettings {
  GObject parent_instance;

  char *path;
  KhWorker *worker; /* (nullable) once closed */
  GValue values[N_PROPS];
  gboolean changed[N_PROPS]; /* and not yet handed to the worker */
  guint save;                /* source id */
};

G_DEFINE_FINAL_TYPE (KhSettings, kh_settings, G_TYPE_OBJECT)

/* --- Values as text -------------------------------------------------------------------------- */

static gboolean
choice_from_text (const char *const *words, const char *text, GValue *value)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], text)) {
      g_value_set_uint (value, i);
      return TRUE;
    }
  return FALSE;
}

static gboolean
value_from_text (guint id, const char *text, GValue *value)
{
  const GParamSpec *pspec = props[id];
  gint64 number;

  g_value_init (value, pspec->value_type);
  if (G_IS_PARAM_SPEC_INT (pspec)) {
    const GParamSpecInt *limits = G_PARAM_SPEC_INT (pspec);

    if (!g_ascii_string_to_signed (text, 10, limits->minimum, limits->maximum, &number, NULL))
      return FALSE;
    g_value_set_int (value, (int)number);
    return TRUE;
  }
  if (G_IS_PARAM_SPEC_BOOLEAN (pspec)) {
    g_value_set_boolean (value, g_str_equal (text, "true"));
    return g_str_equal (text, "true") || g_str_equal (text, "false");
  }
  if (choices[id] != NULL)
    return choice_from_text (choices[id], text, value);
  g_value_set_string (value, text);
  return TRUE;
}

/* (transfer full) (nullable): NULL for no text. */
static char *
value_to_text (guint id, const GValue *value)
{
  if (choices[id] != NULL)
    return g_strdup (choices[id][g_value_get_uint (value)]);
  if (G_VALUE_HOLDS_INT (value))
    return g_strdup_printf ("%d", g_value_get_int (value));
  if (G_VALUE_HOLDS_BOOLEAN (value))
    return g_strdup (g_value_get_boolean (value) ? "true" : "false");
  return g_value_dup_string (value);
}

/* --- On the settings' thread ----------------------------------------------------------------- */

/* (transfer full): without groups when there is nothing to be read. */
static GKeyFile *
load (const char *path)
{
  GKeyFile *file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, &error)
      && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    kh_message ("The settings cannot be read: %s", error->message);
  return file;
}

static gpointer
read_work (gpointer data, GCancellable *cancellable, GError **error)
{
  return load (data);
}

/* What is to be written: [n] is the text of property n. */
typedef struct {
  char *path;
  gboolean changed[N_PROPS];
  char *texts[N_PROPS]; /* (nullable): the key goes */
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  for (guint i = 1; i < N_PROPS; i++)
    g_free (save->texts[i]);
  g_free (save->path);
  g_free (save);
}

static void
save_work (gpointer data, gpointer unused)
{
  const Save *save = data;
  g_autoptr (GKeyFile) file = load (save->path);
  g_autofree char *folder = g_path_get_dirname (save->path);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  for (guint i = 1; i < N_PROPS; i++) {
    if (!save->changed[i])
      continue;
    if (save->texts[i] != NULL)
      g_key_file_set_string (file, groups[i], props[i]->name, save->texts[i]);
    else
      g_key_file_remove_key (file, groups[i], props[i]->name, NULL);
  }
  text = g_key_file_to_data (file, &length, NULL);
  g_mkdir_with_parents (folder, 0700);
  if (!g_file_set_contents_full (save->path, text, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT,
                                 0600, &error))
    kh_message ("The settings cannot be kept: %s", error->message);
}

/* --- Main thread ----------------------------------------------------------------------------- */

/* (transfer full) (nullable): everything that has changed. */
static Save *
take_changes (KhSettings *self)
{
  Save *save = NULL;

  for (guint i = 1; i < N_PROPS; i++) {
    if (!self->changed[i])
      continue;
    if (save == NULL)
      save = g_new0 (Save, 1);
    save->changed[i] = TRUE;
    save->texts[i] = value_to_text (i, &self->values[i]);
    self->changed[i] = FALSE;
  }
  if (save != NULL)
    save->path = g_strdup (self->path);
  return save;
}

static gboolean
save_cb (gpointer data)
{
  KhSettings *self = data;
  Save *save = take_changes (self);

  self->save = 0;
  if (save != NULL)
    kh_worker_post (self->worker, save_work, save, save_free);
  return G_SOURCE_REMOVE;
}

static gboolean
set (KhSettings *self, guint id, const GValue *value)
{
  if (g_param_values_cmp (props[id], value, &self->values[id]) == 0)
    return FALSE;
  g_value_copy (value, &self->values[id]);
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
  return TRUE;
}

static void
kh_settings_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_copy (&KH_SETTINGS (object)->values[id], value);
}

static void
kh_settings_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KhSettings *self = KH_SETTINGS (object);

  if (!set (self, id, value))
    return;
  self->changed[id] = TRUE;
  if (self->save == 0 && self->worker != NULL)
    self->save = g_timeout_add (SAVE_AFTER_MS, save_cb, self);
}

static gpointer
save_now_work (gpointer data, GCancellable *cancellable, GError **error)
{
  if (data != NULL)
    save_work (data, NULL);
  return NULL;
}

void
kh_settings_close (KhSettings *self)
{
  Save *save;

  if (self->worker == NULL)
    return;
  g_clear_handle_id (&self->save, g_source_remove);
  save = take_changes (self);
  kh_worker_run (self->worker, save_now_work, save, NULL, NULL);
  g_clear_pointer (&save, save_free);
  g_clear_pointer (&self->worker, kh_worker_free);
}

static void
kh_settings_finalize (GObject *object)
{
  KhSettings *self = KH_SETTINGS (object);

  kh_settings_close (self);
  for (guint i = 1; i < N_PROPS; i++)
    g_value_unset (&self->values[i]);
  g_free (self->path);
  G_OBJECT_CLASS (kh_settings_parent_class)->finalize (object);
}

/* Everything is told until somebody does not want it. */
static void
install_notices (GParamFlags flags)
{
  static const char *const names[] = {
    [PROP_NOTIFY] = "notify",
    [PROP_NOTIFY_DELETION] = "notify-deletion",
    [PROP_NOTIFY_EXPIRY] = "notify-expiry",
    [PROP_NOTIFY_ENDED] = "notify-ended",
    [PROP_NOTIFY_FAILED] = "notify-failed",
    [PROP_NOTIFY_BACK] = "notify-back",
    [PROP_NOTIFY_REQUESTS] = "notify-requests",
    [PROP_NOTIFY_HOLDS] = "notify-holds",
    [PROP_REMIND_60] = "remind-60",
    [PROP_REMIND_30] = "remind-30",
    [PROP_REMIND_14] = "remind-14",
    [PROP_REMIND_7] = "remind-7",
    [PROP_REMIND_1] = "remind-1",
  };

  for (guint i = PROP_NOTIFY; i <= PROP_REMIND_1; i++)
    props[i] = g_param_spec_boolean (names[i], NULL, NULL, TRUE, flags);
  props[PROP_SILENT_UNTIL] = g_param_spec_string ("urgent-silent-until", NULL, NULL, NULL, flags);
}

static void
kh_settings_class_init (KhSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = kh_settings_finalize;
  object_class->get_property = kh_settings_get_property;
  object_class->set_property = kh_settings_set_property;
  props[PROP_WIDTH] = g_param_spec_int ("width", NULL, NULL, SMALLEST_WIDTH, LARGEST, 1100, flags);
  props[PROP_HEIGHT] =
      g_param_spec_int ("height", NULL, NULL, SMALLEST_HEIGHT, LARGEST, 720, flags);
  props[PROP_MAXIMIZED] = g_param_spec_boolean ("maximized", NULL, NULL, FALSE, flags);
  props[PROP_STYLE] =
      g_param_spec_uint ("style", NULL, NULL, 0, KH_STYLE_DARK, KH_STYLE_SYSTEM, flags);
  props[PROP_TYPING] = g_param_spec_boolean ("search-by-typing", NULL, NULL, TRUE, flags);
  props[PROP_SEAL_AFTER] =
      g_param_spec_uint ("seal-after", NULL, NULL, 0, G_N_ELEMENTS (seal_minutes) - 2, 0, flags);
  props[PROP_SEAL_WITH_SESSION] =
      g_param_spec_boolean ("seal-with-session", NULL, NULL, TRUE, flags);
  props[PROP_SECTION] = g_param_spec_string ("section", NULL, NULL, NULL, flags);
  install_notices (flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
kh_settings_init (KhSettings *self)
{
  for (guint i = 1; i < N_PROPS; i++) {
    g_value_init (&self->values[i], props[i]->value_type);
    g_param_value_set_default (props[i], &self->values[i]);
  }
  self->worker = kh_worker_new ("kh-settings");
}

KhSettings *
kh_settings_new (const char *path)
{
  KhSettings *self = g_object_new (KH_TYPE_SETTINGS, NULL);

  self->path = g_strdup (path);
  return self;
}

guint
kh_settings_get_seal_minutes (KhSettings *self)
{
  /* "never" has no digits. */
  return (guint)g_ascii_strtoull (seal_minutes[g_value_get_uint (&self->values[PROP_SEAL_AFTER])],
                                  NULL, 10);
}

guint
kh_settings_get_reminders (KhSettings *self)
{
  guint bits = 0;

  for (guint i = PROP_REMIND_60; i <= PROP_REMIND_1; i++)
    if (g_value_get_boolean (&self->values[i]))
      bits |= 1u << (i - PROP_REMIND_60);
  return bits;
}

void
kh_settings_silence_urgent (KhSettings *self, KhTime now, gboolean silent)
{
  g_autofree char *until = silent ? kh_time_format (now + LONGEST_SILENCE) : NULL;

  g_object_set (self, "urgent-silent-until", until, NULL);
}

KhTime
kh_settings_get_silent_until (KhSettings *self, KhTime now)
{
  const char *text = g_value_get_string (&self->values[PROP_SILENT_UNTIL]);
  KhTime until;

  if (text == NULL || !kh_time_parse (text, &until) || until <= now
      || until - now > LONGEST_SILENCE)
    return KH_TIME_NONE;
  return until;
}

char *
kh_settings_default_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "keyhold", "settings.ini", NULL);
}

static void
take_file (KhSettings *self, GKeyFile *file)
{
  for (guint i = 1; i < N_PROPS; i++) {
    g_autofree char *text = g_key_file_get_string (file, groups[i], props[i]->name, NULL);
    g_auto (GValue) value = G_VALUE_INIT;

    if (text != NULL && !self->changed[i] && value_from_text (i, text, &value))
      set (self, i, &value);
  }
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GKeyFile) file = kh_worker_run_finish (result, NULL);

  /* Whoever closes meanwhile has the defaults. */
  if (file != NULL)
    take_file (g_task_get_source_object (task), file);
  g_task_return_boolean (task, TRUE);
}

void
kh_settings_read_async (KhSettings *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, kh_settings_read_async);
  g_return_if_fail (self->worker != NULL);
  kh_worker_run_async (self->worker, read_work, g_strdup (self->path), g_free,
                       (GDestroyNotify)g_key_file_unref, NULL, on_read_cb, task);
}

void
kh_settings_read_finish (KhSettings *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}
