/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who locked the environments that Overview shows. */
#include "kh-overview-people.h"

#include "kh-focus.h"
#include "kh-lock-person.h"

struct _KhOverviewPeople {
  KhPage *page; /* (not owned): owns this */
  void (*changed) (KhPage *page);
  GHashTable *names; /* a lock, as lock_key() has it, to a name: empty while not known */
};

typedef struct {
  gpointer page;            /* kh_weak_new() */
  KhOverviewPeople *people; /* there as long as the page is */
  char *key;
} Asked;

KhOverviewPeople *
kh_overview_people_new (KhPage *page, void (*changed) (KhPage *page))
{
  KhOverviewPeople *self = g_new0 (KhOverviewPeople, 1);

  self->page = page;
  self->changed = changed;
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
kh_overview_people_free (KhOverviewPeople *self)
{
  g_hash_table_unref (self->names);
  g_free (self);
}

static char *
lock_key (KhItem *environment)
{
  return g_strdup_printf ("%s %s", kh_item_get_id (environment),
                          kh_item_string (environment, "lockedAt"));
}

static void
person_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Asked *asked = data;
  g_autoptr (KhPage) page = kh_weak_take (asked->page);
  KhOverviewPeople *self = asked->people;
  g_autofree char *key = g_steal_pointer (&asked->key);
  g_autofree char *person = kh_lock_person_finish (result, NULL);

  g_free (asked);
  if (page == NULL || person == NULL || g_cancellable_is_cancelled (kh_page_get_cancellable (page)))
    return;
  g_hash_table_insert (self->names, g_steal_pointer (&key), g_steal_pointer (&person));
  self->changed (page);
}

const char *
kh_overview_people_find (KhOverviewPeople *self, KhItem *environment)
{
  g_autofree char *key = lock_key (environment);
  const char *person = g_hash_table_lookup (self->names, key);
  Asked *asked;

  if (person != NULL || !kh_item_is (environment, "state", "Locked"))
    return person != NULL && *person != '\0' ? person : NULL;
  asked = g_new0 (Asked, 1);
  asked->page = kh_weak_new (self->page);
  asked->people = self;
  asked->key = g_strdup (key);
  g_hash_table_insert (self->names, g_steal_pointer (&key), g_strdup (""));
  kh_lock_person_async (kh_page_get_organization (self->page), environment,
                        kh_page_get_cancellable (self->page), person_cb, asked);
  return NULL;
}
