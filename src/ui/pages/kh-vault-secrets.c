/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets of a vault: masked rows, one value at a time, and a clipboard that is cleared; new ones,
 * new versions, and deleting. */
#include "kh-vault-secrets.h"

#include <string.h>

#include "kh-confirm.h"
#include "kh-detail-menu.h"
#include "kh-dialogs.h"
#include "kh-focus.h"
#include "kh-rows.h"
#include "kh-secret-api.h"
#include "kh-text.h"
#include "kh-wire-account.h"

#define MASK "••••••••"

struct _KhVaultSecrets {
  KhDetailPage *page; /* borrowed */
  char *name;         /* (nullable): of the secret that is shown */
  char *value;        /* (nullable): wiped when it is forgotten */
  guint timeout;      /* until it is hidden again */
  guint turn;         /* of the fact that the group depends on */
};

/* --- Showing ---------------------------------------------------------------------------------- */

static void
forget (KhVaultSecrets *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  kh_wire_wipe (self->value);
  g_clear_pointer (&self->value, g_free);
  g_clear_pointer (&self->name, g_free);
}

/* The group is made anew; the fact tells that something changed, never what. */
static void
refresh (KhVaultSecrets *self)
{
  g_autofree char *turn = g_strdup_printf ("%u", ++self->turn);

  kh_detail_page_set_fact (self->page, "secrets", turn);
}

static void
hide (KhVaultSecrets *self)
{
  if (self->name == NULL)
    return;
  forget (self);
  refresh (self);
}

static gboolean
on_timeout_cb (gpointer data)
{
  KhVaultSecrets *self = data;

  self->timeout = 0;
  hide (self);
  return G_SOURCE_REMOVE;
}

static void
show (KhVaultSecrets *self, const char *name, const char *value)
{
  forget (self);
  self->name = g_strdup (name);
  self->value = g_strdup (value);
  self->timeout = g_timeout_add_seconds (KH_SECRET_SHOWN_SECONDS, on_timeout_cb, self);
  refresh (self);
}

/* --- Copying ---------------------------------------------------------------------------------- */

/* What was put into the clipboard: only that is taken out again. */
typedef struct {
  GdkClipboard *clipboard;      /* (owned) */
  GdkContentProvider *provider; /* (owned) */
} Copied;

static void
copied_free (gpointer data)
{
  Copied *copied = data;

  g_object_unref (copied->clipboard);
  g_object_unref (copied->provider);
  g_free (copied);
}

static gboolean
on_clear_cb (gpointer data)
{
  Copied *copied = data;

  if (gdk_clipboard_get_content (copied->clipboard) == copied->provider)
    gdk_clipboard_set_content (copied->clipboard, NULL);
  return G_SOURCE_REMOVE;
}

/* The clipboard is cleared even when the page is left meanwhile. */
static void
copy (KhVaultSecrets *self, const char *value)
{
  Copied *copied = g_new0 (Copied, 1);

  copied->clipboard = g_object_ref (gtk_widget_get_clipboard (GTK_WIDGET (self->page)));
  copied->provider = gdk_content_provider_new_typed (G_TYPE_STRING, value);
  gdk_clipboard_set_content (copied->clipboard, copied->provider);
  g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, KH_SECRET_SHOWN_SECONDS, on_clear_cb, copied,
                              copied_free);
  kh_toast (GTK_WIDGET (self->page), _ ("Secret copied, cleared in 30 seconds"), NULL, NULL);
}

/* --- Reading ---------------------------------------------------------------------------------- */

typedef struct {
  gpointer page;      /* kh_weak_new() */
  const char *action; /* static */
} Reading;

static void
on_value_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Reading *reading = data;
  g_autoptr (KhDetailPage) page = kh_weak_take (reading->page);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) secret =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  const char *value = secret != NULL ? kh_json_string (secret, "value") : NULL;
  KhVaultSecrets *self;

  self = page != NULL ? g_object_get_data (G_OBJECT (page), "kh-vault-secrets") : NULL;
  if (self == NULL)
    return;
  if (value != NULL && strcmp (reading->action, "reveal-secret") == 0)
    show (self, kh_json_string (secret, "name"), value);
  else if (value != NULL)
    copy (self, value);
  kh_detail_page_end (page, reading->action, error);
}

static void
read_value (KhVaultSecrets *self, const char *action, GVariant *name)
{
  KhPage *page = KH_PAGE (self->page);
  KhItem *item = kh_detail_page_get_item (self->page);
  Reading *reading = g_new0 (Reading, 1);

  reading->page = kh_weak_new (self->page);
  reading->action = action;
  kh_detail_page_begin (self->page, action);
  kh_organization_call_async (
      kh_page_get_organization (page),
      kh_secret_api_get (kh_item_get_name (item), g_variant_get_string (name, NULL), NULL),
      kh_page_get_cancellable (page), on_value_cb, reading);
}

static void
reveal_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  read_value (g_object_get_data (data, "kh-vault-secrets"), "reveal-secret", parameter);
}

static void
hide_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hide (g_object_get_data (data, "kh-vault-secrets"));
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  read_value (g_object_get_data (data, "kh-vault-secrets"), "copy-secret", parameter);
}

/* --- Making and deleting ---------------------------------------------------------------------- */

static void
new_secret_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_dialog_show (
      kh_secret_dialog_new (kh_page_get_organization (data), kh_detail_page_get_item (data), NULL),
      data);
}

static void
new_version_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  kh_dialog_show (kh_secret_dialog_new (kh_page_get_organization (data),
                                        kh_detail_page_get_item (data),
                                        g_variant_get_string (parameter, NULL)),
                  data);
}

/* One secret; handed to the worker. */
typedef struct {
  char *vault, *name;
} Deletion;

static void
deletion_free (gpointer data)
{
  Deletion *deletion = data;

  g_free (deletion->vault);
  g_free (deletion->name);
  g_free (deletion);
}

static gboolean
delete_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                  GCancellable *cancellable, GError **error)
{
  const Deletion *deletion = data;
  KhCall *call = kh_secret_api_delete (deletion->vault, deletion->name);

  kh_call_set_confirmation (call, confirmed->token);
  return kh_client_do (client, call, cancellable, error);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDetailPage) page = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  gboolean done = kh_confirm_finish (result, &error);

  if (page == NULL)
    return;
  if (done)
    kh_toast (GTK_WIDGET (page), _ ("Secret deleted"), NULL, NULL);
  kh_detail_page_end (page, "delete-secret", error);
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhDetailPage *page = data;
  KhItem *vault = kh_detail_page_get_item (page);
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (page));
  KhTime now = kh_organization_now (organization);
  gint64 days = kh_json_int (kh_item_get_snapshot (vault), "softDeleteRetentionDays", 0);
  KhWireImpactRequest *request = kh_wire_impact_request_new ();
  Deletion *deletion = g_new0 (Deletion, 1);
  g_autofree char *date = kh_text_date (now + days * KH_DAY, now);
  g_autofree char *body =
      g_strdup_printf (_ ("Recoverable until %s; the name stays taken until then."), date);
  g_autofree char *heading = NULL;

  deletion->vault = g_strdup (kh_item_get_name (vault));
  deletion->name = g_variant_dup_string (parameter, NULL);
  heading = g_strdup_printf (_ ("Delete Secret %s?"), deletion->name);
  request->trigger = g_strdup ("delete-secret");
  request->vault = g_strdup (deletion->vault);
  request->secret = g_strdup (deletion->name);
  kh_detail_page_begin (page, "delete-secret");
  kh_confirm_async (
      GTK_WIDGET (page), organization, request,
      &(KhConfirmTexts){
          .verb = _ ("_Delete Secret"), .heading = heading, .body = body, .destructive = TRUE },
      delete_confirmed, deletion, deletion_free, kh_page_get_cancellable (KH_PAGE (page)),
      deleted_cb, kh_weak_new (page));
}

static const GActionEntry entries[] = {
  { .name = "new-secret", .activate = new_secret_cb },
  { .name = "new-secret-version", .activate = new_version_cb, .parameter_type = "s" },
  { .name = "delete-secret", .activate = delete_cb, .parameter_type = "s" },
  { .name = "reveal-secret", .activate = reveal_cb, .parameter_type = "s" },
  { .name = "hide-secret", .activate = hide_cb },
  { .name = "copy-secret", .activate = copy_cb, .parameter_type = "s" },
};

/* --- Rows ------------------------------------------------------------------------------------- */

static GtkWidget *
new_button (const char *icon, const char *tip, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tip);
  kh_set_name (button, tip);
  kh_set_action (button, action);
  return button;
}

static void
add_buttons (KhVaultSecrets *self, GtkWidget *row, const char *name, gboolean shown)
{
  g_autofree char *reveal = g_strdup_printf ("page.reveal-secret::%s", name);
  g_autofree char *copy_action = g_strdup_printf ("page.copy-secret::%s", name);
  g_autofree char *reveal_tip = g_strdup_printf (_ ("Reveal %s"), name);
  g_autofree char *hide_tip = g_strdup_printf (_ ("Hide %s"), name);
  g_autofree char *copy_tip = g_strdup_printf (_ ("Copy %s"), name);

  adw_action_row_add_suffix (
      ADW_ACTION_ROW (row), shown
                                ? new_button ("view-conceal-symbolic", hide_tip, "page.hide-secret")
                                : new_button ("view-reveal-symbolic", reveal_tip, reveal));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             new_button ("edit-copy-symbolic", copy_tip, copy_action));
}

static GtkWidget *
new_menu_button (const char *name)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char *version = g_strdup_printf ("page.new-secret-version::%s", name);
  g_autofree char *deletion = g_strdup_printf ("page.delete-secret::%s", name);
  g_autofree char *tip = g_strdup_printf (_ ("More actions on %s"), name);

  g_menu_append (menu, _ ("_New Version…"), version);
  g_menu_append (menu, _ ("_Delete…"), deletion);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tip);
  kh_set_name (button, tip);
  return button;
}

/* What its buttons do, for the menu of the row. */
static void
add_verbs (GtkWidget *row, const char *name, gboolean shown, gboolean enabled)
{
  g_autofree char *reveal = g_strdup_printf ("page.reveal-secret::%s", name);
  g_autofree char *copy_action = g_strdup_printf ("page.copy-secret::%s", name);
  g_autofree char *version = g_strdup_printf ("page.new-secret-version::%s", name);
  g_autofree char *deletion = g_strdup_printf ("page.delete-secret::%s", name);
  const char *reason = enabled ? NULL : _ ("The secret is disabled");

  if (shown)
    kh_detail_row_add_verb (row, &(KhDetailVerb){ _ ("_Hide"), "page.hide-secret" });
  else
    kh_detail_row_add_verb (row, &(KhDetailVerb){ _ ("_Reveal"), reveal, reason });
  kh_detail_row_add_verb (row, &(KhDetailVerb){ _ ("Copy _Value"), copy_action, reason });
  kh_detail_row_add_verb (row, &(KhDetailVerb){ _ ("_New Version…"), version });
  kh_detail_row_add_verb (row,
                          &(KhDetailVerb){ _ ("_Delete…"), deletion, NULL, .is_delete = TRUE });
}

static GtkWidget *
new_secret_row (KhVaultSecrets *self, KhJson *secret)
{
  const char *name = kh_json_string (secret, "name");
  gboolean shown = self->value != NULL && g_strcmp0 (self->name, name) == 0;
  gboolean enabled = kh_json_bool (secret, "enabled", TRUE);
  GtkWidget *row = kh_row_new (name, shown ? self->value : MASK);

  kh_row_add_pill (row, KH_STATE_KEY, kh_json_string (secret, "state"));
  kh_detail_row_set_id (row, _ ("Name"), name);
  if (!kh_organization_may (kh_page_get_organization (KH_PAGE (self->page)), KH_MAY_KVA))
    return row;
  add_verbs (row, name, shown, enabled);
  if (enabled)
    add_buttons (self, row, name, shown);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_menu_button (name));
  return row;
}

GtkWidget *
kh_vault_secrets_build (KhVaultSecrets *self, KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  guint n = kh_json_length (snapshot, "secrets");
  GtkWidget *group;

  if (n == 0)
    return NULL;
  group = kh_detail_group_new (_ ("Secrets"));
  for (guint i = 0; i < n; i++)
    kh_detail_group_add (group, new_secret_row (self, kh_json_element (snapshot, "secrets", i)));
  return group;
}

KhVaultSecrets *
kh_vault_secrets_new (KhDetailPage *page)
{
  KhVaultSecrets *self = g_new0 (KhVaultSecrets, 1);

  self->page = page;
  g_object_set_data (G_OBJECT (page), "kh-vault-secrets", self);
  kh_page_add_actions (KH_PAGE (page), entries, G_N_ELEMENTS (entries));
  return self;
}

void
kh_vault_secrets_free (KhVaultSecrets *self)
{
  forget (self);
  g_object_set_data (G_OBJECT (self->page), "kh-vault-secrets", NULL);
  g_free (self);
}
