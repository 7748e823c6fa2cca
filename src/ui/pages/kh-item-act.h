/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an act on one object begins, on its page and from a row alike: what has to be read and asked
 * before it. Main thread. */
#pragma once

#include "kh-confirm.h"
#include "kh-detail-page.h"
#include "kh-pending-act.h"

G_BEGIN_DECLS

/* As the run of a KhListVerb. */
typedef void (*KhItemAct) (GtkWidget *place, KhOrganization *organization, KhItem *item);
/* Does @act to the object of @page, as a row does to its own. */
void kh_item_act_on_page (KhDetailPage *page, KhItemAct act);

/* Takes @act. */
typedef void (*KhItemActBegin) (KhPendingAct *act, KhOrganization *organization, KhItem *item);
/* Reads @item whole, since a list tells little of it, and begins. @refuse: (nullable): looked at
 * once more before; as of KhListVerb. Takes @act. */
void kh_item_act_read (KhPendingAct *act, KhOrganization *organization, KhItem *item,
                       char *(*refuse) (KhItem *item, KhOrganization *organization),
                       KhItemActBegin begin);
/* Asks, and after a yes runs @call (taken); @destroy: of its result. Takes @act. */
void kh_item_act_ask (KhPendingAct *act, KhOrganization *organization, const KhConfirmTexts *texts,
                      KhCall *call, GDestroyNotify destroy);
/* Asks for what the tenant says that @request (taken) brings with it, and does @work. @data: of it,
 * freed with @destroy. Takes @act. */
void kh_item_act_confirm (KhPendingAct *act, KhOrganization *organization,
                          KhWireImpactRequest *request, const KhConfirmTexts *texts,
                          KhConfirmWork work, gpointer data, GDestroyNotify destroy);

G_END_DECLS
