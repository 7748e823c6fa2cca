/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress of a run: one row an object. Closing it stops nothing. Main thread. */
#pragma once

#include "kh-step-row.h"
#include "kh-task-run.h"
#include "kh-work-page.h"

G_BEGIN_DECLS

/* Words of a run; all static, translated. */
typedef struct {
  const char *title;   /* "Re-enabling" */
  const char *running; /* state of an object that has its turn: "Re-enabling" */
} KhTaskWords;

/* Signal "ended": every object had its turn. */
KhWizardPage *kh_task_progress_page_new (KhOrganization *organization, const KhTaskWords *words);
void kh_task_progress_page_set_run (KhWizardPage *page, KhTaskRun *run);
/* @running: (nullable): the word for an object that has its turn. */
void kh_task_show (const KhTask *task, const char *running, KhStepRow *row);

G_END_DECLS
