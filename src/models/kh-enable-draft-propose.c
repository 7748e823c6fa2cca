/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the draft proposes where the user has decided nothing, and the names that result. */
#include "kh-enable-draft-private.h"

#include <string.h>

#include "kh-geo.h"

/* (transfer full): @text in small letters, digits and single hyphens; at most @length bytes, which
 * may cut it. */
static char *
slug (const char *text, gsize length)
{
  g_autofree char *plain = g_str_to_ascii (text != NULL ? text : "", "C");
  GString *out = g_string_new (NULL);

  for (const char *c = plain; *c != '\0' && out->len < length; c++) {
    if (g_ascii_isalnum (*c))
      g_string_append_c (out, g_ascii_tolower (*c));
    else if (out->len > 0 && out->str[out->len - 1] != '-')
      g_string_append_c (out, '-');
  }
  while (out->len > 0 && out->str[out->len - 1] == '-')
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}

/* (transfer full): what the chosen environments have in common, as part of a name: the one
 * environment, else the geo. */
static char *
subject (KhEnableDraft *self, gsize length)
{
  const char *geo = self->texts[KH_ENABLE_TEXT_GEO];
  const KhGeo *found = geo != NULL ? kh_geo_find (geo) : NULL;
  KhItem *one = self->chosen->len == 1 ? kh_enable_draft_nth (self, 0) : NULL;
  g_autofree char *name = one != NULL ? slug (kh_item_get_name (one), length) : NULL;

  if (name != NULL && *name != '\0')
    return g_steal_pointer (&name);
  return slug (found != NULL ? found->policy_name : geo, length);
}

/* Proposes @taken_base, with a number behind it while the field finds fault with it. */
static void
propose_name (KhEnableDraft *self, KhEnableText what, char *taken_base)
{
  g_autofree char *base = taken_base;

  if (self->decided_texts[what])
    return;
  _kh_enable_draft_put_text (self, what, base);
  for (guint n = 2; n < 100; n++) {
    g_autofree char *fault = kh_enable_draft_fault (self, what);
    g_autofree char *next = g_strdup_printf ("%s-%u", base, n);

    if (fault == NULL)
      return;
    _kh_enable_draft_put_text (self, what, next);
  }
}

static void
put_key_of (KhEnableDraft *self, KhItem *policy)
{
  g_autofree char *key = g_strconcat (kh_item_string (policy, "key.vault"), "/",
                                      kh_item_string (policy, "key.name"), NULL);

  _kh_enable_draft_put_text (self, KH_ENABLE_TEXT_KEY, key);
}

static gboolean
is_usable_key (KhEnableDraft *self, const char *id)
{
  KhItem *key = id != NULL ? kh_item_list_find (self->keys, id) : NULL;
  g_autofree char *fault = key != NULL ? kh_enable_key_fault (key) : NULL;

  return key != NULL && fault == NULL;
}

/* TRUE if @policy is the better proposal: a healthy one, then one that follows new versions of its
 * key, then the first by name. */
static gboolean
is_better (KhItem *policy, KhItem *other)
{
  gboolean healthy = kh_item_is (policy, "health", "Healthy");
  gboolean pinned = kh_item_is (policy, "versionRule", "pinned");

  if (other == NULL || healthy != kh_item_is (other, "health", "Healthy"))
    return other == NULL || healthy;
  if (pinned != kh_item_is (other, "versionRule", "pinned"))
    return !pinned;
  return g_utf8_collate (kh_item_get_name (policy), kh_item_get_name (other)) < 0;
}

/* The key of an existing policy of the geo that is not unhealthy. */
static gboolean
propose_key_of_policy (KhEnableDraft *self)
{
  KhItem *best = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->policies)); i++) {
    g_autoptr (KhItem) policy = g_list_model_get_item (G_LIST_MODEL (self->policies), i);
    g_autofree char *key = g_strconcat (kh_item_string (policy, "key.vault"), "/",
                                        kh_item_string (policy, "key.name"), NULL);

    if (_kh_enable_policy_fits (self, policy)
        && g_strcmp0 (kh_item_string (policy, "health"), "Unhealthy") != 0
        && is_usable_key (self, key) && is_better (policy, best))
      best = policy; /* the list keeps it */
  }
  if (best != NULL)
    put_key_of (self, best);
  return best != NULL;
}

static void
propose_key_to_use (KhEnableDraft *self)
{
  g_autoptr (GPtrArray) keys = kh_enable_draft_keys (self);
  gboolean found = propose_key_of_policy (self);

  if (!found && keys->len > 0)
    _kh_enable_draft_put_text (self, KH_ENABLE_TEXT_KEY,
                               kh_item_get_id (g_ptr_array_index (keys, 0)));
  if (!self->decided_flags[KH_ENABLE_CREATE_KEY])
    _kh_enable_draft_put_flag (self, KH_ENABLE_CREATE_KEY, !found && self->may_create);
}

/* It holds a key that others may know: who was in there may know more of it. */
static gboolean
is_exposed (KhEnableDraft *self, KhItem *vault)
{
  g_auto (GStrv) keys = kh_enable_draft_list_left_keys (self);
  g_autofree char *prefix = g_strconcat (kh_item_get_id (vault), "/", NULL);

  for (guint i = 0; self->leaves_exposed && keys[i] != NULL; i++)
    if (g_str_has_prefix (keys[i], prefix))
      return TRUE;
  return FALSE;
}

static gboolean
suits (KhItem *vault, const KhGeo *geo)
{
  const char *region = kh_item_string (vault, "region");

  return geo != NULL && region != NULL && kh_geo_has_region (geo, region)
         && kh_json_bool (kh_item_get_snapshot (vault), "purgeProtection", FALSE);
}

/* (nullable) (transfer none): the first that suits, rather one that nobody else has seen. */
static KhItem *
find_vault (KhEnableDraft *self, GPtrArray *vaults, const KhGeo *geo)
{
  KhItem *best = NULL;

  for (guint i = 0; i < vaults->len; i++) {
    KhItem *vault = g_ptr_array_index (vaults, i);

    if (suits (vault, geo)
        && (best == NULL || (is_exposed (self, best) && !is_exposed (self, vault))))
      best = vault;
  }
  return best;
}

static void
propose_vault (KhEnableDraft *self)
{
  const KhGeo *geo = self->texts[KH_ENABLE_TEXT_GEO] != NULL
                         ? kh_geo_find (self->texts[KH_ENABLE_TEXT_GEO])
                         : NULL;
  g_autoptr (GPtrArray) vaults = kh_enable_draft_vaults (self);
  KhItem *best = find_vault (self, vaults, geo);
  KhItem *proposed = best != NULL ? best : vaults->len > 0 ? vaults->pdata[0] : NULL;

  if (!self->decided_texts[KH_ENABLE_TEXT_VAULT])
    _kh_enable_draft_put_text (self, KH_ENABLE_TEXT_VAULT,
                               proposed != NULL ? kh_item_get_id (proposed) : NULL);
  if (!self->decided_flags[KH_ENABLE_CREATE_VAULT])
    _kh_enable_draft_put_flag (self, KH_ENABLE_CREATE_VAULT, best == NULL);
  if (!self->decided_texts[KH_ENABLE_TEXT_REGION])
    _kh_enable_draft_put_text (self, KH_ENABLE_TEXT_REGION, geo != NULL ? geo->regions[0] : NULL);
}

void
_kh_enable_propose_key (KhEnableDraft *self)
{
  g_autofree char *organization = slug (self->organization, 16);
  g_autofree char *what = subject (self, 48);

  if (!self->decided_texts[KH_ENABLE_TEXT_KEY])
    propose_key_to_use (self);
  propose_vault (self);
  propose_name (self, KH_ENABLE_TEXT_VAULT_NAME, g_strconcat ("kv-", organization, NULL));
  propose_name (self, KH_ENABLE_TEXT_KEY_NAME, g_strconcat ("cmk-", what, NULL));
}

void
_kh_enable_propose_policy_name (KhEnableDraft *self)
{
  g_autofree char *what = subject (self, 48);

  propose_name (self, KH_ENABLE_TEXT_POLICY_NAME, g_strconcat (what, "-cmk", NULL));
}

static void
propose_policy_part (KhEnableDraft *self)
{
  g_autoptr (GPtrArray) policies = kh_enable_draft_policies (self);
  const char *chosen = self->texts[KH_ENABLE_TEXT_POLICY];
  KhItem *best = NULL;
  gboolean fits = FALSE;

  for (guint i = 0; i < policies->len; i++) {
    KhItem *policy = g_ptr_array_index (policies, i);

    fits |= g_strcmp0 (kh_item_get_id (policy), chosen) == 0;
    if (g_strcmp0 (kh_item_string (policy, "health"), "Unhealthy") != 0 && is_better (policy, best))
      best = policy;
  }
  if (!fits)
    _kh_enable_draft_put_text (self, KH_ENABLE_TEXT_POLICY,
                               best != NULL ? kh_item_get_id (best) : NULL);
  if (policies->len == 0)
    _kh_enable_draft_put_flag (self, KH_ENABLE_CREATE_POLICY, self->may_create);
  else if (!self->decided_flags[KH_ENABLE_CREATE_POLICY])
    _kh_enable_draft_put_flag (self, KH_ENABLE_CREATE_POLICY, best == NULL && self->may_create);
  _kh_enable_propose_policy_name (self);
}

void
kh_enable_draft_propose (KhEnableDraft *self, KhEnablePart part)
{
  if (self->goal == KH_ENABLE_GOAL_CHANGE)
    _kh_enable_propose_change (self);
  else if (part == KH_ENABLE_KEY)
    _kh_enable_propose_key (self);
  else if (part == KH_ENABLE_POLICY)
    propose_policy_part (self);
  g_signal_emit_by_name (self, "changed");
}

char *
kh_enable_draft_vault_name (KhEnableDraft *self)
{
  const char *key = self->texts[KH_ENABLE_TEXT_KEY];
  const char *slash = key != NULL ? strchr (key, '/') : NULL;

  if (!self->flags[KH_ENABLE_CREATE_KEY])
    return slash != NULL ? g_strndup (key, (gsize)(slash - key)) : NULL;
  return g_strdup (self->texts[self->flags[KH_ENABLE_CREATE_VAULT] ? KH_ENABLE_TEXT_VAULT_NAME
                                                                   : KH_ENABLE_TEXT_VAULT]);
}

char *
kh_enable_draft_key_name (KhEnableDraft *self)
{
  const char *key = self->texts[KH_ENABLE_TEXT_KEY];
  const char *slash = key != NULL ? strchr (key, '/') : NULL;

  if (self->flags[KH_ENABLE_CREATE_KEY])
    return g_strdup (self->texts[KH_ENABLE_TEXT_KEY_NAME]);
  return slash != NULL ? g_strdup (slash + 1) : NULL;
}

char *
kh_enable_draft_policy_name (KhEnableDraft *self)
{
  const char *id = self->texts[KH_ENABLE_TEXT_POLICY];
  KhItem *policy = id != NULL ? kh_item_list_find (self->policies, id) : NULL;

  if (self->flags[KH_ENABLE_CREATE_POLICY])
    return g_strdup (self->texts[KH_ENABLE_TEXT_POLICY_NAME]);
  return policy != NULL ? g_strdup (kh_item_get_name (policy)) : NULL;
}
