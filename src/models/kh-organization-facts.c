/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an organization says about itself: the account in use, its settings and its clock. */
#include "kh-organization-private.h"

#include "kh-models-i18n.h"
#include "kh-tenant-api.h"
#include "kh-wire-account.h"

/* So far ahead of what was expected a clock was shifted. */
#define JUMP KH_MINUTE

enum { PART_ME, PART_TENANT, PART_CLOCK };

static void
notify_if (KhOrganization *self, KhOrganizationProperty property, gboolean changed)
{
  if (changed)
    _kh_organization_notify (self, property);
}

static gboolean
differs (KhJson *before, KhJson *after, const char *member)
{
  return g_strcmp0 (kh_json_string (before, member), kh_json_string (after, member)) != 0;
}

static void
take_account (KhOrganization *self, KhJson *me)
{
  g_autoptr (KhJson) before = self->me;
  g_auto (GStrv) words = kh_json_strv (me, "roles");
  guint old_roles = self->roles;
  KhRoles roles = KH_ROLE_NONE;

  /* A role that this version does not know gives no right here; the tenant decides anyway. */
  kh_wire_roles_parse ((const char *const *)words, &roles, NULL);
  self->me = kh_json_ref (me);
  self->roles = roles;
  notify_if (self, KH_ORGANIZATION_ACCOUNT, differs (before, me, "name"));
  notify_if (self, KH_ORGANIZATION_ROLES, old_roles != self->roles);
  /* Other roles may read other lists. */
  if (old_roles != self->roles)
    _kh_organization_refresh_all (self);
}

static void
take_tenant (KhOrganization *self, KhJson *tenant)
{
  g_autoptr (KhJson) before = self->tenant;

  self->tenant = kh_json_ref (tenant);
  /* They never change, and callers on other threads may hold them. */
  self->place.subscription = g_intern_string (kh_json_string (tenant, "subscriptionId"));
  self->place.group = g_intern_string (kh_json_string (tenant, "resourceGroup"));
  notify_if (self, KH_ORGANIZATION_NAME, differs (before, tenant, "name"));
  notify_if (self, KH_ORGANIZATION_LOG_FAULT, differs (before, tenant, "logFault"));
}

KhLogProof *
kh_organization_get_log_proof (KhOrganization *self)
{
  return self->proof;
}

const char *
kh_organization_get_log_fault (KhOrganization *self, guint64 *record)
{
  if (record != NULL)
    *record = self->tenant != NULL ? (guint64)kh_json_int (self->tenant, "logFaultRecord", 0) : 0;
  return self->tenant != NULL ? kh_json_string (self->tenant, "logFault") : NULL;
}

gboolean
kh_organization_is_rehearsal (KhOrganization *self)
{
  return self->tenant != NULL && kh_json_bool (self->tenant, "rehearsal", FALSE);
}

/* --- The clock ------------------------------------------------------------------------------- */

static char *
shift_note (gint64 shift)
{
  unsigned long days = (unsigned long)(shift / (24 * 3600 * KH_SECOND));
  unsigned long hours = (unsigned long)(shift / (3600 * KH_SECOND));
  unsigned long minutes = (unsigned long)(shift / (60 * KH_SECOND));

  if (days > 0)
    return g_strdup_printf (g_dngettext (KH_GETTEXT_DOMAIN, "Rehearsal: the clock is %lu day ahead",
                                         "Rehearsal: the clock is %lu days ahead", days),
                            days);
  if (hours > 0)
    return g_strdup_printf (g_dngettext (KH_GETTEXT_DOMAIN,
                                         "Rehearsal: the clock is %lu hour ahead",
                                         "Rehearsal: the clock is %lu hours ahead", hours),
                            hours);
  return g_strdup_printf (g_dngettext (KH_GETTEXT_DOMAIN,
                                       "Rehearsal: the clock is %lu minute ahead",
                                       "Rehearsal: the clock is %lu minutes ahead", minutes),
                          minutes);
}

static char *
standing_note (KhTime now)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (kh_time_to_unix (now));
  g_autofree char *text = date != NULL ? g_date_time_format (date, "%x %H:%M") : g_strdup ("");

  return g_strdup_printf (
      _ ("The clock stands still until %s: this computer’s clock was set back."), text);
}

/* (transfer full) (nullable) */
static char *
make_note (KhJson *clock)
{
  gint64 shift = 0;
  const char *text = kh_json_string (clock, "shift");

  if (kh_json_bool (clock, "standing", FALSE))
    return standing_note (kh_json_time (clock, "now"));
  if (kh_json_bool (clock, "suspect", FALSE))
    return g_strdup (_ ("This computer’s clock jumped ahead. Nothing is deleted until an owner "
                        "accepts the new time."));
  if (text != NULL && kh_duration_parse (text, &shift) && shift >= 60 * KH_SECOND)
    return shift_note (shift);
  return NULL;
}

static void
take_clock (KhOrganization *self, KhJson *clock)
{
  g_autofree char *before = self->clock_note;
  gboolean known = self->clock_at != 0; /* it was told before */
  KhTime expected = kh_organization_now (self);
  gboolean jumped = known && kh_json_time (clock, "now") - expected > JUMP;

  self->clock_now = kh_json_time (clock, "now");
  self->clock_at = kh_json_bool (clock, "standing", FALSE) ? -1 : g_get_monotonic_time ();
  self->clock_note = make_note (clock);
  notify_if (self, KH_ORGANIZATION_CLOCK_NOTE, g_strcmp0 (before, self->clock_note) != 0);
  /* What counts down from here is read and shown again. */
  for (guint i = 0; jumped && i < KH_N_ITEM_KINDS; i++)
    self->refreshes[i].tell = TRUE;
  if (jumped)
    _kh_organization_refresh_all (self);
}

KhTime
kh_organization_now (KhOrganization *self)
{
  if (self->clock_now == KH_TIME_NONE || self->clock_at < 0)
    return self->clock_now;
  return self->clock_now + (g_get_monotonic_time () - self->clock_at);
}

/* --- Reading --------------------------------------------------------------------------------- */

static void
on_facts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KhOrganization *self = KH_ORGANIZATION (source);
  GError *error = NULL;
  g_autoptr (GPtrArray) parts = _kh_organization_run_parts_finish (self, result, &error);

  for (guint i = 0; parts != NULL && error == NULL && i < parts->len; i++)
    error = g_steal_pointer (&((KhPart *)parts->pdata[i])->error);
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  take_account (self, ((KhPart *)parts->pdata[PART_ME])->value);
  take_tenant (self, ((KhPart *)parts->pdata[PART_TENANT])->value);
  take_clock (self, ((KhPart *)parts->pdata[PART_CLOCK])->value);
  g_task_return_boolean (task, TRUE);
}

void
_kh_organization_read_facts_async (KhOrganization *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *parts = _kh_parts_new ();

  g_task_set_source_tag (task, _kh_organization_read_facts_async);
  g_task_set_check_cancellable (task, FALSE);
  _kh_parts_add_object (parts, kh_tenant_api_me ());
  _kh_parts_add_object (parts, kh_tenant_api_get ());
  _kh_parts_add_object (parts, kh_tenant_api_clock ());
  _kh_organization_run_parts_async (self, parts, cancellable, on_facts_cb, g_object_ref (task));
}

gboolean
_kh_organization_read_facts_finish (KhOrganization *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_refreshed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KhOrganization *self = KH_ORGANIZATION (source);
  gboolean again = self->facts_again;

  _kh_organization_read_facts_finish (self, result, NULL);
  self->facts_running = self->facts_again = FALSE;
  if (again)
    _kh_organization_refresh_facts (self);
}

void
_kh_organization_refresh_facts (KhOrganization *self)
{
  if (self->closed)
    return;
  self->facts_again = self->facts_running;
  if (self->facts_running)
    return;
  self->facts_running = TRUE;
  _kh_organization_read_facts_async (self, NULL, on_refreshed_cb, NULL);
}

void
kh_organization_refresh_facts (KhOrganization *self)
{
  _kh_organization_refresh_facts (self);
}
