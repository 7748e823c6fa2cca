/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of a key: its versions and what still needs them (pages.md 2.4). */
#include "kh-key-page.h"

#include "kh-facts.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-uri.h"
#include "kh-verified.h"

typedef struct {
  KhDetailPage parent_instance;

  KhKeyVersions *versions; /* (owned) */
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
  kh_set_time (row, expiry);
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

/* --- Details ------------------------------------------------------------------------------ */

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

static GtkWidget *
build_versions (KhDetailPage *page, KhItem *item)
{
  return kh_key_versions_build (((KhKeyPage *)page)->versions, item);
}

static const KhDetailGroup groups[] = {
  { "summary", "state exp kty size curve vault +used", build_summary },
  { "versions", "versions version usedBy holds +shown +unverified", build_versions },
  { "rotation", "rotation exp", kh_key_rotation_build },
  { "actions", "versions +unverified", kh_key_page_acts_build },
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
  g_autofree char *unverified = NULL;

  kh_page_set_subtitle (KH_PAGE (page), subtitle);
  if (kh_organization_may (get_organization (page), KH_MAY_KVA))
    kh_page_set_primary (KH_PAGE (page), _ ("_Rotate…"), "page.rotate");
  unverified = kh_verify_refuse_disable (get_organization (page), item);
  kh_detail_page_set_fact (page, "used", used);
  kh_detail_page_set_fact (page, "unverified", unverified);
  kh_key_versions_update (((KhKeyPage *)page)->versions);
}

/* keyhold:keys/VAULT/KEY/VERSION opens that version. */
static void
show_part (KhPage *page, const char *part)
{
  kh_key_versions_open (((KhKeyPage *)page)->versions, part);
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

  kh_key_versions_free (self->versions);
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
  self->versions = kh_key_versions_new (KH_DETAIL_PAGE (self));
  kh_key_page_acts_add (KH_DETAIL_PAGE (self));
}
