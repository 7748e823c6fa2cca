/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who locked the environments that Overview shows: asked for once for each lock. Main thread. */
#pragma once

#include "kh-page.h"

G_BEGIN_DECLS

typedef struct _KhOverviewPeople KhOverviewPeople;

/* @page owns what is returned; @changed is called with it when
 * another name is known, as long as it is there. */
KhOverviewPeople *kh_overview_people_new (KhPage *page, void (*changed) (KhPage *page));
void kh_overview_people_free (KhOverviewPeople *self);
/* (nullable) (transfer none): while it is not known, and where nobody did it. */
const char *kh_overview_people_find (KhOverviewPeople *self, KhItem *environment);

G_END_DECLS
