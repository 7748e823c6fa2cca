/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens of signed-in accounts. */
#include "kh-sessions.h"

#include "khc-random.h"

struct _KhSessions {
  GMutex lock;
  GHashTable *accounts; /* SHA-256 of the token (hex) → account id */
};

static char *
digest (const char *token)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

KhSessions *
kh_sessions_new (void)
{
  KhSessions *self = g_new0 (KhSessions, 1);

  g_mutex_init (&self->lock);
  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
kh_sessions_free (KhSessions *self)
{
  g_hash_table_unref (self->accounts);
  g_mutex_clear (&self->lock);
  g_free (self);
}

char *
kh_sessions_open (KhSessions *self, const char *account_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GString *token = g_string_new (NULL);
  guint8 bytes[32];

  if (khc_random (bytes, sizeof bytes) != 0)
    g_error ("the random number generator failed");
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (token, "%02x", bytes[i]);
  g_hash_table_replace (self->accounts, digest (token->str), g_strdup (account_id));
  return g_string_free (token, FALSE);
}

char *
kh_sessions_find (KhSessions *self, const char *token)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *key = token != NULL ? digest (token) : NULL;

  return key != NULL ? g_strdup (g_hash_table_lookup (self->accounts, key)) : NULL;
}

void
kh_sessions_close (KhSessions *self, const char *token)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *key = digest (token);

  g_hash_table_remove (self->accounts, key);
}

static gboolean
is_of_account (gpointer key, gpointer value, gpointer account_id)
{
  return g_str_equal (value, account_id);
}

void
kh_sessions_close_account (KhSessions *self, const char *account_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_foreach_remove (self->accounts, is_of_account, (gpointer)account_id);
}
