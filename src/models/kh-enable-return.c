/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which environments can return to the platform's key, and why the others cannot (pages.md 4.4). */
#include "kh-enable-draft-private.h"

#include "kh-enums.h"
#include "kh-models-i18n.h"

const char *
kh_enable_goal_word (KhEnableGoal goal)
{
  static const char *const words[] = { [KH_ENABLE_GOAL_ENABLE] = "enable",
                                       [KH_ENABLE_GOAL_CHANGE] = "change",
                                       [KH_ENABLE_GOAL_RETURN] = "revert" };

  return words[goal];
}

static KhExcluded
exclude (KhItem *environment, const char **why)
{
  const char *revert = kh_operation_type_to_string (KH_OPERATION_REVERT);
  gboolean allowed;

  if (kh_item_is (environment, "state", "Locked")) {
    *why = _ ("Locked. Unlock it first");
    return KH_EXCLUDED_LOCKED;
  }
  if (kh_item_string (environment, "activeOperation.id") != NULL) {
    *why = _ ("Another operation runs");
    return KH_EXCLUDED_BUSY;
  }
  if (kh_item_string (environment, "policy.name") == NULL) {
    *why = _ ("On the Microsoft key already");
    return KH_EXCLUDED_PLATFORM;
  }
  if (!kh_item_is (environment, "state", "Ready")) {
    *why = _ ("Not ready yet");
    return KH_EXCLUDED_OTHER;
  }
  *why = _kh_enable_refused (environment, revert, &allowed);
  return *why != NULL ? KH_EXCLUDED_OTHER : KH_EXCLUDED_NOT;
}

KhExcluded
_kh_enable_exclude_return (KhItem *environment, char **text)
{
  const char *why = NULL;
  KhExcluded excluded = exclude (environment, &why);

  if (text != NULL)
    *text = g_strdup (why);
  return excluded;
}

char *
kh_enable_return_refusal (KhItem *environment)
{
  char *text = NULL;

  _kh_enable_exclude_return (environment, &text);
  return text;
}
