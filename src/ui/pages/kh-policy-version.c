/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The version of a policy that stays on one (pages.md 2.3). */
#include "kh-policy-page.h"

#include "kh-dialogs.h"
#include "kh-repair.h"
#include "kh-text.h"

static gboolean
is_pinned (KhItem *policy)
{
  return kh_item_is (policy, "versionRule", "pinned");
}

static void
follow_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  g_autofree char *name = g_shell_quote (kh_item_get_name (kh_detail_page_get_item (page)));
  g_autofree char *command =
      g_strdup_printf ("keyholdctl policy update %s --key-version latest", name);

  kh_repair_run (page, "follow-latest", command);
}

static void
move_pin_cb (GSimpleAction *action, GVariant *parameter, gpointer page)
{
  kh_dialog_show (
      kh_pin_dialog_new (kh_page_get_organization (page), kh_detail_page_get_item (page)), page);
}

static const GActionEntry entries[] = {
  { .name = "follow-latest", .activate = follow_cb },
  { .name = "move-pin", .activate = move_pin_cb },
};

void
kh_policy_version_add (KhDetailPage *page)
{
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
}

void
kh_policy_version_add_rows (KhDetailPage *page, GtkWidget *group)
{
  const char *role = kh_organization_may (kh_page_get_organization (KH_PAGE (page)), KH_MAY_KVA)
                         ? NULL
                         : _ ("This needs the Key Vault administrator role");

  if (!is_pinned (kh_detail_page_get_item (page)))
    return;
  kh_detail_add_act (page, group, _ ("Take new versions up by itself"),
                     _ ("Data keys are wrapped again; nothing goes offline"),
                     _ ("_Follow the Latest"), "page.follow-latest", role);
  kh_detail_add_act (page, group, _ ("Stay on another version"),
                     _ ("Data keys are wrapped again; nothing goes offline"), _ ("Move the _Pin…"),
                     "page.move-pin", role);
}
