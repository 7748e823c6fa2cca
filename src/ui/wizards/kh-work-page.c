/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of pages that read the organization and act on it. */
#include "kh-work-page.h"

typedef struct {
  KhOrganization *organization; /* (owned) */
  GCancellable *cancellable;    /* (owned) */
  gboolean updating;
} KhWorkPagePrivate;

enum { PROP_ORGANIZATION = 1 };
static GParamSpec *props[PROP_ORGANIZATION + 1];

G_DEFINE_TYPE_WITH_PRIVATE (KhWorkPage, kh_work_page, KH_TYPE_WIZARD_PAGE)

#define PRIV(self) ((KhWorkPagePrivate *)kh_work_page_get_instance_private (self))

KhOrganization *
kh_work_page_get_organization (KhWorkPage *self)
{
  return PRIV (self)->organization;
}

GCancellable *
kh_work_page_get_cancellable (KhWorkPage *self)
{
  return PRIV (self)->cancellable;
}

gboolean
kh_work_page_is_updating (KhWorkPage *self)
{
  return PRIV (self)->updating;
}

void
kh_work_page_update (KhWorkPage *self)
{
  KhWorkPagePrivate *priv = PRIV (self);
  KhWorkPageClass *klass = KH_WORK_PAGE_GET_CLASS (self);

  if (priv->updating || klass->changed == NULL || g_cancellable_is_cancelled (priv->cancellable))
    return;
  priv->updating = TRUE;
  klass->changed (self);
  priv->updating = FALSE;
}

static void
on_organization_changed_cb (KhWorkPage *self)
{
  kh_work_page_update (self);
}

typedef struct {
  KhWorkPage *page; /* (owned) */
  GWeakRef button;
  KhWorkPageDone done;
} Act;

gpointer
kh_work_page_begin (KhWorkPage *self, GtkWidget *button, KhWorkPageDone done)
{
  Act *act = g_new0 (Act, 1);

  act->page = g_object_ref (self);
  g_weak_ref_init (&act->button, button);
  act->done = done;
  if (button != NULL)
    gtk_widget_set_sensitive (button, FALSE);
  kh_wizard_page_set_error (KH_WIZARD_PAGE (self), NULL);
  return act;
}

void
kh_work_page_end (gpointer data, const GError *error)
{
  Act *act = data;
  g_autoptr (KhWorkPage) self = act->page;
  g_autoptr (GtkWidget) button = g_weak_ref_get (&act->button);
  KhWorkPageDone done = act->done;

  g_weak_ref_clear (&act->button);
  g_free (act);
  if (g_cancellable_is_cancelled (PRIV (self)->cancellable))
    return;
  if (button != NULL)
    gtk_widget_set_sensitive (button, TRUE);
  /* The user thought better of it. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    kh_wizard_page_set_error (KH_WIZARD_PAGE (self), error);
  else if (done != NULL)
    done (self);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) answer =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  kh_work_page_end (data, error);
}

void
kh_work_page_do (KhWorkPage *self, KhCall *call, GtkWidget *button, KhWorkPageDone done)
{
  KhWorkPagePrivate *priv = PRIV (self);

  kh_organization_call_async (priv->organization, call, priv->cancellable, done_cb,
                              kh_work_page_begin (self, button, done));
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);

  kh_work_page_end (data, error);
}

void
kh_work_page_run (KhWorkPage *self, KhOrganizationWork work, gpointer data,
                  GDestroyNotify destroy_data, GtkWidget *button, KhWorkPageDone done)
{
  KhWorkPagePrivate *priv = PRIV (self);

  kh_organization_run_async (priv->organization, work, data, destroy_data, g_free,
                             priv->cancellable, ran_cb, kh_work_page_begin (self, button, done));
}

static void
kh_work_page_constructed (GObject *object)
{
  KhWorkPage *self = KH_WORK_PAGE (object);

  G_OBJECT_CLASS (kh_work_page_parent_class)->constructed (object);
  g_signal_connect_object (PRIV (self)->organization, "changed",
                           G_CALLBACK (on_organization_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::narrow", G_CALLBACK (kh_work_page_update), NULL);
}

static void
kh_work_page_dispose (GObject *object)
{
  g_cancellable_cancel (PRIV (KH_WORK_PAGE (object))->cancellable);
  G_OBJECT_CLASS (kh_work_page_parent_class)->dispose (object);
}

/* Callbacks that come late still ask for these. */
static void
kh_work_page_finalize (GObject *object)
{
  KhWorkPagePrivate *priv = PRIV (KH_WORK_PAGE (object));

  g_clear_object (&priv->cancellable);
  g_clear_object (&priv->organization);
  G_OBJECT_CLASS (kh_work_page_parent_class)->finalize (object);
}

static void
kh_work_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ORGANIZATION)
    PRIV (KH_WORK_PAGE (object))->organization = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kh_work_page_class_init (KhWorkPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = kh_work_page_constructed;
  object_class->dispose = kh_work_page_dispose;
  object_class->finalize = kh_work_page_finalize;
  object_class->set_property = kh_work_page_set_property;
  props[PROP_ORGANIZATION] =
      g_param_spec_object ("organization", NULL, NULL, KH_TYPE_ORGANIZATION,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
kh_work_page_init (KhWorkPage *self)
{
  PRIV (self)->cancellable = g_cancellable_new ();
}
