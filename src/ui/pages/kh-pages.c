/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of the sections. */
#include "kh-pages.h"

#include "kh-activity-page.h"
#include "kh-detail-page.h"
#include "kh-list-page.h"
#include "kh-overview-page.h"
#include "kh-petition-page.h"
#include "kh-request-page.h"
#include "kh-requests-page.h"

KhPage *
kh_section_page_new (KhOrganization *organization, KhSectionId section)
{
  GType (*const types[KH_N_SECTIONS]) (void) = {
    [KH_SECTION_ENVIRONMENTS] = kh_environment_list_get_type,
    [KH_SECTION_POLICIES] = kh_policy_list_get_type,
    [KH_SECTION_KEYS] = kh_key_list_get_type,
    [KH_SECTION_VAULTS] = kh_vault_list_get_type,
    [KH_SECTION_OPERATIONS] = kh_operation_list_get_type,
    [KH_SECTION_RECOMMENDATIONS] = kh_finding_list_get_type,
    [KH_SECTION_ACTIVITY] = kh_activity_page_get_type,
    [KH_SECTION_OVERVIEW] = kh_overview_page_get_type,
    [KH_SECTION_REQUESTS] = kh_requests_page_get_type,
  };

  return g_object_new (types[section](), "organization", organization, NULL);
}

KhPage *
kh_detail_page_new (KhOrganization *organization, KhItem *item)
{
  GType (*const types[KH_N_ITEM_KINDS]) (void) = {
    [KH_ITEM_ENVIRONMENT] = kh_environment_page_get_type,
    [KH_ITEM_POLICY] = kh_policy_page_get_type,
    [KH_ITEM_KEY] = kh_key_page_get_type,
    [KH_ITEM_VAULT] = kh_vault_page_get_type,
    [KH_ITEM_OPERATION] = kh_operation_page_get_type,
    [KH_ITEM_FINDING] = kh_finding_page_get_type,
  };

  return g_object_new (types[kh_item_get_kind (item)](), "organization", organization, "item", item,
                       NULL);
}

/* A hand-over has the id of what waits; any other is that of a request. */
static KhPage *
new_request_page (KhOrganization *organization, const char *id)
{
  static const KhItemKind kinds[] = { KH_ITEM_ENVIRONMENT, KH_ITEM_POLICY };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kh_item_list_find (kh_organization_get_list (organization, kinds[i]), id) != NULL)
      return kh_request_page_new (organization, id);
  return kh_petition_page_new (organization, id);
}

KhPage *
kh_object_page_new (KhOrganization *organization, KhSectionId section, const char *object)
{
  KhPage *(*const makers[KH_N_SECTIONS]) (KhOrganization *, const char *) = {
    [KH_SECTION_ACTIVITY] = kh_record_page_new,
    [KH_SECTION_REQUESTS] = new_request_page,
  };

  return makers[section] != NULL ? makers[section](organization, object) : NULL;
}
