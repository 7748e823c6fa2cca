/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes plain values of the draft. */
#include "kh-enable-plan.h"

static void
take_environments (KhEnablePlan *self, KhEnableDraft *draft)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < kh_enable_draft_count (draft); i++) {
    KhItem *item = kh_enable_draft_nth (draft, i);

    if (item == NULL)
      continue;
    g_strv_builder_add (ids, kh_item_get_id (item));
    g_strv_builder_add (names, kh_item_get_name (item));
  }
  self->environments = g_strv_builder_end (ids);
  self->names = g_strv_builder_end (names);
}

/* The version of today of the key that a new policy stays on. */
static char *
pinned_version (KhEnableDraft *draft)
{
  g_autoptr (GPtrArray) keys = kh_enable_draft_keys (draft);
  const char *id = kh_enable_draft_text (draft, KH_ENABLE_TEXT_KEY);

  if (!kh_enable_draft_flag (draft, KH_ENABLE_PIN_VERSION)
      || kh_enable_draft_flag (draft, KH_ENABLE_CREATE_KEY))
    return NULL;
  for (guint i = 0; i < keys->len; i++)
    if (g_strcmp0 (kh_item_get_id (g_ptr_array_index (keys, i)), id) == 0)
      return g_strdup (kh_item_string (g_ptr_array_index (keys, i), "version"));
  return NULL;
}

KhEnablePlan *
kh_enable_plan_new (KhEnableDraft *draft)
{
  KhEnablePlan *self = g_new0 (KhEnablePlan, 1);

  self->goal = kh_enable_draft_get_goal (draft);
  take_environments (self, draft);
  if (self->goal == KH_ENABLE_GOAL_RETURN)
    return self;
  self->geo = g_strdup (kh_enable_draft_text (draft, KH_ENABLE_TEXT_GEO));
  self->create_key = kh_enable_draft_flag (draft, KH_ENABLE_CREATE_KEY);
  self->create_vault = self->create_key && kh_enable_draft_flag (draft, KH_ENABLE_CREATE_VAULT);
  self->create_policy = kh_enable_draft_flag (draft, KH_ENABLE_CREATE_POLICY);
  self->vault = kh_enable_draft_vault_name (draft);
  self->key = kh_enable_draft_key_name (draft);
  self->policy = kh_enable_draft_policy_name (draft);
  if (self->create_policy)
    self->version = pinned_version (draft);
  else
    self->policy_id = g_strdup (kh_enable_draft_text (draft, KH_ENABLE_TEXT_POLICY));
  self->region = g_strdup (kh_enable_draft_text (draft, KH_ENABLE_TEXT_REGION));
  self->retention = kh_enable_draft_number (draft, KH_ENABLE_RETENTION);
  self->key_size = kh_enable_draft_number (draft, KH_ENABLE_KEY_SIZE);
  self->hardware = kh_enable_draft_flag (draft, KH_ENABLE_IN_HARDWARE);
  self->expiry_years = kh_enable_draft_number (draft, KH_ENABLE_EXPIRY_YEARS);
  self->grant = self->create_policy && kh_enable_draft_flag (draft, KH_ENABLE_GRANT);
  self->reader =
      g_strdup (self->create_policy ? kh_enable_draft_text (draft, KH_ENABLE_TEXT_READER) : NULL);
  return self;
}

KhEnablePlan *
kh_enable_plan_copy (const KhEnablePlan *self)
{
  KhEnablePlan *copy = g_new (KhEnablePlan, 1);

  *copy = *self;
  copy->environments = g_strdupv (self->environments);
  copy->names = g_strdupv (self->names);
  copy->geo = g_strdup (self->geo);
  copy->vault = g_strdup (self->vault);
  copy->key = g_strdup (self->key);
  copy->policy = g_strdup (self->policy);
  copy->policy_id = g_strdup (self->policy_id);
  copy->version = g_strdup (self->version);
  copy->region = g_strdup (self->region);
  copy->reader = g_strdup (self->reader);
  copy->reason = g_strdup (self->reason);
  copy->account = g_strdup (self->account);
  copy->organization = g_strdup (self->organization);
  copy->subscription = g_strdup (self->subscription);
  copy->group = g_strdup (self->group);
  return copy;
}

void
kh_enable_plan_free (KhEnablePlan *self)
{
  g_strfreev (self->environments);
  g_strfreev (self->names);
  g_free (self->geo);
  g_free (self->vault);
  g_free (self->key);
  g_free (self->policy);
  g_free (self->policy_id);
  g_free (self->version);
  g_free (self->region);
  g_free (self->reader);
  g_free (self->reason);
  g_free (self->account);
  g_free (self->organization);
  g_free (self->subscription);
  g_free (self->group);
  g_free (self);
}

char *
kh_enable_plan_print (const KhEnablePlan *self)
{
  g_autofree char *environments = g_strjoinv (" ", self->environments);
  const char *const texts[] = { environments,  self->geo,    self->vault,
                                self->key,     self->policy, self->policy_id,
                                self->version, self->region, self->reader };
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_string_append_printf (out, "%s\n", texts[i] != NULL ? texts[i] : "");
  g_string_append_printf (
      out, "%d %d %d %d %d %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
      self->goal, self->create_vault, self->create_key, self->create_policy, self->grant,
      self->hardware, self->retention, self->key_size, self->expiry_years);
  return g_string_free (out, FALSE);
}

KhArmPlace
kh_enable_plan_place (const KhEnablePlan *self)
{
  return (KhArmPlace){ self->subscription, self->group };
}
