/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The group of the Preferences that says what is told by the desktop. Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-clock.h"
#include "kh-settings.h"

G_BEGIN_DECLS

#define KH_TYPE_NOTIFY_GROUP (kh_notify_group_get_type ())
G_DECLARE_FINAL_TYPE (KhNotifyGroup, kh_notify_group, KH, NOTIFY_GROUP, AdwPreferencesGroup)

/* Once. @clock: of this computer: silence ends by it. */
void kh_notify_group_set_settings (KhNotifyGroup *self, KhSettings *settings, KhClock *clock);

G_END_DECLS
