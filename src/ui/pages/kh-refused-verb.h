/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A verb in a menu that is not allowed now, with the reason below it. It takes the focus, so that
 * the reason can be read by keyboard (pages.md 2.0), and does nothing. Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KH_TYPE_REFUSED_VERB (kh_refused_verb_get_type ())
G_DECLARE_FINAL_TYPE (KhRefusedVerb, kh_refused_verb, KH, REFUSED_VERB, GtkWidget)

/* (transfer floating) @label: may have a mnemonic, which is not shown. */
GtkWidget *kh_refused_verb_new (const char *label, const char *reason);

G_END_DECLS
