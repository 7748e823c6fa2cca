/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills a new rehearsal organization with the sample: a year of an administrator's work, done by
 * real calls as the accounts that would do it.
 *
 * The organization was just born KH_SAMPLE_AGE behind real time, with its first account; between
 * the acts its clock is moved forward, and at the end it shows real time. So every date in lists,
 * history and log is what that clock showed. What cannot be done any more leaves the organization
 * half made: it is for the caller to throw away. Blocks; same thread rules as kh-client.h.
 */
#pragma once

#include "kh-client.h"
#include "kh-time.h"

G_BEGIN_DECLS

#define KH_SAMPLE_NAME "Contoso (sample)"
#define KH_SAMPLE_GEO "unitedstates"
#define KH_SAMPLE_ADMIN "Alex Wright"
#define KH_SAMPLE_AGE (344 * KH_DAY)

/* How somebody looks on. Everything is nullable, and called on the thread that makes the sample. */
typedef struct {
  /* Once, before the first step: a source on the client's context may cancel. */
  void (*started) (KhClient *client, gpointer data);
  /* @step: one line for people, such as "Encrypting Sales Production". */
  void (*progress) (const char *step, gpointer data);
  gpointer data;
  GCancellable *cancellable;
} KhSampleWatch;

/* @client: signed in as the first account, whose bearer token is @token. */
gboolean kh_sample_fill (KhClient *client, const char *token, const KhSampleWatch *watch,
                         GError **error);

G_END_DECLS
