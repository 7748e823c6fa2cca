/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main window: sidebar and content, side by side or one in front of the other. Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-organization.h"
#include "kh-settings.h"
#include "kh-switcher.h"

G_BEGIN_DECLS

#define KH_TYPE_WINDOW (kh_window_get_type ())
G_DECLARE_FINAL_TYPE (KhWindow, kh_window, KH, WINDOW, AdwApplicationWindow)

/* @organization must be started. Shows the first section. Its banner's Reconnect activates
 * "app.reconnect". */
GtkWindow *kh_window_new (GtkApplication *application, KhOrganization *organization);
/* The same as large as the last one was, at the section that was shown last; keeps both in
 * @settings. */
GtkWindow *kh_window_new_again (GtkApplication *application, KhOrganization *organization,
                                KhSettings *settings);
/* Once: where the switcher leads to. Without it there is one organization alone. */
void kh_window_set_places (KhWindow *self, const KhSwitcherPlaces *places);
/* An address that leads nowhere opens its list, with a toast. */
void kh_window_open_uri (KhWindow *self, const char *uri);

G_END_DECLS
