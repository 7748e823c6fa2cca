/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The console's library. Main thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Registers the resources; once, before anything else of ui/. */
void kh_ui_init (void);

G_END_DECLS
