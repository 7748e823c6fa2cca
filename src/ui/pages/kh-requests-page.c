/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of what waits for another administrator. */
#include "kh-requests-page.h"

#include "kh-chips.h"
#include "kh-focus.h"
#include "kh-hand-over.h"
#include "kh-list-sync.h"
#include "kh-request-chips.h"
#include "kh-text.h"

struct _KhRequestsPage {
  KhPage parent_instance;

  GtkListBox *list;
  GtkWidget *chips;
  GPtrArray *entries; /* (element-type KhRequestEntry): all there are */
  GListStore *shown;  /* (owned): those of them that have rows */
  guint chip;         /* KhRequestChip; KH_REQUEST_N_CHIPS: all */
  char *kind;         /* of KH_REQUEST_…; "": all */
  char *search;       /* (nullable) */
  gboolean updating;
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

/* --- What is shown ---------------------------------------------------------------------------- */

static void
show_uri (KhRequestsPage *self)
{
  g_autoptr (GString) uri = g_string_new ("keyhold:requests");
  char mark = '?';

  if (self->chip < KH_REQUEST_N_CHIPS) {
    g_string_append_printf (uri, "%cchip=%s", mark, kh_request_chip_to_string (self->chip));
    mark = '&';
  }
  if (*self->kind != '\0') {
    g_string_append_printf (uri, "%ckind=%s", mark, self->kind);
    mark = '&';
  }
  if (self->search != NULL) {
    g_autofree char *text = g_uri_escape_string (self->search, NULL, TRUE);

    g_string_append_printf (uri, "%cq=%s", mark, text);
  }
  kh_page_set_uri (KH_PAGE (self), uri->str);
}

static void
show_count (KhRequestsPage *self)
{
  guint n = self->entries->len;
  g_autofree char *count = g_strdup_printf (ngettext ("%u request", "%u requests", n), n);

  kh_page_set_subtitle (KH_PAGE (self), count);
}

static GPtrArray *
find_wanted (KhRequestsPage *self)
{
  GPtrArray *wanted = g_ptr_array_new ();
  g_autofree char *search = self->search != NULL ? g_utf8_casefold (self->search, -1) : NULL;

  for (guint i = 0; i < self->entries->len; i++) {
    KhRequestEntry *entry = self->entries->pdata[i];

    if ((self->chip == KH_REQUEST_N_CHIPS
         || kh_request_entry_passes (entry, (KhRequestChip)self->chip))
        && kh_request_entry_matches (entry, self->kind, search))
      g_ptr_array_add (wanted, entry);
  }
  return wanted;
}

/* Rows that stay are not touched; where the one with the focus goes, another one has it. */
static void
show (KhRequestsPage *self)
{
  g_autoptr (GPtrArray) wanted = find_wanted (self);
  KhFocus focus;

  self->updating = TRUE;
  kh_request_chips_update (self->chips, self->entries, self->chip);
  self->updating = FALSE;
  kh_focus_find (GTK_WIDGET (self->list), &focus);
  kh_list_sync (self->shown, wanted);
  kh_focus_restore (GTK_WIDGET (self->list), &focus);
  show_uri (self);
  show_count (self);
  kh_page_set_state (KH_PAGE (self), self->entries->len == 0 ? KH_PAGE_EMPTY
                                     : wanted->len == 0      ? KH_PAGE_NO_RESULTS
                                                             : KH_PAGE_READY);
}

/* FALSE while it is not known yet, or cannot be; the page says so. */
static gboolean
find_lists (KhRequestsPage *self, KhItemList **lists)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    KhItemList *list = get_list (self, kinds[i]);

    lists[kinds[i]] = list;
    if (kh_item_list_get_state (list) == KH_LIST_LOADING)
      return FALSE;
    if (kh_item_list_get_state (list) == KH_LIST_FAILED
        && g_list_model_get_n_items (G_LIST_MODEL (list)) == 0) {
      kh_page_set_error (KH_PAGE (self), kh_item_list_get_error (list));
      return FALSE;
    }
  }
  return TRUE;
}

static void
update (KhRequestsPage *self)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (self));
  KhItemList *lists[KH_N_ITEM_KINDS] = { NULL };
  KhRequestList *requests = kh_organization_get_requests (organization);
  g_autoptr (GPtrArray) hand_overs = NULL;
  GPtrArray *entries;

  if (kh_request_list_get_state (requests) == KH_LIST_LOADING)
    return;
  if (kh_request_list_get_state (requests) == KH_LIST_FAILED
      && kh_request_list_count (requests) == 0) {
    kh_page_set_error (KH_PAGE (self), kh_request_list_get_error (requests));
    return;
  }
  if (!find_lists (self, lists))
    return;
  hand_overs = kh_hand_overs (lists);
  entries = kh_request_entries (organization, hand_overs, self->entries);
  g_ptr_array_unref (self->entries);
  self->entries = entries;
  show (self);
}

/* --- Choosing --------------------------------------------------------------------------------- */

static void
choose_kind (KhRequestsPage *self, const char *kind)
{
  GAction *action =
      g_action_map_lookup_action (G_ACTION_MAP (kh_page_get_actions (KH_PAGE (self))), "kind");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (kind));
  g_free (self->kind);
  self->kind = g_strdup (kind);
  kh_request_chips_show_kind (self->chips, kind);
}

/* One chip at a time; pressed again it lets everything through. */
static void
on_chip_cb (GtkToggleButton *button, KhRequestsPage *self)
{
  guint chip = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "kh-chip"));

  if (self->updating)
    return;
  self->chip = gtk_toggle_button_get_active (button) ? chip : KH_REQUEST_N_CHIPS;
  update (self);
}

static void
choose_kind_cb (GSimpleAction *action, GVariant *kind, gpointer data)
{
  choose_kind (data, g_variant_get_string (kind, NULL));
  update (data);
}

static void
kh_requests_page_search (KhPage *page, const char *text)
{
  KhRequestsPage *self = KH_REQUESTS_PAGE (page);

  g_free (self->search);
  self->search = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  update (self);
}

static void
kh_requests_page_clear_filters (KhPage *page)
{
  KhRequestsPage *self = KH_REQUESTS_PAGE (page);

  g_clear_pointer (&self->search, g_free);
  self->chip = KH_REQUEST_N_CHIPS;
  choose_kind (self, "");
  update (self);
}

/* "chip=pending&kind=approval"; what the shell searches for is its own. */
static void
kh_requests_page_show_part (KhPage *page, const char *part)
{
  KhRequestsPage *self = KH_REQUESTS_PAGE (page);
  g_autoptr (GHashTable) query = g_uri_parse_params (part, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  const char *chip = query != NULL ? g_hash_table_lookup (query, "chip") : NULL;
  const char *kind = query != NULL ? g_hash_table_lookup (query, "kind") : NULL;

  if (chip != NULL)
    self->chip = kh_request_chip_from_string (chip);
  if (kind != NULL && kh_request_is_kind (kind))
    choose_kind (self, kind);
  update (self);
  kh_chips_show_set (GTK_BOX (self->chips));
}

static GtkWidget *
kh_requests_page_get_area (KhPage *page, guint index)
{
  KhRequestsPage *self = KH_REQUESTS_PAGE (page);
  GtkWidget *areas[] = { self->chips, GTK_WIDGET (self->list) };

  return index < G_N_ELEMENTS (areas) ? areas[index] : NULL;
}

static GtkWidget *
new_row_cb (gpointer entry, gpointer data)
{
  return kh_request_entry_new_row (entry);
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
  kh_page_set_search_label (KH_PAGE (self), _ ("Search requests"));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_signal_connect_object (get_list (self, kinds[i]), "updated", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (kh_organization_get_requests (kh_page_get_organization (KH_PAGE (self))),
                           "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  kh_request_chips_fill (self->chips, G_CALLBACK (on_chip_cb), self);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), new_row_cb, NULL, NULL);
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
  KhRequestsPage *self = KH_REQUESTS_PAGE (object);

  g_ptr_array_unref (self->entries);
  g_object_unref (self->shown);
  g_free (self->kind);
  g_free (self->search);
  G_OBJECT_CLASS (kh_requests_page_parent_class)->finalize (object);
}

static const KhPageTexts texts = {
  .loading = N_ ("Loading requests"),
  .empty_icon = "mail-unread-symbolic",
  .empty_title = N_ ("No Requests"),
  .empty_body = N_ ("Approvals, hand-overs and unlock requests appear here."),
  .none_title = N_ ("No Requests Found"),
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
  page_class->search = kh_requests_page_search;
  page_class->clear_filters = kh_requests_page_clear_filters;
  page_class->show_part = kh_requests_page_show_part;
  page_class->get_area = kh_requests_page_get_area;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-requests-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KhRequestsPage, list);
  gtk_widget_class_bind_template_child (widget_class, KhRequestsPage, chips);
}

static void
kh_requests_page_init (KhRequestsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->shown = g_list_store_new (KH_TYPE_REQUEST_ENTRY);
  self->chip = KH_REQUEST_N_CHIPS;
  self->kind = g_strdup ("");
}
