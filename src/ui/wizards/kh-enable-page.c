/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of the pages of Enable Customer-Managed Key. */
#include "kh-enable-page.h"

#include "kh-dialogs.h"

typedef struct {
  KhOrganization *organization; /* (owned) */
  KhEnableDraft *draft;         /* (owned) */
  GCancellable *cancellable;    /* (owned) */
  gboolean updating;
} KhEnablePagePrivate;

enum { PROP_ORGANIZATION = 1, PROP_DRAFT };
static GParamSpec *props[PROP_DRAFT + 1];

G_DEFINE_TYPE_WITH_PRIVATE (KhEnablePage, kh_enable_page, KH_TYPE_WIZARD_PAGE)

#define PRIV(self) ((KhEnablePagePrivate *)kh_enable_page_get_instance_private (self))

KhOrganization *
kh_enable_page_get_organization (KhEnablePage *self)
{
  return PRIV (self)->organization;
}

KhEnableDraft *
kh_enable_page_get_draft (KhEnablePage *self)
{
  return PRIV (self)->draft;
}

GCancellable *
kh_enable_page_get_cancellable (KhEnablePage *self)
{
  return PRIV (self)->cancellable;
}

gboolean
kh_enable_page_is_updating (KhEnablePage *self)
{
  return PRIV (self)->updating;
}

void
kh_enable_page_update (KhEnablePage *self)
{
  KhEnablePagePrivate *priv = PRIV (self);
  KhEnablePageClass *klass = KH_ENABLE_PAGE_GET_CLASS (self);

  if (priv->updating || klass->changed == NULL || g_cancellable_is_cancelled (priv->cancellable))
    return;
  priv->updating = TRUE;
  klass->changed (self);
  priv->updating = FALSE;
}

static void
on_organization_changed_cb (KhEnablePage *self)
{
  kh_enable_page_update (self);
}

KhEnablePlan *
kh_enable_page_make_plan (KhEnablePage *self)
{
  KhEnablePagePrivate *priv = PRIV (self);
  KhEnablePlan *plan = kh_enable_plan_new (priv->draft);
  const KhArmPlace *place = kh_organization_get_place (priv->organization);

  plan->account = g_strdup (kh_organization_get_account (priv->organization));
  plan->organization = g_strdup (kh_organization_get_name (priv->organization));
  plan->subscription = g_strdup (place->subscription);
  plan->group = g_strdup (place->group);
  plan->now = kh_organization_now (priv->organization);
  for (guint role = KH_MAY_OWNER; role <= KH_MAY_SUPPORT; role <<= 1)
    if (kh_organization_may (priv->organization, role))
      plan->roles |= role;
  return plan;
}

typedef struct {
  KhEnablePage *page; /* (owned) */
  GWeakRef button;
  KhEnablePageDone done;
} Act;

static Act *
begin (KhEnablePage *self, GtkWidget *button, KhEnablePageDone done)
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

static void
end (Act *act, const GError *error)
{
  g_autoptr (KhEnablePage) self = act->page;
  g_autoptr (GtkWidget) button = g_weak_ref_get (&act->button);
  KhEnablePageDone done = act->done;

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

  end (data, error);
}

void
kh_enable_page_do (KhEnablePage *self, KhCall *call, GtkWidget *button, KhEnablePageDone done)
{
  KhEnablePagePrivate *priv = PRIV (self);

  kh_organization_call_async (priv->organization, call, priv->cancellable, done_cb,
                              begin (self, button, done));
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);

  end (data, error);
}

void
kh_enable_page_run (KhEnablePage *self, KhOrganizationWork work, gpointer data,
                    GDestroyNotify destroy_data, GtkWidget *button, KhEnablePageDone done)
{
  KhEnablePagePrivate *priv = PRIV (self);

  kh_organization_run_async (priv->organization, work, data, destroy_data, g_free,
                             priv->cancellable, ran_cb, begin (self, button, done));
}

static void
managed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  kh_enable_managed_finish (result, &error);
  end (data, error);
}

void
kh_enable_page_ask_managed (KhEnablePage *self, KhItem *environment, GtkWidget *button,
                            KhEnablePageDone done)
{
  KhEnablePagePrivate *priv = PRIV (self);

  kh_enable_managed_async (GTK_WIDGET (self), priv->organization, environment, priv->cancellable,
                           managed_cb, begin (self, button, done));
}

KhEnableDraft *
kh_enable_page_new_draft (KhOrganization *organization)
{
  const KhEnableSources sources = {
    .environments = kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT),
    .policies = kh_organization_get_list (organization, KH_ITEM_POLICY),
    .keys = kh_organization_get_list (organization, KH_ITEM_KEY),
    .vaults = kh_organization_get_list (organization, KH_ITEM_VAULT),
    .organization = kh_organization_get_name (organization),
    .may_create = kh_organization_may (organization, KH_MAY_KVA)
  };

  return kh_enable_draft_new (&sources);
}

static void
kh_enable_page_constructed (GObject *object)
{
  KhEnablePage *self = KH_ENABLE_PAGE (object);
  KhEnablePagePrivate *priv = PRIV (self);

  G_OBJECT_CLASS (kh_enable_page_parent_class)->constructed (object);
  if (priv->draft == NULL)
    priv->draft = kh_enable_page_new_draft (priv->organization);
  g_signal_connect_object (priv->draft, "changed", G_CALLBACK (kh_enable_page_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->organization, "changed", G_CALLBACK (on_organization_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::narrow", G_CALLBACK (kh_enable_page_update), NULL);
  kh_enable_page_update (self);
}

static void
kh_enable_page_dispose (GObject *object)
{
  KhEnablePagePrivate *priv = PRIV (KH_ENABLE_PAGE (object));

  g_cancellable_cancel (priv->cancellable);
  G_OBJECT_CLASS (kh_enable_page_parent_class)->dispose (object);
}

/* Callbacks that come late still ask for these. */
static void
kh_enable_page_finalize (GObject *object)
{
  KhEnablePagePrivate *priv = PRIV (KH_ENABLE_PAGE (object));

  g_clear_object (&priv->cancellable);
  g_clear_object (&priv->organization);
  g_clear_object (&priv->draft);
  G_OBJECT_CLASS (kh_enable_page_parent_class)->finalize (object);
}

static void
kh_enable_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KhEnablePagePrivate *priv = PRIV (KH_ENABLE_PAGE (object));

  if (id == PROP_ORGANIZATION)
    priv->organization = g_value_dup_object (value);
  else if (id == PROP_DRAFT)
    priv->draft = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kh_enable_page_class_init (KhEnablePageClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = kh_enable_page_constructed;
  object_class->dispose = kh_enable_page_dispose;
  object_class->finalize = kh_enable_page_finalize;
  object_class->set_property = kh_enable_page_set_property;
  props[PROP_ORGANIZATION] =
      g_param_spec_object ("organization", NULL, NULL, KH_TYPE_ORGANIZATION, flags);
  props[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, KH_TYPE_ENABLE_DRAFT, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
kh_enable_page_init (KhEnablePage *self)
{
  PRIV (self)->cancellable = g_cancellable_new ();
}
