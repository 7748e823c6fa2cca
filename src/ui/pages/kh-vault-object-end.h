/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a deleted key or secret comes back, or goes for good, alike in its vault and from its row
 * (pages.md 5.2): each asks what has to be asked, does it, and says at @place how it ended
 * (kh-pending-act.h). Main thread. */
#pragma once

#include "kh-organization.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void kh_key_recover (GtkWidget *place, KhOrganization *organization, const char *vault,
                     const char *key);
void kh_key_purge (GtkWidget *place, KhOrganization *organization, const char *vault,
                   const char *key);
void kh_secret_recover (GtkWidget *place, KhOrganization *organization, const char *vault,
                        const char *secret);
void kh_secret_purge (GtkWidget *place, KhOrganization *organization, const char *vault,
                      const char *secret);

G_END_DECLS
