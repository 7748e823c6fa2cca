/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of a hand-over (pages.md 2.6): what is ready, what is missing, and the next step. */
#include "kh-request-page.h"

#include "kh-detail-page.h"
#include "kh-dialogs.h"
#include "kh-enable-wizard.h"
#include "kh-environment-api.h"
#include "kh-facts.h"
#include "kh-focus.h"
#include "kh-hand-over.h"
#include "kh-request-text.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-uri.h"
#include "kh-wizard.h"

struct _KhRequestPage {
  KhPage parent_instance;

  GtkBox *groups;
  char *id;     /* of the environment or policy */
  char *digest; /* (nullable): what the groups were made from */
  guint tick;
};

G_DEFINE_FINAL_TYPE (KhRequestPage, kh_request_page, KH_TYPE_PAGE)

static KhOrganization *
get_organization (KhRequestPage *self)
{
  return kh_page_get_organization (KH_PAGE (self));
}

static KhItem *
find (KhRequestPage *self, KhItemKind kind, const char *id)
{
  return id != NULL
             ? kh_item_list_find (kh_organization_get_list (get_organization (self), kind), id)
             : NULL;
}

/* (nullable): what the page is about, and of which kind; whether it still waits. */
static KhItem *
find_subject (KhRequestPage *self, KhHandOverKind *kind, gboolean *waits)
{
  KhItem *environment = find (self, KH_ITEM_ENVIRONMENT, self->id);
  KhItem *subject = environment != NULL ? environment : find (self, KH_ITEM_POLICY, self->id);
  KhItemList *lists[KH_N_ITEM_KINDS];
  g_autoptr (GPtrArray) all = NULL;

  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    lists[i] = kh_organization_get_list (get_organization (self), (KhItemKind)i);
  all = kh_hand_overs (lists);
  *kind = environment != NULL ? KH_HAND_OVER_UNLOCK : KH_HAND_OVER_ENABLE;
  *waits = FALSE;
  for (guint i = 0; i < all->len; i++)
    *waits |= ((const KhHandOver *)all->pdata[i])->item == subject;
  return subject;
}

/* --- The next step ---------------------------------------------------------------------------- */

static void
re_enabled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhPage) page = kh_weak_take (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *operation =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  g_autofree char *text = NULL;

  if (page == NULL)
    return;
  kh_page_set_action_enabled (page, "re-enable", TRUE);
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = kh_text_error_body (error);
  kh_toast (GTK_WIDGET (page), text, NULL, NULL);
}

static void
re_enable_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhRequestPage *self = data;

  kh_page_set_action_enabled (data, "re-enable", FALSE);
  kh_organization_call_async (get_organization (self), kh_environment_api_re_enable (self->id),
                              kh_page_get_cancellable (data), re_enabled_cb, kh_weak_new (self));
}

static void
enable_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhRequestPage *self = data;

  kh_wizard_show (kh_enable_wizard_new (get_organization (self), NULL, self->id), data);
}

/* (transfer full): the next step on the command line. */
static char *
make_command (KhItem *subject, KhHandOverKind kind)
{
  g_autofree char *name = g_shell_quote (kh_item_get_name (subject));

  return kind == KH_HAND_OVER_UNLOCK
             ? g_strdup_printf ("keyholdctl unlock apply %s", name)
             : g_strdup_printf ("keyholdctl cmk enable --policy %s --environment …", name);
}

static void
hand_over_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  KhRequestPage *self = data;
  KhHandOverKind kind;
  gboolean waits;
  KhItem *subject = find_subject (self, &kind, &waits);
  g_autofree char *title = subject != NULL ? kh_request_title (subject, kind) : NULL;
  g_autofree char *asked = g_strdup_printf ("%s.", title != NULL ? title : "");
  g_autofree char *command = subject != NULL ? make_command (subject, kind) : NULL;
  const KhHandOverNote note = {
    .role = KH_MAY_PPA, .asked = asked, .uri = kh_page_get_uri (KH_PAGE (self)), .command = command
  };

  if (subject != NULL)
    kh_dialog_show (kh_hand_over_dialog_new (get_organization (self), &note), data);
}

static const GActionEntry entries[] = {
  { .name = "re-enable", .activate = re_enable_cb },
  { .name = "enable", .activate = enable_cb },
  { .name = "hand-over", .activate = hand_over_cb },
};

/* One button: the step itself for who may do it, or who asks for it. */
static void
show_next_step (KhRequestPage *self, KhHandOverKind kind, gboolean waits)
{
  KhOrganization *organization = get_organization (self);
  KhPage *page = KH_PAGE (self);

  if (!waits || kh_organization_is_read_only (organization))
    kh_page_set_primary (page, NULL, NULL);
  else if (!kh_organization_may (organization, KH_MAY_PPA))
    kh_page_set_primary (page, _ ("_Hand Over…"), "page.hand-over");
  else if (kind == KH_HAND_OVER_UNLOCK)
    kh_page_set_primary (page, _ ("_Re-enable"), "page.re-enable");
  else
    kh_page_set_primary (page, _ ("_Enable for Environments…"), "page.enable");
}

/* --- Groups ----------------------------------------------------------------------------------- */

static GtkWidget *
add_group (KhRequestPage *self, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  if (title != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (self->groups, group);
  return group;
}

static void
add_row (GtkWidget *group, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_summary (KhRequestPage *self, KhItem *subject, gboolean waits)
{
  GtkWidget *group = add_group (self, NULL);
  g_autofree char *left = kh_request_left (get_organization (self), subject);
  GtkWidget *row =
      kh_row_new (_ ("Hand-over"), waits ? _ ("Waits for a Power Platform administrator")
                                         : _ ("It was taken up, or it is not ready any more"));

  if (waits && left != NULL)
    kh_row_add_label (row, left);
  kh_row_add_pill (row, KH_STATE_REQUEST, waits ? "Pending" : "Completed");
  add_row (group, row);
}

/* An object that the next step builds upon; nothing when the lists do not have it. */
static void
add_ready (GtkWidget *group, const char *caption, KhItem *item, KhStateKind kind,
           const char *member)
{
  g_autofree char *uri = item != NULL ? kh_uri_of_item (item) : NULL;
  GtkWidget *row;

  if (item == NULL)
    return;
  row = kh_link_row_new (caption, kh_item_get_name (item), uri);
  gtk_widget_add_css_class (row, "kh-property");
  if (kh_item_string (item, member) != NULL)
    kh_row_add_pill (row, kind, kh_item_string (item, member));
  add_row (group, row);
}

static void
add_what_is_ready (KhRequestPage *self, KhItem *policy)
{
  GtkWidget *group = add_group (self, _ ("What Is Ready"));
  const char *vault = kh_item_string (policy, "key.vault");
  g_autofree char *key = g_strconcat (vault, "/", kh_item_string (policy, "key.name"), NULL);
  gboolean granted = kh_json_bool (kh_item_get_snapshot (policy), "granted", FALSE);
  GtkWidget *row = kh_row_new (_ ("Grant"), _ ("Get, wrap and unwrap for the policy's identity"));

  add_ready (group, _ ("Key Vault"), find (self, KH_ITEM_VAULT, vault), KH_STATE_VAULT, "state");
  add_ready (group, _ ("Key"), find (self, KH_ITEM_KEY, key), KH_STATE_KEY, "state");
  add_ready (group, _ ("Enterprise Policy"), policy, KH_STATE_HEALTH, "health");
  kh_row_add_pill (row, KH_STATE_GRANT, granted ? "Effective" : "Missing");
  add_row (group, row);
}

static void
add_what_is_missing (KhRequestPage *self, KhItem *subject, KhHandOverKind kind)
{
  GtkWidget *group = add_group (self, _ ("What Is Missing"));
  g_autofree char *uri = kh_uri_of_item (subject);

  if (kind == KH_HAND_OVER_UNLOCK) {
    GtkWidget *row = kh_link_row_new (_ ("The environment is still locked"),
                                      _ ("Re-enabling proves the original key first"), uri);

    kh_row_add_pill (row, KH_STATE_ENVIRONMENT, kh_item_string (subject, "state"));
    add_row (group, row);
  } else {
    add_row (group, kh_row_new (_ ("No environment uses the policy"),
                                _ ("Its key protects no data until one does")));
  }
}

static void
add_groups (KhRequestPage *self, KhItem *subject, KhHandOverKind kind, gboolean waits)
{
  KhItem *policy = kind == KH_HAND_OVER_ENABLE
                       ? subject
                       : find (self, KH_ITEM_POLICY, kh_item_string (subject, "policy.id"));

  add_summary (self, subject, waits);
  if (policy != NULL)
    add_what_is_ready (self, policy);
  if (waits)
    add_what_is_missing (self, subject, kind);
}

/* TRUE if what is shown differs from what there is now. */
static gboolean
take_digest (KhRequestPage *self, KhItem *subject, gboolean waits)
{
  g_autoptr (GString) digest = g_string_new (NULL);
  static const KhItemKind kinds[] = { KH_ITEM_ENVIRONMENT, KH_ITEM_POLICY, KH_ITEM_KEY,
                                      KH_ITEM_VAULT };
  g_autofree char *left = kh_request_left (get_organization (self), subject);

  g_string_append_printf (digest, "%d %s", waits, left != NULL ? left : "");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_string_append_printf (
        digest, " %" G_GUINT64_FORMAT,
        kh_item_list_get_version (kh_organization_get_list (get_organization (self), kinds[i])));
  if (g_strcmp0 (digest->str, self->digest) == 0)
    return FALSE;
  g_free (self->digest);
  self->digest = g_strdup (digest->str);
  return TRUE;
}

static gboolean
is_loading (KhRequestPage *self)
{
  static const KhItemKind kinds[] = { KH_ITEM_ENVIRONMENT, KH_ITEM_POLICY };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kh_item_list_get_state (kh_organization_get_list (get_organization (self), kinds[i]))
        == KH_LIST_LOADING)
      return TRUE;
  return FALSE;
}

static void
update (KhRequestPage *self)
{
  KhHandOverKind kind;
  gboolean waits;
  KhItem *subject = find_subject (self, &kind, &waits);
  g_autofree char *title = subject != NULL ? kh_request_title (subject, kind) : NULL;
  GtkWidget *child;
  KhFocus focus;

  if (subject == NULL && is_loading (self))
    return;
  if (subject == NULL) {
    g_autoptr (GError) error = g_error_new_literal (KH_ERROR, KH_ERROR_NOT_FOUND,
                                                    _ ("What it concerns does not exist any more"));

    kh_page_set_error (KH_PAGE (self), error);
    return;
  }
  show_next_step (self, kind, waits);
  kh_page_set_title (KH_PAGE (self), title);
  if (take_digest (self, subject, waits)) {
    kh_focus_find (GTK_WIDGET (self->groups), &focus);
    while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
      gtk_box_remove (self->groups, child);
    add_groups (self, subject, kind, waits);
    kh_focus_restore (GTK_WIDGET (self->groups), &focus);
  }
  kh_page_set_state (KH_PAGE (self), KH_PAGE_READY);
}

/* --- The page --------------------------------------------------------------------------------- */

/* Countdowns go by the minute. */
static gboolean
tick_cb (gpointer data)
{
  update (data);
  return G_SOURCE_CONTINUE;
}

static void
kh_request_page_refresh (KhPage *page)
{
  kh_organization_refresh (kh_page_get_organization (page), KH_ITEM_ENVIRONMENT);
  kh_organization_refresh (kh_page_get_organization (page), KH_ITEM_POLICY);
}

static void
kh_request_page_dispose (GObject *object)
{
  g_clear_handle_id (&KH_REQUEST_PAGE (object)->tick, g_source_remove);
  G_OBJECT_CLASS (kh_request_page_parent_class)->dispose (object);
}

static void
kh_request_page_finalize (GObject *object)
{
  g_free (KH_REQUEST_PAGE (object)->id);
  g_free (KH_REQUEST_PAGE (object)->digest);
  G_OBJECT_CLASS (kh_request_page_parent_class)->finalize (object);
}

static const KhPageTexts texts = {
  .loading = N_ ("Loading requests"),
  .error_title = N_ ("This Request Cannot Be Shown"),
};

static void
kh_request_page_class_init (KhRequestPageClass *klass)
{
  KhPageClass *page_class = KH_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_request_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_request_page_finalize;
  page_class->texts = &texts;
  page_class->refresh = kh_request_page_refresh;
}

static void
kh_request_page_init (KhRequestPage *self)
{
  adw_bin_set_child (ADW_BIN (self), kh_detail_scroller_new (&self->groups));
  kh_page_add_actions (KH_PAGE (self), entries, G_N_ELEMENTS (entries));
}

KhPage *
kh_request_page_new (KhOrganization *organization, const char *id)
{
  static const KhItemKind kinds[] = { KH_ITEM_ENVIRONMENT, KH_ITEM_POLICY, KH_ITEM_KEY,
                                      KH_ITEM_VAULT };
  KhRequestPage *self = g_object_new (KH_TYPE_REQUEST_PAGE, "organization", organization, NULL);
  g_autofree char *uri = kh_uri_format_section (KH_SECTION_REQUESTS, id);

  self->id = g_strdup (id);
  kh_page_set_title (KH_PAGE (self), _ ("Request"));
  kh_page_set_subtitle (KH_PAGE (self), _ ("Request · Hand-over"));
  kh_page_set_uri (KH_PAGE (self), uri);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_signal_connect_object (kh_organization_get_list (organization, kinds[i]), "updated",
                             G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  self->tick = g_timeout_add_seconds (60, tick_cb, self);
  update (self);
  return KH_PAGE (self);
}
