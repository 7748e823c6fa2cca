/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One object as the pages bind to it. */
#include "kh-item.h"

#include "kh-item-list.h"
#include "kh-sentences.h"

struct _KhItem {
  GObject parent_instance;

  KhItemKind kind;
  KhJson *id_text;  /* (nullable): the text of the first snapshot that is the id */
  const char *id;   /* of it, or without one (owned) */
  KhJson *object;   /* as it was read last */
  KhJson *details;  /* (nullable): members of the last load */
  KhJson *snapshot; /* both together */
  gpointer list;    /* (nullable) (not owned): a KhItemList, which lets go of it first */
  guint holders;    /* those who show more than a list tells */
  gboolean stale;   /* a list told of it meanwhile */
  gboolean gone;
};

G_DEFINE_FINAL_TYPE (KhItem, kh_item, G_TYPE_OBJECT)

typedef enum { PROP_ID = 1, PROP_NAME, PROP_SNAPSHOT, PROP_GONE } KhItemProperty;
static GParamSpec *props[PROP_GONE + 1];

static const char *const kind_words[KH_N_ITEM_KINDS] = {
  [KH_ITEM_ENVIRONMENT] = "environment",
  [KH_ITEM_POLICY] = "policy",
  [KH_ITEM_KEY] = "key",
  [KH_ITEM_VAULT] = "vault",
  [KH_ITEM_OPERATION] = "operation",
  [KH_ITEM_FINDING] = "finding",
};

/* What a whole object has and one of the list has not: at least one of them. */
static const char *const whole_members[KH_N_ITEM_KINDS][10] = {
  [KH_ITEM_ENVIRONMENT] = { "allowedOperations", "disallowedOperations" },
  [KH_ITEM_KEY] = { "usedBy", "holds", "safeToDisable", "current", "thumbprint", "hsmPlatform",
                    "recoveryLevel", "recoverableDays", "updatedAt" },
};

const char *
kh_item_kind_to_string (KhItemKind kind)
{
  return kind_words[kind];
}

gboolean
kh_item_kind_from_string (const char *text, KhItemKind *kind)
{
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    if (g_strcmp0 (text, kind_words[i]) == 0) {
      *kind = (KhItemKind)i;
      return TRUE;
    }
  return FALSE;
}

static guint64 changes[KH_N_ITEM_KINDS];

guint64
kh_item_count_changes (KhItemKind kind)
{
  return changes[kind];
}

static void
kh_item_finalize (GObject *object)
{
  KhItem *self = KH_ITEM (object);

  g_clear_pointer (&self->object, kh_json_unref);
  g_clear_pointer (&self->details, kh_json_unref);
  g_clear_pointer (&self->snapshot, kh_json_unref);
  if (self->id_text != NULL)
    kh_json_unref (self->id_text);
  else
    g_free ((char *)self->id);
  G_OBJECT_CLASS (kh_item_parent_class)->finalize (object);
}

static void
kh_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KhItem *self = KH_ITEM (object);

  switch ((KhItemProperty)id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_NAME:
    g_value_set_string (value, kh_item_get_name (self));
    break;
  case PROP_SNAPSHOT:
    g_value_set_pointer (value, self->snapshot);
    break;
  case PROP_GONE:
    g_value_set_boolean (value, self->gone);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
kh_item_class_init (KhItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = kh_item_finalize;
  object_class->get_property = kh_item_get_property;
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_SNAPSHOT] = g_param_spec_pointer ("snapshot", NULL, NULL, flags);
  props[PROP_GONE] = g_param_spec_boolean ("gone", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
kh_item_init (KhItem *self)
{
}

KhItem *
kh_item_new (KhItemKind kind, const char *id, KhJson *snapshot)
{
  KhItem *self = g_object_new (KH_TYPE_ITEM, NULL);

  self->kind = kind;
  if (g_strcmp0 (kh_json_string (snapshot, "id"), id) == 0) {
    self->id_text = kh_json_ref (kh_json_get (snapshot, "id"));
    self->id = kh_json_string (snapshot, "id");
  } else {
    self->id = g_strdup (id);
  }
  self->object = kh_json_ref (snapshot);
  self->snapshot = kh_json_ref (snapshot);
  return self;
}

void
kh_item_set_list (KhItem *self, gpointer list)
{
  self->list = list;
}

KhItemKind
kh_item_get_kind (KhItem *self)
{
  return self->kind;
}

const char *
kh_item_get_id (KhItem *self)
{
  return self->id;
}

const char *
kh_item_get_name (KhItem *self)
{
  /* An operation has no name of its own: it is known by what it works on. A finding says one. */
  const char *name = kh_json_string (self->snapshot, self->kind == KH_ITEM_OPERATION ? "environment"
                                                     : self->kind == KH_ITEM_FINDING ? "title"
                                                                                     : "name");

  if (self->kind == KH_ITEM_FINDING)
    name = kh_said (name);
  return name != NULL ? name : self->id;
}

KhJson *
kh_item_get_snapshot (KhItem *self)
{
  return self->snapshot;
}

gboolean
kh_item_has_details (KhItem *self)
{
  return self->details != NULL;
}

/* --- Putting an object and its details together --------------------------------------------- */

static gboolean
is_whole (KhItem *self, KhJson *object)
{
  const char *const *members = whole_members[self->kind];

  for (guint i = 0; members[i] != NULL; i++)
    if (kh_json_has (object, members[i]))
      return TRUE;
  return FALSE;
}

/* What is said of one version is nothing about the next. */
static gboolean
is_same_version (KhItem *self, KhJson *object)
{
  return g_strcmp0 (kh_json_string (self->object, "version"), kh_json_string (object, "version"))
         == 0;
}

static void
add_members (KhJsonOut *out, KhJson *from, KhJson *unless)
{
  g_auto (GStrv) names = kh_json_names (from, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (unless == NULL || !kh_json_has (unless, names[i]))
      kh_json_out_json (out, names[i], kh_json_get (from, names[i]));
}

/* (transfer full): @object, and what @more has besides. */
static KhJson *
join (KhJson *object, KhJson *more)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;

  kh_json_out_begin (out, NULL);
  add_members (out, object, NULL);
  add_members (out, more, object);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

/* (transfer full): an object of the list with what only a whole one has, as it was last. */
static KhJson *
complete (KhItem *self, KhJson *object)
{
  const char *const *members = whole_members[self->kind];
  KhJsonOut *out;
  g_autoptr (GBytes) text = NULL;

  if (is_whole (self, object) || !is_whole (self, self->object) || !is_same_version (self, object))
    return kh_json_ref (object);
  out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  add_members (out, object, NULL);
  for (guint i = 0; members[i] != NULL; i++)
    if (kh_json_has (self->object, members[i]))
      kh_json_out_json (out, members[i], kh_json_get (self->object, members[i]));
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

/* (transfer full): the object without what only a whole one has. */
static KhJson *
strip (KhItem *self)
{
  const char *const *members = whole_members[self->kind];
  g_auto (GStrv) names = kh_json_names (self->object, NULL);
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;

  kh_json_out_begin (out, NULL);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (members[0] == NULL || !g_strv_contains (members, names[i]))
      kh_json_out_json (out, names[i], kh_json_get (self->object, names[i]));
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

/* Takes both. */
static void
apply (KhItem *self, KhJson *object, KhJson *details)
{
  g_autoptr (KhJson) before = self->snapshot;
  g_autofree char *name = g_strdup (kh_item_get_name (self));

  self->snapshot = details != NULL ? join (object, details) : kh_json_ref (object);
  g_clear_pointer (&self->object, kh_json_unref);
  g_clear_pointer (&self->details, kh_json_unref);
  self->object = object;
  self->details = details;
  if (kh_json_equal (before, self->snapshot))
    return;
  changes[self->kind]++;
  if (self->list != NULL)
    kh_item_list_tell_changed (self->list, self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SNAPSHOT]);
  if (g_strcmp0 (name, kh_item_get_name (self)) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
}

void
kh_item_set_snapshot (KhItem *self, KhJson *snapshot)
{
  apply (self, complete (self, snapshot),
         self->details != NULL ? kh_json_ref (self->details) : NULL);
}

void
kh_item_set_listed (KhItem *self, KhJson *snapshot)
{
  self->stale = self->holders > 0;
  if (self->stale)
    kh_item_set_snapshot (self, snapshot);
  else
    apply (self, kh_json_ref (snapshot), NULL);
}

/* The last who showed it goes: nobody asks again what the list did not tell. */
static void
let_go_cb (gpointer data, GObject *owner)
{
  g_autoptr (KhItem) self = data;

  if (--self->holders > 0 || !self->stale)
    return;
  self->stale = FALSE;
  apply (self, strip (self), NULL);
}

void
kh_item_hold_for (KhItem *self, gpointer owner)
{
  self->holders++;
  g_object_weak_ref (owner, let_go_cb, g_object_ref (self));
}

void
kh_item_set_details (KhItem *self, KhJson *snapshot, KhJson *details)
{
  self->stale = FALSE;
  apply (self, complete (self, snapshot), kh_json_ref (details));
}

gboolean
kh_item_is_deleted (KhItem *self)
{
  return kh_json_has (self->object, "deletedAt");
}

gboolean
kh_item_is_gone (KhItem *self)
{
  return self->gone;
}

void
kh_item_set_gone (KhItem *self)
{
  if (self->gone)
    return;
  self->gone = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GONE]);
}

const char *
kh_item_string (KhItem *self, const char *path)
{
  return kh_json_string (self->snapshot, path);
}

gboolean
kh_item_is (KhItem *self, const char *path, const char *value)
{
  return g_strcmp0 (kh_item_string (self, path), value) == 0;
}

char *
kh_item_make_id (KhItemKind kind, KhJson *snapshot)
{
  const char *vault = kh_json_string (snapshot, "vault");
  const char *name = kh_json_string (snapshot, "name");

  if (kind == KH_ITEM_VAULT)
    return g_strdup (name != NULL ? name : "");
  if (kind == KH_ITEM_KEY)
    return g_strdup_printf ("%s/%s", vault != NULL ? vault : "", name != NULL ? name : "");
  return g_strdup (kh_json_string (snapshot, "id"));
}
