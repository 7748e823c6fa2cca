/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens Lock Environments. */
#include "kh-lock-act.h"

#include "kh-text.h"

void
kh_lock_open (GtkWidget *place, KhOrganization *organization, KhItem *item)
{
  g_autofree char *uri =
      g_strconcat ("keyhold:wizard/lock?", kh_item_kind_to_string (kh_item_get_kind (item)), "=",
                   kh_item_get_id (item), NULL);

  kh_open_uri (place, uri);
}

static void
lock_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_lock_open (page, kh_page_get_organization (page), kh_detail_page_get_item (page));
}

static const GActionEntry entries[] = { { .name = "lock", .activate = lock_cb } };

void
kh_lock_act_add (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
}

void
kh_lock_act_add_row (KhDetailPage *page, GtkWidget *group)
{
  kh_detail_add_act (page, group, _ ("Take its environments offline at once"),
                     _ ("Shows first what goes down, and the way back"), _ ("_Lock Environments…"),
                     "page.lock", NULL);
}
