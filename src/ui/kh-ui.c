/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registers what the console brings along. */
#include "kh-ui.h"

#include <adwaita.h>

#include "kh-log.h"

GResource *kh_ui_get_resource (void);

void
kh_ui_init (void)
{
  g_resources_register (kh_ui_get_resource ());
  kh_info ("GTK %u.%u.%u, libadwaita %u.%u.%u", gtk_get_major_version (), gtk_get_minor_version (),
           gtk_get_micro_version (), adw_get_major_version (), adw_get_minor_version (),
           adw_get_micro_version ());
}
