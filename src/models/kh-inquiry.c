/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking again and again, of which the last question counts. */
#include "kh-inquiry.h"

typedef struct {
  KhOrganization *organization; /* (owned) */
  GCancellable *asking;         /* (owned) (nullable) */
  GError *error;                /* (nullable) */
  KhTime time;
  guint version;
} KhInquiryPrivate;

enum { PROP_ORGANIZATION = 1 };
static GParamSpec *props[PROP_ORGANIZATION + 1];
enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (KhInquiry, kh_inquiry, G_TYPE_OBJECT)

#define PRIV(self) ((KhInquiryPrivate *)kh_inquiry_get_instance_private (self))

KhOrganization *
kh_inquiry_get_organization (KhInquiry *self)
{
  return PRIV (self)->organization;
}

void
kh_inquiry_tell (KhInquiry *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
kh_inquiry_renew (KhInquiry *self)
{
  PRIV (self)->version++;
  kh_inquiry_tell (self);
}

/* What one question was; a newer one, or the end of it all, makes its answer worth nothing. */
typedef struct {
  KhInquiry *self;      /* (owned) */
  GCancellable *asking; /* (owned) */
  GDestroyNotify destroy_result;
} Question;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  g_autoptr (KhInquiry) self = question->self;
  g_autoptr (GCancellable) asking = question->asking;
  KhInquiryPrivate *priv = PRIV (self);
  g_autoptr (GError) error = NULL;
  gpointer answer = kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);

  if (priv->asking == asking) {
    g_clear_object (&priv->asking);
    g_clear_error (&priv->error);
    if (answer != NULL) {
      KH_INQUIRY_GET_CLASS (self)->take (self, answer);
      priv->time = kh_organization_now (priv->organization);
    } else {
      priv->error = g_steal_pointer (&error);
    }
    kh_inquiry_renew (self);
  }
  if (answer != NULL)
    question->destroy_result (answer);
}

void
kh_inquiry_run (KhInquiry *self, GCancellable *asking, KhOrganizationWork work, gpointer data,
                GDestroyNotify destroy_data, GDestroyNotify destroy_result)
{
  Question *question = g_new0 (Question, 1);

  question->self = g_object_ref (self);
  question->asking = g_object_ref (asking);
  question->destroy_result = destroy_result;
  kh_organization_run_async (PRIV (self)->organization, work, data, destroy_data, destroy_result,
                             asking, answered_cb, question);
}

void
kh_inquiry_check (KhInquiry *self)
{
  KhInquiryPrivate *priv = PRIV (self);

  kh_inquiry_stop (self);
  priv->asking = g_cancellable_new ();
  KH_INQUIRY_GET_CLASS (self)->ask (self, priv->asking);
  kh_inquiry_renew (self);
}

void
kh_inquiry_stop (KhInquiry *self)
{
  g_cancellable_cancel (PRIV (self)->asking);
  g_clear_object (&PRIV (self)->asking);
}

gboolean
kh_inquiry_is_checking (KhInquiry *self)
{
  return PRIV (self)->asking != NULL;
}

GCancellable *
kh_inquiry_get_asking (KhInquiry *self)
{
  return PRIV (self)->asking;
}

guint
kh_inquiry_get_version (KhInquiry *self)
{
  return PRIV (self)->version;
}

KhTime
kh_inquiry_get_time (KhInquiry *self)
{
  return PRIV (self)->time;
}

const GError *
kh_inquiry_get_error (KhInquiry *self)
{
  return PRIV (self)->error;
}

static void
kh_inquiry_finalize (GObject *object)
{
  KhInquiryPrivate *priv = PRIV (KH_INQUIRY (object));

  kh_inquiry_stop (KH_INQUIRY (object));
  g_clear_object (&priv->organization);
  g_clear_error (&priv->error);
  G_OBJECT_CLASS (kh_inquiry_parent_class)->finalize (object);
}

static void
kh_inquiry_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ORGANIZATION)
    PRIV (KH_INQUIRY (object))->organization = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kh_inquiry_class_init (KhInquiryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kh_inquiry_finalize;
  object_class->set_property = kh_inquiry_set_property;
  props[PROP_ORGANIZATION] =
      g_param_spec_object ("organization", NULL, NULL, KH_TYPE_ORGANIZATION,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", KH_TYPE_INQUIRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_inquiry_init (KhInquiry *self)
{
  PRIV (self)->time = KH_TIME_NONE;
}
