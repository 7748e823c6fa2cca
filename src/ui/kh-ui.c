/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registers what the console brings along. */
#include "kh-ui.h"

#include <gio/gio.h>

GResource *kh_ui_get_resource (void);

void
kh_ui_init (void)
{
  g_resources_register (kh_ui_get_resource ());
}
