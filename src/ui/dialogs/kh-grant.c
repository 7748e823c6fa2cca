/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Giving a policy's identity access to its key. */
#include "kh-grant.h"

#include "kh-acts.h"

typedef struct {
  char *subscription, *group, *policy;
} Grant;

static void
grant_free (gpointer data)
{
  Grant *grant = data;

  g_free (grant->subscription);
  g_free (grant->group);
  g_free (grant->policy);
  g_free (grant);
}

/* The result is the work itself: it has nothing to tell but that it is done. */
static gpointer
grant_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  Grant *grant = data;
  KhArmPlace place = { grant->subscription, grant->group };

  return kh_act_grant_policy (client, &place, grant->policy, cancellable, error)
             ? g_strdup (grant->policy)
             : NULL;
}

void
kh_grant_policy_async (KhOrganization *organization, const char *policy, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  const KhArmPlace *place = kh_organization_get_place (organization);
  Grant *grant = g_new0 (Grant, 1);

  grant->subscription = g_strdup (place->subscription);
  grant->group = g_strdup (place->group);
  grant->policy = g_strdup (policy);
  kh_organization_run_async (organization, grant_worker, grant, grant_free, g_free, cancellable,
                             callback, user_data);
}

gboolean
kh_grant_policy_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GObject) organization = g_async_result_get_source_object (result);
  g_autofree char *policy =
      kh_organization_run_finish (KH_ORGANIZATION (organization), result, error);

  return policy != NULL;
}
