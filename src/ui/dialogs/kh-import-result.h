/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was taken and what was refused, as groups of rows. Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-import-work.h"

G_BEGIN_DECLS

/* Fills both groups, and hides one that stays empty. */
void kh_import_result_show (const KhImportOutcome *outcome, AdwPreferencesGroup *taken,
                            AdwPreferencesGroup *refused);

G_END_DECLS
