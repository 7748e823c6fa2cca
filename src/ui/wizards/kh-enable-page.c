/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of the pages of Enable Customer-Managed Key, of Change Key and of Return to
 * Microsoft-Managed Key. */
#include "kh-enable-page.h"

#include "kh-dialogs.h"

typedef struct {
  KhEnableDraft *draft; /* (owned) */
} KhEnablePagePrivate;

enum { PROP_DRAFT = 1 };
static GParamSpec *props[PROP_DRAFT + 1];

G_DEFINE_TYPE_WITH_PRIVATE (KhEnablePage, kh_enable_page, KH_TYPE_WORK_PAGE)

#define PRIV(self) ((KhEnablePagePrivate *)kh_enable_page_get_instance_private (self))

KhEnableDraft *
kh_enable_page_get_draft (KhEnablePage *self)
{
  return PRIV (self)->draft;
}

KhEnableGoal
kh_enable_page_get_goal (KhEnablePage *self)
{
  return kh_enable_draft_get_goal (PRIV (self)->draft);
}

gboolean
kh_enable_page_returns (KhEnablePage *self)
{
  return kh_enable_page_get_goal (self) == KH_ENABLE_GOAL_RETURN;
}

KhEnablePlan *
kh_enable_page_make_plan (KhEnablePage *self)
{
  KhOrganization *organization = kh_work_page_get_organization (KH_WORK_PAGE (self));
  KhEnablePlan *plan = kh_enable_plan_new (PRIV (self)->draft);
  const KhArmPlace *place = kh_organization_get_place (organization);

  plan->account = g_strdup (kh_organization_get_account (organization));
  plan->organization = g_strdup (kh_organization_get_name (organization));
  plan->subscription = g_strdup (place->subscription);
  plan->group = g_strdup (place->group);
  plan->now = kh_organization_now (organization);
  for (guint role = KH_MAY_OWNER; role <= KH_MAY_SUPPORT; role <<= 1)
    if (kh_organization_may (organization, role))
      plan->roles |= role;
  return plan;
}

static void
managed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  kh_enable_managed_finish (result, &error);
  kh_work_page_end (data, error);
}

void
kh_enable_page_ask_managed (KhEnablePage *self, KhItem *environment, GtkWidget *button,
                            KhWorkPageDone done)
{
  KhWorkPage *page = KH_WORK_PAGE (self);

  kh_enable_managed_async (GTK_WIDGET (self), kh_work_page_get_organization (page), environment,
                           kh_work_page_get_cancellable (page), managed_cb,
                           kh_work_page_begin (page, button, done));
}

KhEnableDraft *
kh_enable_page_new_draft (KhOrganization *organization, KhEnableGoal goal)
{
  const KhEnableSources sources = {
    .environments = kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT),
    .policies = kh_organization_get_list (organization, KH_ITEM_POLICY),
    .keys = kh_organization_get_list (organization, KH_ITEM_KEY),
    .vaults = kh_organization_get_list (organization, KH_ITEM_VAULT),
    .organization = kh_organization_get_name (organization),
    .may_create = kh_organization_may (organization, KH_MAY_KVA),
    .goal = goal
  };

  return kh_enable_draft_new (&sources);
}

static void
kh_enable_page_constructed (GObject *object)
{
  KhWorkPage *self = KH_WORK_PAGE (object);
  KhEnablePagePrivate *priv = PRIV (KH_ENABLE_PAGE (object));

  G_OBJECT_CLASS (kh_enable_page_parent_class)->constructed (object);
  if (priv->draft == NULL)
    priv->draft =
        kh_enable_page_new_draft (kh_work_page_get_organization (self), KH_ENABLE_GOAL_ENABLE);
  g_signal_connect_object (priv->draft, "changed", G_CALLBACK (kh_work_page_update), self,
                           G_CONNECT_SWAPPED);
  kh_work_page_update (self);
}

/* Callbacks that come late still ask for it. */
static void
kh_enable_page_finalize (GObject *object)
{
  g_clear_object (&PRIV (KH_ENABLE_PAGE (object))->draft);
  G_OBJECT_CLASS (kh_enable_page_parent_class)->finalize (object);
}

static void
kh_enable_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DRAFT)
    PRIV (KH_ENABLE_PAGE (object))->draft = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kh_enable_page_class_init (KhEnablePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = kh_enable_page_constructed;
  object_class->finalize = kh_enable_page_finalize;
  object_class->set_property = kh_enable_page_set_property;
  props[PROP_DRAFT] =
      g_param_spec_object ("draft", NULL, NULL, KH_TYPE_ENABLE_DRAFT,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
kh_enable_page_init (KhEnablePage *self)
{
}
