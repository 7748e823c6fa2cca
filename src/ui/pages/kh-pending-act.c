/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An act of a detail page or of a row, until it has ended. */
#include "kh-pending-act.h"

#include "kh-confirm.h"
#include "kh-failure.h"

struct _KhPendingAct {
  GWeakRef place;
  GCancellable *cancellable; /* (owned) (nullable) */
  char *action, *toast;
  gboolean is_last;       /* its page says the toast when it leaves */
  GDestroyNotify destroy; /* (nullable): of the result of a call, which nobody here wants */
};

static KhPendingAct *
new_act (GtkWidget *place, const char *action, const char *toast)
{
  KhPendingAct *self = g_new0 (KhPendingAct, 1);

  g_weak_ref_init (&self->place, place);
  self->action = g_strdup (action);
  self->toast = g_strdup (toast);
  if (KH_IS_DETAIL_PAGE (place))
    g_set_object (&self->cancellable, kh_page_get_cancellable (KH_PAGE (place)));
  return self;
}

KhPendingAct *
kh_pending_act_new (GtkWidget *place, const char *action, const char *toast)
{
  if (KH_IS_DETAIL_PAGE (place))
    kh_detail_page_begin (KH_DETAIL_PAGE (place), action);
  return new_act (place, action, toast);
}

KhPendingAct *
kh_pending_act_new_last (GtkWidget *place, const char *action, const char *toast)
{
  KhPendingAct *self = new_act (place, action, toast);

  self->is_last = KH_IS_DETAIL_PAGE (place);
  if (self->is_last)
    kh_detail_page_begin_last (KH_DETAIL_PAGE (place), action, toast);
  return self;
}

GCancellable *
kh_pending_act_get_cancellable (KhPendingAct *self)
{
  return self->cancellable;
}

GtkWidget *
kh_pending_act_ref_place (KhPendingAct *self)
{
  return g_weak_ref_get (&self->place);
}

void
kh_pending_act_end (KhPendingAct *self, const GError *error)
{
  g_autoptr (GtkWidget) place = kh_pending_act_ref_place (self);

  if (place != NULL && error == NULL && self->toast != NULL && !self->is_last)
    kh_toast (place, self->toast, NULL, NULL);
  if (KH_IS_DETAIL_PAGE (place))
    kh_detail_page_end (KH_DETAIL_PAGE (place), self->action, error);
  else if (place != NULL && error != NULL)
    kh_failure_show (place, error);
  g_weak_ref_clear (&self->place);
  g_clear_object (&self->cancellable);
  g_free (self->action);
  g_free (self->toast);
  g_free (self);
}

void
kh_pending_act_confirmed_cb (GObject *source, GAsyncResult *result, gpointer act)
{
  g_autoptr (GError) error = NULL;

  kh_confirm_finish (result, &error);
  kh_pending_act_end (act, error);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KhPendingAct *self = data;
  g_autoptr (GError) error = NULL;
  gpointer value = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (value != NULL)
    self->destroy (value);
  kh_pending_act_end (self, error);
}

void
kh_pending_act_run_call (KhPendingAct *self, KhOrganization *organization, KhCall *call,
                         GDestroyNotify destroy)
{
  self->destroy = destroy;
  kh_organization_call_async (organization, call, self->cancellable, called_cb, self);
}

static void
worked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);
  kh_pending_act_end (data, error);
}

void
kh_pending_act_run_work (KhPendingAct *self, KhOrganization *organization, KhOrganizationWork work,
                         gpointer data, GDestroyNotify destroy)
{
  kh_organization_run_async (organization, work, data, destroy, NULL, self->cancellable, worked_cb,
                             self);
}
