/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts on a key, alike on its page and from its row (pages.md 2.4, 5.2): each asks what has to be
 * asked, does it, and says at @place how it ended (kh-pending-act.h).
 *
 * Main thread. @key: as the list knows it; what an act needs besides it reads first. */
#pragma once

#include "kh-organization.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void kh_key_rotate (GtkWidget *place, KhOrganization *organization, KhItem *key);
void kh_key_change_rotation (GtkWidget *place, KhOrganization *organization, KhItem *key);
/* @version: (nullable): every version. */
void kh_key_disable (GtkWidget *place, KhOrganization *organization, KhItem *key,
                     const char *version);
void kh_key_enable (GtkWidget *place, KhOrganization *organization, KhItem *key,
                    const char *version);
/* @version: (nullable): the newest one. */
void kh_key_set_expiry (GtkWidget *place, KhOrganization *organization, KhItem *key,
                        const char *version);
void kh_key_back_up (GtkWidget *place, KhOrganization *organization, KhItem *key);
void kh_key_delete (GtkWidget *place, KhOrganization *organization, KhItem *key);

/* (nullable) (transfer none): why every version cannot be disabled, or enabled, now. Of a key whose
 * versions were not read the current one is known alone. */
const char *kh_key_disable_reason (KhItem *key);
const char *kh_key_enable_reason (KhItem *key);

G_END_DECLS
