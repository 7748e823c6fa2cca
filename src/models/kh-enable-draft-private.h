/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of the draft, for the files that judge and propose. */
#pragma once

#include "kh-enable-draft.h"

struct _KhEnableDraft {
  GObject parent_instance;

  KhItemList *environments, *policies, *keys, *vaults; /* (owned) */
  char *organization;
  gboolean may_create;
  KhEnableGoal goal;

  GPtrArray *chosen; /* (element-type utf8): ids of environments */
  char **asked;      /* (nullable): ids of those that were chosen elsewhere, before it was begun */
  char *texts[KH_ENABLE_N_TEXTS];
  gboolean flags[KH_ENABLE_N_FLAGS];
  gint64 numbers[KH_ENABLE_N_NUMBERS];
  gboolean decided_texts[KH_ENABLE_N_TEXTS]; /* by the user: no longer proposed */
  gboolean decided_flags[KH_ENABLE_N_FLAGS];
  gboolean dirty;
  gboolean leaves_exposed; /* others may know the old keys */
};

/* Sets without deciding: what is proposed. TRUE if it changed. */
gboolean _kh_enable_draft_put_text (KhEnableDraft *self, KhEnableText what, const char *text);
gboolean _kh_enable_draft_put_flag (KhEnableDraft *self, KhEnableFlag what, gboolean on);
/* Chooses without deciding, unless the environment is gone or excluded. */
void _kh_enable_draft_take (KhEnableDraft *self, const char *environment);
/* What the tenant itself says about an operation of this type on the environment; NULL when it does
 * not say, or allows it. */
const char *_kh_enable_refused (KhItem *environment, const char *type, gboolean *allowed);
/* What is proposed for a change, and why it is not complete; (transfer full) (nullable). */
void _kh_enable_propose_change (KhEnableDraft *self);
char *_kh_enable_reason_change (KhEnableDraft *self);
/* Halves of what a proposal and a reason are made of. */
void _kh_enable_propose_key (KhEnableDraft *self);
void _kh_enable_propose_policy_name (KhEnableDraft *self);
char *_kh_enable_reason_key (KhEnableDraft *self);
char *_kh_enable_reason_policy_name (KhEnableDraft *self);
/* Exclusion from a change; @geo is nullable, @text (out) (transfer full) (nullable). */
KhExcluded _kh_enable_exclude_change (const char *geo, KhItem *environment, char **text);
/* Exclusion from a return; @text (out) (transfer full) (nullable). */
KhExcluded _kh_enable_exclude_return (KhItem *environment, char **text);
/* TRUE if the policy serves the geo of the draft and can be used. */
gboolean _kh_enable_policy_fits (KhEnableDraft *self, KhItem *policy);
