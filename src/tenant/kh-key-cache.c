/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small cache of decoded private keys. */
#include "kh-key-cache.h"

#include <string.h>

#define KEPT 256

typedef struct {
  char *name; /* "vault/key/version", lower case */
  KhcRsaKey *decoded;
} Entry;

struct _KhKeyCache {
  GMutex lock;
  GQueue entries; /* (element-type Entry), most recently used first */
  guint64 epoch;  /* grows with every drop */
};

static void
entry_free (Entry *entry)
{
  g_free (entry->name);
  khc_rsa_unref (entry->decoded);
  g_free (entry);
}

static char *
entry_name (const char *vault, const char *key, const char *version)
{
  g_autofree char *name = g_strdup_printf ("%s/%s/%s", vault, key, version);

  return g_ascii_strdown (name, -1);
}

static GList *
find (KhKeyCache *self, const char *name)
{
  for (GList *l = self->entries.head; l != NULL; l = l->next) {
    if (g_str_equal (((Entry *)l->data)->name, name))
      return l;
  }
  return NULL;
}

KhKeyCache *
kh_key_cache_new (void)
{
  KhKeyCache *self = g_new0 (KhKeyCache, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->entries);
  return self;
}

void
kh_key_cache_free (KhKeyCache *self)
{
  g_queue_clear_full (&self->entries, (GDestroyNotify)entry_free);
  g_mutex_clear (&self->lock);
  g_free (self);
}

KhcRsaKey *
kh_key_cache_get (KhKeyCache *self, const char *vault, const char *key, const char *version)
{
  g_autofree char *name = entry_name (vault, key, version);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GList *link = find (self, name);

  if (link == NULL)
    return NULL;
  g_queue_unlink (&self->entries, link);
  g_queue_push_head_link (&self->entries, link);
  return khc_rsa_ref (((Entry *)link->data)->decoded);
}

guint64
kh_key_cache_get_epoch (KhKeyCache *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->epoch;
}

void
kh_key_cache_put (KhKeyCache *self, const KhKeyCacheName *name, guint64 epoch, KhcRsaKey *decoded)
{
  g_autofree char *text = entry_name (name->vault, name->key, name->version);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Entry *entry;

  if (epoch != self->epoch || find (self, text) != NULL)
    return;
  entry = g_new0 (Entry, 1);
  entry->name = g_steal_pointer (&text);
  entry->decoded = khc_rsa_ref (decoded);
  g_queue_push_head (&self->entries, entry);
  if (self->entries.length > KEPT)
    entry_free (g_queue_pop_tail (&self->entries));
}

void
kh_key_cache_drop (KhKeyCache *self, const char *vault, const char *key)
{
  g_autofree char *name = entry_name (vault, key != NULL ? key : "", "");
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gsize length = strlen (name) - (key != NULL ? 0 : 1);

  self->epoch++;
  for (GList *l = self->entries.head; l != NULL;) {
    GList *next = l->next;
    Entry *entry = l->data;

    if (strncmp (entry->name, name, length) == 0) {
      g_queue_delete_link (&self->entries, l);
      entry_free (entry);
    }
    l = next;
  }
}
