/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of persons, in their order. */
#include "kh-request-list.h"

struct _KhRequestList {
  GObject parent_instance;

  GPtrArray *all; /* (element-type KhJson) */
  KhListState state;
  GError *error; /* (nullable) */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhRequestList, kh_request_list, G_TYPE_OBJECT)

gboolean
kh_request_is_pending (KhJson *request)
{
  return g_strcmp0 (kh_json_string (request, "state"), "Pending") == 0;
}

gboolean
kh_request_is_mine_to_decide (KhJson *request)
{
  return kh_request_is_pending (request)
         && (kh_json_bool (request, "mayApprove", FALSE)
             || kh_json_bool (request, "mayReject", FALSE));
}

guint
kh_request_list_count_mine (KhRequestList *self)
{
  guint count = 0;

  for (guint i = 0; i < self->all->len; i++)
    count += kh_request_is_mine_to_decide (self->all->pdata[i]);
  return count;
}

static gboolean
is_about (KhJson *request, const char *environment)
{
  for (guint i = 0; i < kh_json_length (request, "environments"); i++) {
    KhJson *one = kh_json_element (request, "environments", i);

    if (g_strcmp0 (kh_json_string (one, "id"), environment) == 0
        && kh_json_time (one, "usedAt") == KH_TIME_NONE)
      return TRUE;
  }
  return FALSE;
}

gboolean
kh_request_list_lets_unlock (KhRequestList *self, const char *environment)
{
  for (guint i = 0; i < self->all->len; i++) {
    KhJson *request = self->all->pdata[i];

    if (g_strcmp0 (kh_json_string (request, "kind"), "unlock") == 0
        && g_strcmp0 (kh_json_string (request, "state"), "Approved") == 0
        && is_about (request, environment))
      return TRUE;
  }
  return FALSE;
}

/* Without an end it waits for as long as it takes. */
static KhTime
end_of (KhJson *request)
{
  KhTime end = kh_json_time (request, "expiresAt");

  return end != KH_TIME_NONE ? end : G_MAXINT64;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  KhJson *first = *(KhJson *const *)a;
  KhJson *second = *(KhJson *const *)b;
  gboolean waits = kh_request_is_pending (first);
  KhTime one, other;

  if (waits != kh_request_is_pending (second))
    return waits ? -1 : 1;
  one = waits ? end_of (first) : kh_json_time (second, "createdAt");
  other = waits ? end_of (second) : kh_json_time (first, "createdAt");
  if (one != other)
    return one < other ? -1 : 1;
  return g_strcmp0 (kh_json_string (first, "id"), kh_json_string (second, "id"));
}

void
kh_request_list_take (KhRequestList *self, GPtrArray *all)
{
  g_ptr_array_set_size (self->all, 0);
  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (self->all, kh_json_ref (all->pdata[i]));
  g_ptr_array_sort (self->all, compare);
  g_clear_error (&self->error);
  self->state = KH_LIST_READY;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
kh_request_list_fail (KhRequestList *self, const GError *error)
{
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  self->state = KH_LIST_FAILED;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

KhListState
kh_request_list_get_state (KhRequestList *self)
{
  return self->state;
}

const GError *
kh_request_list_get_error (KhRequestList *self)
{
  return self->error;
}

guint
kh_request_list_count (KhRequestList *self)
{
  return self->all->len;
}

KhJson *
kh_request_list_nth (KhRequestList *self, guint n)
{
  return self->all->pdata[n];
}

KhJson *
kh_request_list_find (KhRequestList *self, const char *id)
{
  for (guint i = 0; i < self->all->len; i++)
    if (g_strcmp0 (kh_json_string (self->all->pdata[i], "id"), id) == 0)
      return self->all->pdata[i];
  return NULL;
}

static void
kh_request_list_finalize (GObject *object)
{
  KhRequestList *self = KH_REQUEST_LIST (object);

  g_ptr_array_unref (self->all);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (kh_request_list_parent_class)->finalize (object);
}

static void
kh_request_list_class_init (KhRequestListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_request_list_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", KH_TYPE_REQUEST_LIST, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_request_list_init (KhRequestList *self)
{
  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  self->state = KH_LIST_LOADING;
}

KhRequestList *
kh_request_list_new (void)
{
  return g_object_new (KH_TYPE_REQUEST_LIST, NULL);
}
