/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings of the checks as rows, with what cures them where the account may do it. Main thread. */
#pragma once

#include "kh-enable-page.h"

G_BEGIN_DECLS

/* (floating): @again is called when a cure was done. */
GtkWidget *kh_enable_finding_row_new (KhEnablePage *page, KhJson *finding, KhWorkPageDone again);
/* (transfer full): what the finding says in a few words: "Purge protection is off". */
char *kh_enable_finding_title (KhJson *finding);
/* (transfer full): "Sales · 2 flows stay on the Microsoft key" */
char *kh_enable_finding_found (KhJson *finding, KhTime now);
/* (transfer full): "kv-us: Recovery level Recoverable. · can be fixed by … · K3" */
char *kh_enable_finding_facts (KhJson *finding, KhTime now);
/* Order in a group: blocked first, then unknown, warnings, later. */
int kh_enable_finding_rank (KhJson *finding);
/* Brings findings of a group into that order; those of a rank stay as they stand. */
void kh_enable_findings_sort (GPtrArray *findings);
/* (transfer none) (nullable): the cure of the rule that is one click away: its label; NULL when the
 * account may not do it, or there is none. */
const char *_kh_enable_fix_label (KhEnablePage *page, KhJson *finding);
/* Does it, after a question where it cannot be undone. */
void _kh_enable_fix (KhEnablePage *page, KhJson *finding, GtkWidget *button, KhWorkPageDone again);

G_END_DECLS
