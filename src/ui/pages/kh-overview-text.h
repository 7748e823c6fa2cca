/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for what needs attention and for dates. Main thread. */
#pragma once

#include "kh-organization.h"
#include "kh-overview-verb.h"
#include "kh-state.h"

G_BEGIN_DECLS

typedef struct {
  KhStateKind state_kind;
  const char *state; /* value of it */
  char *title;       /* one sentence that names the object */
  char *cause;       /* or the consequence */
  char *left;        /* (nullable): "3 days 18 hours left" */
  char *uri;         /* of what the row shows */
  const KhOverviewVerb *verb;
} KhAttentionText;
/* @person: (nullable): who made the change that locked an environment. */
void kh_attention_text_make (KhAttentionText *self, KhOrganization *organization,
                             const KhAttention *row, const char *person);
void kh_attention_text_clear (KhAttentionText *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KhAttentionText, kh_attention_text_clear)

/* (transfer full): "cmk-eu expires" */
char *kh_date_text (const KhDate *date);
/* (transfer full): of what the date concerns. */
char *kh_date_uri (const KhDate *date);
/* (transfer full): "3 dates in 90 days: Nov 28 Field Service Test is deleted, …", the first ones by
 * name. */
char *kh_dates_text (GPtrArray *dates, KhTime now);

G_END_DECLS
