/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways to rotate a key side by side, of which one is chosen. Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-rotate-plan.h"

G_BEGIN_DECLS

/* (transfer floating): a table with a radio button over each way; where there is no room, one row a
 * way. What is chosen becomes the plan's. @first: (out) (transfer none): the button that is on. */
GtkWidget *kh_rotate_ways_new (KhRotatePlan *plan, gboolean narrow, GtkWidget **first);

G_END_DECLS
