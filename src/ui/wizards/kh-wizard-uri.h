/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses of wizards (pages.md 1.8): keyhold:wizard/NAME?OBJECT. They open and prefill; nothing
 * is done by them. Main thread. */
#pragma once

#include "kh-organization.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* TRUE if @uri is the address of a wizard, which is opened over the window of @widget, or what is
 * wrong with it is shown there. */
gboolean kh_wizard_uri_open (GtkWidget *widget, KhOrganization *organization, const char *uri);

G_END_DECLS
