/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays the story of the sample, step by step on a clock that is moved between them. */
#include "kh-sample-private.h"

#include <string.h>

#include "kh-client-i18n.h"
#include "kh-tenant-api.h"

gboolean
kh_sample_do (KhSample *self, KhCall *call, GError **error)
{
  return kh_client_do (self->client, call, self->watch->cancellable, error);
}

KhJson *
kh_sample_get (KhSample *self, KhCall *call, GError **error)
{
  return kh_client_call (self->client, call, self->watch->cancellable, error);
}

void
kh_sample_say (KhSample *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (self->watch->progress == NULL)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->watch->progress (text, self->watch->data);
}

static void
wipe (char *token)
{
  if (token != NULL)
    explicit_bzero (token, strlen (token));
  g_free (token);
}

static gboolean
act_as (KhSample *self, KhSamplePerson who, GError **error)
{
  g_autoptr (KhJson) session = NULL;

  if (self->tokens[who] == NULL) {
    session = kh_sample_get (self, kh_tenant_api_sign_in (kh_sample_people[who].name, NULL), error);
    if (session == NULL)
      return FALSE;
    self->tokens[who] = g_strdup (kh_json_string (session, "token"));
  }
  kh_client_set_token (self->client, self->tokens[who]);
  return TRUE;
}

/* Only the owner moves the clock. */
static gboolean
go_to (KhSample *self, gint64 ago, GError **error)
{
  gint64 step = self->behind - ago * KH_SECOND;
  g_autofree char *duration = kh_duration_format (step);

  if (step <= 0)
    return TRUE;
  if (!act_as (self, ALEX, error)
      || !kh_sample_do (self, kh_tenant_api_clock_shift (duration), error))
    return FALSE;
  self->behind -= step;
  return TRUE;
}

static gboolean
begin (KhSample *self, GError **error)
{
  g_autoptr (KhJson) me = kh_sample_get (self, kh_tenant_api_me (), error);

  if (me == NULL)
    return FALSE;
  self->ids[ALEX] = g_strdup (kh_json_string (me, "id"));
  self->tenant = kh_sample_get (self, kh_tenant_api_get (), error);
  if (self->tenant == NULL)
    return FALSE;
  self->place.subscription = kh_json_string (self->tenant, "subscriptionId");
  self->place.group = kh_json_string (self->tenant, "resourceGroup");
  return TRUE;
}

static gboolean
play (KhSample *self, GError **error)
{
  if (!begin (self, error))
    return FALSE;
  for (const KhSampleStep *step = kh_sample_steps; step->act != NULL; step++)
    if (!go_to (self, step->ago, error) || !act_as (self, step->who, error)
        || !step->act (self, step, error))
      return FALSE;
  return go_to (self, 0, error) && act_as (self, ALEX, error);
}

gboolean
kh_sample_fill (KhClient *client, const char *token, const KhSampleWatch *watch, GError **error)
{
  KhSample self = { .client = client, .watch = watch, .behind = KH_SAMPLE_AGE };
  gboolean done;

  if (watch->started != NULL)
    watch->started (client, watch->data);

  self.tokens[ALEX] = g_strdup (token);
  done = play (&self, error);
  for (guint i = 0; i < N_PEOPLE; i++) {
    wipe (self.tokens[i]);
    g_free (self.ids[i]);
  }
  g_clear_pointer (&self.tenant, kh_json_unref);
  g_free (self.first_version);
  return done;
}
