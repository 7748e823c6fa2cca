/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of a work as a row: what, how it stands, and where it moves data, how far it is. Main
 * thread. */
#pragma once

#include <adwaita.h>

#include "kh-state.h"

G_BEGIN_DECLS

/* What the row shows; all borrowed. */
typedef struct {
  const char *title;
  KhStateKind kind;
  const char *state;
  const char *word;  /* (nullable): in place of the state's own */
  const char *stage; /* (nullable): below, or why it failed */
  gboolean moving;   /* shows the bar */
  double part;       /* 0 to 1 */
} KhStepFacts;

#define KH_TYPE_STEP_ROW (kh_step_row_get_type ())
G_DECLARE_FINAL_TYPE (KhStepRow, kh_step_row, KH, STEP_ROW, AdwPreferencesRow)

GtkWidget *kh_step_row_new (void);
void kh_step_row_show (KhStepRow *self, const KhStepFacts *facts);

G_END_DECLS
