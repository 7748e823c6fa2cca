/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preferences: what is settled for this computer, at once (pages.md 2.10). Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-clock.h"
#include "kh-settings.h"

G_BEGIN_DECLS

#define KH_TYPE_PREFERENCES (kh_preferences_get_type ())
G_DECLARE_FINAL_TYPE (KhPreferences, kh_preferences, KH, PREFERENCES, AdwWindow)

/* Every row is bound to @settings both ways. @clock: of this computer. */
GtkWindow *kh_preferences_new (KhSettings *settings, KhClock *clock);
/* Light, dark or the system's, as @settings say, for the whole program and as long as it runs. */
void kh_preferences_follow_style (KhSettings *settings);

G_END_DECLS
