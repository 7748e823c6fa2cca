/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of sections with their badges. */
#include "kh-sidebar.h"

#include "kh-hand-over.h"
#include "kh-sidebar-row.h"

struct _KhSidebar {
  AdwBin parent_instance;

  KhOrganization *organization; /* (owned) (nullable) */
  guint update_idle;
  GtkListBox *list;
  GtkListBoxRow *shown; /* (nullable): of the section that is shown; the list keeps it */
};

G_DEFINE_FINAL_TYPE (KhSidebar, kh_sidebar, ADW_TYPE_BIN)

enum { SIGNAL_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_row_activated_cb (KhSidebar *self, GtkListBoxRow *row)
{
  const KhSection *section = kh_sidebar_row_get_section (KH_SIDEBAR_ROW (row));

  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, (int)section->id);
}

/* The list selects whatever row the keyboard comes to on its way; what is marked is what is shown.
 */
static void
on_row_selected_cb (KhSidebar *self, GtkListBoxRow *row)
{
  if (self->shown != NULL && row != self->shown)
    gtk_list_box_select_row (self->list, self->shown);
}

static void
set_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const KhSection *section = kh_sidebar_row_get_section (KH_SIDEBAR_ROW (row));

  if (section->starts_group && before != NULL)
    gtk_list_box_row_set_header (row, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  else
    gtk_list_box_row_set_header (row, NULL);
}

/* What another person asks, and hand-overs, of which every one waits for the role that re-enables
 * and enables. */
static guint
count_requests (KhSidebar *self)
{
  KhItemList *lists[KH_N_ITEM_KINDS];
  g_autoptr (GPtrArray) rows = NULL;

  guint mine = kh_request_list_count_mine (kh_organization_get_requests (self->organization));

  if (!kh_organization_may (self->organization, KH_MAY_PPA))
    return mine;
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    lists[i] = kh_organization_get_list (self->organization, (KhItemKind)i);
  rows = kh_hand_overs (lists);
  return mine + rows->len;
}

static void
compute_badge (KhSidebar *self, KhSectionId section, KhBadge *badge)
{
  KhItemKind kind;

  if (kh_section_get_kind (section, &kind))
    kh_badge_compute (kh_organization_get_list (self->organization, kind),
                      kh_organization_now (self->organization), badge);
  else if (section == KH_SECTION_REQUESTS)
    kh_badge_count_requests (count_requests (self), badge);
  else if (section == KH_SECTION_ACTIVITY)
    kh_badge_mark_log (kh_organization_get_log_fault (self->organization, NULL) != NULL, badge);
}

void
kh_sidebar_update (KhSidebar *self)
{
  guint n;

  if (self->organization == NULL)
    return;
  kh_sections (&n);
  for (guint i = 0; i < n; i++) {
    KhSidebarRow *row = KH_SIDEBAR_ROW (gtk_list_box_get_row_at_index (self->list, (int)i));
    g_auto (KhBadge) badge = { 0 };

    compute_badge (self, kh_sidebar_row_get_section (row)->id, &badge);
    kh_sidebar_row_set_badge (row, &badge);
  }
}

static void
update_cb (gpointer data)
{
  KhSidebar *self = data;

  self->update_idle = 0;
  kh_sidebar_update (self);
}

/* Many changes at once are counted once. */
static void
queue_update (KhSidebar *self)
{
  if (self->update_idle == 0)
    self->update_idle = g_idle_add_once (update_cb, self);
}

static void
kh_sidebar_dispose (GObject *object)
{
  KhSidebar *self = KH_SIDEBAR (object);

  self->shown = NULL;
  g_clear_handle_id (&self->update_idle, g_source_remove);
  g_clear_object (&self->organization);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_SIDEBAR);
  G_OBJECT_CLASS (kh_sidebar_parent_class)->dispose (object);
}

static void
kh_sidebar_class_init (KhSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_sidebar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, KhSidebar, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected_cb);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", KH_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
kh_sidebar_init (KhSidebar *self)
{
  const KhSection *sections;
  guint n;

  gtk_widget_init_template (GTK_WIDGET (self));
  sections = kh_sections (&n);
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (self->list, kh_sidebar_row_new (&sections[i]));
  gtk_list_box_set_header_func (self->list, set_header, NULL, NULL);
}

void
kh_sidebar_set_organization (KhSidebar *self, KhOrganization *organization)
{
  if (!g_set_object (&self->organization, organization) || organization == NULL)
    return;
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++)
    g_signal_connect_object (kh_organization_get_list (organization, (KhItemKind)kind),
                             "items-changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (kh_organization_get_requests (organization), "changed",
                           G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (organization, "changed", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (organization, "notify::log-fault", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);
  kh_sidebar_update (self);
}

void
kh_sidebar_select (KhSidebar *self, KhSectionId section)
{
  guint n;
  const KhSection *sections = kh_sections (&n);

  for (guint i = 0; i < n; i++)
    if (sections[i].id == section) {
      self->shown = gtk_list_box_get_row_at_index (self->list, (int)i);
      gtk_list_box_select_row (self->list, self->shown);
    }
}
