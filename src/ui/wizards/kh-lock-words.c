/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lock in words. */
#include "kh-lock-words.h"

#include "kh-lock-text.h"
#include "kh-role-text.h"
#include "kh-sentences.h"
#include "kh-text.h"

char *
kh_lock_way_title (const KhLockWay *way)
{
  return kh_lock_text_title (way->trigger, way->object);
}

/* (nullable): the vault that a way is about. */
static KhItem *
find_vault (KhLockPlan *plan, const KhLockWay *way)
{
  g_auto (GStrv) parts = g_strsplit (way->target, "/", 2);
  KhOrganization *organization = kh_inquiry_get_organization (KH_INQUIRY (plan));

  return kh_item_list_find (kh_organization_get_list (organization, KH_ITEM_VAULT), parts[0]);
}

static gint64
get_retention (KhLockPlan *plan, const KhLockWay *way)
{
  KhItem *vault = find_vault (plan, way);

  return vault != NULL ? kh_json_int (kh_item_get_snapshot (vault), "softDeleteRetentionDays", 0)
                       : 0;
}

KhTime
kh_lock_recoverable_until (KhLockPlan *plan, const KhLockWay *way)
{
  return kh_lock_text_end (way->trigger, get_retention (plan, way),
                           kh_organization_now (kh_inquiry_get_organization (KH_INQUIRY (plan))));
}

char *
kh_lock_way_back (KhLockPlan *plan, const KhLockWay *way)
{
  return kh_lock_text_back (way->trigger, get_retention (plan, way));
}

const char *
kh_lock_reason_text (KhLockReason reason)
{
  switch (reason) {
  case KH_LOCK_COMPROMISE:
    return _ ("Suspected compromise");
  case KH_LOCK_LEGAL:
    return _ ("Legal order");
  case KH_LOCK_LEAVING:
    return _ ("Leaving the service");
  case KH_LOCK_DRILL:
    return _ ("Drill");
  case KH_LOCK_OTHER:
    return _ ("Other");
  case KH_LOCK_NO_REASON:
    break;
  }
  return "";
}

char *
kh_lock_reason_line (KhLockPlan *plan)
{
  const char *reason = kh_lock_reason_text (kh_lock_plan_get_reason (plan));
  const char *note = kh_lock_plan_get_note (plan);

  return *note != '\0' ? g_strdup_printf ("%s: %s", reason, note) : g_strdup (reason);
}

/* --- People ----------------------------------------------------------------------------------- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *)a, *(const char *const *)b);
}

/* (transfer full) (nullable): names joined, of those that @takes. */
static char *
join_people (KhLockPlan *plan, gboolean (*takes) (KhLockPlan *plan, KhJson *account, guint roles),
             guint roles)
{
  GPtrArray *people = kh_lock_plan_get_people (plan);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (people == NULL)
    return NULL;
  for (guint i = 0; i < people->len; i++)
    if (takes (plan, people->pdata[i], roles))
      g_ptr_array_add (names, (gpointer)kh_json_string (people->pdata[i], "name"));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **)names->pdata);
}

static gboolean
has_role (KhLockPlan *plan, KhJson *account, guint roles)
{
  return (kh_role_bits (account) & roles) != 0;
}

/* As kh_petition_check_decider() has it; the tenant asks again. */
static gboolean
approves (KhLockPlan *plan, KhJson *account, guint roles)
{
  KhOrganization *organization = kh_inquiry_get_organization (KH_INQUIRY (plan));

  return has_role (plan, account, roles) && kh_json_bool (account, "hasPassphrase", FALSE)
         && g_strcmp0 (kh_json_string (account, "name"), kh_organization_get_account (organization))
                != 0;
}

char *
kh_lock_name_people (KhLockPlan *plan, guint roles)
{
  return join_people (plan, has_role, roles);
}

char *
kh_lock_name_approvers (KhLockPlan *plan)
{
  return join_people (plan, approves, KH_MAY_BOTH_ADMINISTRATORS);
}

/* --- Texts to keep ---------------------------------------------------------------------------- */

static void
append_environments (GString *text, KhJson *impact, KhTime now)
{
  for (guint i = 0; i < kh_json_length (impact, "environments"); i++) {
    KhJson *environment = kh_json_element (impact, "environments", i);
    KhTime at = kh_json_time (environment, "deletionAt");
    g_autofree char *date = kh_text_time (at, now);

    if (at != KH_TIME_NONE)
      g_string_append_printf (text, _ ("- %s (%s), deleted on %s unless it is unlocked\n"),
                              kh_json_string (environment, "name"),
                              kh_json_string (environment, "id"), date);
    else
      g_string_append_printf (text, "- %s (%s)\n", kh_json_string (environment, "name"),
                              kh_json_string (environment, "id"));
  }
}

char *
kh_lock_report (KhLockPlan *plan)
{
  const KhLockWay *way = kh_lock_plan_get_chosen (plan);
  KhTime now = kh_organization_now (kh_inquiry_get_organization (KH_INQUIRY (plan)));
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *time = kh_text_time (now, now);
  g_autofree char *reason = kh_lock_reason_line (plan);
  g_autofree char *title = NULL;

  if (way == NULL)
    return g_strdup ("");
  title = kh_lock_way_title (way);
  g_string_append_printf (text, _ ("Lock Environments of %s\n\nPlanned: %s\nWay: %s\nReason: %s\n"),
                          kh_lock_plan_get_name (plan), time, title, reason);
  g_string_append_printf (text, "keyholdctl lock apply %s %s\n\n%s\n", way->trigger, way->target,
                          _ ("What goes down:"));
  append_environments (text, way->impact, now);
  g_string_append_printf (text, "\n%s\n", _ ("The way back:"));
  for (guint i = 0; i < kh_json_length (way->impact, "wayBack"); i++)
    g_string_append_printf (
        text, "%u. %s\n", i + 1,
        kh_said (kh_json_string (kh_json_element (way->impact, "wayBack", i), NULL)));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
kh_lock_notice (KhLockPlan *plan)
{
  const KhLockWay *way = kh_lock_plan_get_chosen (plan);
  g_autoptr (GString) text = g_string_new (_ ("These environments go offline now. Work that was "
                                              "not saved is lost:\n"));

  for (guint i = 0; way != NULL && i < kh_lock_way_count (way); i++)
    g_string_append_printf (
        text, "- %s\n", kh_json_string (kh_json_element (way->impact, "environments", i), "name"));
  g_string_append (text, _ ("An administrator says when they are back.\n"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
