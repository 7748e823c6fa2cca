/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a change of keys would do, in the words of the wizards. One thread. */
#pragma once

#include "kh-cli-context.h"

G_BEGIN_DECLS

/* The verb `cmk plan`. */
int kh_cli_cmk_plan (KhCli *cli);
extern const KhCliOption kh_cli_plan_options[];

/* (transfer full) (nullable): what will happen to @environments (element-type KhJson), and what
 * must not be done after it, as sentences. @goal: enable, change or revert; @policy is not used for
 * revert. NULL with @error. */
char *kh_cli_plan_words (KhCli *cli, const char *goal, KhJson *policy, GPtrArray *environments,
                         GError **error);

G_END_DECLS
