/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The evidence of an unlock request before it is filed: each piece shown as text, and all of it
 * saved (pages.md 4.6). Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-organization.h"
#include "kh-wire-petition.h"

G_BEGIN_DECLS

/* Reads what a request like @filing (taken) would hold, and shows the piece of @kind in a window
 * over that of @place. @title: what the piece is called. A failure is told in a window too. */
void kh_unlock_evidence_show (GtkWidget *place, KhOrganization *organization,
                              KhWireRequestFiling *filing, const char *kind, const char *title);
/* The same for all of it: asks for a folder, and writes unlock-evidence.json and
 * unlock-evidence.txt there, readable by the user alone. */
void kh_unlock_evidence_save (GtkWidget *place, KhOrganization *organization,
                              KhWireRequestFiling *filing);

G_END_DECLS
