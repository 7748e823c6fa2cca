/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens of signed-in accounts. */
#include "kh-sessions.h"

#include "khc-random.h"

typedef struct {
  char *account_id;
  gint64 used; /* monotonic */
} KhSession;

struct _KhSessions {
  GMutex lock;
  GHashTable *sessions; /* SHA-256 of the token (hex) → KhSession */
  gint64 (*now) (void);
};

static void
session_free (gpointer data)
{
  KhSession *session = data;

  g_free (session->account_id);
  g_free (session);
}

static char *
digest (const char *token)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

KhSessions *
kh_sessions_new (gint64 (*now) (void))
{
  KhSessions *self = g_new0 (KhSessions, 1);

  g_mutex_init (&self->lock);
  self->now = now;
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, session_free);
  return self;
}

void
kh_sessions_free (KhSessions *self)
{
  g_hash_table_unref (self->sessions);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
is_idle (gpointer key, gpointer value, gpointer data)
{
  KhSessions *self = data;

  return self->now () - ((KhSession *)value)->used > KH_SESSION_IDLE;
}

char *
kh_sessions_open (KhSessions *self, const char *account_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GString *token = g_string_new (NULL);
  KhSession *session = g_new0 (KhSession, 1);
  guint8 bytes[32];

  if (khc_random (bytes, sizeof bytes) != 0)
    g_error ("the random number generator failed");
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (token, "%02x", bytes[i]);
  session->account_id = g_strdup (account_id);
  session->used = self->now ();
  g_hash_table_foreach_remove (self->sessions, is_idle, self); /* those that nobody asks for */
  g_hash_table_replace (self->sessions, digest (token->str), session);
  return g_string_free (token, FALSE);
}

char *
kh_sessions_find (KhSessions *self, const char *token)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *key = token != NULL ? digest (token) : NULL;
  KhSession *session = key != NULL ? g_hash_table_lookup (self->sessions, key) : NULL;

  if (session == NULL || is_idle (key, session, self))
    return NULL;
  session->used = self->now ();
  return g_strdup (session->account_id);
}

void
kh_sessions_close (KhSessions *self, const char *token)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *key = digest (token);

  g_hash_table_remove (self->sessions, key);
}

static gboolean
is_of_account (gpointer key, gpointer value, gpointer account_id)
{
  return g_str_equal (((KhSession *)value)->account_id, account_id);
}

void
kh_sessions_close_account (KhSessions *self, const char *account_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_foreach_remove (self->sessions, is_of_account, (gpointer)account_id);
}

typedef struct {
  const char *key;
  const KhSession *session;
} Kept;

static gboolean
is_another (gpointer key, gpointer value, gpointer data)
{
  const Kept *kept = data;

  return is_of_account (key, value, kept->session->account_id) && !g_str_equal (key, kept->key);
}

void
kh_sessions_keep (KhSessions *self, const char *token)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *key = digest (token);
  const Kept kept = { key, g_hash_table_lookup (self->sessions, key) };

  if (kept.session != NULL)
    g_hash_table_foreach_remove (self->sessions, is_another, (gpointer)&kept);
}
