/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of a key by the hundred: rows a few at a time, their details as they are opened. */
#include "kh-key-page.h"

#include "kh-focus.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-vault-api.h"
#include "kh-version-row.h"

/* A row is many widgets: so many are made at first, and with each Show More. */
#define ROWS_AT_ONCE 20

struct _KhKeyVersions {
  KhDetailPage *page;   /* (not owned) */
  GHashTable *expanded; /* set of versions whose rows are open */
  GHashTable *seen;     /* set of versions that were shown once */
  GHashTable *wholes;   /* version to KhJson, as they were read last */
  GHashTable *asking;   /* set of versions that are being read */
  GPtrArray *rows;      /* (element-type KhVersionRow): of the group that is shown */
  guint n_shown;
};

/* --- Reading ------------------------------------------------------------------------------ */

/* (nullable) (transfer none) */
static KhVersionRow *
find_row (KhKeyVersions *self, const char *version)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_strcmp0 (kh_version_row_get_version (self->rows->pdata[i]), version) == 0)
      return self->rows->pdata[i];
  return NULL;
}

typedef struct {
  gpointer page; /* kh_weak_new() */
  KhKeyVersions *versions;
  char *version;
} Asked;

static void
take_whole (KhKeyVersions *self, const char *version, KhJson *whole, const GError *error)
{
  KhVersionRow *row = find_row (self, version);

  g_hash_table_remove (self->asking, version);
  if (whole != NULL)
    g_hash_table_insert (self->wholes, g_strdup (version), kh_json_ref (whole));
  if (row != NULL && whole != NULL)
    kh_version_row_set_whole (row, whole);
  else if (row != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    kh_version_row_set_error (row, error);
}

static void
whole_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Asked *asked = data;
  g_autoptr (KhDetailPage) page = kh_weak_take (asked->page);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) whole = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (page != NULL)
    take_whole (asked->versions, asked->version, whole, error);
  g_free (asked->version);
  g_free (asked);
}

/* What the key itself tells of its newest version need not be asked for. */
static gboolean
is_known (KhKeyVersions *self, const char *version)
{
  return kh_item_is (kh_detail_page_get_item (self->page), "version", version);
}

static void
ask (KhKeyVersions *self, const char *version)
{
  KhItem *item = kh_detail_page_get_item (self->page);
  Asked *asked;

  if (is_known (self, version) || !g_hash_table_add (self->asking, g_strdup (version)))
    return;
  asked = g_new0 (Asked, 1);
  asked->page = kh_weak_new (self->page);
  asked->versions = self;
  asked->version = g_strdup (version);
  kh_organization_call_async (
      kh_page_get_organization (KH_PAGE (self->page)),
      kh_key_api_get (kh_item_string (item, "vault"), kh_item_string (item, "name"), version),
      kh_page_get_cancellable (KH_PAGE (self->page)), whole_cb, asked);
}

void
kh_key_versions_update (KhKeyVersions *self)
{
  for (guint i = 0; i < self->rows->len; i++) {
    const char *version = kh_version_row_get_version (self->rows->pdata[i]);

    if (g_hash_table_contains (self->expanded, version))
      ask (self, version);
  }
}

/* --- Rows --------------------------------------------------------------------------------- */

static void
on_expanded_cb (KhVersionRow *row, GParamSpec *pspec, KhDetailPage *page)
{
  KhKeyVersions *self = g_object_get_data (G_OBJECT (row), "kh-versions");
  const char *version = kh_version_row_get_version (row);

  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row))) {
    g_hash_table_remove (self->expanded, version);
    return;
  }
  g_hash_table_add (self->expanded, g_strdup (version));
  ask (self, version);
}

/* The newest version is open at first, afterwards it is as the user left it. */
static void
set_expanded (KhKeyVersions *self, GtkWidget *row, const char *version, gboolean current)
{
  gboolean expanded;

  if (g_hash_table_add (self->seen, g_strdup (version)) && current)
    g_hash_table_add (self->expanded, g_strdup (version));
  expanded = g_hash_table_contains (self->expanded, version);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), expanded);
  g_object_set_data (G_OBJECT (row), "kh-versions", self);
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (on_expanded_cb), self->page, 0);
  if (expanded)
    ask (self, version);
}

static GtkWidget *
new_row (KhKeyVersions *self, KhItem *item, KhJson *listed)
{
  const char *version = kh_json_string (listed, "version");
  GtkWidget *row = kh_version_row_new (self->page, listed);
  KhJson *whole = is_known (self, version) ? kh_item_get_snapshot (item)
                                           : g_hash_table_lookup (self->wholes, version);

  if (whole != NULL)
    kh_version_row_set_whole (KH_VERSION_ROW (row), whole);
  g_ptr_array_add (self->rows, g_object_ref_sink (row));
  set_expanded (self, row, version, kh_json_bool (listed, "current", FALSE));
  return row;
}

static void
show_count (KhKeyVersions *self)
{
  g_autofree char *text = g_strdup_printf ("%u", self->n_shown);

  kh_detail_page_set_fact (self->page, "shown", text);
}

static void
on_more_cb (GtkButton *button, KhDetailPage *page)
{
  KhKeyVersions *self = g_object_get_data (G_OBJECT (button), "kh-versions");
  guint first = self->n_shown;

  self->n_shown += ROWS_AT_ONCE;
  show_count (self);
  if (first < self->rows->len)
    gtk_widget_child_focus (self->rows->pdata[first], GTK_DIR_TAB_FORWARD);
}

static GtkWidget *
new_more_button (KhKeyVersions *self, guint n_hidden)
{
  g_autofree char *number = kh_text_number (n_hidden);
  g_autofree char *label = g_strdup_printf (_ ("Show More (%s not shown)"), number);
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (button, 12);
  g_object_set_data (G_OBJECT (button), "kh-versions", self);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_more_cb), self->page, 0);
  return button;
}

/* An open one may be far below: an address names it. */
static void
show_expanded (KhKeyVersions *self, KhJson *snapshot)
{
  for (guint i = self->n_shown; i < kh_json_length (snapshot, "versions"); i++) {
    KhJson *version = kh_json_element (snapshot, "versions", i);

    if (g_hash_table_contains (self->expanded, kh_json_string (version, "version")))
      self->n_shown = i + 1;
  }
}

GtkWidget *
kh_key_versions_build (KhKeyVersions *self, KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  guint n = kh_json_length (snapshot, "versions");
  GtkWidget *group;

  g_ptr_array_set_size (self->rows, 0);
  if (n == 0)
    return NULL;
  show_expanded (self, snapshot);
  group = kh_detail_group_new (_ ("Versions"));
  for (guint i = 0; i < MIN (n, self->n_shown); i++)
    kh_detail_group_add (group, new_row (self, item, kh_json_element (snapshot, "versions", i)));
  if (n > self->n_shown)
    kh_detail_group_add (group, new_more_button (self, n - self->n_shown));
  return group;
}

void
kh_key_versions_open (KhKeyVersions *self, const char *version)
{
  KhVersionRow *row;

  g_hash_table_add (self->seen, g_strdup (version));
  g_hash_table_add (self->expanded, g_strdup (version));
  show_expanded (self, kh_item_get_snapshot (kh_detail_page_get_item (self->page)));
  show_count (self);
  row = find_row (self, version);
  if (row != NULL)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
}

static GHashTable *
new_set (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

KhKeyVersions *
kh_key_versions_new (KhDetailPage *page)
{
  KhKeyVersions *self = g_new0 (KhKeyVersions, 1);

  self->page = page;
  self->expanded = new_set ();
  self->seen = new_set ();
  self->asking = new_set ();
  self->wholes =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)kh_json_unref);
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->n_shown = ROWS_AT_ONCE;
  return self;
}

void
kh_key_versions_free (KhKeyVersions *self)
{
  g_hash_table_unref (self->expanded);
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->asking);
  g_hash_table_unref (self->wholes);
  g_ptr_array_unref (self->rows);
  g_free (self);
}
