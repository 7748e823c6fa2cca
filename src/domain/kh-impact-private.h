/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the impact share. */
#pragma once

#include "kh-impact.h"

/* The two estates that are compared. */
typedef struct {
  const KhEstate *before;
  const KhEstate *after;
  const KhChange *change;
  KhTime now;
} KhImpactQuery;

/* TRUE for what erases all data of an environment. */
gboolean _kh_impact_loses_data (KhChangeKind kind);
/* (transfer full): how the change is undone, sentence by sentence. */
char **_kh_impact_make_way_back (const KhImpact *impact, const KhImpactQuery *query);
