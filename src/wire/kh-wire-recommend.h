/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings of the recommendations in the Keyhold API. */
#pragma once

#include "kh-recommend.h"
#include "kh-shape.h"

G_BEGIN_DECLS

/* GET /findings/{id}, and each of the list. */
typedef struct {
  char *id, *rule, *severity, *topic;
  gboolean dismissed;
  char *kind, *object, *subject;
  char *title, *evidence, *why;
  char *consequence; /* (nullable) */
  KhTime due;
  char **environments; /* ids */
  char *owner;
  char **who;
  char *remedy; /* (nullable) */
  gboolean one_call;
  char *version, *account;      /* (nullable): what the remedy is about */
  char *fix_text, *fix_command; /* (nullable) */
  gboolean resolved;            /* answers of fix: it is not found any more */
} KhWireRecommendation;
KH_DECLARE_SHAPE (KhWireRecommendation, wire_recommendation)
KhWireRecommendation *kh_wire_recommendation_from (const KhRecommendation *finding);

/* GET /findings. Never in pages: the counts belong to the whole. */
typedef struct {
  GPtrArray *value; /* (element-type KhWireRecommendation): worst first */
  gint64 passed, unknown, total;
  KhTime checked_at;
} KhWireRecommendations;
KH_DECLARE_SHAPE (KhWireRecommendations, wire_recommendations)
KhWireRecommendations *kh_wire_recommendations_from (const KhRecommendations *all, KhTime now);

G_END_DECLS
