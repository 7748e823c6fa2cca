/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts that are cut off in the middle, by a disk that fails or by the end of the process: where
 * they begin, and what is true afterwards whatever came of them. Main thread. */
#pragma once

#include "tenant-fixture.h"

typedef enum { GRANTED, ENCRYPTED, UNLOCKABLE, ASKED, N_STAGES } StepStage;

typedef struct {
  const char *name;
  StepStage stage;
  Act act;
  /* After the restart; @done: the act has answered that it is done. */
  void (*check) (Fixture *f, gboolean done);
  gboolean off_worker; /* where the act runs */
} StepCase;

extern const StepCase step_cases[];
extern const guint step_n_cases;
/* TRUE: an operation that was accepted has to end by itself after the restart. */
extern gboolean step_runs_end;

/* What the acts need besides, where the organization is there. */
void step_cases_prepare (void);
/* Prepares, and makes the organizations; @io of the fixtures that are opened from then on. */
void step_cases_start (const KhIo *io);
void step_cases_stop (void);
/* The organization of the act's beginning, into @folder. */
void step_copy (const StepCase *test, const char *folder);
/* Opens f->folder without stretching, and signs in. */
void step_open (Fixture *f);
gboolean step_act (Fixture *f, const StepCase *test, GError **error);
/* Until no operation runs. */
void step_wait_for_runs (Fixture *f);
