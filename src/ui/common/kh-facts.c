/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small questions about objects, answered from their snapshots. */
#include "kh-facts.h"

#include "kh-environment-uses.h"
#include "kh-sentences.h"
#include "kh-text.h"

#define EXPIRES_SOON (30 * KH_DAY)

KhTime
kh_fact_time (KhItem *item, const char *path)
{
  return kh_json_time (kh_item_get_snapshot (item), path);
}

gboolean
kh_fact_is_locked (KhItem *environment)
{
  return kh_item_is (environment, "state", "Locked");
}

static KhJson *
find_operation (KhItem *environment, const char *list, const char *operation)
{
  KhJson *snapshot = kh_item_get_snapshot (environment);
  guint n = kh_json_length (snapshot, list);

  for (guint i = 0; i < n; i++) {
    KhJson *element = kh_json_element (snapshot, list, i);

    if (g_strcmp0 (kh_json_string (element, "id"), operation) == 0)
      return element;
  }
  return NULL;
}

const char *
kh_fact_refusal (KhItem *environment, const char *operation)
{
  return kh_said (
      kh_json_string (find_operation (environment, "disallowedOperations", operation), "reason"));
}

gboolean
kh_fact_allows (KhItem *environment, const char *operation)
{
  return find_operation (environment, "allowedOperations", operation) != NULL;
}

char *
kh_fact_running_word (KhOrganization *organization, KhItem *environment)
{
  const char *id = kh_item_string (environment, "activeOperation.id");
  KhItemList *list = kh_organization_get_list (organization, KH_ITEM_OPERATION);
  KhItem *operation = id != NULL ? kh_item_list_find (list, id) : NULL;
  const char *state = kh_item_string (environment, "state");
  int percent = operation != NULL ? kh_fact_percent (kh_item_get_snapshot (operation)) : -1;

  if (operation != NULL && kh_item_is (operation, "type", "Copy"))
    return percent < 0 ? g_strdup (_ ("Replacing"))
                       : g_strdup_printf (_ ("Replacing %d %%"), percent);
  if (percent < 0)
    return NULL;
  if (g_strcmp0 (state, "Encrypting") == 0)
    return g_strdup_printf (_ ("Encrypting %d %%"), percent);
  if (g_strcmp0 (state, "Reverting") == 0)
    return g_strdup_printf (_ ("Reverting %d %%"), percent);
  return NULL;
}

guint
kh_fact_flows (KhItem *environment)
{
  gint64 flows = kh_json_int (kh_item_get_snapshot (environment), "flowsThatStay", 0);

  return kh_item_is (environment, "encryptionStatus", "Warning") ? (guint)MAX (flows, 0) : 0;
}

char *
kh_fact_encryption_word (KhItem *environment)
{
  guint flows = kh_fact_flows (environment);

  if (flows == 0)
    return NULL;
  return g_strdup_printf (ngettext ("Warning (%u flow)", "Warning (%u flows)", flows), flows);
}

char *
kh_fact_time_left (KhOrganization *organization, KhTime end)
{
  KhTime now = kh_organization_now (organization);

  if (end == KH_TIME_NONE)
    return g_strdup ("");
  return kh_text_duration (MAX (end - now, 0));
}

const char *
kh_fact_type (const char *type)
{
  static const char *const types[] = { N_ ("Production"), N_ ("Sandbox"), N_ ("Developer"),
                                       N_ ("Trial"),      N_ ("Teams"),   N_ ("Default") };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (type, types[i]) == 0)
      return _ (types[i]);
  return type != NULL ? type : "";
}

guint
kh_fact_count_environments (KhOrganization *organization, const char *path, const char *id,
                            guint *locked)
{
  return kh_environment_uses_count (kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT),
                                    path, id, locked);
}

char *
kh_fact_environments_text (guint n)
{
  if (n == 0)
    return g_strdup (_ ("No environment"));
  return g_strdup_printf (g_dngettext (NULL, "%u environment", "%u environments", n), n);
}

char *
kh_fact_key_type (KhJson *key)
{
  const char *kty = kh_json_string (key, "kty");
  const char *curve = kh_json_string (key, "curve");
  gint64 size = kh_json_int (key, "size", 0);

  if (curve != NULL)
    return g_strdup_printf ("%s %s", kty != NULL ? kty : "", curve);
  return g_strdup_printf ("%s %" G_GINT64_FORMAT, kty != NULL ? kty : "", size);
}

gboolean
kh_fact_key_can_protect (KhJson *key)
{
  const char *kty = kh_json_string (key, "kty");
  gint64 size = kh_json_int (key, "size", 0);

  return kty != NULL && g_str_has_prefix (kty, "RSA") && (size == 2048 || size == 3072);
}

gboolean
kh_fact_expires_soon (KhOrganization *organization, KhJson *key)
{
  KhTime expiry = kh_json_time (key, "exp");

  return expiry != KH_TIME_NONE && expiry - kh_organization_now (organization) <= EXPIRES_SOON;
}

const char *
kh_fact_key_state (KhOrganization *organization, KhJson *key)
{
  const char *state = kh_json_string (key, "state");

  if (g_strcmp0 (state, "Active") == 0 && kh_fact_expires_soon (organization, key))
    return "ExpiresSoon";
  return state;
}

char *
kh_fact_age (KhTime created, KhTime now)
{
  gint64 days;

  if (created == KH_TIME_NONE)
    return g_strdup ("");
  days = MAX (now - created, 0) / KH_DAY;
  if (days == 0)
    return g_strdup (_ ("made today"));
  if (days < 61)
    return g_strdup_printf (g_dngettext (NULL, "%u day old", "%u days old", days), (guint)days);
  if (days < 730)
    return g_strdup_printf (_ ("%u months old"), (guint)(days / 30));
  return g_strdup_printf (_ ("%u years old"), (guint)(days / 365));
}

char *
kh_fact_policy_key (KhJson *policy)
{
  const char *vault = kh_json_string (policy, "key.vault");
  const char *name = kh_json_string (policy, "key.name");

  return g_strdup_printf ("%s/%s", vault != NULL ? vault : "", name != NULL ? name : "");
}

const char *
kh_fact_protection (KhJson *vault)
{
  return kh_json_bool (vault, "purgeProtection", FALSE) ? "on" : "off";
}

/* Policies' identities are trusted services: the exception lets them in whatever else is closed. */
const char *
kh_fact_network (KhJson *vault)
{
  gboolean is_open = g_strcmp0 (kh_json_string (vault, "publicNetwork"), "on") == 0
                     && g_strcmp0 (kh_json_string (vault, "defaultAction"), "deny") != 0;

  if (is_open)
    return "public";
  return g_strcmp0 (kh_json_string (vault, "bypass"), "none") == 0 ? "closed" : "private";
}

int
kh_fact_percent (KhJson *operation)
{
  gint64 total = kh_json_int (operation, "progress.bytes", 0);
  gint64 done = kh_json_int (operation, "progress.bytesDone", 0);
  gboolean succeeded = g_strcmp0 (kh_json_string (operation, "state"), "Succeeded") == 0;

  if (succeeded)
    return 100;
  if (total <= 0)
    return -1;
  return (int)CLAMP (done * 100 / total, 0, 99);
}

/* What an operation does with an environment, as people say it. */
static const struct {
  const char *type, *title;
} operation_titles[] = {
  { "NewCustomerManagedKey", N_ ("Encrypt %s") },
  { "RotateCustomerManagedKey", N_ ("Change the key of %s") },
  { "RevertToMicrosoftKey", N_ ("Return %s to the Microsoft key") },
  { "Enable", N_ ("Re-enable %s") },
  { "Provision", N_ ("Create %s") },
  { "ImportData", N_ ("Import data into %s") },
  { "ExportData", N_ ("Export data of %s") },
  { "EnableGovernanceConfiguration", N_ ("Make %s a Managed Environment") },
  { "Delete", N_ ("Delete %s") },
  { "Recover", N_ ("Recover %s") },
  { "Copy", N_ ("Copy onto %s") },
  { "Reset", N_ ("Reset %s") },
};

char *
kh_fact_operation_title (KhJson *operation)
{
  const char *type = kh_json_string (operation, "type");
  const char *environment = kh_json_string (operation, "environment");

  if (environment == NULL || *environment == '\0')
    return g_strdup (kh_text_operation (type));
  for (guint i = 0; i < G_N_ELEMENTS (operation_titles); i++)
    if (g_strcmp0 (operation_titles[i].type, type) == 0)
      return g_strdup_printf (_ (operation_titles[i].title), environment);
  return g_strdup_printf ("%s: %s", kh_text_operation (type), environment);
}

gboolean
kh_fact_operation_is_active (KhJson *operation)
{
  static const char *const active[] = { "NotStarted", "Running", "Paused", NULL };
  const char *state = kh_json_string (operation, "state");

  return state != NULL && g_strv_contains (active, state);
}
