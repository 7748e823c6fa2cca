/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Change Key decides: which environments can change, to which policy, and what is proposed
 * (pages.md 4.3). */
#include "kh-enable-draft-private.h"

#include <string.h>

#include "kh-enums.h"
#include "kh-geo.h"
#include "kh-models-i18n.h"

/* --- Environments ----------------------------------------------------------------------------- */

static KhExcluded
exclude (const char *geo, KhItem *environment, const char **why)
{
  const char *change = kh_operation_type_to_string (KH_OPERATION_ROTATE_CMK);
  const char *own = kh_item_string (environment, "geo");
  gboolean allowed;

  if (kh_item_is (environment, "state", "Locked")) {
    *why = _ ("Locked. Unlock it first");
    return KH_EXCLUDED_LOCKED;
  }
  if (kh_item_string (environment, "activeOperation.id") != NULL) {
    *why = _ ("Another operation runs");
    return KH_EXCLUDED_BUSY;
  }
  if (kh_item_string (environment, "policy.name") == NULL) {
    *why = _ ("On the Microsoft key. Use Enable Customer-Managed Key…");
    return KH_EXCLUDED_PLATFORM;
  }
  if (!kh_item_is (environment, "state", "Ready")) {
    *why = _ ("Not ready yet");
    return KH_EXCLUDED_OTHER;
  }
  if (geo != NULL && (own == NULL || !kh_geo_equal (geo, own))) {
    *why = _ ("In another geo: a policy serves one. Choose it in another run");
    return KH_EXCLUDED_GEO;
  }
  *why = _kh_enable_refused (environment, change, &allowed);
  return *why != NULL ? KH_EXCLUDED_OTHER : KH_EXCLUDED_NOT;
}

KhExcluded
_kh_enable_exclude_change (const char *geo, KhItem *environment, char **text)
{
  const char *why = NULL;
  KhExcluded excluded = exclude (geo, environment, &why);

  if (text != NULL)
    *text = g_strdup (why);
  return excluded;
}

char *
kh_enable_change_refusal (KhItem *environment)
{
  char *text = NULL;

  _kh_enable_exclude_change (NULL, environment, &text);
  return text;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

char **
kh_enable_draft_list_left_keys (KhEnableDraft *self)
{
  GPtrArray *keys = g_ptr_array_new ();

  for (guint i = 0; i < kh_enable_draft_count (self); i++) {
    KhItem *item = kh_enable_draft_nth (self, i);
    const char *id = item != NULL ? kh_item_string (item, "key.id") : NULL;

    if (id != NULL && !g_ptr_array_find_with_equal_func (keys, id, g_str_equal, NULL))
      g_ptr_array_add (keys, g_strdup (id));
  }
  g_ptr_array_sort (keys, compare_ids);
  g_ptr_array_add (keys, NULL);
  return (char **)g_ptr_array_free (keys, FALSE);
}

char *
kh_enable_draft_left_keys (KhEnableDraft *self)
{
  g_auto (GStrv) keys = kh_enable_draft_list_left_keys (self);

  return g_strjoinv (", ", keys);
}

/* --- Policies --------------------------------------------------------------------------------- */

gboolean
kh_enable_draft_is_current (KhEnableDraft *self, KhItem *policy)
{
  for (guint i = 0; i < kh_enable_draft_count (self); i++) {
    KhItem *item = kh_enable_draft_nth (self, i);

    if (item != NULL && kh_item_is (item, "policy.id", kh_item_get_id (policy)))
      return TRUE;
  }
  return FALSE;
}

/* How far down a policy stands: those in use now come last, those that would leave the key as it is
 * before them, and those that do not follow new versions before these. */
static int
rank (KhEnableDraft *self, KhItem *policy)
{
  g_autofree char *key = g_strconcat (kh_item_string (policy, "key.vault"), "/",
                                      kh_item_string (policy, "key.name"), NULL);

  if (kh_enable_draft_is_current (self, policy))
    return 3;
  for (guint i = 0; i < kh_enable_draft_count (self); i++) {
    KhItem *item = kh_enable_draft_nth (self, i);

    if (item != NULL && kh_item_is (item, "key.id", key))
      return 2;
  }
  return kh_item_is (policy, "versionRule", "pinned") ? 1 : 0;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  KhItem *first = *(KhItem *const *)a;
  KhItem *second = *(KhItem *const *)b;
  int down = rank (data, first) - rank (data, second);

  if (down != 0)
    return down;
  return g_utf8_collate (kh_item_get_name (first), kh_item_get_name (second));
}

GPtrArray *
kh_enable_draft_targets (KhEnableDraft *self)
{
  GListModel *all = G_LIST_MODEL (self->policies);
  GPtrArray *targets = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (KhItem) policy = g_list_model_get_item (all, i);

    /* The list keeps its reference. */
    if (!kh_item_is_gone (policy) && _kh_enable_policy_fits (self, policy))
      g_ptr_array_add (targets, policy);
  }
  g_ptr_array_sort_with_data (targets, compare, self);
  return targets;
}

/* Without deciding. */
static void
take_policy (KhEnableDraft *self, KhItem *policy)
{
  g_autofree char *key = g_strconcat (kh_item_string (policy, "key.vault"), "/",
                                      kh_item_string (policy, "key.name"), NULL);

  _kh_enable_draft_put_flag (self, KH_ENABLE_CREATE_POLICY, FALSE);
  _kh_enable_draft_put_flag (self, KH_ENABLE_CREATE_KEY, FALSE);
  _kh_enable_draft_put_text (self, KH_ENABLE_TEXT_KEY, key);
  _kh_enable_draft_put_text (self, KH_ENABLE_TEXT_POLICY, kh_item_get_id (policy));
}

static void
take_new (KhEnableDraft *self)
{
  _kh_enable_draft_put_flag (self, KH_ENABLE_CREATE_POLICY, TRUE);
  if (!self->decided_flags[KH_ENABLE_CREATE_KEY])
    _kh_enable_draft_put_flag (self, KH_ENABLE_CREATE_KEY, TRUE);
}

void
kh_enable_draft_aim (KhEnableDraft *self, const char *id)
{
  KhItem *policy = id != NULL ? kh_item_list_find (self->policies, id) : NULL;

  if (policy != NULL)
    take_policy (self, policy);
  else
    take_new (self);
  self->decided_flags[KH_ENABLE_CREATE_POLICY] = self->dirty = TRUE;
  g_signal_emit_by_name (self, "changed");
}

void
kh_enable_draft_begin_new (KhEnableDraft *self)
{
  take_new (self);
  self->decided_flags[KH_ENABLE_CREATE_POLICY] = self->leaves_exposed = TRUE;
  g_signal_emit_by_name (self, "changed");
}

/* --- What is proposed, and what is missing ---------------------------------------------------- */

static KhItem *
find_chosen (KhEnableDraft *self)
{
  const char *id = self->texts[KH_ENABLE_TEXT_POLICY];

  return id != NULL ? kh_item_list_find (self->policies, id) : NULL;
}

/* The first policy that is not unhealthy; where there is none, a new one with a new key. */
static void
propose_policy (KhEnableDraft *self)
{
  g_autoptr (GPtrArray) targets = kh_enable_draft_targets (self);

  for (guint i = 0; i < targets->len; i++)
    if (!kh_enable_draft_is_current (self, targets->pdata[i])
        && !kh_item_is (targets->pdata[i], "health", "Unhealthy")) {
      take_policy (self, targets->pdata[i]);
      return;
    }
  if (self->may_create)
    take_new (self);
}

void
_kh_enable_propose_change (KhEnableDraft *self)
{
  if (!self->decided_flags[KH_ENABLE_CREATE_POLICY]
      && (find_chosen (self) == NULL || kh_enable_draft_is_current (self, find_chosen (self))))
    propose_policy (self);
  if (!self->flags[KH_ENABLE_CREATE_POLICY])
    return;
  /* What was chosen before may be the key of a policy. */
  self->decided_flags[KH_ENABLE_CREATE_KEY] = TRUE;
  _kh_enable_propose_key (self);
  self->flags[KH_ENABLE_CREATE_VAULT] = FALSE;
  _kh_enable_propose_policy_name (self);
}

char *
_kh_enable_reason_change (KhEnableDraft *self)
{
  char *reason = kh_enable_draft_reason (self, KH_ENABLE_ENVIRONMENTS);
  KhItem *policy = find_chosen (self);

  if (reason != NULL)
    return reason;
  if (self->flags[KH_ENABLE_CREATE_POLICY]) {
    reason = _kh_enable_reason_policy_name (self);
    return reason != NULL ? reason : _kh_enable_reason_key (self);
  }
  if (policy == NULL || !_kh_enable_policy_fits (self, policy)
      || kh_enable_draft_is_current (self, policy))
    return g_strdup (_ ("Choose a policy"));
  return NULL;
}
