/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page that shows first what an administrator has to know. */
#include "kh-overview-page.h"

#include "kh-fold-bin.h"
#include "kh-list-page.h"
#include "kh-overview-group.h"
#include "kh-overview-groups.h"
#include "kh-overview-people.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-uri.h"

/* What changes in a burst is counted once, in milliseconds. */
#define PAUSE 100

enum { ATTENTION, RUNNING, COUNTS, DATES, N_GROUPS };

struct _KhOverviewPage {
  KhPage parent_instance;

  KhFoldBin *fold_bin;
  GtkBox *groups;
  KhOverviewGroup *places[N_GROUPS];
  KhOverviewPeople *people; /* (owned) */
  char *search;             /* (nullable): what to search for */
  guint update, tick, search_idle;
};

G_DEFINE_FINAL_TYPE (KhOverviewPage, kh_overview_page, KH_TYPE_PAGE)

static void update (KhOverviewPage *self);

static KhOrganization *
get_organization (KhOverviewPage *self)
{
  return kh_page_get_organization (KH_PAGE (self));
}

static gboolean
is_narrow (KhOverviewPage *self)
{
  return kh_fold_bin_is_narrow (self->fold_bin);
}

/* --- What is shown --------------------------------------------------------------------------- */

static const char *const list_titles[KH_N_ITEM_KINDS] = {
  [KH_ITEM_ENVIRONMENT] = N_ ("Environments"),
  [KH_ITEM_POLICY] = N_ ("Enterprise Policies"),
  [KH_ITEM_KEY] = N_ ("Keys"),
  [KH_ITEM_VAULT] = N_ ("Key Vaults"),
  [KH_ITEM_OPERATION] = N_ ("Operations"),
  [KH_ITEM_FINDING] = N_ ("Recommendations"),
};

/* Why a list has never been read. */
static const GError *
get_failure (KhItemList *list)
{
  if (kh_item_list_get_state (list) != KH_LIST_FAILED
      || g_list_model_get_n_items (G_LIST_MODEL (list)) > 0)
    return NULL;
  return kh_item_list_get_error (list);
}

/* Nothing is called clear while something is not known. */
static void
add_unread (AdwPreferencesGroup *group, KhItemList *const *lists)
{
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    if (get_failure (lists[i]) != NULL)
      adw_preferences_group_add (
          group, kh_overview_unread_row_new (_ (list_titles[i]), get_failure (lists[i])));
}

static void
show_attention (KhOverviewPage *self, KhItemList *const *lists, GPtrArray *rows, KhTime now)
{
  KhOverviewGroup *place = self->places[ATTENTION];
  guint n = kh_overview_group_count (place, rows->len), n_unread = 0;
  g_autofree KhAttentionText *texts = g_new0 (KhAttentionText, n + 1);
  GString *digest = g_string_new (NULL);
  KhChecks checks;
  KhTime checked = kh_organization_get_checks (get_organization (self), &checks) ? checks.at : now;
  GtkWidget *group;

  for (guint i = 0; i < n; i++) {
    const KhAttention *row = rows->pdata[i];

    kh_attention_text_make (&texts[i], get_organization (self), row,
                            row->item != NULL && i < kh_overview_group_few ()
                                ? kh_overview_people_find (self->people, row->item)
                                : NULL);
    g_string_append_printf (digest, "%s\n%s\n%s\n%s %s %s\n", texts[i].title, texts[i].cause,
                            texts[i].left != NULL ? texts[i].left : "", texts[i].state,
                            texts[i].uri, kh_overview_verb_label (texts[i].verb));
  }
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    if (get_failure (lists[i]) != NULL) {
      n_unread++;
      g_string_append_printf (digest, "%u %s\n", i, get_failure (lists[i])->message);
    }
  g_string_append_printf (digest, "%u %" G_GINT64_FORMAT " ", rows->len,
                          rows->len + n_unread == 0 ? checked / KH_MINUTE : 0);
  group = kh_overview_group_begin (place, digest, is_narrow (self));
  if (group != NULL) {
    for (guint i = 0; i < n; i++)
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 kh_overview_attention_row_new (KH_PAGE (self), rows->pdata[i],
                                                                &texts[i], is_narrow (self)));
    add_unread (ADW_PREFERENCES_GROUP (group), lists);
    if (rows->len + n_unread == 0)
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 kh_overview_clear_row_new (checked, now));
    kh_overview_group_end (place, group, rows->len);
  }
  for (guint i = 0; i < n; i++)
    kh_attention_text_clear (&texts[i]);
}

/* The other rows of the group act by themselves. */
static void
open_item_cb (GtkListBox *box, GtkWidget *row, gpointer data)
{
  g_autofree char *uri = NULL;

  if (!KH_IS_ITEM_ROW (row))
    return;
  uri = kh_uri_of_item (kh_item_row_get_item (KH_ITEM_ROW (row)));
  kh_open_uri (row, uri);
}

/* The rows follow their operations by themselves. */
static void
show_running (KhOverviewPage *self, GPtrArray *running)
{
  KhOverviewGroup *place = self->places[RUNNING];
  guint n = kh_overview_group_count (place, running->len);
  GString *digest = g_string_new (NULL);
  GtkWidget *group;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (digest, "%s\n", kh_item_get_id (running->pdata[i]));
  g_string_append_printf (digest, "%u ", running->len);
  group = kh_overview_group_begin (place, digest, is_narrow (self));
  if (group == NULL)
    return;
  for (guint i = 0; i < n; i++) {
    GtkWidget *row =
        kh_item_row_new (running->pdata[i], kh_operation_list_fill, get_organization (self));

    kh_item_row_set_compact (KH_ITEM_ROW (row), is_narrow (self));
    kh_item_row_set_filled (KH_ITEM_ROW (row), TRUE);
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    if (i == 0)
      g_signal_connect (gtk_widget_get_parent (row), "row-activated", G_CALLBACK (open_item_cb),
                        NULL);
  }
  kh_overview_group_end (place, group, running->len);
  gtk_widget_set_visible (GTK_WIDGET (place), running->len > 0);
}

static void
show_counts (KhOverviewPage *self, KhItemList *environments)
{
  GString *digest = g_string_new (NULL);
  KhOverviewCounts counts;
  GtkWidget *group;

  kh_overview_count (environments, &counts);
  g_string_append_printf (digest, "%u ", counts.locked);
  for (guint i = 0; i < KH_N_STATUS_COUNTS; i++)
    g_string_append_printf (digest, "%u/%u ", counts.statuses[i].customer,
                            counts.statuses[i].microsoft);
  for (guint i = 0; i < KH_N_SHARES; i++)
    g_string_append_printf (digest, "%" G_GINT64_FORMAT " ", counts.bytes[i]);
  group = kh_overview_group_begin (self->places[COUNTS], digest, is_narrow (self));
  if (group == NULL)
    return;
  kh_overview_add_counts (ADW_PREFERENCES_GROUP (group), &counts, is_narrow (self));
  kh_overview_group_end (self->places[COUNTS], group, 0);
}

static void
show_dates (KhOverviewPage *self, GPtrArray *dates, KhTime now)
{
  KhOverviewGroup *place = self->places[DATES];
  guint n = kh_overview_group_count (place, dates->len);
  GString *digest = g_string_new (NULL);
  GtkWidget *group;

  for (guint i = 0; i < dates->len; i++) {
    const KhDate *date = dates->pdata[i];

    g_string_append_printf (digest, "%s %s %" G_GINT64_FORMAT "\n", kh_item_get_name (date->item),
                            date->version != NULL ? date->version : "", date->time);
  }
  g_string_append_printf (digest, "%" G_GINT64_FORMAT " ", now / KH_HOUR);
  group = kh_overview_group_begin (place, digest, is_narrow (self));
  if (group == NULL)
    return;
  if (dates->len == 0)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               kh_row_new (_ ("Nothing is deleted, expires or is rotated"), NULL));
  else if (!is_narrow (self))
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               kh_overview_timeline_row_new (dates, now));
  for (guint i = 0; i < n; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               kh_overview_date_row_new (dates->pdata[i], now));
  kh_overview_group_end (place, group, dates->len);
}

/* --- When ------------------------------------------------------------------------------------ */

static void
update_cb (gpointer data)
{
  KhOverviewPage *self = data;

  self->update = 0;
  update (self);
}

static gboolean
tick_cb (gpointer data)
{
  KhOverviewPage *self = data;

  self->tick = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
queue_update (KhOverviewPage *self)
{
  if (self->update == 0)
    self->update = g_timeout_add_once (PAUSE, update_cb, self);
}

/* Countdowns go by the minute, in the last hour by the second. */
static void
tick_later (KhOverviewPage *self, GPtrArray *rows, KhTime now)
{
  gboolean soon = FALSE;

  for (guint i = 0; i < rows->len; i++) {
    KhTime due = ((const KhAttention *)rows->pdata[i])->due;

    soon |= due != KH_TIME_NONE && due > now && due - now <= KH_HOUR;
  }
  g_clear_handle_id (&self->tick, g_source_remove);
  self->tick = g_timeout_add_seconds (soon ? 1 : 60, tick_cb, self);
}

static GPtrArray *
find_attention (KhOverviewPage *self, KhItemList *const *lists, KhTime now)
{
  KhOrganization *organization = get_organization (self);
  KhAttentionFacts facts = { .enables = kh_organization_may (organization, KH_MAY_PPA),
                             .requests = kh_organization_get_requests (organization) };

  facts.log_fault = kh_organization_get_log_fault (organization, &facts.record);
  return kh_overview_attention (lists, &facts, now);
}

static void
show (KhOverviewPage *self, KhItemList *const *lists)
{
  KhTime now = kh_organization_now (get_organization (self));
  g_autoptr (GPtrArray) rows = find_attention (self, lists, now);
  g_autoptr (GPtrArray) running = kh_overview_running (lists[KH_ITEM_OPERATION]);
  g_autoptr (GPtrArray) dates = kh_overview_dates (lists, now);

  show_attention (self, lists, rows, now);
  show_running (self, running);
  show_counts (self, lists[KH_ITEM_ENVIRONMENT]);
  show_dates (self, dates, now);
  tick_later (self, rows, now);
  kh_page_set_state (KH_PAGE (self), KH_PAGE_READY);
}

static void
update (KhOverviewPage *self)
{
  KhItemList *lists[KH_N_ITEM_KINDS];
  gboolean reading = FALSE;

  for (guint i = 0; i < KH_N_ITEM_KINDS; i++) {
    lists[i] = kh_organization_get_list (get_organization (self), (KhItemKind)i);
    reading |= kh_item_list_get_state (lists[i]) == KH_LIST_LOADING;
  }
  if (get_failure (lists[KH_ITEM_ENVIRONMENT]) != NULL)
    kh_page_set_error (KH_PAGE (self), get_failure (lists[KH_ITEM_ENVIRONMENT]));
  else if (!reading)
    show (self, lists);
}

/* --- The page -------------------------------------------------------------------------------- */

static void
kh_overview_page_refresh (KhPage *page)
{
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    kh_organization_refresh (kh_page_get_organization (page), (KhItemKind)i);
}

static void
search_cb (gpointer data)
{
  g_autoptr (KhOverviewPage) self = g_object_ref (data);
  g_autofree char *escaped = g_uri_escape_string (self->search, NULL, TRUE);
  g_autofree char *uri = g_strconcat ("keyhold:environments?q=", escaped, NULL);

  self->search_idle = 0;
  if (*self->search != '\0')
    kh_open_uri (GTK_WIDGET (self), uri);
}

/* The environments are searched: what is typed here goes there. Not at once: GTK 4.8 loses the
 * timer of an entry whose text is set while it tells of a change. */
static void
kh_overview_page_search (KhPage *page, const char *text)
{
  KhOverviewPage *self = KH_OVERVIEW_PAGE (page);

  g_free (self->search);
  self->search = g_strdup (text);
  if (self->search_idle == 0)
    self->search_idle = g_idle_add_once (search_cb, self);
}

static void
kh_overview_page_show_part (KhPage *page, const char *part)
{
  KhOverviewPage *self = KH_OVERVIEW_PAGE (page);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));

  if (root == NULL || !g_str_equal (part, "attention"))
    return;
  /* From inside of the group it would go on to the next one. */
  gtk_root_set_focus (root, NULL);
  gtk_widget_child_focus (GTK_WIDGET (self->places[ATTENTION]), GTK_DIR_TAB_FORWARD);
}

static void
people_changed (KhPage *page)
{
  update (KH_OVERVIEW_PAGE (page));
}

static void
kh_overview_page_constructed (GObject *object)
{
  static const char *const titles[N_GROUPS] = {
    [ATTENTION] = N_ ("Needs Attention"),
    [RUNNING] = N_ ("Running"),
    [COUNTS] = N_ ("Organization"),
    [DATES] = N_ ("Next 90 Days"),
  };
  KhOverviewPage *self = KH_OVERVIEW_PAGE (object);

  G_OBJECT_CLASS (kh_overview_page_parent_class)->constructed (object);
  kh_page_set_title (KH_PAGE (self), _ ("Overview"));
  kh_page_set_uri (KH_PAGE (self), "keyhold:overview");
  kh_page_set_search_label (KH_PAGE (self), _ ("Search environments"));
  for (guint i = 0; i < N_GROUPS; i++) {
    self->places[i] = kh_overview_group_new (_ (titles[i]));
    g_signal_connect_object (self->places[i], "all", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    gtk_box_append (self->groups, GTK_WIDGET (self->places[i]));
  }
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++)
    g_signal_connect_object (kh_organization_get_list (get_organization (self), (KhItemKind)i),
                             "updated", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (kh_organization_get_requests (get_organization (self)), "changed",
                           G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_organization (self), "notify::log-fault", G_CALLBACK (queue_update),
                           self, G_CONNECT_SWAPPED);
  update (self);
}

static void
kh_overview_page_dispose (GObject *object)
{
  KhOverviewPage *self = KH_OVERVIEW_PAGE (object);

  g_clear_handle_id (&self->update, g_source_remove);
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_handle_id (&self->search_idle, g_source_remove);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_OVERVIEW_PAGE);
  G_OBJECT_CLASS (kh_overview_page_parent_class)->dispose (object);
}

static void
kh_overview_page_finalize (GObject *object)
{
  KhOverviewPage *self = KH_OVERVIEW_PAGE (object);

  g_free (self->search);
  kh_overview_people_free (self->people);
  G_OBJECT_CLASS (kh_overview_page_parent_class)->finalize (object);
}

static const KhPageTexts texts = {
  .loading = N_ ("Reading the organization"),
  .error_title = N_ ("Overview Cannot Be Shown"),
};

static void
kh_overview_page_class_init (KhOverviewPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  KhPageClass *page_class = KH_PAGE_CLASS (klass);

  g_type_ensure (KH_TYPE_FOLD_BIN);
  object_class->constructed = kh_overview_page_constructed;
  object_class->dispose = kh_overview_page_dispose;
  object_class->finalize = kh_overview_page_finalize;
  page_class->texts = &texts;
  page_class->refresh = kh_overview_page_refresh;
  page_class->search = kh_overview_page_search;
  page_class->show_part = kh_overview_page_show_part;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KhOverviewPage, fold_bin);
  gtk_widget_class_bind_template_child (widget_class, KhOverviewPage, groups);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_narrow_cb", G_CALLBACK (update));
}

static void
kh_overview_page_init (KhOverviewPage *self)
{
  self->people = kh_overview_people_new (KH_PAGE (self), people_changed);
  gtk_widget_init_template (GTK_WIDGET (self));
}
