/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotation of a key: its schedule, and a new version now. */
#include "kh-key-page.h"

#include "kh-dialogs.h"
#include "kh-key-acts.h"
#include "kh-rotation-words.h"
#include "kh-rows.h"
#include "kh-text.h"

static KhOrganization *
get_organization (KhDetailPage *page)
{
  return kh_page_get_organization (KH_PAGE (page));
}

/* --- The schedule ------------------------------------------------------------------------- */

GtkWidget *
kh_key_rotation_build (KhDetailPage *page, KhItem *item)
{
  KhJson *key = kh_item_get_snapshot (item);
  KhTime now = kh_organization_now (get_organization (page));
  GtkWidget *group = kh_detail_group_new (_ ("Rotation"));
  g_autofree char *words = kh_rotation_words (key, now);
  g_autofree char *trap = kh_rotation_words_of_present_trap (key, now);

  kh_detail_group_add (group, kh_property_row_new (_ ("Rotation"), words, FALSE, FALSE));
  if (trap != NULL)
    kh_detail_group_add (group, kh_row_new (trap, NULL));
  if (kh_organization_may (get_organization (page), KH_MAY_KVA))
    kh_detail_add_act (page, group, _ ("Change when it rotates by itself"),
                       _ ("New versions cost no outage"), _ ("Rotation _Policy…"),
                       "page.rotation-policy", NULL);
  return group;
}

void
kh_key_change_rotation (GtkWidget *place, KhOrganization *organization, KhItem *key)
{
  kh_dialog_show (kh_rotation_dialog_new (organization, key), place);
}

/* --- Now ---------------------------------------------------------------------------------- */

void
kh_key_rotate (GtkWidget *place, KhOrganization *organization, KhItem *key)
{
  g_autofree char *uri = g_strconcat ("keyhold:wizard/rotate?key=", kh_item_get_id (key), NULL);

  kh_open_uri (place, uri);
}
