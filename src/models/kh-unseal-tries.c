/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The count of wrong passphrases and the wait that grows with it. */
#include "kh-unseal-tries.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kh-json.h"
#include "kh-log.h"
#include "kh-try-wait.h"

#define TRIES_MAX 1000
#define TRIES_UNREAD 5 /* of a file that cannot be read */

struct _KhUnsealTries {
  char *path;
  KhClock *clock;
  gboolean loaded;
  gint tries;
  gint64 until;        /* monotonic time when the wait ends */
  gint64 until_before; /* the same before the try that runs */
};

KhUnsealTries *
kh_unseal_tries_new (const char *data_dir, KhClock *clock)
{
  KhUnsealTries *self = g_new0 (KhUnsealTries, 1);

  self->path = g_build_filename (data_dir, "unseal-tries", NULL);
  self->clock = clock != NULL ? kh_clock_ref (clock) : kh_clock_new (KH_TIME_NONE, 0);
  return self;
}

void
kh_unseal_tries_free (KhUnsealTries *self)
{
  if (self == NULL)
    return;
  kh_clock_unref (self->clock);
  g_free (self->path);
  g_free (self);
}

static gint64
wait_after (gint tries)
{
  return kh_try_wait_after ((guint)tries);
}

/* The rest of a wait that began at @at by the wall clock, in microseconds. */
static gint64
rest_of_wait (KhUnsealTries *self, KhTime at)
{
  gint64 whole = wait_after (self->tries) * KH_SECOND;
  KhTime now = kh_clock_now (self->clock);

  if (at == KH_TIME_NONE || at > now)
    return whole;
  return MAX (0, whole - (now - at));
}

void
kh_unseal_tries_load (KhUnsealTries *self)
{
  g_autofree char *text = NULL;
  g_autoptr (KhJson) json = NULL;

  if (self->loaded)
    return;
  self->loaded = TRUE;
  if (!g_file_get_contents (self->path, &text, NULL, NULL))
    return;
  json = kh_json_parse_text (text, NULL);
  /* A file that cannot be read counts as the tries that are free: it was not written by us. */
  self->tries = (gint)CLAMP (kh_json_int (json, "tries", TRIES_UNREAD), 0, TRIES_MAX);
  self->until = g_get_monotonic_time () + rest_of_wait (self, kh_json_time (json, "at"));
}

guint
kh_unseal_tries_get_wait (KhUnsealTries *self)
{
  gint64 rest = self->until - g_get_monotonic_time ();

  return rest > 0 ? (guint)((rest + KH_SECOND - 1) / KH_SECOND) : 0;
}

static void
save (KhUnsealTries *self)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_int (out, "tries", self->tries);
  kh_json_out_time (out, "at", kh_clock_now (self->clock));
  kh_json_out_end (out);
  text = kh_json_out_finish_text (out);
  if (!g_file_set_contents_full (self->path, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &error))
    kh_warning ("The count of wrong passphrases could not be stored: %s", error->message);
}

void
kh_unseal_tries_begin (KhUnsealTries *self)
{
  self->tries = MIN (self->tries + 1, TRIES_MAX);
  self->until_before = self->until;
  self->until = g_get_monotonic_time () + wait_after (self->tries) * KH_SECOND;
  save (self);
}

void
kh_unseal_tries_clear (KhUnsealTries *self)
{
  self->tries = 0;
  self->until = 0;
  g_unlink (self->path);
}

void
kh_unseal_tries_undo (KhUnsealTries *self)
{
  self->tries--;
  self->until = self->until_before;
  if (self->tries > 0)
    save (self);
  else
    g_unlink (self->path);
}
