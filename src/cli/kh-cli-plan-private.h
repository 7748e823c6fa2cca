/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan between its reading and its printing. */
#pragma once

#include "kh-cli-plan.h"
#include "kh-cmk-ways.h"

G_BEGIN_DECLS

/* What is planned, as it was read. */
typedef struct {
  const char *goal;
  KhTime now; /* of the organization */
  char *target;
  KhJson *policy;                /* (owned) (nullable) */
  KhJson *key;                   /* (owned) (nullable): that is rotated */
  GPtrArray *environments;       /* (element-type KhJson): that it is done to */
  GPtrArray *left, *reasons;     /* (element-type KhJson), (element-type utf8): those it is not */
  GPtrArray *warnings;           /* (element-type utf8) */
  GPtrArray *blocks;             /* (element-type utf8): rules */
  const char *result;            /* of the checks: the worst */
  guint64 bytes;                 /* that are encrypted anew */
  char *sentence, *do_not, *use; /* (nullable) */
  const char *why;               /* (nullable): the first way is proposed */
} KhCliPlan;

gboolean kh_cli_plan_goal_is (const KhCliPlan *self, const char *goal);
/* Of a goal that is no rotation. */
KhCmkWay kh_cli_plan_way (const char *goal);
/* (transfer full) (nullable): until when the old key is needed. */
char *kh_cli_plan_hold_end (KhCmkWay way, KhTime now);
/* Prints it in the format that was asked for; an exit status. */
int kh_cli_plan_print (KhCli *cli, const KhCliPlan *self);

G_END_DECLS
