/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Titles, bodies and addresses of notifications. */
#include "kh-notice-text.h"

#include <inttypes.h>
#include <string.h>

#include "kh-text.h"
#include "kh-uri.h"

/* Dates are looked at once a minute: what a look comes late is not subtracted from what is left. */
#define SLACK (KH_MINUTE + 5 * KH_SECOND)
#define HIGH_FROM (7 * KH_DAY)

void
kh_notice_text_clear (KhNoticeText *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->body, g_free);
  g_clear_pointer (&self->uri, g_free);
}

/* (transfer full): one unit, rounded down; hours up to two days, because a day is long then. */
static char *
countdown (KhTime left)
{
  guint n;

  left += SLACK;
  if (left >= 2 * KH_DAY) {
    n = (guint)(left / KH_DAY);
    return g_strdup_printf (ngettext ("%u Day", "%u Days", n), n);
  }
  if (left >= KH_HOUR) {
    n = (guint)(left / KH_HOUR);
    return g_strdup_printf (ngettext ("%u Hour", "%u Hours", n), n);
  }
  n = (guint)(left / KH_MINUTE);
  return g_strdup_printf (ngettext ("%u Minute", "%u Minutes", n), n);
}

static void
tell_planned (KhNoticeText *self, const KhNotice *notice, KhTime now)
{
  g_autofree char *date = notice->due != KH_TIME_NONE ? kh_text_date (notice->due, now) : NULL;

  self->title =
      g_strdup_printf (ngettext ("%u Environment Locked as Planned",
                                 "%u Environments Locked as Planned", notice->n_environments),
                       notice->n_environments);
  self->body = date != NULL ? g_strdup_printf (_ ("Deletion on %s unless unlocked."), date)
                            : g_strdup (_ ("Another person had approved it."));
  self->uri = notice->n_environments == 1 ? kh_uri_of_item (notice->item)
                                          : g_strdup ("keyhold:environments?chip=locked");
  self->priority = G_NOTIFICATION_PRIORITY_NORMAL;
}

static void
tell_lost (KhNoticeText *self, const KhNotice *notice)
{
  const char *policy = kh_item_string (notice->item, "policy.name");
  const char *id = kh_item_string (notice->item, "key.id");
  const char *key = id != NULL ? strchr (id, '/') : NULL;

  self->title = g_strdup_printf (ngettext ("Key Access Lost: %u Environment Offline",
                                           "Key Access Lost: %u Environments Offline",
                                           notice->n_environments),
                                 notice->n_environments);
  self->body =
      policy != NULL && key != NULL
          ? g_strdup_printf (_ ("%s can no longer use %s. Nobody planned this."), policy, key + 1)
          : g_strdup (_ ("Their key can no longer be used. Nobody planned this."));
  self->uri = notice->n_environments == 1 ? kh_uri_of_item (notice->item)
                                          : g_strdup ("keyhold:environments?chip=locked");
  self->priority = G_NOTIFICATION_PRIORITY_URGENT;
}

static void
tell_deletion (KhNoticeText *self, const KhNotice *notice, KhTime now)
{
  g_autofree char *left = countdown (notice->due - now);

  self->title = g_strdup_printf (_ ("%s Is Deleted in %s"), kh_item_get_name (notice->item), left);
  self->body = g_strdup (_ ("It is locked. Unlock it to keep its data."));
  self->priority = notice->urgent ? G_NOTIFICATION_PRIORITY_URGENT : G_NOTIFICATION_PRIORITY_HIGH;
}

static void
tell_expiry (KhNoticeText *self, const KhNotice *notice, KhTime now)
{
  g_autofree char *left = countdown (notice->due - now);
  g_autofree char *date = kh_text_date (notice->due, now);

  self->title = g_strdup_printf (_ ("Key %s Expires in %s"), kh_item_get_name (notice->item), left);
  if (notice->n_environments == 0)
    self->body = g_strdup (_ ("No environment uses its current version."));
  else if (notice->n_environments == 1)
    self->body = g_strdup_printf (_ ("%s goes offline on %s."),
                                  kh_item_get_name (notice->environment), date);
  else
    self->body =
        g_strdup_printf (ngettext ("%u environment goes offline on %s.",
                                   "%u environments go offline on %s.", notice->n_environments),
                         notice->n_environments, date);
  self->priority = notice->due - now <= HIGH_FROM ? G_NOTIFICATION_PRIORITY_HIGH
                                                  : G_NOTIFICATION_PRIORITY_NORMAL;
}

static void
tell_log (KhNoticeText *self, const KhNotice *notice)
{
  self->title = g_strdup (_ ("The Audit Log Does Not Verify"));
  self->body = notice->record > 0 ? g_strdup_printf (
                   _ ("Record %" PRIu64 " does not match. Changes are refused."), notice->record)
                                  : g_strdup (_ ("Changes are refused."));
  self->uri = g_strdup ("keyhold:activity");
  self->priority = G_NOTIFICATION_PRIORITY_URGENT;
}

/* --- Requests -------------------------------------------------------------------------------- */

static void
tell_request (KhNoticeText *self, KhJson *request, KhTime due, KhTime now)
{
  const char *person = kh_json_string (request, "requestedBy");
  g_autofree char *time = due != KH_TIME_NONE ? kh_text_time (due, now) : NULL;

  self->title = g_strdup_printf (_ ("Approval Needed: %s"), kh_json_string (request, "subject"));
  self->body = time != NULL ? g_strdup_printf (_ ("Asked by %s, expires %s."), person, time)
                            : g_strdup_printf (_ ("Asked by %s."), person);
  self->priority = G_NOTIFICATION_PRIORITY_HIGH;
}

static void
tell_decided (KhNoticeText *self, KhJson *request)
{
  const char *person = kh_json_string (request, "decidedBy");
  const char *state = kh_json_string (request, "state");
  const char *format = g_strcmp0 (state, "Rejected") == 0  ? _ ("Rejected: %s")
                       : g_strcmp0 (state, "Expired") == 0 ? _ ("Expired: %s")
                                                           : _ ("Approved: %s");

  self->title = g_strdup_printf (format, kh_json_string (request, "subject"));
  self->body = person != NULL ? g_strdup_printf (_ ("By %s."), person) : NULL;
  self->priority = G_NOTIFICATION_PRIORITY_NORMAL;
}

static void
tell_hold (KhNoticeText *self, const KhNotice *notice)
{
  g_autofree char *version = kh_text_short_id (notice->version);
  g_autofree char *uri = kh_uri_of_item (notice->item);

  self->title = g_strdup_printf (_ ("Version %s Is No Longer Needed"), version);
  self->body = g_strdup_printf (_ ("%s: it can be disabled now."), kh_item_get_name (notice->item));
  self->uri = g_strconcat (uri, "/", notice->version, NULL);
  self->priority = G_NOTIFICATION_PRIORITY_LOW;
}

/* --- Operations ------------------------------------------------------------------------------ */

typedef struct {
  const char *type;
  const char *ended, *failed; /* with the environment's name */
  gboolean moves_data;        /* from a key to another */
} Words;

static const Words operations[] = {
  { "NewCustomerManagedKey", N_ ("%s Is Encrypted"), N_ ("Encryption of %s Stopped"), TRUE },
  { "RotateCustomerManagedKey", N_ ("Key of %s Is Changed"), N_ ("Change of the Key of %s Stopped"),
    TRUE },
  { "RevertToMicrosoftKey", N_ ("%s Is Back on the Microsoft Key"),
    N_ ("Return of %s to the Microsoft Key Stopped"), TRUE },
  { "Enable", N_ ("%s Is Back"), N_ ("%s Is Not Re-enabled"), FALSE },
  { "Provision", N_ ("%s Is Created"), N_ ("Creation of %s Stopped"), FALSE },
  { "ImportData", N_ ("Data Is Imported into %s"), N_ ("Import into %s Stopped"), FALSE },
  { "ExportData", N_ ("Data of %s Is Exported"), N_ ("Export of %s Stopped"), FALSE },
  { "EnableGovernanceConfiguration", N_ ("%s Is a Managed Environment"),
    N_ ("%s Is Not a Managed Environment"), FALSE },
  { "Delete", N_ ("%s Is Deleted"), N_ ("Deletion of %s Stopped"), FALSE },
  { "Recover", N_ ("%s Is Recovered"), N_ ("Recovery of %s Stopped"), FALSE },
  { "Copy", N_ ("Data of %s Is Replaced"), N_ ("Copy onto %s Stopped"), FALSE },
  { "Reset", N_ ("%s Is Reset"), N_ ("Reset of %s Stopped"), FALSE },
};

static const Words other_operation = { NULL, N_ ("Operation on %s Finished"),
                                       N_ ("Operation on %s Stopped"), FALSE };

static const Words *
find_words (KhItem *operation)
{
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    if (kh_item_is (operation, "type", operations[i].type))
      return &operations[i];
  return &other_operation;
}

static const char *
name_environment (KhItem *operation)
{
  const char *name = kh_item_string (operation, "environment");

  return name != NULL && *name != '\0' ? name : _ ("an Environment");
}

static void
tell_ended (KhNoticeText *self, KhItem *operation)
{
  KhJson *snapshot = kh_item_get_snapshot (operation);
  KhTime created = kh_json_time (snapshot, "createdAt");
  KhTime ended = kh_json_time (snapshot, "endedAt");
  g_autofree char *span = kh_text_duration (ended - created);

  self->title = g_strdup_printf (_ (find_words (operation)->ended), name_environment (operation));
  self->body = created != KH_TIME_NONE && ended != KH_TIME_NONE
                   ? g_strdup_printf (_ ("Took %s."), span)
                   : NULL;
  self->priority = G_NOTIFICATION_PRIORITY_NORMAL;
}

/* (transfer full): "Connections, Dataverse files" */
static char *
name_failed_stores (KhItem *operation)
{
  KhJson *snapshot = kh_item_get_snapshot (operation);
  guint n = kh_json_length (snapshot, "stores");
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < n; i++) {
    KhJson *store = kh_json_element (snapshot, "stores", i);

    if (g_strcmp0 (kh_json_string (store, "state"), "Failed") == 0)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                              kh_text_store (kh_json_string (store, "store")));
  }
  return g_string_free (names, FALSE);
}

/* The error itself can quote what somebody wrote: it stays on the operation's page. */
static void
tell_failed (KhNoticeText *self, KhItem *operation, KhItem *environment)
{
  const Words *words = find_words (operation);
  g_autofree char *stores = name_failed_stores (operation);
  /* A lock takes more than a failed move does. */
  gboolean locked = environment != NULL && kh_item_is (environment, "state", "Locked");

  self->title = g_strdup_printf (_ (words->failed), name_environment (operation));
  if (words->moves_data && !locked && *stores != '\0')
    self->body = g_strdup_printf (_ ("Not switched: %s. Data stays readable."), stores);
  else if (words->moves_data && !locked)
    self->body = g_strdup (_ ("Data stays readable."));
  else
    self->body = g_strdup (_ ("Its page says where it stopped and what to do."));
  self->priority = G_NOTIFICATION_PRIORITY_HIGH;
}

static void
tell_back (KhNoticeText *self, KhItem *operation)
{
  const char *person = kh_item_string (operation, "requestedBy");
  const char *environment = kh_item_string (operation, "environmentId");

  self->title = g_strdup_printf (_ (find_words (operation)->ended), name_environment (operation));
  self->body = person != NULL ? g_strdup_printf (_ ("Unlocked by %s."), person) : NULL;
  if (environment != NULL)
    self->uri = kh_uri_format (KH_ITEM_ENVIRONMENT, environment);
  self->priority = G_NOTIFICATION_PRIORITY_NORMAL;
}

void
kh_notice_text_make (KhNoticeText *self, const KhNotice *notice, KhTime now)
{
  switch (notice->kind) {
  case KH_NOTICE_ACCESS_LOST:
    if (notice->planned)
      tell_planned (self, notice, now);
    else
      tell_lost (self, notice);
    break;
  case KH_NOTICE_DELETION:
    tell_deletion (self, notice, now);
    break;
  case KH_NOTICE_EXPIRY:
    tell_expiry (self, notice, now);
    break;
  case KH_NOTICE_ENDED:
    tell_ended (self, notice->item);
    break;
  case KH_NOTICE_BACK:
    tell_back (self, notice->item);
    break;
  case KH_NOTICE_LOG:
    tell_log (self, notice);
    break;
  case KH_NOTICE_REQUEST:
    tell_request (self, notice->request, notice->due, now);
    break;
  case KH_NOTICE_DECIDED:
    tell_decided (self, notice->request);
    break;
  case KH_NOTICE_HOLD:
    tell_hold (self, notice);
    break;
  case KH_NOTICE_FAILED:
  default:
    tell_failed (self, notice->item, notice->environment);
    break;
  }
  if (notice->request != NULL)
    self->uri = kh_uri_format_section (KH_SECTION_REQUESTS, kh_json_string (notice->request, "id"));
  else if (self->uri == NULL)
    self->uri = kh_uri_of_item (notice->item);
}
