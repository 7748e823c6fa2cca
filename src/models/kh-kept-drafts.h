/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drafts of wizards that were put aside, until the program ends (pages.md 4.0).
 *
 * A draft is kept as values alone, and so outlives the objects of an organization that is sealed or
 * left meanwhile. Main thread.
 */
#pragma once

#include <glib.h>

#include "kh-time.h"

G_BEGIN_DECLS

typedef struct {
  GVariant *values;
  guint page; /* of the wizard, where it was left */
  KhTime at;
} KhKeptDraft;

/* @organization: an identifier of it. @address: the wizard and the objects it was opened on
 * (pages.md 1.8). Replaces an older one. Sinks @values. */
void kh_kept_drafts_put (const char *organization, const char *address, GVariant *values,
                         guint page, KhTime at);
/* (transfer none) (nullable): until the next put or drop. */
const KhKeptDraft *kh_kept_drafts_find (const char *organization, const char *address);
void kh_kept_drafts_drop (const char *organization, const char *address);

G_END_DECLS
