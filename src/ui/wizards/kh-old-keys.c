/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contained, replaced, moved and verified: only then is there a way to disabling. */
#include "kh-old-keys.h"

#include "kh-rows.h"
#include "kh-state.h"
#include "kh-text.h"
#include "kh-uri.h"
#include "kh-verified.h"

/* Environments that are still on the key, such as those that the change left out. */
static guint
count_users (KhOrganization *organization, const char *key)
{
  GListModel *all = G_LIST_MODEL (kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT));
  guint count = 0;

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (all, i);

    count += kh_item_is (item, "key.id", key);
  }
  return count;
}

static char *
tell_used (const char *key, guint users)
{
  return g_strdup_printf (ngettext ("Disable %s: %u environment is still on it",
                                    "Disable %s: %u environments are still on it", users),
                          key, users);
}

static char *
tell_unread (const char *keys, guint failed)
{
  return g_strdup_printf (ngettext ("Disable %s: the data of %u environment cannot be read",
                                    "Disable %s: the data of %u environments cannot be read",
                                    failed),
                          keys, failed);
}

static char *
tell_unverified (const char *keys, guint left)
{
  return g_strdup_printf (ngettext ("Disable %s: %u environment has not been verified yet",
                                    "Disable %s: %u environments have not been verified yet", left),
                          keys, left);
}

KhOldKeysState
kh_old_keys_look (KhOrganization *organization, const char *const *keys, const KhEnablePlan *plan,
                  char **obstacle)
{
  KhVerified verified = kh_verify_count (organization, (const char *const *)plan->environments);
  g_autofree char *names = g_strjoinv (", ", (char **)keys);
  guint left = verified.all - verified.passed;

  for (guint i = 0; keys[i] != NULL; i++) {
    guint users = count_users (organization, keys[i]);

    if (users == 0)
      continue;
    *obstacle = tell_used (keys[i], users);
    return KH_OLD_KEYS_USED;
  }
  if (left == 0)
    return KH_OLD_KEYS_LEFT;
  *obstacle =
      verified.failed > 0 ? tell_unread (names, verified.failed) : tell_unverified (names, left);
  return verified.failed > 0 ? KH_OLD_KEYS_UNREAD : KH_OLD_KEYS_UNVERIFIED;
}

void
kh_old_keys_show_rows (KhOrganization *organization, const KhEnablePlan *plan, KhResultView *view)
{
  KhItemList *all = kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT);

  kh_result_view_clear_rows (view);
  for (guint i = 0; plan->environments[i] != NULL; i++) {
    KhItem *item = kh_item_list_find (all, plan->environments[i]);
    g_autofree char *text =
        item != NULL ? kh_verify_text (item, kh_organization_now (organization)) : NULL;
    GtkWidget *row = kh_row_new (plan->names[i], text);

    adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
    if (item != NULL)
      kh_row_add_pill (row, KH_STATE_CHECK, kh_verify_state (item));
    kh_result_view_add_row (view, row);
  }
}

char *
kh_old_keys_format_uri (const char *const *keys)
{
  return kh_uri_format (KH_ITEM_KEY, keys[1] == NULL ? keys[0] : NULL);
}
