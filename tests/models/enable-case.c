/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists and a draft without a window. */
#include "enable-case.h"

#include <string.h>

KhJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  KhJson *json = kh_json_parse_text (text, &error);
  g_assert_no_error (error);
  return json;
}

/* A ready, managed production environment with a database; @more is put in front and wins. */
KhJson *
environment (const char *name, const char *geo, const char *more)
{
  static const struct {
    const char *key, *value;
  } plain[] = { { "type", "\"Production\"" },
                { "state", "\"Ready\"" },
                { "encryptionStatus", "\"NotEncrypted\"" },
                { "keyManagedBy", "\"Microsoft\"" },
                { "managed", "true" },
                { "dataverse", "true" } };
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "{\"id\":\"id-%s\",\"name\":\"%s\",\"geo\":\"%s\"", name, name,
                          geo);
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++) {
    g_autofree char *word = g_strdup_printf ("\"%s\":", plain[i].key);
    if (strstr (more, word) == NULL)
      g_string_append_printf (text, ",%s%s", word, plain[i].value);
  }
  g_string_append_printf (text, "%s%s}", *more != '\0' ? "," : "", more);
  return parse (text->str);
}

KhJson *
key (const char *vault, const char *name, const char *more)
{
  g_autofree char *text = g_strdup_printf (
      "{\"kid\":\"https://%s/keys/%s/v1\",\"vault\":\"%s\",\"name\":\"%s\",\"version\":\"v1\","
      "\"createdAt\":\"2025-11-01T00:00:00Z\",\"keyOps\":[\"wrapKey\",\"unwrapKey\"],"
      "\"current\":true,%s}",
      vault, name, vault, name,
      *more != '\0' ? more : "\"kty\":\"RSA\",\"size\":3072,\"enabled\":true,\"state\":\"Active\"");
  return parse (text);
}

KhJson *
vault (const char *name, const char *region, gboolean protection)
{
  g_autofree char *text = g_strdup_printf (
      "{\"id\":\"/vaults/%s\",\"name\":\"%s\",\"region\":\"%s\",\"sku\":\"premium\","
      "\"permissionModel\":\"rbac\",\"softDeleteRetentionDays\":90,\"purgeProtection\":%s,"
      "\"publicNetwork\":\"on\",\"defaultAction\":\"allow\",\"bypass\":\"trusted-services\","
      "\"state\":\"Active\"}",
      name, name, region, protection ? "true" : "false");
  return parse (text);
}

KhJson *
policy (const char *name, const char *geo, const char *key_vault, const char *key_name,
        const char *health)
{
  g_autofree char *text = g_strdup_printf (
      "{\"id\":\"id-%s\",\"name\":\"%s\",\"geo\":\"%s\",\"key\":{\"vault\":\"%s\",\"name\":\"%s\"},"
      "\"health\":\"%s\",\"granted\":true,\"environments\":[]}",
      name, name, geo, key_vault, key_name, health);
  return parse (text);
}

void
put (Test *self, KhItemKind kind, KhJson *made)
{
  g_autoptr (KhJson) snapshot = made;
  kh_item_list_take_one (self->lists[kind], snapshot);
}

static void
count_change (Test *self)
{
  self->changes++;
}

void
start_for (Test *self, KhEnableGoal goal, gboolean may_create)
{
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++)
    self->lists[kind] = kh_item_list_new ((KhItemKind)kind);
  const KhEnableSources sources = { .environments = self->lists[KH_ITEM_ENVIRONMENT],
                                    .policies = self->lists[KH_ITEM_POLICY],
                                    .keys = self->lists[KH_ITEM_KEY],
                                    .vaults = self->lists[KH_ITEM_VAULT],
                                    .organization = "Contoso (sample)",
                                    .may_create = may_create,
                                    .goal = goal };
  self->draft = kh_enable_draft_new (&sources);
  self->changes = 0;
  g_signal_connect_swapped (self->draft, "changed", G_CALLBACK (count_change), self);
}

void
start (Test *self, gboolean may_create)
{
  start_for (self, KH_ENABLE_GOAL_ENABLE, may_create);
}

void
stop (Test *self)
{
  g_assert_finalize_object (self->draft);
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++)
    g_assert_finalize_object (self->lists[kind]);
}

/* Finance and Marketing in the United States, Portal in the United Kingdom; a vault with a key and
 * a healthy policy in the United States. */
void
start_estate (Test *self, gboolean may_create)
{
  start (self, may_create);
  put (self, KH_ITEM_ENVIRONMENT, environment ("Finance", "unitedstates", ""));
  put (self, KH_ITEM_ENVIRONMENT, environment ("Marketing", "unitedstates", ""));
  put (self, KH_ITEM_ENVIRONMENT, environment ("Portal", "unitedkingdom", ""));
  put (self, KH_ITEM_VAULT, vault ("kv-us", "eastus", TRUE));
  put (self, KH_ITEM_KEY, key ("kv-us", "cmk", ""));
  put (self, KH_ITEM_POLICY, policy ("ep-us", "unitedstates", "kv-us", "cmk", "Healthy"));
}

KhItem *
item (Test *self, KhItemKind kind, const char *name)
{
  KhItem *found = kh_item_list_find (self->lists[kind], name);
  g_assert_nonnull (found);
  return found;
}

void
assert_reason (Test *self, KhEnablePart part, const char *wanted)
{
  g_autofree char *reason = kh_enable_draft_reason (self->draft, part);
  g_assert_cmpstr (reason, ==, wanted);
}

void
assert_text (Test *self, KhEnableText what, const char *wanted)
{
  g_assert_cmpstr (kh_enable_draft_text (self->draft, what), ==, wanted);
}
