/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of an environment's detail that tell facts. */
#include "kh-environment-groups.h"

#include "kh-coverage-bar.h"
#include "kh-facts.h"
#include "kh-pill.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-uri.h"

#define N_HISTORY 5

/* --- Summary ------------------------------------------------------------------------------ */

/* A row whose subtitle is the state's sentence. */
static GtkWidget *
new_state_row (const char *title, KhStateKind kind, const char *value)
{
  KhStateInfo info = kh_state_info (kind, value);
  GtkWidget *row = kh_row_new (title, info.sentence);

  kh_row_add_pill (row, kind, value);
  return row;
}

/* What the flows are about, where they are the reason; the status has others, too. */
static GtkWidget *
new_encryption_row (KhItem *item)
{
  const char *status = kh_item_string (item, "encryptionStatus");
  g_autofree char *word = kh_fact_encryption_word (item);
  guint flows = kh_fact_flows (item);
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u flow stays on the Microsoft key until it is saved again.",
                "%u flows stay on the Microsoft key until they are saved again.", flows),
      flows);
  GtkWidget *row;

  if (word == NULL)
    return new_state_row (_ ("Encryption"), KH_STATE_ENCRYPTION, status);
  row = kh_row_new (_ ("Encryption"), text);
  kh_row_add_pill_word (row, KH_STATE_ENCRYPTION, status, word);
  return row;
}

static void
add_links (GtkWidget *group, KhItem *item)
{
  const char *policy = kh_item_string (item, "policy.id");
  const char *key = kh_item_string (item, "key.id");
  g_auto (GStrv) parts = key != NULL ? g_strsplit (key, "/", 2) : NULL;

  if (policy != NULL) {
    g_autofree char *uri = kh_uri_format (KH_ITEM_POLICY, policy);

    kh_detail_group_add (
        group, kh_detail_link_new (_ ("Policy"), kh_item_string (item, "policy.name"), uri));
  }
  if (parts != NULL && parts[0] != NULL && parts[1] != NULL) {
    g_autofree char *uri = kh_uri_format (KH_ITEM_KEY, key);
    g_autofree char *text = g_strdup_printf (_ ("%s in %s"), parts[1], parts[0]);

    kh_detail_group_add (group, kh_detail_link_new (_ ("Key"), text, uri));
  }
}

GtkWidget *
kh_environment_summary_group (KhDetailPage *page, KhItem *item)
{
  GtkWidget *group = kh_detail_group_new (NULL);

  if (!kh_fact_is_locked (item))
    kh_detail_group_add (
        group, new_state_row (_ ("State"), KH_STATE_ENVIRONMENT, kh_item_string (item, "state")));
  kh_detail_group_add (group, new_encryption_row (item));
  add_links (group, item);
  return group;
}

/* --- Coverage ----------------------------------------------------------------------------- */

/* The value of KH_STATE_COVERAGE. */
static const char *
find_coverage (KhItem *item, KhJson *store)
{
  static const char *const never[] = { "apps", "connections", NULL };
  const char *state = kh_json_string (store, "state");
  gboolean customer = g_strcmp0 (kh_json_string (store, "keyOwner"), "customer") == 0;

  if (g_strv_contains (never, kh_json_string (store, "store")))
    return "always";
  if (g_strcmp0 (state, "Encrypting") == 0 || g_strcmp0 (state, "Reverting") == 0)
    return kh_fact_is_locked (item) ? "unreadable" : "moving";
  if (g_strcmp0 (state, "Failed") == 0)
    return "both";
  if (customer && kh_fact_is_locked (item))
    return "unreadable";
  if (customer)
    return kh_json_int (store, "staying", 0) > 0 ? "kept" : "customer";
  return "platform";
}

/* "cmk 7c1e… · 1.4 GiB · 1,204 items" */
static char *
describe_store (KhJson *store, const char *coverage)
{
  const char *kid = kh_json_string (store, "kid");
  g_auto (GStrv) parts = kid != NULL ? g_strsplit (kid, "/", -1) : NULL;
  guint n = parts != NULL ? g_strv_length (parts) : 0;
  gint64 items = kh_json_int (store, "items", 0);
  g_autofree char *size = kh_text_size ((guint64)kh_json_int (store, "bytes", 0));
  g_autofree char *number = kh_text_number ((guint64)items);
  g_autofree char *count =
      g_strdup_printf (ngettext ("%s item", "%s items", (gulong)items), number);
  g_autofree char *version = NULL;

  if (g_str_equal (coverage, "always"))
    return g_strdup (_ ("Not covered by customer-managed keys"));
  if (items == 0)
    count = (g_free (count), g_strdup (_ ("empty")));
  if (n < 2)
    return items > 0 ? g_strjoin (" · ", size, count, NULL) : g_steal_pointer (&count);
  version = kh_text_short_id (parts[n - 1]);
  if (items == 0)
    return g_strdup_printf ("%s %s · %s", parts[n - 2], version, count);
  return g_strdup_printf ("%s %s · %s · %s", parts[n - 2], version, size, count);
}

static GtkWidget *
new_bar_row (const char *const *coverage)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *bar = kh_coverage_bar_new ();
  GtkWidget *label;

  kh_coverage_bar_set_stores (KH_COVERAGE_BAR (bar), coverage);
  label = gtk_label_new (kh_coverage_bar_get_text (KH_COVERAGE_BAR (bar)));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  kh_set_name (row, kh_coverage_bar_get_text (KH_COVERAGE_BAR (bar)));
  return row;
}

/* (transfer full): with what is not under that key. */
static char *
describe_kept (KhJson *store, const char *coverage)
{
  guint flows = (guint)kh_json_int (store, "staying", 0);
  g_autofree char *text = describe_store (store, coverage);
  g_autofree char *kept = NULL;

  if (!g_str_equal (coverage, "kept"))
    return g_steal_pointer (&text);
  kept = g_strdup_printf (ngettext ("%u on the Microsoft key", "%u on the Microsoft key", flows),
                          flows);
  return g_strjoin (" · ", text, kept, NULL);
}

static GtkWidget *
new_store_row (KhItem *item, KhJson *store)
{
  const char *coverage = find_coverage (item, store);
  g_autofree char *text = describe_kept (store, coverage);
  GtkWidget *row = kh_row_new (kh_text_store (kh_json_string (store, "store")), text);

  kh_row_add_pill (row, KH_STATE_COVERAGE, coverage);
  return row;
}

GtkWidget *
kh_environment_coverage_group (KhDetailPage *page, KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  guint n = kh_json_length (snapshot, "stores");
  g_autoptr (GPtrArray) coverage = g_ptr_array_new ();
  GtkWidget *group;

  if (n == 0)
    return NULL;
  group = kh_detail_group_new (_ ("Coverage"));
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (coverage,
                     (gpointer)find_coverage (item, kh_json_element (snapshot, "stores", i)));
  g_ptr_array_add (coverage, NULL);
  kh_detail_group_add (group, new_bar_row ((const char *const *)coverage->pdata));
  for (guint i = 0; i < n; i++)
    kh_detail_group_add (group, new_store_row (item, kh_json_element (snapshot, "stores", i)));
  return group;
}

/* --- History and details ------------------------------------------------------------------ */

static GtkWidget *
new_operation_row (KhJson *operation, KhTime now)
{
  g_autofree char *uri = kh_uri_format (KH_ITEM_OPERATION, kh_json_string (operation, "id"));
  g_autofree char *time = kh_text_time (kh_json_time (operation, "createdAt"), now);
  const char *who = kh_json_string (operation, "requestedBy");
  g_autofree char *subtitle =
      who != NULL ? g_strdup_printf ("%s · %s", time, who) : g_strdup (time);
  GtkWidget *row =
      kh_link_row_new (kh_text_operation (kh_json_string (operation, "type")), subtitle, uri);

  kh_row_add_pill (row, KH_STATE_OPERATION, kh_json_string (operation, "state"));
  kh_set_time (row, kh_json_time (operation, "createdAt"));
  return row;
}

GtkWidget *
kh_environment_history_group (KhDetailPage *page, KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  KhTime now = kh_organization_now (kh_page_get_organization (KH_PAGE (page)));
  guint n = kh_json_length (snapshot, "operations");
  GtkWidget *group;

  if (n == 0)
    return NULL;
  group = kh_detail_group_new (_ ("History"));
  for (guint i = 0; i < MIN (n, N_HISTORY); i++)
    kh_detail_group_add (group,
                         new_operation_row (kh_json_element (snapshot, "operations", i), now));
  if (n > N_HISTORY)
    kh_detail_group_add (group,
                         kh_link_row_new (_ ("Show All Operations"), NULL, "keyhold:operations"));
  return group;
}

GtkWidget *
kh_environment_details_group (KhDetailPage *page, KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  KhTime now = kh_organization_now (kh_page_get_organization (KH_PAGE (page)));
  GtkWidget *group = kh_detail_group_new (_ ("Details"));
  const char *region = kh_item_string (item, "azureRegion");
  g_autofree char *place =
      region != NULL
          ? g_strdup_printf ("%s · %s", kh_text_geo (kh_item_string (item, "geo")), region)
          : g_strdup (kh_text_geo (kh_item_string (item, "geo")));

  kh_detail_group_add (
      group, kh_property_row_new (_ ("Environment ID"), kh_item_get_id (item), TRUE, TRUE));
  kh_detail_group_add (group, kh_property_row_new (_ ("Geo"), place, FALSE, FALSE));
  kh_detail_group_add (
      group, kh_property_row_new (_ ("Managed Environment"),
                                  kh_json_bool (snapshot, "managed", FALSE) ? _ ("Yes") : _ ("No"),
                                  FALSE, FALSE));
  kh_detail_group_add (
      group, kh_property_row_new (
                 _ ("Dataverse"),
                 kh_json_bool (snapshot, "dataverse", FALSE) ? _ ("Yes") : _ ("No"), FALSE, FALSE));
  kh_detail_group_add (group,
                       kh_time_row_new (_ ("Created"), kh_fact_time (item, "createdAt"), now));
  return group;
}
