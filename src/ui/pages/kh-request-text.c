/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for hand-overs. */
#include "kh-request-text.h"

#include "kh-text.h"

char *
kh_request_title (KhItem *subject, KhHandOverKind kind)
{
  return g_strdup_printf (kind == KH_HAND_OVER_UNLOCK ? _ ("%s waits for re-enabling")
                                                      : _ ("%s is ready for environments"),
                          kh_item_get_name (subject));
}

char *
kh_request_left (KhOrganization *organization, KhItem *subject)
{
  KhTime due = kh_json_time (kh_item_get_snapshot (subject), "deletionAt");
  g_autofree char *span = NULL;

  if (due == KH_TIME_NONE)
    return NULL;
  span = kh_text_duration (MAX (due - kh_organization_now (organization), 0));
  return g_strdup_printf (_ ("%s left"), span);
}
