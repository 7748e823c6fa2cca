/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of this computer, as properties over GSettings. */
#include "kh-settings.h"

#include "kh-log.h"
#include "kh-place.h"

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

/* Minutes of "seal-after". */
static const guint seal_minutes[] = { 0, 5, 15, 60 };

struct _KhSettings {
  GObject parent_instance;

  GSettings *settings; /* (owned) (nullable): without a schema nothing is kept */
  GValue values[N_PROPS];
  guint save; /* source id */
};

G_DEFINE_FINAL_TYPE (KhSettings, kh_settings, G_TYPE_OBJECT)

/* --- The schema ------------------------------------------------------------------------------ */

static const GVariantType *
get_key_type (const GParamSpec *pspec)
{
  if (G_IS_PARAM_SPEC_INT (pspec))
    return G_VARIANT_TYPE_INT32;
  if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    return G_VARIANT_TYPE_BOOLEAN;
  return G_VARIANT_TYPE_STRING; /* an enumeration too */
}

/* GSettings ends the program that asks for a key that is not there, or is of another type. */
static gboolean
fits (GSettingsSchema *schema)
{
  for (guint i = 1; i < N_PROPS; i++) {
    g_autoptr (GSettingsSchemaKey) key = NULL;

    if (!g_settings_schema_has_key (schema, props[i]->name))
      return FALSE;
    key = g_settings_schema_get_key (schema, props[i]->name);
    if (!g_variant_type_equal (g_settings_schema_key_get_value_type (key), get_key_type (props[i])))
      return FALSE;
  }
  return TRUE;
}

/* (transfer full) (nullable) */
static GSettingsSchema *
look_up (GSettingsSchemaSource *source)
{
  g_autoptr (GSettingsSchema) schema =
      source != NULL ? g_settings_schema_source_lookup (source, KH_APPLICATION_ID, TRUE) : NULL;

  return schema != NULL && fits (schema) ? g_steal_pointer (&schema) : NULL;
}

GSettingsSchema *
kh_settings_find_schema (void)
{
  g_autofree char *folder = kh_place_find (KH_PLACE_SCHEMAS);
  g_autoptr (GTypeClass) class = g_type_class_ref (KH_TYPE_SETTINGS);
  g_autoptr (GSettingsSchemaSource) own =
      g_settings_schema_source_new_from_directory (folder, NULL, FALSE, NULL);
  GSettingsSchema *schema = look_up (own);

  return schema != NULL ? schema : look_up (g_settings_schema_source_get_default ());
}

/* --- Values ---------------------------------------------------------------------------------- */

/* As it is kept. */
static void
load (KhSettings *self, guint id, GValue *value)
{
  const char *key = props[id]->name;

  g_value_init (value, props[id]->value_type);
  if (G_VALUE_HOLDS_INT (value)) {
    g_value_set_int (value, g_settings_get_int (self->settings, key));
  } else if (G_VALUE_HOLDS_BOOLEAN (value)) {
    g_value_set_boolean (value, g_settings_get_boolean (self->settings, key));
  } else if (G_VALUE_HOLDS_UINT (value)) {
    g_value_set_uint (value, (guint)g_settings_get_enum (self->settings, key));
  } else {
    g_autofree char *text = g_settings_get_string (self->settings, key);

    g_value_set_string (value, *text != '\0' ? text : NULL);
  }
}

static void
store (KhSettings *self, guint id)
{
  const GValue *value = &self->values[id];
  const char *key = props[id]->name;

  if (G_VALUE_HOLDS_INT (value)) {
    g_settings_set_int (self->settings, key, g_value_get_int (value));
  } else if (G_VALUE_HOLDS_BOOLEAN (value)) {
    g_settings_set_boolean (self->settings, key, g_value_get_boolean (value));
  } else if (G_VALUE_HOLDS_UINT (value)) {
    g_settings_set_enum (self->settings, key, (int)g_value_get_uint (value));
  } else {
    const char *text = g_value_get_string (value);

    g_settings_set_string (self->settings, key, text != NULL ? text : "");
  }
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

/* Somebody else changed it, or it is what was stored here. */
static void
on_changed_cb (KhSettings *self, const char *key)
{
  for (guint i = 1; i < N_PROPS; i++) {
    g_auto (GValue) value = G_VALUE_INIT;

    if (!g_str_equal (props[i]->name, key))
      continue;
    load (self, i, &value);
    set (self, i, &value);
  }
}

static gboolean
save_cb (gpointer data)
{
  KhSettings *self = data;

  self->save = 0;
  g_settings_apply (self->settings);
  return G_SOURCE_REMOVE;
}

static gboolean
is_writable (KhSettings *self, const char *name)
{
  return self->settings == NULL || g_settings_is_writable (self->settings, name);
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

  if (!is_writable (self, pspec->name) || !set (self, id, value) || self->settings == NULL)
    return;
  store (self, id);
  if (self->save == 0)
    self->save = g_timeout_add (SAVE_AFTER_MS, save_cb, self);
}

void
kh_settings_close (KhSettings *self)
{
  if (self->settings == NULL)
    return;
  g_clear_handle_id (&self->save, g_source_remove);
  g_settings_apply (self->settings);
  g_settings_sync ();
  g_clear_object (&self->settings);
}

static void
kh_settings_finalize (GObject *object)
{
  KhSettings *self = KH_SETTINGS (object);

  kh_settings_close (self);
  for (guint i = 1; i < N_PROPS; i++)
    g_value_unset (&self->values[i]);
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
      g_param_spec_uint ("seal-after", NULL, NULL, 0, G_N_ELEMENTS (seal_minutes) - 1, 0, flags);
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
}

KhSettings *
kh_settings_new_full (GSettingsSchema *schema, GSettingsBackend *backend)
{
  KhSettings *self = g_object_new (KH_TYPE_SETTINGS, NULL);

  if (schema == NULL) {
    kh_message ("The schema of the settings is not installed: nothing is remembered");
    return self;
  }
  self->settings = g_settings_new_full (schema, backend, NULL);
  g_settings_delay (self->settings);
  for (guint i = 1; i < N_PROPS; i++) {
    g_value_unset (&self->values[i]);
    load (self, i, &self->values[i]);
  }
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

KhSettings *
kh_settings_new (GSettingsBackend *backend)
{
  g_autoptr (GSettingsSchema) schema = kh_settings_find_schema ();

  return kh_settings_new_full (schema, backend);
}

void
kh_settings_bind (KhSettings *self, const char *name, gpointer widget, const char *property)
{
  g_object_bind_property (self, name, widget, property,
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  if (!is_writable (self, name))
    g_object_set (widget, "sensitive", FALSE, NULL);
}

guint
kh_settings_get_seal_minutes (KhSettings *self)
{
  return seal_minutes[g_value_get_uint (&self->values[PROP_SEAL_AFTER])];
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

/* --- The key file of versions before --------------------------------------------------------- */

char *
kh_settings_default_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "keyhold", "settings.ini", NULL);
}

/* (transfer full) (nullable): what @text means for @key, unless it makes no sense. */
static GVariant *
parse (GSettingsSchemaKey *key, const char *text)
{
  const GVariantType *type = g_settings_schema_key_get_value_type (key);
  g_autofree char *minutes = g_strconcat (text, "-minutes", NULL);
  const char *const words[] = { text, minutes };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autoptr (GVariant) value = g_variant_type_equal (type, G_VARIANT_TYPE_STRING)
                                     ? g_variant_ref_sink (g_variant_new_string (words[i]))
                                     : g_variant_parse (type, words[i], NULL, NULL, NULL);

    if (value != NULL && g_settings_schema_key_range_check (key, value))
      return g_steal_pointer (&value);
  }
  return NULL;
}

static void
take (KhSettings *self, GSettingsSchema *schema, const char *name, const char *text)
{
  g_autoptr (GVariant) newer = g_settings_get_user_value (self->settings, name);
  g_autoptr (GSettingsSchemaKey) key = g_settings_schema_get_key (schema, name);
  g_autoptr (GVariant) value = parse (key, text);

  if (newer == NULL && value != NULL)
    g_settings_set_value (self->settings, name, value);
}

static void
take_values (KhSettings *self, GKeyFile *file)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  g_object_get (self->settings, "settings-schema", &schema, NULL);
  for (guint i = 0; groups[i] != NULL; i++) {
    g_auto (GStrv) names = g_key_file_get_keys (file, groups[i], NULL, NULL);

    for (guint j = 0; names != NULL && names[j] != NULL; j++) {
      g_autofree char *text = g_key_file_get_string (file, groups[i], names[j], NULL);

      if (text != NULL && g_settings_schema_has_key (schema, names[j]))
        take (self, schema, names[j], text);
    }
  }
}

static void
on_moved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  /* It is looked at once more at the next start then, and what is newer wins. */
  if (!g_file_move_finish (G_FILE (source), result, &error))
    kh_message ("The settings of before cannot be put aside: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
on_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KhSettings *self = g_task_get_source_object (task);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GFile) old = NULL;
  g_autofree char *text = NULL, *path = NULL;
  gsize length = 0;

  /* Whoever closes meanwhile, or has no schema, leaves it where it is. */
  if (!g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, NULL)
      || self->settings == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  if (g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, NULL))
    take_values (self, file);
  g_settings_apply (self->settings);
  g_settings_sync ();
  path = g_strconcat (g_file_peek_path (G_FILE (source)), ".old", NULL);
  old = g_file_new_for_path (path);
  g_file_move_async (G_FILE (source), old, G_FILE_COPY_OVERWRITE, G_PRIORITY_DEFAULT, NULL, NULL,
                     NULL, on_moved_cb, g_steal_pointer (&task));
}

void
kh_settings_take_file_async (KhSettings *self, const char *path, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, kh_settings_take_file_async);
  g_file_load_contents_async (file, NULL, on_loaded_cb, task);
}

void
kh_settings_take_file_finish (KhSettings *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}
