/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading all data once, to prove that it can be. */
#include "kh-verified.h"

#include "kh-environment-api.h"
#include "kh-sentences.h"
#include "kh-text.h"

static KhItem *
find (KhOrganization *organization, const char *id)
{
  return kh_item_list_find (kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT), id);
}

KhVerified
kh_verify_count (KhOrganization *organization, const char *const *ids)
{
  KhVerified count = { 0 };

  for (guint i = 0; ids[i] != NULL; i++) {
    KhItem *item = find (organization, ids[i]);

    if (item == NULL)
      continue;
    count.all++;
    count.passed += kh_item_is (item, "verification.result", "passed");
    count.failed += kh_item_is (item, "verification.result", "failed");
  }
  return count;
}

/* --- What has left a key ---------------------------------------------------------------------- */

static gboolean
is_away (KhItem *environment, KhItem *key)
{
  return environment != NULL && !kh_item_is (environment, "key.id", kh_item_get_id (key))
         && !kh_item_is (environment, "state", "Deleted");
}

static void
take (GPtrArray *ids, KhOrganization *organization, KhItem *key, KhJson *hold)
{
  const char *id = kh_json_string (hold, "environmentId");

  if (g_strcmp0 (kh_json_string (hold, "kind"), "changed") == 0 && id != NULL
      && is_away (find (organization, id), key)
      && !g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
    g_ptr_array_add (ids, g_strdup (id));
}

char **
kh_verify_moved_away (KhOrganization *organization, KhItem *key)
{
  KhJson *snapshot = kh_item_get_snapshot (key);
  GPtrArray *ids = g_ptr_array_new ();

  /* Of the version of today, and of those that somebody looked at. */
  for (guint i = 0; i < kh_json_length (snapshot, "holds"); i++)
    take (ids, organization, key, kh_json_element (snapshot, "holds", i));
  for (guint i = 0; i < kh_json_length (snapshot, "versions"); i++) {
    KhJson *version = kh_json_element (snapshot, "versions", i);

    for (guint k = 0; k < kh_json_length (version, "holds"); k++)
      take (ids, organization, key, kh_json_element (version, "holds", k));
  }
  g_ptr_array_add (ids, NULL);
  return (char **)g_ptr_array_free (ids, FALSE);
}

char *
kh_verify_refuse_disable (KhOrganization *organization, KhItem *key)
{
  g_auto (GStrv) ids = kh_verify_moved_away (organization, key);

  for (guint i = 0; ids[i] != NULL; i++) {
    KhItem *item = find (organization, ids[i]);

    if (kh_item_is (item, "verification.result", "failed"))
      return g_strdup_printf (_ ("The data of %s cannot be read with its new key"),
                              kh_item_get_name (item));
    if (!kh_item_is (item, "verification.result", "passed"))
      return g_strdup_printf (_ ("%s has not been verified on its new key"),
                              kh_item_get_name (item));
  }
  return NULL;
}

/* --- In words --------------------------------------------------------------------------------- */

char *
kh_verify_text (KhItem *environment, KhTime now)
{
  KhJson *snapshot = kh_item_get_snapshot (environment);
  const char *reason = kh_said (kh_json_string (snapshot, "verification.reason"));
  g_autofree char *time = kh_text_time (kh_json_time (snapshot, "verification.at"), now);

  if (kh_item_is (environment, "verification.result", "passed"))
    return g_strdup_printf (_ ("All data was read, %s"), time);
  if (kh_item_is (environment, "verification.result", "failed"))
    return g_strdup_printf (_ ("%s: %s"), time, reason != NULL ? reason : "");
  return g_strdup (_ ("Its data has not been read with the new key yet"));
}

const char *
kh_verify_state (KhItem *environment)
{
  if (kh_item_is (environment, "verification.result", "passed"))
    return "pass";
  return kh_item_is (environment, "verification.result", "failed") ? "block" : "unknown";
}

gpointer
kh_verify_worker (KhClient *client, gpointer ids, GCancellable *cancellable, GError **error)
{
  char **list = ids;

  for (guint i = 0; list[i] != NULL; i++) {
    g_autoptr (KhJson) after =
        kh_client_call (client, kh_environment_api_verify (list[i]), cancellable, error);

    if (after == NULL)
      return NULL;
  }
  return g_strdup ("");
}
