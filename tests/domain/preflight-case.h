/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of the pre-flight over the small organization, bent by a test. */
#pragma once

#include "kh-preflight.h"
#include "sample.h"

/* What a case may bend before the rules run. */
typedef struct {
  KhEstate *estate;
  KhFacts facts;
  const char *environment; /* id of the one asked for */
  const char *policy;      /* (nullable) */
  KhGoal goal;
  const char *version; /* (nullable) */
} KhCase;

/* Enabling Plain under the sample's policy, with the facts of the embedded tenant. */
void case_init (KhCase *self);
/* (transfer full) */
KhPreflight *case_run (KhCase *self);
/* (transfer none) (nullable): the first finding of the rule. */
const KhFinding *case_find (const KhPreflight *preflight, const char *rule);
