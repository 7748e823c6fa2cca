/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings with the defaults, kept in memory: each test has its own. */
#pragma once

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#include "kh-settings.h"

/* (transfer full) */
static inline KhSettings *
kh_memory_settings_new (void)
{
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();

  return kh_settings_new (backend);
}
