/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sections and their badges. */
#include "kh-section.h"

#include "kh-facts.h"
#include "kh-text.h"

static const KhSection sections[] = {
  { N_ ("Overview"), "go-home-symbolic", KH_SECTION_OVERVIEW, FALSE },
  { N_ ("Environments"), "view-grid-symbolic", KH_SECTION_ENVIRONMENTS, TRUE },
  { N_ ("Enterprise Policies"), "application-certificate-symbolic", KH_SECTION_POLICIES, FALSE },
  { N_ ("Keys"), "dialog-password-symbolic", KH_SECTION_KEYS, FALSE },
  { N_ ("Key Vaults"), "drive-multidisk-symbolic", KH_SECTION_VAULTS, FALSE },
  { N_ ("Requests"), "mail-unread-symbolic", KH_SECTION_REQUESTS, TRUE },
  { N_ ("Operations"), "emblem-synchronizing-symbolic", KH_SECTION_OPERATIONS, FALSE },
  { N_ ("Activity"), "document-open-recent-symbolic", KH_SECTION_ACTIVITY, FALSE },
  { N_ ("Recommendations"), "dialog-information-symbolic", KH_SECTION_RECOMMENDATIONS, FALSE },
};

const KhSection *
kh_sections (guint *n)
{
  *n = G_N_ELEMENTS (sections);
  return sections;
}

void
kh_badge_clear (KhBadge *self)
{
  g_clear_pointer (&self->description, g_free);
  self->count = 0;
}

typedef gboolean (*Matches) (KhItem *item, KhTime now);

static gboolean
is_locked (KhItem *item, KhTime now)
{
  return kh_fact_is_locked (item);
}

static gboolean
has_failed (KhItem *item, KhTime now)
{
  return kh_item_is (item, "encryptionStatus", "Failed");
}

static gboolean
has_warning (KhItem *item, KhTime now)
{
  return kh_item_is (item, "encryptionStatus", "Warning");
}

static gboolean
is_unhealthy (KhItem *item, KhTime now)
{
  return kh_item_is (item, "health", "Unhealthy");
}

static gboolean
is_doubtful (KhItem *item, KhTime now)
{
  return kh_item_is (item, "health", "Warning");
}

static gboolean
is_expired (KhItem *item, KhTime now)
{
  return kh_item_is (item, "state", "Expired");
}

static gboolean
expires_soon (KhItem *item, KhTime now)
{
  KhTime exp = kh_json_time (kh_item_get_snapshot (item), "exp");

  return exp != KH_TIME_NONE && exp > now && exp - now <= 30 * KH_DAY;
}

static gboolean
is_unreadable (KhItem *item, KhTime now)
{
  return kh_item_string (item, "fault") != NULL;
}

/* There are two weeks left to recover it. */
static gboolean
is_purged_soon (KhItem *item, KhTime now)
{
  KhTime purge = kh_json_time (kh_item_get_snapshot (item), "scheduledPurgeAt");

  return purge != KH_TIME_NONE && purge - now <= 14 * KH_DAY;
}

static gboolean
is_running (KhItem *item, KhTime now)
{
  return kh_fact_operation_is_active (kh_item_get_snapshot (item));
}

static gboolean
is_grave (KhItem *item, KhTime now)
{
  return !kh_json_bool (kh_item_get_snapshot (item), "dismissed", FALSE)
         && !kh_item_is (item, "severity", "advice");
}

/* Sentences about @n objects. Each pair stands whole in its call: xgettext finds plural forms
 * nowhere else. */

typedef char *(*Sentence) (guint n);

static char *
locked_text (guint n)
{
  return g_strdup_printf (ngettext ("%u environment locked", "%u environments locked", n), n);
}

static char *
failed_text (guint n)
{
  return g_strdup_printf (ngettext ("%u environment failed", "%u environments failed", n), n);
}

static char *
warning_text (guint n)
{
  return g_strdup_printf (
      ngettext ("%u environment with a warning", "%u environments with a warning", n), n);
}

static char *
unhealthy_text (guint n)
{
  return g_strdup_printf (ngettext ("%u policy unhealthy", "%u policies unhealthy", n), n);
}

static char *
doubtful_text (guint n)
{
  return g_strdup_printf (ngettext ("%u policy with a warning", "%u policies with a warning", n),
                          n);
}

static char *
expired_text (guint n)
{
  return g_strdup_printf (ngettext ("%u key expired", "%u keys expired", n), n);
}

static char *
expires_text (guint n)
{
  return g_strdup_printf (
      ngettext ("%u key expires within 30 days", "%u keys expire within 30 days", n), n);
}

static char *
unreadable_text (guint n)
{
  return g_strdup_printf (ngettext ("%u vault cannot be read", "%u vaults cannot be read", n), n);
}

static char *
purged_text (guint n)
{
  return g_strdup_printf (
      ngettext ("%u vault is purged within 14 days", "%u vaults are purged within 14 days", n), n);
}

static char *
running_text (guint n)
{
  return g_strdup_printf (ngettext ("%u operation running", "%u operations running", n), n);
}

static char *
grave_text (guint n)
{
  return g_strdup_printf (
      ngettext ("%u finding is critical or important", "%u findings are critical or important", n),
      n);
}

/* The first row of a kind that something matches is the badge. */
typedef struct {
  KhItemKind kind;
  Matches matches;
  const char *icon, *style;
  Sentence sentence; /* description */
} Rule;

static const Rule rules[] = {
  { KH_ITEM_ENVIRONMENT, is_locked, "changes-prevent-symbolic", "error", locked_text },
  { KH_ITEM_ENVIRONMENT, has_failed, "dialog-error-symbolic", "error", failed_text },
  { KH_ITEM_ENVIRONMENT, has_warning, "dialog-warning-symbolic", "warning", warning_text },
  { KH_ITEM_POLICY, is_unhealthy, "dialog-error-symbolic", "error", unhealthy_text },
  { KH_ITEM_POLICY, is_doubtful, "dialog-warning-symbolic", "warning", doubtful_text },
  { KH_ITEM_KEY, is_expired, "alarm-symbolic", "error", expired_text },
  { KH_ITEM_KEY, expires_soon, "alarm-symbolic", "warning", expires_text },
  { KH_ITEM_VAULT, is_unreadable, "dialog-warning-symbolic", "warning", unreadable_text },
  { KH_ITEM_VAULT, is_purged_soon, "dialog-warning-symbolic", "warning", purged_text },
  { KH_ITEM_OPERATION, is_running, "emblem-synchronizing-symbolic", "accent", running_text },
  { KH_ITEM_FINDING, is_grave, "dialog-warning-symbolic", "warning", grave_text },
};

static guint
count_matches (KhItemList *list, Matches matches, KhTime now)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
  guint count = 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

    count += matches (item, now) ? 1 : 0;
  }
  return count;
}

void
kh_badge_compute (KhItemList *list, KhTime now, KhBadge *badge)
{
  kh_badge_clear (badge);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++) {
    const Rule *rule = &rules[i];
    guint count;

    if (rule->kind != kh_item_list_get_kind (list))
      continue;
    count = count_matches (list, rule->matches, now);
    if (count == 0)
      continue;
    badge->count = count;
    badge->icon = rule->icon;
    badge->style = rule->style;
    badge->description = rule->sentence (count);
    return;
  }
}

void
kh_badge_count_requests (guint count, KhBadge *badge)
{
  kh_badge_clear (badge);
  if (count == 0)
    return;
  badge->count = count;
  badge->icon = "user-status-pending-symbolic";
  badge->style = "accent";
  badge->description = g_strdup_printf (
      ngettext ("%u request waits for this account", "%u requests wait for this account", count),
      count);
}

void
kh_badge_mark_log (gboolean is_broken, KhBadge *badge)
{
  kh_badge_clear (badge);
  if (!is_broken)
    return;
  badge->count = 1;
  badge->icon = "dialog-error-symbolic";
  badge->style = "error";
  badge->description = g_strdup (_ ("Log verification failed"));
}

/* What is locked, counted. */
typedef struct {
  KhItem *first; /* (nullable): that is deleted first; the list holds it */
  KhTime deletion;
  guint count, planned;
  const char *person; /* (nullable): who planned all of it; the items hold it */
} Locked;

static void
count_plan (Locked *locked, KhItem *item)
{
  const char *person = kh_item_string (item, "lockCause.plannedBy");

  if (!kh_json_bool (kh_item_get_snapshot (item), "lockCause.planned", FALSE))
    return;
  if (locked->planned++ == 0)
    locked->person = person;
  else if (g_strcmp0 (locked->person, person) != 0)
    locked->person = NULL;
}

static void
count_locked (KhItemList *environments, Locked *locked)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (environments));

  *locked = (Locked){ .deletion = KH_TIME_NONE };
  for (guint i = 0; i < n; i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (G_LIST_MODEL (environments), i);
    KhTime time = kh_json_time (kh_item_get_snapshot (item), "deletionAt");

    if (!is_locked (item, 0))
      continue;
    locked->count++;
    count_plan (locked, item);
    if (locked->first == NULL
        || (time != KH_TIME_NONE
            && (locked->deletion == KH_TIME_NONE || time < locked->deletion))) {
      locked->first = item;
      locked->deletion = time;
    }
  }
}

/* (transfer full): "1 environment is locked as planned by Kira Vance"; one that nobody planned is
 * what everybody has to know. */
static char *
tell_locked (const Locked *locked)
{
  guint n = locked->count;

  if (locked->planned < n)
    return g_strdup_printf (ngettext ("Key access lost: %u environment is locked",
                                      "Key access lost: %u environments are locked", n),
                            n);
  if (locked->person == NULL)
    return g_strdup_printf (ngettext ("%u environment is locked as planned",
                                      "%u environments are locked as planned", n),
                            n);
  return g_strdup_printf (ngettext ("%u environment is locked as planned by %s",
                                    "%u environments are locked as planned by %s", n),
                          n, locked->person);
}

char *
kh_locked_text (KhItemList *environments, KhTime now, char **uri)
{
  Locked locked;
  g_autofree char *text = NULL, *left = NULL;

  count_locked (environments, &locked);
  *uri = NULL;
  if (locked.first == NULL)
    return NULL;
  *uri = locked.count == 1 ? kh_uri_format (KH_ITEM_ENVIRONMENT, kh_item_get_id (locked.first))
                           : g_strdup ("keyhold:environments?chip=locked");
  text = tell_locked (&locked);
  if (locked.deletion == KH_TIME_NONE)
    return g_steal_pointer (&text);
  left = kh_text_duration (locked.deletion - now);
  /* Translators: "2 environments are locked", and a length of time */
  return g_strdup_printf (
      ngettext ("%s, deleted in %s", "%s, the first is deleted in %s", locked.count), text, left);
}
