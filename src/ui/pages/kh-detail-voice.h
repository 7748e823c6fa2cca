/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says when the state of the object that is shown has changed.
 * Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "kh-organization.h"

G_BEGIN_DECLS

typedef struct {
  char *words; /* (nullable): the states as they were told last */
} KhDetailVoice;

/* Looks at @item's newest snapshot; says its states (pages.md 3) when they are others than the last
 * time, and @page is in front. The first look says nothing: who opens a page reads it. */
void kh_detail_voice_look (KhDetailVoice *self, GtkWidget *page, KhOrganization *organization,
                           KhItem *item);
void kh_detail_voice_clear (KhDetailVoice *self);

G_END_DECLS
