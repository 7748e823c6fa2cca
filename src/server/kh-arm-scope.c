/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one subscription and the one resource group that there are. */
#include "kh-arm-scope.h"

gboolean
kh_arm_place_is_ours (const KhView *view, const char *subscription, const char *group,
                      GError **error)
{
  if (g_ascii_strcasecmp (subscription, view->place.subscription) != 0) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, subscription, "SubscriptionNotFound", NULL,
                        "There is no such subscription");
    return FALSE;
  }
  if (group != NULL && g_ascii_strcasecmp (group, view->place.group) != 0) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, group, "ResourceGroupNotFound", NULL,
                        "There is no such resource group");
    return FALSE;
  }
  return TRUE;
}
