/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a change affects, in words (pages.md 5.2): one place for the questions and the impact page
 * of the console, and for `lock plan` and the guards of the command line.
 *
 * Pure; any thread. Dates are written by the caller, because the console and the command line write
 * them differently.
 */
#pragma once

#include "kh-json.h"
#include "kh-time.h"

G_BEGIN_DECLS

/* (transfer full): a day in words: "Dec 24"; empty for KH_TIME_NONE. */
typedef char *(*KhDateWords) (KhTime time, KhTime now);

typedef enum {
  KH_IMPACT_ENVIRONMENTS, /* that go down */
  KH_IMPACT_POLICIES,     /* whose health changes */
  KH_IMPACT_HOLDS,        /* that it breaks */
  KH_IMPACT_BACKUPS,      /* files that are of no use then */
  KH_IMPACT_WAY_BACK,
} KhImpactPart;
#define KH_N_IMPACT_PARTS (KH_IMPACT_WAY_BACK + 1)

/* One thing that is affected. */
typedef struct {
  KhImpactPart part;
  char *title;
  char *text;   /* (nullable): what becomes of it */
  char *health; /* (nullable): word of the state afterwards */
} KhImpactLine;

/* (transfer full) (element-type KhImpactLine): all of it, part by part. What an environment that
 * goes down tells itself, a hold of its data does not repeat. */
GPtrArray *kh_impact_lines (KhJson *impact, KhDateWords date, KhTime now);
/* (transfer none): "What goes down". */
const char *kh_impact_part_title (KhImpactPart part);

/* (transfer full): "Production · goes offline; deleted on Dec 24 unless unlocked". */
char *kh_impact_environment_text (KhJson *impact, KhJson *environment, KhDateWords date,
                                  KhTime now);
/* (transfer full): "Sales · Needed until Dec 24"; the reason may name it already. */
char *kh_impact_hold_text (KhJson *hold, KhDateWords date, KhTime now);
/* (transfer full): why, and what is missing before the key is disabled. */
char *kh_impact_hold_reason (KhJson *hold);
/* (transfer none): what becomes of a backup file. */
const char *kh_impact_backup_text (KhJson *impact);
/* (transfer full) (nullable): how many backup files are forgotten with the data of an environment;
 * NULL: none, or none is by this change. */
char *kh_impact_forgotten (KhJson *impact);
/* (transfer full) (nullable): "This locks 2 environments."; NULL where nothing is locked, or where
 * more is lost by it than that. */
char *kh_impact_locks (KhJson *impact);
/* (transfer none) (nullable): of a purge that concerns nothing: "Nothing known uses it". */
const char *kh_impact_nothing (KhJson *impact);
/* KH_TIME_NONE: no environment has a date. */
KhTime kh_impact_first_deletion (KhJson *impact);

G_END_DECLS
