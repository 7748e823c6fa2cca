/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of one object: groups made from the item's newest snapshot. */
#include "kh-detail-page.h"

#include <string.h>

#include "kh-detail-menu.h"
#include "kh-detail-voice.h"
#include "kh-error-card.h"
#include "kh-facts.h"
#include "kh-focus.h"
#include "kh-fold-bin.h"
#include "kh-text.h"
#include "kh-uri.h"

typedef struct {
  KhFoldBin *fold_bin;
  GtkScrolledWindow *scrolled;
  GtkBox *groups;
  KhErrorCard *failure;
  KhItem *item; /* (owned) */
  GtkWidget *holders[KH_DETAIL_MAX_GROUPS];
  char *digests[KH_DETAIL_MAX_GROUPS]; /* what each group was made from */
  GHashTable *facts;                   /* name to value */
  GHashTable *running;                 /* set of names of actions */
  KhDetailVoice voice;
  char *last_words; /* (nullable): of the act that ends the object, while it runs or once it did */
  char *awaited;    /* (nullable): the part that is shown once it is in sight */
  gboolean loading, again, gone, showing;
  guint n_moves; /* how often in a row a part of it was not found though it is there */
} KhDetailPagePrivate;

#define MOVES_MAX 10

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (KhDetailPage, kh_detail_page, KH_TYPE_PAGE)

enum { PROP_ITEM = 1, LAST_PROP };
static GParamSpec *props[LAST_PROP];

static KhDetailPagePrivate *
get_private (KhDetailPage *self)
{
  return kh_detail_page_get_instance_private (self);
}

KhItem *
kh_detail_page_get_item (KhDetailPage *self)
{
  return get_private (self)->item;
}

gboolean
kh_detail_page_is_narrow (KhDetailPage *self)
{
  return kh_fold_bin_is_narrow (get_private (self)->fold_bin);
}

/* --- Groups ------------------------------------------------------------------------------- */

static void
append_member (KhDetailPage *self, GString *digest, const char *name)
{
  KhJson *snapshot = kh_item_get_snapshot (get_private (self)->item);
  KhJson *member = *name == '+' ? NULL : kh_json_get (snapshot, name);
  const char *fact = *name == '+' ? kh_detail_page_get_fact (self, name + 1) : NULL;
  g_autofree char *text = member != NULL ? kh_json_to_text (member) : g_strdup (fact);

  g_string_append_printf (digest, "%s=%s\n", name, text != NULL ? text : "");
}

/* Everything a group is made from, as text. */
static char *
make_digest (KhDetailPage *self, const KhDetailGroup *group)
{
  g_auto (GStrv) names = g_strsplit (group->depends, " ", -1);
  GString *digest = g_string_new (kh_detail_page_is_narrow (self) ? "narrow\n" : "wide\n");
  GHashTableIter iter;
  gpointer action;
  guint roles;

  g_object_get (kh_page_get_organization (KH_PAGE (self)), "roles", &roles, NULL);
  g_string_append_printf (digest, "roles=%x\n", roles);
  for (guint i = 0; names[i] != NULL; i++)
    append_member (self, digest, names[i]);
  g_hash_table_iter_init (&iter, get_private (self)->running);
  while (g_hash_table_iter_next (&iter, &action, NULL))
    g_string_append_printf (digest, "running=%s\n", (char *)action);
  return g_string_free (digest, FALSE);
}

static void
show_group (KhDetailPage *self, guint index)
{
  KhDetailPagePrivate *priv = get_private (self);
  const KhDetailGroup *group = &KH_DETAIL_PAGE_GET_CLASS (self)->groups[index];
  GtkWidget *holder = priv->holders[index];
  g_autofree char *digest = make_digest (self, group);
  GtkWidget *child;
  KhFocus focus;

  if (g_strcmp0 (digest, priv->digests[index]) == 0)
    return;
  kh_focus_find (holder, &focus);
  g_free (priv->digests[index]);
  priv->digests[index] = g_steal_pointer (&digest);
  child = group->build (self, priv->item);
  adw_bin_set_child (ADW_BIN (holder), child);
  gtk_widget_set_visible (holder, child != NULL);
  kh_focus_restore (holder, &focus);
}

static void
show (KhDetailPage *self)
{
  KhDetailPagePrivate *priv = get_private (self);
  KhDetailPageClass *klass = KH_DETAIL_PAGE_GET_CLASS (self);

  if (priv->gone || priv->showing)
    return;
  priv->showing = TRUE;
  klass->show (self, priv->item);
  priv->showing = FALSE;
  for (guint i = 0; i < klass->n_groups; i++)
    show_group (self, i);
  kh_detail_voice_look (&priv->voice, GTK_WIDGET (self), kh_page_get_organization (KH_PAGE (self)),
                        priv->item);
}

/* What an address leads to may be still being read, or not be in sight yet. */
static void
show_awaited (KhDetailPage *self)
{
  KhDetailPagePrivate *priv = get_private (self);
  KhDetailPageClass *klass = KH_DETAIL_PAGE_GET_CLASS (self);

  for (guint i = 0; i < klass->n_groups && priv->awaited != NULL; i++) {
    if (strcmp (klass->groups[i].part, priv->awaited) != 0
        || !gtk_widget_get_mapped (priv->holders[i]))
      continue;
    g_clear_pointer (&priv->awaited, g_free);
    gtk_widget_child_focus (priv->holders[i], GTK_DIR_TAB_FORWARD);
  }
}

static void
add_holders (KhDetailPage *self)
{
  KhDetailPagePrivate *priv = get_private (self);
  guint n = KH_DETAIL_PAGE_GET_CLASS (self)->n_groups;

  g_assert (n <= KH_DETAIL_MAX_GROUPS);
  for (guint i = 0; i < n; i++) {
    priv->holders[i] = adw_bin_new ();
    gtk_widget_set_visible (priv->holders[i], FALSE);
    g_signal_connect_object (priv->holders[i], "map", G_CALLBACK (show_awaited), self,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    gtk_box_append (priv->groups, priv->holders[i]);
  }
}

static void
on_narrow_cb (KhDetailPage *self)
{
  show (self);
}

void
kh_detail_page_set_fact (KhDetailPage *self, const char *name, const char *value)
{
  KhDetailPagePrivate *priv = get_private (self);

  if (g_strcmp0 (kh_detail_page_get_fact (self, name), value) == 0)
    return;
  if (value != NULL)
    g_hash_table_insert (priv->facts, g_strdup (name), g_strdup (value));
  else
    g_hash_table_remove (priv->facts, name);
  show (self);
}

const char *
kh_detail_page_get_fact (KhDetailPage *self, const char *name)
{
  return g_hash_table_lookup (get_private (self)->facts, name);
}

/* --- Reading ------------------------------------------------------------------------------ */

/* (transfer full) */
static char *
make_last_words (KhDetailPage *self)
{
  KhDetailPagePrivate *priv = get_private (self);
  const char *text = KH_DETAIL_PAGE_GET_CLASS (self)->gone_text;
  g_auto (GStrv) parts = NULL;

  if (priv->last_words != NULL)
    return g_strdup (priv->last_words);
  if (text == NULL)
    return g_strdup_printf (_ ("%s no longer exists"), kh_item_get_name (priv->item));
  parts = g_strsplit (_ (text), "%s", 2);
  return g_strjoinv (kh_item_get_name (priv->item), parts);
}

static void
leave (KhDetailPage *self)
{
  KhDetailPagePrivate *priv = get_private (self);
  g_autofree char *text = NULL;

  if (priv->gone)
    return;
  priv->gone = TRUE;
  text = make_last_words (self);
  kh_toast (GTK_WIDGET (self), text, NULL, NULL);
  g_signal_emit_by_name (self, "left");
}

/* A part was not found of an object that is there, such as a vault that was deleted while it was
 * read: the organization reads it anew and tells of it, and then the page does. Not for ever. */
static gboolean
is_moving (KhDetailPage *self)
{
  KhDetailPagePrivate *priv = get_private (self);

  return !kh_item_is_gone (priv->item) && ++priv->n_moves < MOVES_MAX;
}

static void
loaded (KhDetailPage *self, const GError *error)
{
  KhDetailPagePrivate *priv = get_private (self);

  priv->loading = FALSE;
  if (error == NULL) {
    priv->n_moves = 0;
    show (self);
    kh_page_set_state (KH_PAGE (self), KH_PAGE_READY);
  } else if (kh_error_is (error, KH_ERROR_NOT_FOUND) && !is_moving (self)) {
    leave (self);
    return;
  } else if (!kh_error_is (error, KH_ERROR_NOT_FOUND)
             && kh_page_get_state (KH_PAGE (self)) != KH_PAGE_READY) {
    kh_page_set_error (KH_PAGE (self), error);
  }
  if (priv->again)
    kh_detail_page_reload (self);
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) self = kh_weak_take (data);
  g_autoptr (GError) error = NULL;

  kh_organization_load_item_finish (KH_ORGANIZATION (source), result, &error);
  if (self != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    loaded (self, error);
}

void
kh_detail_page_reload (KhDetailPage *self)
{
  KhDetailPagePrivate *priv = get_private (self);

  priv->again = priv->loading;
  if (priv->loading || priv->gone)
    return;
  priv->loading = TRUE;
  kh_organization_load_item_async (kh_page_get_organization (KH_PAGE (self)), priv->item,
                                   kh_page_get_cancellable (KH_PAGE (self)), load_cb,
                                   kh_weak_new (self));
}

/* Operations go on all the time: only those on this object are news here. */
static gboolean
concerns (KhDetailPage *self, KhItemKind kind, const char *id)
{
  KhItem *item = get_private (self)->item;
  KhItemList *operations;
  KhItem *operation;

  if (kind == kh_item_get_kind (item))
    return id == NULL || g_strcmp0 (id, kh_item_get_id (item)) == 0;
  if (!(KH_DETAIL_PAGE_GET_CLASS (self)->also & (1u << kind)))
    return FALSE;
  if (kind != KH_ITEM_OPERATION)
    return TRUE;
  operations = kh_organization_get_list (kh_page_get_organization (KH_PAGE (self)), kind);
  operation = id != NULL ? kh_item_list_find (operations, id) : NULL;
  return operation == NULL || kh_item_is (operation, "environmentId", kh_item_get_id (item));
}

static void
on_changed_cb (KhOrganization *organization, int kind, const char *id, KhDetailPage *self)
{
  if (concerns (self, (KhItemKind)kind, id))
    kh_detail_page_reload (self);
}

static void
on_roles_cb (KhDetailPage *self)
{
  show (self);
  kh_detail_page_reload (self);
}

static void
on_gone_cb (KhDetailPage *self)
{
  if (kh_item_is_gone (get_private (self)->item))
    leave (self);
}

/* --- Acts --------------------------------------------------------------------------------- */

static void
show_failure (KhDetailPage *self, const GError *error)
{
  KhDetailPagePrivate *priv = get_private (self);

  kh_error_card_set_error (priv->failure, error);
  if (error != NULL)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (priv->scrolled), 0);
}

gboolean
kh_detail_page_is_running (KhDetailPage *self, const char *action)
{
  return g_hash_table_contains (get_private (self)->running, action);
}

void
kh_detail_page_begin (KhDetailPage *self, const char *action)
{
  g_hash_table_add (get_private (self)->running, g_strdup (action));
  kh_page_set_action_enabled (KH_PAGE (self), action, FALSE);
  show_failure (self, NULL);
  show (self);
}

void
kh_detail_page_begin_last (KhDetailPage *self, const char *action, const char *toast)
{
  KhDetailPagePrivate *priv = get_private (self);

  g_free (priv->last_words);
  priv->last_words = g_strdup (toast);
  kh_detail_page_begin (self, action);
}

void
kh_detail_page_end (KhDetailPage *self, const char *action, const GError *error)
{
  if (error != NULL)
    g_clear_pointer (&get_private (self)->last_words, g_free);
  g_hash_table_remove (get_private (self)->running, action);
  kh_page_set_action_enabled (KH_PAGE (self), action, TRUE);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_failure (self, error);
  kh_detail_page_reload (self);
  show (self);
}

/* --- The page ----------------------------------------------------------------------------- */

static void
kh_detail_page_constructed (GObject *object)
{
  KhDetailPage *self = KH_DETAIL_PAGE (object);
  KhDetailPagePrivate *priv = get_private (self);
  g_autofree char *uri = kh_uri_of_item (priv->item);

  G_OBJECT_CLASS (kh_detail_page_parent_class)->constructed (object);
  kh_page_set_uri (KH_PAGE (self), uri);
  kh_page_set_title (KH_PAGE (self), kh_item_get_name (priv->item));
  kh_item_hold_for (priv->item, self);
  add_holders (self);
  kh_detail_menu_attach (GTK_WIDGET (priv->groups), kh_page_get_organization (KH_PAGE (self)));
  g_signal_connect_object (priv->item, "notify::snapshot", G_CALLBACK (show), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->item, "notify::gone", G_CALLBACK (on_gone_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (kh_page_get_organization (KH_PAGE (self)), "changed",
                           G_CALLBACK (on_changed_cb), self, 0);
  /* What the tenant answers depends on the roles too, such as who may do a repair. */
  g_signal_connect_object (kh_page_get_organization (KH_PAGE (self)), "notify::roles",
                           G_CALLBACK (on_roles_cb), self, G_CONNECT_SWAPPED);
  if (kh_item_has_details (priv->item)) {
    show (self);
    kh_page_set_state (KH_PAGE (self), KH_PAGE_READY);
  }
  kh_detail_page_reload (self);
}

static void
kh_detail_page_dispose (GObject *object)
{
  KhDetailPage *self = KH_DETAIL_PAGE (object);
  KhDetailPagePrivate *priv = get_private (self);

  priv->gone = TRUE;
  if (priv->groups != NULL)
    kh_detail_menu_detach (GTK_WIDGET (priv->groups));
  priv->groups = NULL;
  /* No gtk_widget_dispose_template(): GTK 4.8 looks for the template in the subclass. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  G_OBJECT_CLASS (kh_detail_page_parent_class)->dispose (object);
}

static void
kh_detail_page_finalize (GObject *object)
{
  KhDetailPagePrivate *priv = get_private (KH_DETAIL_PAGE (object));

  for (guint i = 0; i < KH_DETAIL_MAX_GROUPS; i++)
    g_free (priv->digests[i]);
  g_hash_table_unref (priv->facts);
  g_hash_table_unref (priv->running);
  g_free (priv->last_words);
  g_clear_object (&priv->item);
  g_free (priv->awaited);
  kh_detail_voice_clear (&priv->voice);
  G_OBJECT_CLASS (kh_detail_page_parent_class)->finalize (object);
}

static void
kh_detail_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  get_private (KH_DETAIL_PAGE (object))->item = g_value_dup_object (value);
}

static void
kh_detail_page_refresh (KhPage *page)
{
  kh_detail_page_reload (KH_DETAIL_PAGE (page));
}

static void
kh_detail_page_show_part (KhPage *page, const char *part)
{
  KhDetailPagePrivate *priv = get_private (KH_DETAIL_PAGE (page));

  g_free (priv->awaited);
  priv->awaited = g_strdup (part);
  show_awaited (KH_DETAIL_PAGE (page));
}

static gboolean
delete_pressed (GtkWidget *widget, GVariant *unused, gpointer data)
{
  return kh_detail_activate_act (KH_DETAIL_PAGE (widget), "page.delete");
}

static void
kh_detail_page_class_init (KhDetailPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = kh_detail_page_constructed;
  object_class->dispose = kh_detail_page_dispose;
  object_class->finalize = kh_detail_page_finalize;
  object_class->set_property = kh_detail_page_set_property;
  KH_PAGE_CLASS (klass)->refresh = kh_detail_page_refresh;
  KH_PAGE_CLASS (klass)->show_part = kh_detail_page_show_part;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, delete_pressed, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Delete, 0, delete_pressed, NULL);
  props[PROP_ITEM] =
      g_param_spec_object ("item", NULL, NULL, KH_TYPE_ITEM,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, LAST_PROP, props);
  g_type_ensure (KH_TYPE_ERROR_CARD);
  g_type_ensure (KH_TYPE_FOLD_BIN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-detail-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, KhDetailPage, fold_bin);
  gtk_widget_class_bind_template_child_private (widget_class, KhDetailPage, scrolled);
  gtk_widget_class_bind_template_child_private (widget_class, KhDetailPage, groups);
  gtk_widget_class_bind_template_child_private (widget_class, KhDetailPage, failure);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_cb);
}

static void
kh_detail_page_init (KhDetailPage *self)
{
  KhDetailPagePrivate *priv = get_private (self);

  priv->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  priv->running = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}
