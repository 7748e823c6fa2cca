/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lock in words. */
#include "kh-lock-words.h"

#include "kh-role-text.h"
#include "kh-sentences.h"
#include "kh-text.h"

typedef struct {
  const char *trigger;
  const char *title; /* %s: what it changes */
  const char *back;
  const char *extent; /* (nullable) */
  const char *name;   /* of what it changes, possessive */
} Words;

static const Words words[] = {
  { "revoke-grant", N_ ("Revoke the key access of %s"), N_ ("grant it again"), NULL,
    N_ ("policy's name") },
  { "disable-version", N_ ("Disable key version %s"), N_ ("enable it"), NULL, N_ ("key's name") },
  { "disable-key", N_ ("Disable key %s"), N_ ("enable it"), N_ ("takes every policy on this key"),
    N_ ("key's name") },
  { "close-network", N_ ("Close the network of %s"), N_ ("allow trusted services"),
    N_ ("takes every key in the vault"), N_ ("vault's name") },
  { "delete-key", N_ ("Delete key %s"), NULL, N_ ("takes every policy on this key"),
    N_ ("key's name") },
  { "delete-vault", N_ ("Delete vault %s"), NULL, N_ ("takes every key in the vault"),
    N_ ("vault's name") },
  { "expire-key", N_ ("Expire version %s now"), N_ ("set another expiry"), NULL,
    N_ ("key's name") },
  { "switch-permission-model", N_ ("Switch %s to roles"), N_ ("switch back"),
    N_ ("takes every key in the vault"), N_ ("vault's name") },
  { "delete-policy", N_ ("Delete policy %s"), N_ ("make it again, grant, attach"), NULL,
    N_ ("policy's name") },
};

static const Words *
find_words (const KhLockWay *way)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].trigger, way->trigger))
      return &words[i];
  g_return_val_if_reached (&words[0]);
}

char *
kh_lock_way_title (const KhLockWay *way)
{
  gboolean version =
      g_str_equal (way->trigger, "disable-version") || g_str_equal (way->trigger, "expire-key");
  g_autofree char *object = version ? kh_text_short_id (way->object) : g_strdup (way->object);
  g_auto (GStrv) parts = g_strsplit (_ (find_words (way)->title), "%s", 2);

  return g_strjoinv (object, parts);
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

static gboolean
is_deletion (const KhLockWay *way)
{
  return g_str_equal (way->trigger, "delete-key") || g_str_equal (way->trigger, "delete-vault");
}

KhTime
kh_lock_recoverable_until (KhLockPlan *plan, const KhLockWay *way)
{
  gint64 days = is_deletion (way) ? get_retention (plan, way) : 0;

  return days > 0
             ? kh_organization_now (kh_inquiry_get_organization (KH_INQUIRY (plan))) + days * KH_DAY
             : KH_TIME_NONE;
}

char *
kh_lock_way_back (KhLockPlan *plan, const KhLockWay *way)
{
  const char *back = find_words (way)->back;
  gint64 days = get_retention (plan, way);
  gboolean vault = g_str_equal (way->trigger, "delete-vault");

  if (back != NULL)
    return g_strdup (_ (back));
  if (vault)
    return g_strdup_printf (_ ("recover within %d days, then make all grants again"), (int)days);
  return g_strdup_printf (_ ("recover within %d days"), (int)days);
}

const char *
kh_lock_way_extent (const KhLockWay *way)
{
  const char *extent = find_words (way)->extent;

  return extent != NULL ? _ (extent) : NULL;
}

const char *
kh_lock_name_of (const KhLockWay *way)
{
  return _ (find_words (way)->name);
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

KhTime
kh_lock_first_deletion (KhJson *impact)
{
  KhTime first = KH_TIME_NONE;

  for (guint i = 0; i < kh_json_length (impact, "environments"); i++) {
    KhTime at = kh_json_time (kh_json_element (impact, "environments", i), "deletionAt");

    if (at != KH_TIME_NONE && (first == KH_TIME_NONE || at < first))
      first = at;
  }
  return first;
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

/* Who may use the data of one environment may use that of all. */
guint
kh_lock_count_people (KhJson *impact)
{
  gint64 most = 0;

  for (guint i = 0; i < kh_json_length (impact, "environments"); i++)
    most = MAX (most, kh_json_int (kh_json_element (impact, "environments", i), "users", 0));
  return (guint)most;
}

char *
kh_lock_radius (KhLockPlan *plan, const KhLockWay *way)
{
  guint n = kh_lock_way_count (way), people = kh_lock_count_people (way->impact), running = 0;
  g_autofree char *down = g_strdup_printf (ngettext ("%u environment", "%u environments", n), n);
  g_autofree char *who = g_strdup_printf (ngettext ("%u person", "%u people", people), people);
  g_autofree char *work = NULL;

  for (guint i = 0; i < n; i++)
    running += (guint)kh_json_int (kh_json_element (way->impact, "environments", i),
                                   "activeOperations", 0);
  if (running > 0)
    work = g_strdup_printf (ngettext ("%u running operation", "%u running operations", running),
                            running);
  return g_strjoin (" → ", kh_lock_plan_get_name (plan), down, who, work, NULL);
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
