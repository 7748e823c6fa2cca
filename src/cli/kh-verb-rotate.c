/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotating keys, and the policies by which they rotate themselves. */
#include "kh-cli-keys.h"

#include "kh-cli-i18n.h"
#include "kh-rotate-acts.h"
#include "kh-wire-rotation.h"

/* A policy and a new version are of the whole key. */
static gboolean
parse_whole_key (KhCli *cli, KhCliKey *key, GError **error)
{
  if (!kh_cli_key_parse (kh_cli_object (cli, 0), key, error))
    return FALSE;
  if (key->version == NULL)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_USAGE, key->version, NULL, _ ("Name the key alone."),
                      _ ("A single version cannot be rotated"));
  return FALSE;
}

static gboolean
read_new_version (KhCli *cli, KhNewVersion *how, GError **error)
{
  const char *size = kh_cli_value (cli, "size");
  const char *exp = kh_cli_value (cli, "exp");
  gint64 bits = 0;

  how->disabled = kh_cli_flag (cli, "disabled");
  if (size != NULL && !kh_cli_number (size, &bits, error))
    return FALSE;
  how->size = (guint)CLAMP (bits, 0, G_MAXUINT16);
  return exp == NULL || kh_cli_time (exp, &how->exp, error);
}

/* @key gets the id of its new version. */
static gboolean
rotate (KhCli *cli, KhCliKey *key, GError **error)
{
  KhNewVersion how = KH_NEW_VERSION_PLAIN;
  KhClient *client;
  g_autoptr (KhJson) made = NULL;

  if (!read_new_version (cli, &how, error))
    return FALSE;
  client = kh_cli_client (cli, error);
  if (client != NULL)
    made = kh_act_rotate (client, key->vault, key->name, &how, cli->cancellable, error);
  if (made == NULL)
    return FALSE;
  key->version = g_strdup (kh_json_string (made, "version"));
  return TRUE;
}

const KhCliOption kh_cli_rotate_options[] = {
  { "size", KH_CLI_VALUE, "BITS", N_ ("size; that of the version of today else") },
  { "exp", KH_CLI_VALUE, "TIME", N_ ("expires; as its rotation policy says else") },
  { "disabled", KH_CLI_FLAG, NULL, N_ ("nothing takes it up before it is enabled") },
  { NULL },
};

int
kh_cli_key_rotate (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) key = { NULL };

  if (!parse_whole_key (cli, &key, &error) || !rotate (cli, &key, &error))
    return kh_cli_fail (cli, error);
  return kh_cli_key_show (cli, &key);
}

/* --- The customer-managed key of environments --------------------------------------------------
 */

static gboolean
uses (KhJson *policy, const KhCliKey *key)
{
  const char *vault = kh_json_string (policy, "key.vault");
  const char *name = kh_json_string (policy, "key.name");

  return vault != NULL && name != NULL && g_ascii_strcasecmp (vault, key->vault) == 0
         && g_ascii_strcasecmp (name, key->name) == 0;
}

/* FALSE when no policy would take a new version up. Whoever rotates has to know of those that stay
 * where they are. */
static gboolean
check_followed (KhCli *cli, const KhCliKey *key, GError **error)
{
  g_autoptr (GPtrArray) policies = kh_cli_list (cli, kh_policy_api_list (), error);
  gboolean followed = FALSE;

  for (guint i = 0; policies != NULL && i < policies->len; i++) {
    KhJson *policy = policies->pdata[i];

    if (!uses (policy, key))
      continue;
    if (g_strcmp0 (kh_json_string (policy, "versionRule"), "pinned") != 0)
      followed = TRUE;
    else
      kh_cli_warn (cli, _ ("%s stays on %s: it does not follow new versions."),
                   kh_json_string (policy, "name"), kh_json_string (policy, "key.version"));
  }
  if (policies != NULL && !followed)
    kh_set_error_facts (error, KH_ERROR_RULE, key->name, NULL,
                        _ ("Make a version with: keyholdctl key rotate VAULT/KEY"),
                        _ ("No enterprise policy follows the newest version of this key"));
  return followed;
}

int
kh_cli_cmk_rotate (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) key = { NULL };

  if (!parse_whole_key (cli, &key, &error) || !check_followed (cli, &key, &error)
      || !rotate (cli, &key, &error))
    return kh_cli_fail (cli, error);
  if (kh_cli_flag (cli, "disabled"))
    kh_cli_say (cli, _ ("Nothing takes the new version up before it is enabled: the version before "
                        "stays in use."));
  else
    kh_cli_say (cli, _ ("The version before is needed for 28 days: do not disable it earlier."));
  return kh_cli_key_show (cli, &key);
}

/* --- The rotation policy ------------------------------------------------------------------------
 */

static const KhCliColumn policy_columns[] = {
  { N_ ("Rotate after"), "rotateAfter" },
  { N_ ("Rotate before expiry"), "rotateBeforeExpiry" },
  { N_ ("Notify after"), "notifyAfter" },
  { N_ ("Notify before expiry"), "notifyBefore" },
  { N_ ("New versions expire after"), "expiry" },
  { N_ ("Next rotation"), "nextAt", KH_CLI_TIME },
  { NULL },
};

/* (transfer full): as it is now; with --clear as if the key had none. */
static KhRotationPolicy *
present_policy (KhCli *cli, KhJson *key, GError **error)
{
  g_autoptr (KhWireRotation) wire = NULL;
  KhRotationPolicy *policy = NULL;

  if (kh_cli_flag (cli, "clear"))
    return kh_rotation_policy_new ();
  wire = kh_wire_rotation_read (kh_json_get (key, "rotation"), error);
  if (wire == NULL)
    return NULL;
  policy = kh_rotation_policy_new ();
  policy->rotate_after = g_strdup (wire->rotate_after);
  policy->rotate_before = g_strdup (wire->rotate_before);
  policy->notify_after = g_strdup (wire->notify_after);
  policy->notify_before = g_strdup (wire->notify_before);
  policy->expiry = g_strdup (wire->expiry);
  return policy;
}

/* @other: what the option takes the place of; (nullable). */
static gboolean
take (KhCli *cli, const char *option, char **value, char **other)
{
  const char *text = kh_cli_value (cli, option);

  if (text == NULL)
    return FALSE;
  g_free (*value);
  *value = g_strdup (text);
  if (other != NULL)
    g_clear_pointer (other, g_free);
  return TRUE;
}

static gboolean
set_policy (KhCli *cli, const KhCliKey *key, KhRotationPolicy *policy, GError **error)
{
  g_autoptr (KhWireRotationPolicy) wire = kh_wire_rotation_policy_from (policy, NULL);

  return kh_cli_do (cli, kh_key_api_put_rotation_policy (key->vault, key->name, wire), NULL, error);
}

static gboolean
change_policy (KhCli *cli, const KhCliKey *key, KhJson *shown, GError **error)
{
  g_autoptr (KhRotationPolicy) policy = NULL;
  gboolean changes = kh_cli_flag (cli, "clear");

  if (kh_cli_value (cli, "rotate-after") != NULL && kh_cli_value (cli, "rotate-before-expiry")) {
    kh_set_error_facts (error, KH_ERROR_USAGE, "rotate-after", NULL, NULL,
                        _ ("Name one of --rotate-after and --rotate-before-expiry"));
    return FALSE;
  }
  policy = present_policy (cli, shown, error);
  if (policy == NULL)
    return FALSE;
  changes |= take (cli, "rotate-after", &policy->rotate_after, &policy->rotate_before);
  changes |= take (cli, "rotate-before-expiry", &policy->rotate_before, &policy->rotate_after);
  changes |= take (cli, "notify-before", &policy->notify_before, &policy->notify_after);
  changes |= take (cli, "expiry", &policy->expiry, NULL);
  return !changes || set_policy (cli, key, policy, error);
}

/* What surprises people: an expiry in the policy does not touch the version that exists. */
static void
warn_of_trap (KhCli *cli, KhJson *key)
{
  KhTime exp = kh_json_time (key, "exp");
  g_autofree char *date = exp != KH_TIME_NONE ? kh_time_format (exp) : NULL;

  if (kh_json_string (key, "rotation.expiry") == NULL)
    return;
  if (date != NULL)
    kh_cli_say (cli,
                _ ("The policy's expiry applies to versions made from now on. The current version "
                   "still expires on %s."),
                date);
  else if (kh_json_string (key, "rotation.rotateBeforeExpiry") != NULL)
    kh_cli_say (cli, _ ("The current version never expires, so nothing rotates it: rotate the key "
                        "once, or give this version an expiry."));
}

int
kh_cli_key_rotation_policy (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhCliKey) key = { NULL };
  g_autoptr (KhJson) before = NULL;
  g_autoptr (KhJson) after = NULL;

  if (!parse_whole_key (cli, &key, &error))
    return kh_cli_fail (cli, error);
  before = kh_cli_get (cli, kh_key_api_get (key.vault, key.name, NULL), &error);
  if (before != NULL && change_policy (cli, &key, before, &error))
    after = kh_cli_get (cli, kh_key_api_get (key.vault, key.name, NULL), &error);
  if (after == NULL)
    return kh_cli_fail (cli, error);
  warn_of_trap (cli, after);
  return kh_cli_print_object (cli, kh_json_get (after, "rotation"), policy_columns, "nextAt");
}
