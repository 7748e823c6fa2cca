/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes before an act: whose it is, reading its object, and the question. */
#include "kh-item-act.h"

void
kh_item_act_on_page (KhDetailPage *page, KhItemAct act)
{
  act (GTK_WIDGET (page), kh_page_get_organization (KH_PAGE (page)),
       kh_detail_page_get_item (page));
}

/* --- Reading ---------------------------------------------------------------------------------- */

typedef struct {
  KhPendingAct *act; /* (owned) */
  KhItem *item;      /* (owned) */
  char *(*refuse) (KhItem *item, KhOrganization *organization);
  KhItemActBegin begin;
} Reading;

/* Where it was begun may be gone: then there is nobody to ask. */
static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Reading *self = data;
  KhOrganization *organization = KH_ORGANIZATION (source);
  g_autoptr (KhItem) item = self->item;
  g_autoptr (GtkWidget) place = kh_pending_act_ref_place (self->act);
  g_autoptr (GError) error = NULL;
  g_autofree char *reason = NULL;

  if (kh_organization_load_item_finish (organization, result, &error) && self->refuse != NULL)
    reason = self->refuse (item, organization);
  if (reason != NULL)
    kh_set_error (&error, KH_ERROR_STATE, "%s", reason);
  if (error != NULL || place == NULL)
    kh_pending_act_end (self->act, error);
  else
    self->begin (self->act, organization, item);
}

void
kh_item_act_read (KhPendingAct *act, KhOrganization *organization, KhItem *item,
                  char *(*refuse) (KhItem *item, KhOrganization *organization),
                  KhItemActBegin begin)
{
  Reading *self = g_new (Reading, 1);

  *self = (Reading){ act, g_object_ref (item), refuse, begin };
  kh_organization_load_item_async (organization, item, kh_pending_act_get_cancellable (act),
                                   read_cb, self);
}

/* --- Asking ----------------------------------------------------------------------------------- */

typedef struct {
  KhPendingAct *act;            /* (owned) */
  KhOrganization *organization; /* (owned) */
  KhCall *call;                 /* (owned) */
  GDestroyNotify destroy;
} Asking;

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Asking *self = data;
  g_autoptr (KhOrganization) organization = self->organization;
  g_autoptr (GError) error = NULL;

  if (kh_ask_finish (result, &error)) {
    kh_pending_act_run_call (self->act, organization, self->call, self->destroy);
    return;
  }
  kh_call_free (self->call);
  kh_pending_act_end (self->act, error);
}

void
kh_item_act_ask (KhPendingAct *act, KhOrganization *organization, const KhConfirmTexts *texts,
                 KhCall *call, GDestroyNotify destroy)
{
  g_autoptr (GtkWidget) place = kh_pending_act_ref_place (act);
  Asking *self = g_new (Asking, 1);

  *self = (Asking){ act, g_object_ref (organization), call, destroy };
  kh_ask_async (place, texts, kh_pending_act_get_cancellable (act), asked_cb, self);
}

void
kh_item_act_confirm (KhPendingAct *act, KhOrganization *organization, KhWireImpactRequest *request,
                     const KhConfirmTexts *texts, KhConfirmWork work, gpointer data,
                     GDestroyNotify destroy)
{
  g_autoptr (GtkWidget) place = kh_pending_act_ref_place (act);

  kh_confirm_async (place, organization, request, texts, work, data, destroy,
                    kh_pending_act_get_cancellable (act), kh_pending_act_confirmed_cb, act);
}
