/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of what waits for another administrator. */
#include "kh-requests-page.h"

#include "kh-focus.h"
#include "kh-hand-over.h"
#include "kh-petition-rows.h"
#include "kh-request-text.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-uri.h"

struct _KhRequestsPage {
  KhPage parent_instance;

  AdwBin *holder;
  GtkWidget *chips;
  KhPetitionChip chip; /* KH_PETITION_N_CHIPS: all */
  char *kind;          /* of KH_PETITION_…; "": all */
  gboolean updating;
  char *digest; /* (nullable): what the rows were made from */
  guint tick;
};

G_DEFINE_FINAL_TYPE (KhRequestsPage, kh_requests_page, KH_TYPE_PAGE)

/* The lists that hand-overs are computed from. */
static const KhItemKind kinds[] = { KH_ITEM_ENVIRONMENT, KH_ITEM_POLICY, KH_ITEM_KEY };

static KhItemList *
get_list (KhRequestsPage *self, KhItemKind kind)
{
  return kh_organization_get_list (kh_page_get_organization (KH_PAGE (self)), kind);
}

static GtkWidget *
new_row (KhRequestsPage *self, const KhHandOver *hand_over)
{
  gboolean unlock = hand_over->kind == KH_HAND_OVER_UNLOCK;
  g_autofree char *uri =
      kh_uri_format_section (KH_SECTION_REQUESTS, kh_item_get_id (hand_over->item));
  g_autofree char *title = kh_request_title (hand_over->item, hand_over->kind);
  g_autofree char *left =
      kh_request_left (kh_page_get_organization (KH_PAGE (self)), hand_over->item);
  GtkWidget *row =
      kh_link_row_new (title,
                       unlock ? _ ("Hand-over · its key can be used again")
                              : _ ("Hand-over · waits for a Power Platform administrator"),
                       uri);

  if (left != NULL)
    kh_row_add_label (row, left);
  kh_row_add_pill (row, KH_STATE_REQUEST, "Pending");
  return row;
}

static gboolean
takes_kind (KhRequestsPage *self, const char *kind)
{
  return *self->kind == '\0' || g_str_equal (self->kind, kind);
}

/* What the chip lets through; hand-overs wait for one role. */
static gboolean
shows_hand_overs (KhRequestsPage *self)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (self));

  return takes_kind (self, KH_PETITION_HAND_OVER)
         && (self->chip == KH_PETITION_N_CHIPS || self->chip == KH_PETITION_PENDING
             || (self->chip == KH_PETITION_FOR_ME
                 && kh_organization_may (organization, KH_MAY_PPA)));
}

static void
add_to_digest (KhRequestsPage *self, GString *digest, GPtrArray *rows)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (self));
  KhRequestList *requests = kh_organization_get_requests (organization);

  g_string_append_printf (digest, "%d %s\n", (int)self->chip, self->kind);
  for (guint i = 0; i < rows->len; i++) {
    const KhHandOver *row = rows->pdata[i];
    g_autofree char *left = kh_request_left (organization, row->item);

    g_string_append_printf (digest, "%d %s %s\n", (int)row->kind, kh_item_get_name (row->item),
                            left != NULL ? left : "");
  }
  for (guint i = 0; i < kh_request_list_count (requests); i++)
    kh_petition_row_describe (organization, kh_request_list_nth (requests, i), digest);
}

/* (transfer floating): stored requests first, then hand-overs. @n: how many rows. */
static GtkWidget *
make_rows (KhRequestsPage *self, GPtrArray *rows, guint *n)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (self));
  KhRequestList *requests = kh_organization_get_requests (organization);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  *n = 0;
  for (guint i = 0; i < kh_request_list_count (requests); i++) {
    KhJson *request = kh_request_list_nth (requests, i);

    if (!takes_kind (self, kh_petition_kind (request))
        || !kh_petition_chip_takes (organization, self->chip, request))
      continue;
    adw_preferences_group_add (group, kh_petition_row_new (organization, request));
    (*n)++;
  }
  for (guint i = 0; i < rows->len && shows_hand_overs (self); i++, (*n)++)
    adw_preferences_group_add (group, new_row (self, rows->pdata[i]));
  if (*n == 0)
    adw_preferences_group_add (group, kh_row_new (_ ("No request is like this"), NULL));
  return GTK_WIDGET (group);
}

static void
show (KhRequestsPage *self, GPtrArray *rows)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (self));
  g_autoptr (GString) digest = g_string_new (NULL);
  KhFocus focus;
  guint n;

  self->updating = TRUE;
  kh_petition_chips_update (self->chips, organization, self->chip, rows->len,
                            kh_organization_may (organization, KH_MAY_PPA) ? rows->len : 0);
  self->updating = FALSE;
  add_to_digest (self, digest, rows);
  if (g_strcmp0 (digest->str, self->digest) == 0)
    return;
  g_free (self->digest);
  self->digest = g_strdup (digest->str);
  kh_focus_find (GTK_WIDGET (self->holder), &focus);
  adw_bin_set_child (self->holder, make_rows (self, rows, &n));
  kh_focus_restore (GTK_WIDGET (self->holder), &focus);
}

static void
update (KhRequestsPage *self)
{
  KhItemList *lists[KH_N_ITEM_KINDS] = { NULL };
  KhRequestList *requests =
      kh_organization_get_requests (kh_page_get_organization (KH_PAGE (self)));
  g_autoptr (GPtrArray) rows = NULL;
  guint n = kh_request_list_count (requests);

  if (kh_request_list_get_state (requests) == KH_LIST_LOADING)
    return;
  if (kh_request_list_get_state (requests) == KH_LIST_FAILED && n == 0) {
    kh_page_set_error (KH_PAGE (self), kh_request_list_get_error (requests));
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    KhItemList *list = get_list (self, kinds[i]);

    lists[kinds[i]] = list;
    if (kh_item_list_get_state (list) == KH_LIST_LOADING)
      return;
    if (kh_item_list_get_state (list) == KH_LIST_FAILED
        && g_list_model_get_n_items (G_LIST_MODEL (list)) == 0) {
      kh_page_set_error (KH_PAGE (self), kh_item_list_get_error (list));
      return;
    }
  }
  rows = kh_hand_overs (lists);
  show (self, rows);
  kh_page_set_state (KH_PAGE (self), rows->len + n > 0 ? KH_PAGE_READY : KH_PAGE_EMPTY);
}

/* One chip at a time; pressed again it lets everything through. */
static void
on_chip_cb (GtkToggleButton *button, KhRequestsPage *self)
{
  guint chip = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "kh-chip"));

  if (self->updating)
    return;
  self->chip = gtk_toggle_button_get_active (button) ? (KhPetitionChip)chip : KH_PETITION_N_CHIPS;
  update (self);
}

static void
choose_kind_cb (GSimpleAction *action, GVariant *kind, gpointer data)
{
  KhRequestsPage *self = data;

  g_simple_action_set_state (action, kind);
  g_free (self->kind);
  self->kind = g_variant_dup_string (kind, NULL);
  kh_petition_kinds_update (self->chips, self->kind);
  update (self);
}

/* Countdowns go by the minute. */
static gboolean
tick_cb (gpointer data)
{
  update (data);
  return G_SOURCE_CONTINUE;
}

static void
kh_requests_page_refresh (KhPage *page)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    kh_organization_refresh (kh_page_get_organization (page), kinds[i]);
  kh_organization_refresh_requests (kh_page_get_organization (page));
}

static void
kh_requests_page_constructed (GObject *object)
{
  const GActionEntry entries[] = { { "kind", NULL, "s", "''", choose_kind_cb, { 0 } } };
  KhRequestsPage *self = KH_REQUESTS_PAGE (object);

  G_OBJECT_CLASS (kh_requests_page_parent_class)->constructed (object);
  g_action_map_add_action_entries (G_ACTION_MAP (kh_page_get_actions (KH_PAGE (self))), entries,
                                   G_N_ELEMENTS (entries), self);
  kh_page_set_title (KH_PAGE (self), _ ("Requests"));
  kh_page_set_uri (KH_PAGE (self), "keyhold:requests");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_signal_connect_object (get_list (self, kinds[i]), "updated", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (kh_organization_get_requests (kh_page_get_organization (KH_PAGE (self))),
                           "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  kh_petition_chips_fill (self->chips, G_CALLBACK (on_chip_cb), self);
  self->tick = g_timeout_add_seconds (60, tick_cb, self);
  update (self);
}

static void
kh_requests_page_dispose (GObject *object)
{
  g_clear_handle_id (&KH_REQUESTS_PAGE (object)->tick, g_source_remove);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_REQUESTS_PAGE);
  G_OBJECT_CLASS (kh_requests_page_parent_class)->dispose (object);
}

static void
kh_requests_page_finalize (GObject *object)
{
  g_free (KH_REQUESTS_PAGE (object)->digest);
  g_free (KH_REQUESTS_PAGE (object)->kind);
  G_OBJECT_CLASS (kh_requests_page_parent_class)->finalize (object);
}

static const KhPageTexts texts = {
  .loading = N_ ("Loading requests"),
  .empty_icon = "mail-unread-symbolic",
  .empty_title = N_ ("No Requests"),
  .empty_body = N_ ("Approvals, hand-overs and unlock requests appear here."),
  .error_title = N_ ("Requests Cannot Be Shown"),
};

static void
kh_requests_page_class_init (KhRequestsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  KhPageClass *page_class = KH_PAGE_CLASS (klass);

  object_class->constructed = kh_requests_page_constructed;
  object_class->dispose = kh_requests_page_dispose;
  object_class->finalize = kh_requests_page_finalize;
  page_class->texts = &texts;
  page_class->refresh = kh_requests_page_refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-requests-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KhRequestsPage, holder);
  gtk_widget_class_bind_template_child (widget_class, KhRequestsPage, chips);
}

static void
kh_requests_page_init (KhRequestsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->chip = KH_PETITION_N_CHIPS;
  self->kind = g_strdup ("");
}
