/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotation of a key: its schedule, and a new version now. */
#include "kh-key-page.h"

#include "kh-dialogs.h"
#include "kh-focus.h"
#include "kh-key-rotate.h"
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

static void
rotation_policy_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_dialog_show (kh_rotation_dialog_new (get_organization (data), kh_detail_page_get_item (data)),
                  data);
}

/* --- Now ---------------------------------------------------------------------------------- */

static void
rotated_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  g_autoptr (GError) error = NULL;

  kh_key_rotate_finish (result, &error);
  if (page != NULL)
    kh_detail_page_end (page, "rotate", error);
}

static void
rotate_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_detail_page_begin (data, "rotate");
  kh_key_rotate_async (data, get_organization (data), kh_detail_page_get_item (data),
                       kh_page_get_cancellable (data), rotated_cb, kh_weak_new (data));
}

static const GActionEntry entries[] = {
  { .name = "rotate", .activate = rotate_cb },
  { .name = "rotation-policy", .activate = rotation_policy_cb },
};

void
kh_key_rotation_add (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
}
