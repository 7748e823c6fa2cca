/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for what needs attention and for dates. */
#include "kh-overview-text.h"

#include <inttypes.h>

#include "kh-facts.h"
#include "kh-finding-text.h"
#include "kh-locked-card.h"
#include "kh-request-text.h"
#include "kh-sentences.h"
#include "kh-text.h"
#include "kh-uri.h"

/* So many dates are told one by one. */
#define DATES_TOLD 5

void
kh_attention_text_clear (KhAttentionText *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->cause, g_free);
  g_clear_pointer (&self->left, g_free);
  g_clear_pointer (&self->uri, g_free);
}

/* A subtitle of one clause has no full stop. */
static char *
without_stop (char *sentence)
{
  gsize n = strlen (sentence);

  if (n > 0 && sentence[n - 1] == '.')
    sentence[n - 1] = '\0';
  return sentence;
}

static void
tell_environment (KhAttentionText *self, KhItem *item, const char *person, KhTime now)
{
  self->state_kind = KH_STATE_ENVIRONMENT;
  self->state = kh_item_string (item, "state");
  if (kh_fact_is_locked (item)) {
    gboolean planned = kh_json_bool (kh_item_get_snapshot (item), "lockCause.planned", FALSE);
    g_autofree char *cause = without_stop (kh_locked_cause (item, person, now));

    self->title = g_strdup_printf (planned ? _ ("%s is locked as planned") : _ ("%s is locked"),
                                   kh_item_get_name (item));
    /* Translators: how an environment lost its key; nobody approved that */
    self->cause =
        planned ? g_steal_pointer (&cause) : g_strdup_printf (_ ("%s · not planned"), cause);
  } else {
    self->title = g_strdup_printf (_ ("%s is deleted for good"), kh_item_get_name (item));
    self->cause = g_strdup (_ ("Until then it can be recovered"));
  }
}

/* What a key holds now. */
static char *
tell_users (const KhAttention *row)
{
  if (row->n_environments == 0)
    return g_strdup (_ ("No environment uses its current version"));
  if (row->n_environments == 1)
    return g_strdup_printf (_ ("It protects %s"), kh_item_get_name (row->environment));
  return g_strdup_printf (
      ngettext ("It protects %u environment", "It protects %u environments", row->n_environments),
      row->n_environments);
}

/* What happens when it expires. */
static char *
tell_outage (const KhAttention *row, KhTime now)
{
  g_autofree char *date = kh_text_date (row->due, now);

  if (row->n_environments == 0)
    return tell_users (row);
  if (row->n_environments == 1)
    return g_strdup_printf (_ ("%s goes offline on %s"), kh_item_get_name (row->environment), date);
  return g_strdup_printf (ngettext ("%u environment goes offline on %s",
                                    "%u environments go offline on %s", row->n_environments),
                          row->n_environments, date);
}

static void
tell_key (KhAttentionText *self, const KhAttention *row, KhTime now)
{
  gboolean expired = row->kind == KH_ATTENTION_EXPIRED;
  g_autofree char *date = kh_text_date (row->due, now);
  g_autofree char *left = kh_text_duration (row->due - now);

  self->state_kind = KH_STATE_KEY;
  self->state = expired ? "Expired" : "ExpiresSoon";
  self->title =
      expired ? g_strdup_printf (_ ("Key %s expired on %s"), kh_item_get_name (row->item), date)
              : g_strdup_printf (_ ("Key %s expires in %s"), kh_item_get_name (row->item), left);
  self->cause = expired ? tell_users (row) : tell_outage (row, now);
}

static void
tell_removal (KhAttentionText *self, const KhAttention *row, KhTime now)
{
  gboolean key = kh_item_get_kind (row->item) == KH_ITEM_KEY;
  g_autofree char *date = kh_text_date (row->due, now);

  self->state_kind = key ? KH_STATE_KEY : KH_STATE_VAULT;
  self->state = "Deleted";
  self->title =
      g_strdup_printf (key ? _ ("Key %s is purged on %s") : _ ("Vault %s is purged on %s"),
                       kh_item_get_name (row->item), date);
  self->cause = g_strdup (_ ("Until then it can be recovered"));
}

static void
tell_operation (KhAttentionText *self, KhItem *item)
{
  const char *error = kh_item_string (item, "error");

  self->state_kind = KH_STATE_OPERATION;
  self->state = "Failed";
  self->title = kh_fact_operation_title (kh_item_get_snapshot (item));
  self->cause = g_strdup (error != NULL ? error : _ ("Its page says where it stopped"));
}

static void
tell_request (KhAttentionText *self, KhItem *item)
{
  self->state_kind = KH_STATE_REQUEST;
  self->state = "Pending";
  self->title = kh_request_title (item, KH_HAND_OVER_ENABLE);
  self->cause = g_strdup (_ ("Its key can be used, and no environment uses it yet"));
}

static void
tell_decision (KhAttentionText *self, KhJson *request)
{
  self->state_kind = KH_STATE_REQUEST;
  self->state = "Pending";
  self->title = g_strdup (kh_said (kh_json_string (request, "subject")));
  self->cause = g_strdup_printf (_ ("Asked by %s"), kh_json_string (request, "requestedBy"));
}

static void
tell_log (KhAttentionText *self, guint64 record)
{
  self->state_kind = KH_STATE_RECORD;
  self->state = "broken";
  self->title = g_strdup (_ ("The audit log does not verify"));
  self->cause =
      record > 0
          ? g_strdup_printf (_ ("Record %" PRIu64 " does not match; changes are refused"), record)
          : g_strdup (_ ("Changes are refused"));
}

static void
tell_finding (KhAttentionText *self, KhItem *item, KhTime now)
{
  self->state_kind = KH_STATE_FINDING;
  self->state = "critical";
  self->title = g_strdup (kh_item_get_name (item));
  self->cause = kh_finding_consequence (item, now);
  if (*self->cause != '\0')
    return;
  g_free (self->cause);
  self->cause = kh_text_local_times (kh_said (kh_item_string (item, "evidence")), now);
}

/* Where the title does not say it. */
static gboolean
counts_down (const KhAttention *row)
{
  return row->due != KH_TIME_NONE
         && (row->kind == KH_ATTENTION_DELETION || row->kind == KH_ATTENTION_LOCKED
             || row->kind == KH_ATTENTION_PLANNED || row->kind == KH_ATTENTION_REMOVAL
             || row->kind == KH_ATTENTION_DECISION);
}

static char *
make_uri (const KhAttention *row)
{
  if (row->kind == KH_ATTENTION_LOG)
    return g_strdup ("keyhold:activity");
  if (row->kind == KH_ATTENTION_DECISION)
    return kh_uri_format_section (KH_SECTION_REQUESTS, kh_json_string (row->request, "id"));
  if (row->kind == KH_ATTENTION_REQUEST)
    return kh_uri_format_section (KH_SECTION_REQUESTS, kh_item_get_id (row->item));
  return kh_uri_of_item (row->item);
}

void
kh_attention_text_make (KhAttentionText *self, KhOrganization *organization, const KhAttention *row,
                        const char *person)
{
  KhTime now = kh_organization_now (organization);

  switch (row->kind) {
  case KH_ATTENTION_DELETION:
  case KH_ATTENTION_LOCKED:
  case KH_ATTENTION_PLANNED:
    tell_environment (self, row->item, person, now);
    break;
  case KH_ATTENTION_EXPIRED:
  case KH_ATTENTION_EXPIRES:
    tell_key (self, row, now);
    break;
  case KH_ATTENTION_REMOVAL:
    tell_removal (self, row, now);
    break;
  case KH_ATTENTION_FAILED:
    tell_operation (self, row->item);
    break;
  case KH_ATTENTION_LOG:
    tell_log (self, row->record);
    break;
  case KH_ATTENTION_DECISION:
    tell_decision (self, row->request);
    break;
  case KH_ATTENTION_REQUEST:
    tell_request (self, row->item);
    break;
  case KH_ATTENTION_FINDING:
  default:
    tell_finding (self, row->item, now);
    break;
  }
  self->verb = kh_overview_verb_find (organization, row);
  self->uri = make_uri (row);
  if (counts_down (row)) {
    g_autofree char *span = kh_text_duration (row->due - now);

    self->left = g_strdup_printf (_ ("%s left"), span);
  }
}

char *
kh_date_text (const KhDate *date)
{
  const char *name = kh_item_get_name (date->item);

  if (date->kind == KH_DATE_EXPIRY)
    return g_strdup_printf (_ ("%s expires"), name);
  if (date->kind == KH_DATE_HOLD) {
    g_autofree char *version = kh_text_short_id (date->version);

    return g_strdup_printf (_ ("%s is no longer needed"), version);
  }
  if (date->kind == KH_DATE_ROTATION)
    return g_strdup_printf (_ ("%s is rotated"), name);
  if (kh_item_get_kind (date->item) == KH_ITEM_ENVIRONMENT)
    return g_strdup_printf (_ ("%s is deleted"), name);
  return g_strdup_printf (_ ("%s is purged"), name);
}

char *
kh_date_uri (const KhDate *date)
{
  g_autofree char *uri = kh_uri_of_item (date->item);

  return date->version != NULL ? g_strconcat (uri, "/", date->version, NULL)
                               : g_steal_pointer (&uri);
}

char *
kh_dates_text (GPtrArray *dates, KhTime now)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (
      text, ngettext ("%u date in 90 days: ", "%u dates in 90 days: ", dates->len), dates->len);
  for (guint i = 0; i < MIN (dates->len, DATES_TOLD); i++) {
    const KhDate *date = dates->pdata[i];
    g_autofree char *day = kh_text_date (date->time, now);
    g_autofree char *what = kh_date_text (date);

    g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", day, what);
  }
  g_string_append (text, dates->len > DATES_TOLD ? "…" : ".");
  return g_string_free (text, FALSE);
}
