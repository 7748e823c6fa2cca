/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The draft's values, and what follows from changing one of them. */
#include "kh-enable-draft-private.h"

#include "kh-geo.h"
#include "kh-limits.h"
#include "kh-models-i18n.h"

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhEnableDraft, kh_enable_draft, G_TYPE_OBJECT)

static void
changed (KhEnableDraft *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
kh_enable_draft_finalize (GObject *object)
{
  KhEnableDraft *self = KH_ENABLE_DRAFT (object);

  g_clear_object (&self->environments);
  g_clear_object (&self->policies);
  g_clear_object (&self->keys);
  g_clear_object (&self->vaults);
  g_clear_pointer (&self->chosen, g_ptr_array_unref);
  g_strfreev (self->asked);
  for (guint i = 0; i < KH_ENABLE_N_TEXTS; i++)
    g_free (self->texts[i]);
  g_free (self->organization);
  G_OBJECT_CLASS (kh_enable_draft_parent_class)->finalize (object);
}

static void
kh_enable_draft_class_init (KhEnableDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_enable_draft_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", KH_TYPE_ENABLE_DRAFT, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_enable_draft_init (KhEnableDraft *self)
{
  self->chosen = g_ptr_array_new_with_free_func (g_free);
  self->flags[KH_ENABLE_GRANT] = TRUE;
  self->numbers[KH_ENABLE_KEY_SIZE] = KH_CMK_SIZE_LARGE;
  self->numbers[KH_ENABLE_RETENTION] = KH_RETENTION_DEFAULT;
}

static KhItemList *
watch (KhEnableDraft *self, KhItemList *list)
{
  g_signal_connect_object (list, "items-changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  return g_object_ref (list);
}

KhEnableDraft *
kh_enable_draft_new (const KhEnableSources *sources)
{
  KhEnableDraft *self = g_object_new (KH_TYPE_ENABLE_DRAFT, NULL);

  self->environments = watch (self, sources->environments);
  self->policies = watch (self, sources->policies);
  self->keys = watch (self, sources->keys);
  self->vaults = watch (self, sources->vaults);
  self->organization = g_strdup (sources->organization);
  self->may_create = sources->may_create;
  self->goal = sources->goal;
  return self;
}

KhEnableGoal
kh_enable_draft_get_goal (KhEnableDraft *self)
{
  return self->goal;
}

gboolean
kh_enable_draft_is_dirty (KhEnableDraft *self)
{
  return self->dirty;
}

gboolean
kh_enable_draft_may_create (KhEnableDraft *self)
{
  return self->may_create;
}

static gboolean
find_chosen (KhEnableDraft *self, const char *environment, guint *n)
{
  return g_ptr_array_find_with_equal_func (self->chosen, environment, g_str_equal, n);
}

gboolean
kh_enable_draft_is_chosen (KhEnableDraft *self, const char *environment)
{
  return find_chosen (self, environment, NULL);
}

static gboolean
choose (KhEnableDraft *self, const char *environment, gboolean chosen)
{
  KhItem *item = kh_item_list_find (self->environments, environment);
  guint n;

  if (find_chosen (self, environment, &n) == chosen)
    return FALSE;
  if (!chosen) {
    g_ptr_array_remove_index (self->chosen, n);
    return TRUE;
  }
  if (item == NULL || kh_enable_draft_exclusion (self, item, NULL) != KH_EXCLUDED_NOT)
    return FALSE;
  if (self->texts[KH_ENABLE_TEXT_GEO] == NULL && self->goal != KH_ENABLE_GOAL_RETURN)
    _kh_enable_draft_put_text (self, KH_ENABLE_TEXT_GEO, kh_item_string (item, "geo"));
  g_ptr_array_add (self->chosen, g_strdup (kh_item_get_id (item)));
  return TRUE;
}

void
_kh_enable_draft_take (KhEnableDraft *self, const char *environment)
{
  choose (self, environment, TRUE);
}

void
kh_enable_draft_choose (KhEnableDraft *self, const char *environment, gboolean chosen)
{
  if (!choose (self, environment, chosen))
    return;
  self->dirty = TRUE;
  changed (self);
}

static void
begin_policy (KhEnableDraft *self, const char *id_or_name)
{
  KhItem *policy = id_or_name != NULL ? kh_item_list_find (self->policies, id_or_name) : NULL;
  g_autofree char *key = NULL;

  if (policy == NULL)
    return;
  key = g_strconcat (kh_item_string (policy, "key.vault"), "/", kh_item_string (policy, "key.name"),
                     NULL);
  _kh_enable_draft_put_text (self, KH_ENABLE_TEXT_GEO, kh_item_string (policy, "geo"));
  _kh_enable_draft_put_text (self, KH_ENABLE_TEXT_KEY, key);
  _kh_enable_draft_put_text (self, KH_ENABLE_TEXT_POLICY, kh_item_get_id (policy));
  self->decided_texts[KH_ENABLE_TEXT_KEY] = self->decided_flags[KH_ENABLE_CREATE_KEY] = TRUE;
  self->decided_texts[KH_ENABLE_TEXT_POLICY] = self->decided_flags[KH_ENABLE_CREATE_POLICY] = TRUE;
}

void
kh_enable_draft_begin (KhEnableDraft *self, const char *const *environments, const char *policy)
{
  begin_policy (self, policy);
  self->asked = g_strdupv ((char **)environments);
  for (guint i = 0; environments != NULL && environments[i] != NULL; i++)
    choose (self, environments[i], TRUE);
  changed (self);
}

GPtrArray *
kh_enable_draft_left_out (KhEnableDraft *self)
{
  GPtrArray *left = g_ptr_array_new ();

  for (guint i = 0; self->asked != NULL && self->asked[i] != NULL; i++) {
    KhItem *item = kh_item_list_find (self->environments, self->asked[i]);

    if (item != NULL && !find_chosen (self, kh_item_get_id (item), NULL))
      g_ptr_array_add (left, item);
  }
  return left;
}

guint
kh_enable_draft_count (KhEnableDraft *self)
{
  return self->chosen->len;
}

KhItem *
kh_enable_draft_nth (KhEnableDraft *self, guint n)
{
  return kh_item_list_find (self->environments, g_ptr_array_index (self->chosen, n));
}

char *
kh_enable_draft_subject (KhEnableDraft *self)
{
  KhItem *one = self->chosen->len == 1 ? kh_enable_draft_nth (self, 0) : NULL;

  if (one != NULL)
    return g_strdup (kh_item_get_name (one));
  return g_strdup_printf (
      dngettext (KH_GETTEXT_DOMAIN, "%u environment", "%u environments", self->chosen->len),
      self->chosen->len);
}

const char *
kh_enable_draft_text (KhEnableDraft *self, KhEnableText what)
{
  return self->texts[what];
}

gboolean
kh_enable_draft_flag (KhEnableDraft *self, KhEnableFlag what)
{
  return self->flags[what];
}

gint64
kh_enable_draft_number (KhEnableDraft *self, KhEnableNumber what)
{
  return self->numbers[what];
}

gboolean
_kh_enable_draft_put_text (KhEnableDraft *self, KhEnableText what, const char *text)
{
  if (g_strcmp0 (self->texts[what], text) == 0)
    return FALSE;
  g_free (self->texts[what]);
  self->texts[what] = g_strdup (text);
  return TRUE;
}

gboolean
_kh_enable_draft_put_flag (KhEnableDraft *self, KhEnableFlag what, gboolean on)
{
  if (self->flags[what] == on)
    return FALSE;
  self->flags[what] = on;
  return TRUE;
}

/* A policy serves one geo: environments of another one are left out, and what was proposed for the
 * old geo is proposed anew. */
static void
leave_geo (KhEnableDraft *self)
{
  const char *geo = self->texts[KH_ENABLE_TEXT_GEO];

  for (guint i = self->chosen->len; geo != NULL && i > 0; i--) {
    KhItem *item = kh_enable_draft_nth (self, i - 1);

    if (item == NULL || !kh_geo_equal (kh_item_string (item, "geo"), geo))
      g_ptr_array_remove_index (self->chosen, i - 1);
  }
  self->decided_texts[KH_ENABLE_TEXT_REGION] = FALSE;
}

void
kh_enable_draft_set_text (KhEnableDraft *self, KhEnableText what, const char *text)
{
  if (!_kh_enable_draft_put_text (self, what, text))
    return;
  self->decided_texts[what] = TRUE;
  self->dirty = TRUE;
  if (what == KH_ENABLE_TEXT_GEO)
    leave_geo (self);
  changed (self);
}

void
kh_enable_draft_set_flag (KhEnableDraft *self, KhEnableFlag what, gboolean on)
{
  if (!_kh_enable_draft_put_flag (self, what, on))
    return;
  self->decided_flags[what] = TRUE;
  self->dirty = TRUE;
  changed (self);
}

void
kh_enable_draft_set_number (KhEnableDraft *self, KhEnableNumber what, gint64 number)
{
  if (self->numbers[what] == number)
    return;
  self->numbers[what] = number;
  self->dirty = TRUE;
  changed (self);
}

void
kh_enable_draft_adopt_vault (KhEnableDraft *self, const char *vault)
{
  self->flags[KH_ENABLE_CREATE_VAULT] = FALSE;
  self->decided_flags[KH_ENABLE_CREATE_VAULT] = TRUE;
  self->decided_texts[KH_ENABLE_TEXT_VAULT] = TRUE;
  _kh_enable_draft_put_text (self, KH_ENABLE_TEXT_VAULT, vault);
  changed (self);
}

void
kh_enable_draft_adopt_key (KhEnableDraft *self, const char *vault, const char *key)
{
  g_autofree char *id = g_strconcat (vault, "/", key, NULL);

  self->flags[KH_ENABLE_CREATE_KEY] = FALSE;
  self->decided_flags[KH_ENABLE_CREATE_KEY] = TRUE;
  self->decided_texts[KH_ENABLE_TEXT_KEY] = TRUE;
  _kh_enable_draft_put_text (self, KH_ENABLE_TEXT_KEY, id);
  changed (self);
}

void
kh_enable_draft_adopt_policy (KhEnableDraft *self, const char *policy)
{
  self->flags[KH_ENABLE_CREATE_POLICY] = FALSE;
  self->decided_flags[KH_ENABLE_CREATE_POLICY] = TRUE;
  self->decided_texts[KH_ENABLE_TEXT_POLICY] = TRUE;
  _kh_enable_draft_put_text (self, KH_ENABLE_TEXT_POLICY, policy);
  changed (self);
}
