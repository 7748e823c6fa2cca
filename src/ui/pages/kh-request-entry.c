/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the page Requests. */
#include "kh-request-entry.h"

#include <string.h>

#include "kh-hand-over.h"
#include "kh-petition-page.h"
#include "kh-request-text.h"
#include "kh-rows.h"
#include "kh-sentences.h"
#include "kh-text.h"
#include "kh-uri.h"

struct _KhRequestEntry {
  GObject parent_instance;

  char *id;
  char *title, *subtitle;
  char *left;        /* (nullable) */
  const char *state; /* of the state table */
  const char *kind;  /* KH_REQUEST_… */
  KhTime created;    /* KH_TIME_NONE: of a hand-over */
  guint chips;       /* bits 1 << KhRequestChip */
};

G_DEFINE_FINAL_TYPE (KhRequestEntry, kh_request_entry, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

const char *
kh_request_kind (KhJson *request)
{
  return g_strcmp0 (kh_json_string (request, "kind"), "unlock") == 0 ? KH_REQUEST_UNLOCK
                                                                     : KH_REQUEST_APPROVAL;
}

/* --- What it says ----------------------------------------------------------------------------- */

/* @title, @subtitle, @left: (transfer full). */
static void
say (KhRequestEntry *self, char *title, char *subtitle, char *left, const char *state)
{
  const char *word = g_intern_string (state != NULL ? state : "");
  gboolean same = g_strcmp0 (self->title, title) == 0 && g_strcmp0 (self->subtitle, subtitle) == 0
                  && g_strcmp0 (self->left, left) == 0 && self->state == word;

  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->left);
  self->title = title;
  self->subtitle = subtitle;
  self->left = left;
  self->state = word;
  if (!same)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* (transfer full) (nullable) */
static char *
make_left (KhOrganization *organization, KhJson *request)
{
  KhTime end = kh_json_time (request, "expiresAt");
  g_autofree char *span = NULL;

  if (end == KH_TIME_NONE || !kh_request_is_pending (request))
    return NULL;
  span = kh_text_duration (MAX (end - kh_organization_now (organization), 0));
  return g_strdup_printf (_ ("%s left"), span);
}

static guint
find_chips (KhOrganization *organization, KhJson *request)
{
  const char *mine = kh_organization_get_account (organization);
  gboolean pending = kh_request_is_pending (request);
  gboolean usable = g_strcmp0 (kh_json_string (request, "state"), "Approved") == 0;
  guint chips = 0;

  if (kh_request_is_mine_to_decide (request))
    chips |= 1u << KH_REQUEST_FOR_ME;
  if (pending)
    chips |= 1u << KH_REQUEST_PENDING;
  if (g_strcmp0 (kh_json_string (request, "requestedBy"), mine) == 0)
    chips |= 1u << KH_REQUEST_FROM_ME;
  if (!pending && !usable)
    chips |= 1u << KH_REQUEST_FINISHED;
  return chips;
}

static void
tell_request (KhRequestEntry *self, KhOrganization *organization, KhJson *request)
{
  g_autofree char *ago =
      kh_text_ago (kh_json_time (request, "createdAt"), kh_organization_now (organization));

  self->kind = kh_request_kind (request);
  self->created = kh_json_time (request, "createdAt");
  self->chips = find_chips (organization, request);
  say (self, g_strdup (kh_said (kh_json_string (request, "subject"))),
       g_strdup_printf (_ ("%s · asked by %s %s"), kh_petition_kind_text (request),
                        kh_json_string (request, "requestedBy"), ago),
       make_left (organization, request), kh_json_string (request, "state"));
}

/* Hand-overs wait for one role. */
static void
tell_hand_over (KhRequestEntry *self, KhOrganization *organization, const KhHandOver *hand_over)
{
  gboolean mine = kh_organization_may (organization, KH_MAY_PPA);

  self->kind = KH_REQUEST_HAND_OVER;
  self->created = KH_TIME_NONE;
  self->chips = 1u << KH_REQUEST_PENDING | (mine ? 1u << KH_REQUEST_FOR_ME : 0);
  say (self, kh_request_title (hand_over->item, hand_over->kind),
       g_strdup (hand_over->kind == KH_HAND_OVER_UNLOCK
                     ? _ ("Hand-over · its key can be used again")
                     : _ ("Hand-over · waits for a Power Platform administrator")),
       kh_request_left (organization, hand_over->item), "Pending");
}

/* --- All of them ------------------------------------------------------------------------------ */

static GHashTable *
index_entries (GPtrArray *entries)
{
  GHashTable *by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    g_hash_table_insert (by_id, ((KhRequestEntry *)entries->pdata[i])->id, entries->pdata[i]);
  return by_id;
}

/* (transfer none): put at the end of @entries. */
static KhRequestEntry *
add_entry (GPtrArray *entries, GHashTable *before, const char *id)
{
  KhRequestEntry *known = g_hash_table_lookup (before, id);
  KhRequestEntry *entry =
      known != NULL ? g_object_ref (known) : g_object_new (KH_TYPE_REQUEST_ENTRY, NULL);

  if (known == NULL)
    entry->id = g_strdup (id);
  g_ptr_array_add (entries, entry);
  return entry;
}

GPtrArray *
kh_request_entries (KhOrganization *organization, GPtrArray *hand_overs, GPtrArray *before)
{
  KhRequestList *requests = kh_organization_get_requests (organization);
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) known = index_entries (before);

  for (guint i = 0; i < kh_request_list_count (requests); i++) {
    KhJson *request = kh_request_list_nth (requests, i);
    const char *id = kh_json_string (request, "id");

    if (id != NULL)
      tell_request (add_entry (entries, known, id), organization, request);
  }
  for (guint i = 0; i < hand_overs->len; i++) {
    const KhHandOver *hand_over = hand_overs->pdata[i];

    tell_hand_over (add_entry (entries, known, kh_item_get_id (hand_over->item)), organization,
                    hand_over);
  }
  return entries;
}

gboolean
kh_request_entry_passes (KhRequestEntry *self, KhRequestChip chip)
{
  return (self->chips & 1u << chip) != 0;
}

gboolean
kh_request_entry_matches (KhRequestEntry *self, const char *kind, const char *search)
{
  g_autofree char *words = NULL;
  g_autofree char *folded = NULL;

  if (*kind != '\0' && !g_str_equal (kind, self->kind))
    return FALSE;
  if (search == NULL)
    return TRUE;
  words = g_strjoin ("\n", self->title, self->subtitle, self->id, NULL);
  folded = g_utf8_casefold (words, -1);
  return strstr (folded, search) != NULL;
}

/* --- Its row ---------------------------------------------------------------------------------- */

static void
fill (KhRequestEntry *self, GtkWidget *row)
{
  kh_row_begin (row, self->title, self->subtitle);
  if (self->left != NULL)
    kh_row_add_label (row, self->left);
  kh_row_add_pill (row, KH_STATE_REQUEST, self->state);
  kh_set_time (row, self->created);
}

GtkWidget *
kh_request_entry_new_row (KhRequestEntry *self)
{
  g_autofree char *uri = kh_uri_format_section (KH_SECTION_REQUESTS, self->id);
  GtkWidget *row = kh_link_row_new (self->title, self->subtitle, uri);

  fill (self, row);
  g_signal_connect_object (self, "changed", G_CALLBACK (fill), row, 0);
  return row;
}

static void
kh_request_entry_finalize (GObject *object)
{
  KhRequestEntry *self = KH_REQUEST_ENTRY (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->left);
  G_OBJECT_CLASS (kh_request_entry_parent_class)->finalize (object);
}

static void
kh_request_entry_class_init (KhRequestEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_request_entry_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_request_entry_init (KhRequestEntry *self)
{
}
