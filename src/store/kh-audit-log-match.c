/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which records of the audit log a filter lets through. */
#include "kh-audit-log-private.h"

#include <string.h>

#include "kh-audit-action.h"

static gboolean
is_one_of (const char *wanted, const char *a, const char *b)
{
  return wanted == NULL || (a != NULL && g_ascii_strcasecmp (wanted, a) == 0)
         || (b != NULL && g_ascii_strcasecmp (wanted, b) == 0);
}

static gboolean
is_about (const KhAuditFilter *filter, const KhAuditRecord *record)
{
  return is_one_of (filter->object, record->target_id, record->target)
         || (filter->object_too != NULL
             && is_one_of (filter->object_too, record->target_id, record->target));
}

gboolean
kh_audit_record_is_planned (const KhAuditRecord *record, const char *const *planned)
{
  return planned != NULL && record->request != NULL && g_strv_contains (planned, record->request);
}

/* What failed has destroyed nothing. What the platform destroys ends a deletion or a lock, which
 * has a record of its own. */
static gboolean
is_unplanned (const KhAuditFilter *filter, const KhAuditRecord *record)
{
  guint flags = kh_audit_action_get_flags (record->action);

  if (record->phase != KH_AUDIT_INTENT || g_strcmp0 (record->result, KH_AUDIT_FAILED) == 0
      || kh_audit_record_is_planned (record, filter->planned))
    return FALSE;
  return (flags & KH_ACTION_LOSES_ACCESS) != 0
         || ((flags & KH_ACTION_DESTROYS) != 0 && record->actor_id != NULL);
}

/* A refused or failed use is none. */
static gboolean
uses_key (const KhAuditRecord *record)
{
  return (record->phase == KH_AUDIT_INTENT || record->phase == KH_AUDIT_NOTICE)
         && (kh_audit_action_get_flags (record->action) & KH_ACTION_USES_KEY) != 0
         && g_strcmp0 (record->result, KH_AUDIT_FAILED) != 0;
}

static gboolean
is_of (const KhAuditFilter *filter, const KhAuditRecord *record)
{
  switch (filter->of) {
  case KH_AUDIT_OF_CHANGES:
    return record->phase == KH_AUDIT_INTENT;
  case KH_AUDIT_OF_REFUSALS:
    return record->phase == KH_AUDIT_REFUSED;
  case KH_AUDIT_OF_UNPLANNED:
    return is_unplanned (filter, record);
  case KH_AUDIT_OF_KEY_USES:
    return uses_key (record);
  case KH_AUDIT_OF_ANY:
  default:
    return TRUE;
  }
}

/* @folded: what is looked for, folded. */
static gboolean
has (const char *text, const char *folded)
{
  g_autofree char *other = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return other != NULL && strstr (other, folded) != NULL;
}

static gboolean
has_text (const KhAuditFilter *filter, const KhAuditRecord *record)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, record->seq);
  g_autofree char *folded = g_utf8_casefold (filter->text, -1);

  return strcmp (number, filter->text) == 0
         || (filter->actions != NULL && g_strv_contains (filter->actions, record->action))
         || has (record->target, folded) || has (record->target_id, folded)
         || has (record->actor, folded) || has (record->reason, folded)
         || has (record->detail, folded);
}

gboolean
kh_audit_filter_lets (const KhAuditFilter *filter, const KhAuditRecord *record)
{
  return (filter->since == KH_TIME_NONE || record->time >= filter->since)
         && (filter->until == 0 || record->time < filter->until) && is_about (filter, record)
         && (filter->kind == NULL || g_strcmp0 (filter->kind, record->target_kind) == 0)
         && is_one_of (filter->actor, record->actor_id, record->actor)
         && (filter->request == NULL || g_strcmp0 (filter->request, record->request) == 0)
         && is_of (filter, record) && (filter->text == NULL || has_text (filter, record));
}
