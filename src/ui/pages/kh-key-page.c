/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of a key: its versions and what still needs them (pages.md 2.4). */
#include "kh-key-page.h"

#include "kh-facts.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-uri.h"

typedef struct {
  KhDetailPage parent_instance;

  GHashTable *expanded; /* set of versions whose rows are open */
  GHashTable *seen;     /* set of versions that were shown once */
} KhKeyPage;
typedef KhDetailPageClass KhKeyPageClass;

G_DEFINE_TYPE (KhKeyPage, kh_key_page, KH_TYPE_DETAIL_PAGE)

static KhOrganization *
get_organization (KhDetailPage *page)
{
  return kh_page_get_organization (KH_PAGE (page));
}

/* --- Summary ------------------------------------------------------------------------------ */

static GtkWidget *
new_expiry_row (KhDetailPage *page, KhJson *key)
{
  KhOrganization *organization = get_organization (page);
  KhTime expiry = kh_json_time (key, "exp");
  KhTime now = kh_organization_now (organization);
  g_autofree char *date = kh_text_date (expiry, now);
  g_autofree char *left = kh_fact_time_left (organization, expiry);
  g_autofree char *text = NULL;
  GtkWidget *row;

  if (expiry == KH_TIME_NONE)
    return kh_property_row_new (_ ("Expires"), _ ("Never"), FALSE, FALSE);
  text = expiry <= now ? g_strdup_printf (_ ("%s, it is over"), date)
                       : g_strdup_printf (_ ("%s, in %s"), date, left);
  row = kh_property_row_new (_ ("Expires"), text, FALSE, FALSE);
  if (kh_fact_expires_soon (organization, key) && expiry > now)
    kh_row_add_pill (row, KH_STATE_KEY, "ExpiresSoon");
  return row;
}

static GtkWidget *
build_summary (KhDetailPage *page, KhItem *item)
{
  KhJson *key = kh_item_get_snapshot (item);
  KhOrganization *organization = get_organization (page);
  const char *state = kh_json_string (key, "state");
  KhStateInfo info = kh_state_info (KH_STATE_KEY, state);
  GtkWidget *group = kh_detail_group_new (NULL);
  GtkWidget *row = kh_row_new (_ ("Current Version"), info.sentence);
  guint n = kh_fact_count_environments (organization, "key.id", kh_item_get_id (item), NULL);
  g_autofree char *used = kh_fact_environments_text (n);
  g_autofree char *vault = kh_uri_format (KH_ITEM_VAULT, kh_json_string (key, "vault"));

  kh_row_add_pill (row, KH_STATE_KEY, state);
  kh_detail_group_add (group, row);
  kh_detail_group_add (group, new_expiry_row (page, key));
  kh_detail_group_add (group, kh_property_row_new (_ ("Protects"), used, FALSE, FALSE));
  if (!kh_fact_key_can_protect (key))
    kh_detail_group_add (group, kh_row_new (_ ("Cannot protect environments"),
                                            _ ("They need an RSA key of 2048 or 3072 bits")));
  kh_detail_group_add (group,
                       kh_detail_link_new (_ ("Key Vault"), kh_json_string (key, "vault"), vault));
  return group;
}

/* --- Versions ----------------------------------------------------------------------------- */

static gboolean
is_holding (KhJson *hold, KhTime now)
{
  KhTime end = kh_json_time (hold, "end");

  return end == KH_TIME_NONE || end > now;
}

static gboolean
is_held (KhJson *version, KhTime now)
{
  for (guint i = 0; i < kh_json_length (version, "holds"); i++)
    if (is_holding (kh_json_element (version, "holds", i), now))
      return TRUE;
  return FALSE;
}

static const char *
hold_title (const char *kind)
{
  static const struct {
    const char *kind, *title;
  } titles[] = {
    { "in-use", N_ ("Stores") },
    { "operation", N_ ("Operations") },
    { "spread", N_ ("24-hour spread") },
    { "rotated", N_ ("28 days after rotation") },
    { "reverted", N_ ("30 days after the return to the Microsoft key") },
    { "changed", N_ ("30 days after the change of the key") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_strcmp0 (titles[i].kind, kind) == 0)
      return _ (titles[i].title);
  return kind != NULL ? kind : "";
}

static GtkWidget *
new_hold_row (KhJson *hold, KhTime now)
{
  KhTime end = kh_json_time (hold, "end");
  gboolean holding = is_holding (hold, now);
  const char *reason = kh_json_string (hold, "reason");
  g_autofree char *time = kh_text_time (end, now);
  g_autofree char *left = kh_text_duration (end != KH_TIME_NONE ? end - now : 0);
  g_autofree char *text = NULL;
  GtkWidget *row;

  if (end == KH_TIME_NONE)
    text = g_strdup (reason);
  else if (holding)
    text = g_strdup_printf (_ ("%s Ends %s, %s left"), reason, time, left);
  else
    text = g_strdup_printf (_ ("%s Ended %s"), reason, time);
  row = kh_row_new (hold_title (kh_json_string (hold, "kind")), text);
  kh_row_add_pill (row, KH_STATE_HOLD, holding ? "Holding" : "Ended");
  return row;
}

/* One row an environment, with its stores. */
static void
add_usage (AdwExpanderRow *row, KhJson *version)
{
  guint n = kh_json_length (version, "usedBy");

  for (guint i = 0; i < n;) {
    KhJson *first = kh_json_element (version, "usedBy", i);
    const char *id = kh_json_string (first, "environmentId");
    g_autofree char *uri = kh_uri_format (KH_ITEM_ENVIRONMENT, id != NULL ? id : "");
    GString *stores = g_string_new (NULL);

    for (; i < n; i++) {
      KhJson *usage = kh_json_element (version, "usedBy", i);

      if (g_strcmp0 (kh_json_string (usage, "environmentId"), id) != 0)
        break;
      g_string_append_printf (stores, "%s%s", stores->len > 0 ? " · " : "",
                              kh_text_store (kh_json_string (usage, "store")));
    }
    adw_expander_row_add_row (
        row, kh_link_row_new (kh_json_string (first, "environment"), stores->str, uri));
    g_string_free (stores, TRUE);
  }
}

/* Enabling is always possible; disabling asks first what it would do. */
static GtkWidget *
new_version_act (KhDetailPage *page, KhJson *version)
{
  const char *id = kh_json_string (version, "version");
  gboolean enabled = kh_json_bool (version, "enabled", TRUE);
  const char *name = enabled ? "disable-version" : "enable-version";
  g_autofree char *full = g_strconcat ("page.", name, NULL);
  g_autofree char *action = g_action_print_detailed_name (full, g_variant_new_string (id));
  const char *reason = kh_detail_page_is_running (page, name) ? _ ("Running") : NULL;

  if (enabled)
    return kh_act_row_new (_ ("Stop its use"), _ ("What depends on it is shown first"),
                           _ ("_Disable…"), action, reason, NULL);
  return kh_act_row_new (_ ("Let it be used again"), _ ("Nothing is lost by it"), _ ("_Enable"),
                         action, reason, NULL);
}

static void
on_expanded_cb (AdwExpanderRow *row, GParamSpec *pspec, KhKeyPage *self)
{
  const char *version = g_object_get_data (G_OBJECT (row), "kh-version");

  if (adw_expander_row_get_expanded (row))
    g_hash_table_add (self->expanded, g_strdup (version));
  else
    g_hash_table_remove (self->expanded, version);
}

/* The current version is open at first, afterwards it is as the user left it. */
static void
set_expanded (KhKeyPage *self, GtkWidget *row, const char *version, gboolean current)
{
  if (g_hash_table_add (self->seen, g_strdup (version)) && current)
    g_hash_table_add (self->expanded, g_strdup (version));
  g_object_set_data_full (G_OBJECT (row), "kh-version", g_strdup (version), g_free);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row),
                                 g_hash_table_contains (self->expanded, version));
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (on_expanded_cb), self, 0);
}

static void
add_pills (AdwExpanderRow *row, KhDetailPage *page, KhJson *version, GString *name)
{
  KhTime now = kh_organization_now (get_organization (page));
  gboolean current = kh_json_bool (version, "current", FALSE);
  const char *const values[] = { is_held (version, now) ? "Held" : NULL,
                                 current                           ? "Current"
                                 : kh_detail_page_is_narrow (page) ? NULL
                                                                   : "Previous",
                                 kh_json_string (version, "state") };

  /* They are added from the end. */
  for (guint i = G_N_ELEMENTS (values); i-- > 0;) {
    KhStateInfo info;

    if (values[i] == NULL)
      continue;
    info = kh_state_info (KH_STATE_KEY, values[i]);
    adw_expander_row_add_action (row, kh_pill_new (KH_STATE_KEY, values[i]));
    g_string_append_printf (name, ", %s", info.word);
  }
}

static GtkWidget *
new_version_row (KhDetailPage *page, KhJson *version)
{
  KhTime now = kh_organization_now (get_organization (page));
  const char *id = kh_json_string (version, "version");
  g_autofree char *short_id = kh_text_short_id (id);
  g_autofree char *created = kh_text_date (kh_json_time (version, "createdAt"), now);
  g_autofree char *since = g_strdup_printf (_ ("made %s"), created);
  GtkWidget *row = adw_expander_row_new ();
  GString *name = g_string_new (short_id);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), short_id);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), since);
  add_pills (ADW_EXPANDER_ROW (row), page, version, name);
  kh_set_name (row, name->str);
  g_string_free (name, TRUE);
  add_usage (ADW_EXPANDER_ROW (row), version);
  for (guint i = 0; i < kh_json_length (version, "holds"); i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                              new_hold_row (kh_json_element (version, "holds", i), now));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                            kh_property_row_new (_ ("Version"), id, TRUE, TRUE));
  adw_expander_row_add_row (
      ADW_EXPANDER_ROW (row),
      kh_property_row_new (_ ("Thumbprint"), kh_json_string (version, "thumbprint"), TRUE, TRUE));
  if (kh_organization_may (get_organization (page), KH_MAY_KVA))
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row), new_version_act (page, version));
  set_expanded ((KhKeyPage *)page, row, id, kh_json_bool (version, "current", FALSE));
  return row;
}

static GtkWidget *
build_versions (KhDetailPage *page, KhItem *item)
{
  KhJson *snapshot = kh_item_get_snapshot (item);
  guint n = kh_json_length (snapshot, "versions");
  GtkWidget *group;

  if (n == 0)
    return NULL;
  group = kh_detail_group_new (_ ("Versions"));
  for (guint i = 0; i < n; i++)
    kh_detail_group_add (group, new_version_row (page, kh_json_element (snapshot, "versions", i)));
  return group;
}

/* --- Actions and details ------------------------------------------------------------------ */

static gboolean
has_version (KhItem *item, gboolean enabled)
{
  KhJson *snapshot = kh_item_get_snapshot (item);

  for (guint i = 0; i < kh_json_length (snapshot, "versions"); i++)
    if (kh_json_bool (kh_json_element (snapshot, "versions", i), "enabled", TRUE) == enabled)
      return TRUE;
  return FALSE;
}

static GtkWidget *
build_actions (KhDetailPage *page, KhItem *item)
{
  GtkWidget *group = kh_detail_group_new (_ ("Actions"));

  if (kh_detail_add_read_only (page, group, KH_MAY_KVA))
    return group;
  kh_detail_add_act (page, group, _ ("Stop the use of every version"),
                     _ ("What depends on it is shown first"), _ ("_Disable…"), "page.disable",
                     has_version (item, TRUE) ? NULL : _ ("Every version is disabled"));
  kh_detail_add_act (page, group, _ ("Let every version be used again"),
                     _ ("Nothing is lost by it"), _ ("_Enable"), "page.enable",
                     has_version (item, FALSE) ? NULL : _ ("Every version is enabled"));
  return group;
}

static GtkWidget *
build_details (KhDetailPage *page, KhItem *item)
{
  KhJson *key = kh_item_get_snapshot (item);
  GtkWidget *group = kh_detail_group_new (_ ("Identifiers"));
  g_auto (GStrv) ops = kh_json_strv (key, "keyOps");
  g_autofree char *type = kh_fact_key_type (key);
  g_autofree char *ops_text = ops != NULL ? g_strjoinv (", ", ops) : NULL;

  kh_detail_group_add (group,
                       kh_property_row_new (_ ("Key ID"), kh_json_string (key, "kid"), TRUE, TRUE));
  kh_detail_group_add (group, kh_property_row_new (_ ("Type"), type, FALSE, FALSE));
  kh_detail_group_add (group, kh_property_row_new (_ ("Operations"), ops_text, FALSE, FALSE));
  kh_detail_group_add (
      group,
      kh_property_row_new (_ ("Recovery"), kh_json_string (key, "recoveryLevel"), FALSE, FALSE));
  return group;
}

static const KhDetailGroup groups[] = {
  { "summary", "state exp kty size curve vault +used", build_summary },
  { "versions", "versions", build_versions },
  { "actions", "versions", build_actions },
  { "details", "kid kty size curve keyOps recoveryLevel", build_details },
};

static void
show (KhDetailPage *page, KhItem *item)
{
  g_autofree char *type = kh_fact_key_type (kh_item_get_snapshot (item));
  g_autofree char *subtitle =
      g_strdup_printf (_ ("Key · %s · %s"), kh_item_string (item, "vault"), type);
  guint n =
      kh_fact_count_environments (get_organization (page), "key.id", kh_item_get_id (item), NULL);
  g_autofree char *used = g_strdup_printf ("%u", n);

  kh_page_set_subtitle (KH_PAGE (page), subtitle);
  kh_detail_page_set_fact (page, "used", used);
}

/* keyhold:keys/VAULT/KEY/VERSION opens that version. */
static void
show_part (KhPage *page, const char *part)
{
  KhKeyPage *self = (KhKeyPage *)page;

  g_hash_table_add (self->seen, g_strdup (part));
  g_hash_table_add (self->expanded, g_strdup (part));
  KH_PAGE_CLASS (kh_key_page_parent_class)->show_part (page, "versions");
}

static const KhPageTexts texts = {
  .loading = N_ ("Loading the key"),
  .error_title = N_ ("The Key Cannot Be Shown"),
};

static void
kh_key_page_finalize (GObject *object)
{
  KhKeyPage *self = (KhKeyPage *)object;

  g_hash_table_unref (self->expanded);
  g_hash_table_unref (self->seen);
  G_OBJECT_CLASS (kh_key_page_parent_class)->finalize (object);
}

static void
kh_key_page_class_init (KhKeyPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_key_page_finalize;
  KH_PAGE_CLASS (klass)->texts = &texts;
  KH_PAGE_CLASS (klass)->show_part = show_part;
  klass->groups = groups;
  klass->n_groups = G_N_ELEMENTS (groups);
  klass->also = 1u << KH_ITEM_ENVIRONMENT | 1u << KH_ITEM_POLICY;
  klass->show = show;
}

static void
kh_key_page_init (KhKeyPage *self)
{
  self->expanded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  kh_key_acts_add (KH_DETAIL_PAGE (self));
}
