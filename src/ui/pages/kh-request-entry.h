/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the page Requests: a request of a person, or a hand-over (pages.md 2.6). An entry
 * stays the same object while its request is there, so that its row stays too. Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-organization.h"

G_BEGIN_DECLS

/* What a chip lets through; no chip lets everything through. */
typedef enum {
  KH_REQUEST_FOR_ME,
  KH_REQUEST_PENDING,
  KH_REQUEST_FROM_ME,
  KH_REQUEST_FINISHED,
} KhRequestChip;
#define KH_REQUEST_N_CHIPS 4

/* What the menu Kind chooses among; a hand-over is no stored request. */
#define KH_REQUEST_APPROVAL "approval"
#define KH_REQUEST_UNLOCK "unlock"
#define KH_REQUEST_HAND_OVER "hand-over"

#define KH_TYPE_REQUEST_ENTRY (kh_request_entry_get_type ())
G_DECLARE_FINAL_TYPE (KhRequestEntry, kh_request_entry, KH, REQUEST_ENTRY, GObject)

/* (transfer none): one of the first two. */
const char *kh_request_kind (KhJson *request);

/* (transfer full) (element-type KhRequestEntry): stored requests in the order of the tenant, then
 * @hand_overs (element-type KhHandOver). Those of @before (nullable) are used again and say what is
 * so now. */
GPtrArray *kh_request_entries (KhOrganization *organization, GPtrArray *hand_overs,
                               GPtrArray *before);
gboolean kh_request_entry_passes (KhRequestEntry *self, KhRequestChip chip);
/* @kind: "" is every kind. @search: (nullable): folded text that its words must have. */
gboolean kh_request_entry_matches (KhRequestEntry *self, const char *kind, const char *search);
/* (transfer floating): opens the request, and is filled again in place when it says something else.
 */
GtkWidget *kh_request_entry_new_row (KhRequestEntry *self);

G_END_DECLS
