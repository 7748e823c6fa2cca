/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The console beside its twin on the command line: what `keyholdctl` prints for people is run
 * against the same tenant, and everything it says has to stand in the console as well, in the same
 * words. Dates are written in two ways and count as equal. Main thread. */
#pragma once

#include "kh-display-test.h"

G_BEGIN_DECLS

/* Adds what can be read in @root, also in what is folded, to @seen. */
void twin_see (GString *seen, gpointer root);
/* (transfer full): what `keyholdctl LINE` prints, as the account of now; it ends with @status. */
char *twin_run (Fixture *fixture, const char *line, int status);
/* (transfer full): what it says beside that: news of what is done, and why it is not done. */
char *twin_run_said (Fixture *fixture, const char *line, int status);
/* Every sentence of @printed is in @seen. What a sheet of fields shows, commands, and captions of
 * parts are left out. */
void twin_assert (GString *seen, const char *printed);
/* (transfer none): what follows the ways of a plan, which only Rotate Key compares. */
const char *twin_sentences (const char *printed);
/* The first three at once. */
void twin_check (Fixture *fixture, gpointer root, const char *line, int status);
/* A guarded act: the same, and what the rows of @dialog say is printed as well, since it is refused
 * without a confirmation. */
void twin_check_guard (Fixture *fixture, gpointer dialog, const char *line);

G_END_DECLS
