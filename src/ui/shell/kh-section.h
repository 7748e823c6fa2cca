/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sections of the sidebar, and what their badges count (pages.md 1.4). Main thread. */
#pragma once

#include "kh-item-list.h"
#include "kh-time.h"
#include "kh-uri.h"

G_BEGIN_DECLS

typedef struct {
  const char *title; /* marked for translation */
  const char *icon;
  KhSectionId id;
  gboolean starts_group; /* a separator stands above it */
} KhSection;

/* In the sidebar's order. Static. */
const KhSection *kh_sections (guint *n);

typedef struct {
  guint count;              /* 0: no badge */
  const char *icon, *style; /* static */
  char *description;
} KhBadge;
void kh_badge_clear (KhBadge *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KhBadge, kh_badge_clear)
/* What deserves attention among @list at @now. */
void kh_badge_compute (KhItemList *list, KhTime now, KhBadge *badge);
/* That @count requests wait for the account in use. */
void kh_badge_count_requests (guint count, KhBadge *badge);
/* That the audit log does not verify, or that it does. */
void kh_badge_mark_log (gboolean is_broken, KhBadge *badge);
/* (transfer full) (nullable): the banner's sentence about locked environments, and the address that
 * shows them; NULL when none is locked. */
char *kh_locked_text (KhItemList *environments, KhTime now, char **uri);

G_END_DECLS
