/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page publishes to the shell. */
#include "kh-page.h"

typedef struct {
  KhOrganization *organization; /* (owned) */
  GCancellable *cancellable;    /* (owned) */
  GSimpleActionGroup *actions;  /* (owned) */
  GMenuModel *menu;             /* (owned) (nullable) */
  GError *error;                /* (owned) (nullable) */
  char *title, *subtitle, *uri; /* (nullable) */
  char *search_label, *primary_label, *primary_action;
  char *secondary_label, *secondary_action, *selection;
  KhPageState state;
} KhPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (KhPage, kh_page, ADW_TYPE_BIN)

enum {
  PROP_ORGANIZATION = 1,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_STATE,
  PROP_SEARCH_LABEL,
  PROP_PRIMARY_LABEL,
  PROP_PRIMARY_ACTION,
  PROP_SECONDARY_LABEL,
  PROP_SECONDARY_ACTION,
  PROP_SELECTION,
  PROP_MENU,
  PROP_URI,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum { SIGNAL_LEFT, N_SIGNALS };
static guint signals[N_SIGNALS];

static KhPagePrivate *
get_private (KhPage *self)
{
  return kh_page_get_instance_private (self);
}

/* The text behind a property of type text. */
static char **
text_slot (KhPagePrivate *priv, guint id)
{
  switch (id) {
  case PROP_TITLE:
    return &priv->title;
  case PROP_SUBTITLE:
    return &priv->subtitle;
  case PROP_SEARCH_LABEL:
    return &priv->search_label;
  case PROP_PRIMARY_LABEL:
    return &priv->primary_label;
  case PROP_PRIMARY_ACTION:
    return &priv->primary_action;
  case PROP_SECONDARY_LABEL:
    return &priv->secondary_label;
  case PROP_SECONDARY_ACTION:
    return &priv->secondary_action;
  case PROP_SELECTION:
    return &priv->selection;
  case PROP_URI:
    return &priv->uri;
  default:
    return NULL;
  }
}

static void
set_text (KhPage *self, guint id, const char *text)
{
  char **slot = text_slot (get_private (self), id);

  if (g_strcmp0 (*slot, text) == 0)
    return;
  g_free (*slot);
  *slot = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

static void
kh_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KhPagePrivate *priv = get_private (KH_PAGE (object));
  char **text = text_slot (priv, id);

  if (text != NULL)
    g_value_set_string (value, *text);
  else if (id == PROP_ORGANIZATION)
    g_value_set_object (value, priv->organization);
  else if (id == PROP_STATE)
    g_value_set_int (value, priv->state);
  else if (id == PROP_MENU)
    g_value_set_object (value, priv->menu);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kh_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KhPage *self = KH_PAGE (object);

  if (text_slot (get_private (self), id) != NULL)
    set_text (self, id, g_value_get_string (value));
  else if (id == PROP_ORGANIZATION)
    get_private (self)->organization = g_value_dup_object (value);
  else if (id == PROP_STATE)
    kh_page_set_state (self, g_value_get_int (value));
  else if (id == PROP_MENU)
    kh_page_set_menu (self, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kh_page_dispose (GObject *object)
{
  KhPagePrivate *priv = get_private (KH_PAGE (object));

  g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->organization);
  g_clear_object (&priv->menu);
  G_OBJECT_CLASS (kh_page_parent_class)->dispose (object);
}

static void
kh_page_finalize (GObject *object)
{
  KhPagePrivate *priv = get_private (KH_PAGE (object));

  g_clear_object (&priv->cancellable);
  g_clear_object (&priv->actions);
  g_clear_error (&priv->error);
  for (guint id = 1; id < N_PROPS; id++) {
    char **text = text_slot (priv, id);

    if (text != NULL)
      g_free (*text);
  }
  G_OBJECT_CLASS (kh_page_parent_class)->finalize (object);
}

static GParamSpec *
text_property (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL,
                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static void
kh_page_class_init (KhPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = kh_page_get_property;
  object_class->set_property = kh_page_set_property;
  object_class->dispose = kh_page_dispose;
  object_class->finalize = kh_page_finalize;
  props[PROP_ORGANIZATION] =
      g_param_spec_object ("organization", NULL, NULL, KH_TYPE_ORGANIZATION,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_TITLE] = text_property ("title");
  props[PROP_SUBTITLE] = text_property ("subtitle");
  props[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, 0, KH_PAGE_ERROR, KH_PAGE_LOADING, flags);
  props[PROP_SEARCH_LABEL] = text_property ("search-label");
  props[PROP_PRIMARY_LABEL] = text_property ("primary-label");
  props[PROP_PRIMARY_ACTION] = text_property ("primary-action");
  props[PROP_SECONDARY_LABEL] = text_property ("secondary-label");
  props[PROP_SECONDARY_ACTION] = text_property ("secondary-action");
  props[PROP_SELECTION] = text_property ("selection");
  props[PROP_MENU] = g_param_spec_object ("menu", NULL, NULL, G_TYPE_MENU_MODEL, flags);
  props[PROP_URI] = text_property ("uri");
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_LEFT] =
      g_signal_new ("left", KH_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_page_init (KhPage *self)
{
  KhPagePrivate *priv = get_private (self);

  priv->cancellable = g_cancellable_new ();
  priv->actions = g_simple_action_group_new ();
  gtk_widget_insert_action_group (GTK_WIDGET (self), "page", G_ACTION_GROUP (priv->actions));
}

KhOrganization *
kh_page_get_organization (KhPage *self)
{
  return get_private (self)->organization;
}

GCancellable *
kh_page_get_cancellable (KhPage *self)
{
  return get_private (self)->cancellable;
}

GSimpleActionGroup *
kh_page_get_actions (KhPage *self)
{
  return get_private (self)->actions;
}

void
kh_page_add_actions (KhPage *self, const GActionEntry *entries, guint n_entries)
{
  g_action_map_add_action_entries (G_ACTION_MAP (get_private (self)->actions), entries,
                                   (int)n_entries, self);
}

void
kh_page_set_action_enabled (KhPage *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (get_private (self)->actions), name);

  g_return_if_fail (G_IS_SIMPLE_ACTION (action));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

const char *
kh_page_get_title (KhPage *self)
{
  const char *title = get_private (self)->title;

  return title != NULL ? title : "";
}

void
kh_page_set_title (KhPage *self, const char *title)
{
  set_text (self, PROP_TITLE, title);
}

const char *
kh_page_get_subtitle (KhPage *self)
{
  return get_private (self)->subtitle;
}

void
kh_page_set_subtitle (KhPage *self, const char *subtitle)
{
  set_text (self, PROP_SUBTITLE, subtitle);
}

KhPageState
kh_page_get_state (KhPage *self)
{
  return get_private (self)->state;
}

void
kh_page_set_state (KhPage *self, KhPageState state)
{
  KhPagePrivate *priv = get_private (self);

  if (priv->state == state)
    return;
  priv->state = state;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY,
                               state == KH_PAGE_LOADING, -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
kh_page_set_error (KhPage *self, const GError *error)
{
  KhPagePrivate *priv = get_private (self);

  g_clear_error (&priv->error);
  priv->error = g_error_copy (error);
  priv->state = KH_PAGE_ERROR;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, FALSE, -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

const GError *
kh_page_get_error (KhPage *self)
{
  return get_private (self)->error;
}

void
kh_page_set_search_label (KhPage *self, const char *label)
{
  set_text (self, PROP_SEARCH_LABEL, label);
}

const char *
kh_page_get_search_label (KhPage *self)
{
  return get_private (self)->search_label;
}

void
kh_page_set_primary (KhPage *self, const char *label, const char *action)
{
  /* The action first: whoever follows the label finds it there. */
  set_text (self, PROP_PRIMARY_ACTION, action);
  set_text (self, PROP_PRIMARY_LABEL, label);
}

const char *
kh_page_get_primary_label (KhPage *self)
{
  return get_private (self)->primary_label;
}

const char *
kh_page_get_primary_action (KhPage *self)
{
  return get_private (self)->primary_action;
}

void
kh_page_set_secondary (KhPage *self, const char *label, const char *action)
{
  set_text (self, PROP_SECONDARY_ACTION, action);
  set_text (self, PROP_SECONDARY_LABEL, label);
}

const char *
kh_page_get_secondary_label (KhPage *self)
{
  return get_private (self)->secondary_label;
}

const char *
kh_page_get_secondary_action (KhPage *self)
{
  return get_private (self)->secondary_action;
}

void
kh_page_set_selection (KhPage *self, const char *selection)
{
  set_text (self, PROP_SELECTION, selection);
}

const char *
kh_page_get_selection (KhPage *self)
{
  return get_private (self)->selection;
}

void
kh_page_set_menu (KhPage *self, GMenuModel *menu)
{
  if (g_set_object (&get_private (self)->menu, menu))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MENU]);
}

GMenuModel *
kh_page_get_menu (KhPage *self)
{
  return get_private (self)->menu;
}

void
kh_page_set_uri (KhPage *self, const char *uri)
{
  set_text (self, PROP_URI, uri);
}

const char *
kh_page_get_uri (KhPage *self)
{
  return get_private (self)->uri;
}

void
kh_page_refresh (KhPage *self)
{
  if (KH_PAGE_GET_CLASS (self)->refresh != NULL)
    KH_PAGE_GET_CLASS (self)->refresh (self);
}

void
kh_page_search (KhPage *self, const char *text)
{
  if (KH_PAGE_GET_CLASS (self)->search != NULL)
    KH_PAGE_GET_CLASS (self)->search (self, text);
}

void
kh_page_clear_filters (KhPage *self)
{
  if (KH_PAGE_GET_CLASS (self)->clear_filters != NULL)
    KH_PAGE_GET_CLASS (self)->clear_filters (self);
}

void
kh_page_show_part (KhPage *self, const char *part)
{
  if (KH_PAGE_GET_CLASS (self)->show_part != NULL)
    KH_PAGE_GET_CLASS (self)->show_part (self, part);
}

GtkWidget *
kh_page_get_area (KhPage *self, guint index)
{
  KhPageClass *klass = KH_PAGE_GET_CLASS (self);

  if (klass->get_area != NULL)
    return klass->get_area (self, index);
  return index == 0 ? GTK_WIDGET (self) : NULL;
}

void
kh_open_uri (GtkWidget *widget, const char *uri)
{
  gtk_widget_activate_action (widget, "win.open-uri", "s", uri);
}
