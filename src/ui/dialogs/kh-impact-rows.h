/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a change affects, as rows of a list: environments that go down, policies, holds, backups,
 * and the way back. Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-organization.h"

G_BEGIN_DECLS

/* Appends at most six rows, the rest in an expander: those of @titles, then those of @impact; both
 * are nullable. @now: of the organization. Returns how many things there are. */
guint kh_impact_rows_fill (GtkListBox *list, const char *const *titles, KhJson *impact, KhTime now);

G_END_DECLS
