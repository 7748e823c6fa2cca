/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the desktop what happens to an organization while no window is in front (pages.md 5.5):
 * each once, and not what somebody saw happen in a window.
 *
 * Main thread. What is to be told says `models/kh-notices.h`; here is only whether it is wanted,
 * and the sending, through GApplication. A notification opens its page with the application's
 * action "open-uri". What is no longer true is withdrawn.
 */
#pragma once

#include <gtk/gtk.h>

#include "kh-clock.h"
#include "kh-organization.h"
#include "kh-settings.h"

G_BEGIN_DECLS

#define KH_TYPE_NOTIFIER (kh_notifier_get_type ())
G_DECLARE_FINAL_TYPE (KhNotifier, kh_notifier, KH, NOTIFIER, GObject)

/* @clock: of this computer, for the silence of what is urgent. @folder: where it is remembered what
 * was told. */
KhNotifier *kh_notifier_new (GtkApplication *application, KhSettings *settings, KhClock *clock,
                             const char *folder);
/* @organization: (nullable): the one in @data_dir (nullable without it); it takes the place of the
 * one before, whose notifications are withdrawn. */
void kh_notifier_watch (KhNotifier *self, KhOrganization *organization, const char *data_dir);
/* Looks now; by itself it does so a moment after a change, and every minute. FALSE if not
 * everything was read yet that it takes. */
gboolean kh_notifier_look (KhNotifier *self);

G_END_DECLS
