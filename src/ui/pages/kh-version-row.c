/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A version of a key: what the list tells of it, and opened what needs it. */
#include "kh-version-row.h"

#include "kh-detail-menu.h"
#include "kh-facts.h"
#include "kh-focus.h"
#include "kh-key-page.h"
#include "kh-pill.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-uri.h"

struct _KhVersionRow {
  AdwExpanderRow parent_instance;

  KhDetailPage *page; /* (not owned): the row is inside of it */
  KhJson *listed;     /* (owned) */
  KhJson *whole;      /* (owned) (nullable) */
  GPtrArray *rows;    /* (element-type GtkWidget) (not owned): what is inside */
};

G_DEFINE_FINAL_TYPE (KhVersionRow, kh_version_row, ADW_TYPE_EXPANDER_ROW)

static KhOrganization *
get_organization (KhVersionRow *self)
{
  return kh_page_get_organization (KH_PAGE (self->page));
}

static void
add_row (KhVersionRow *self, GtkWidget *row)
{
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
}

/* --- What needs it ------------------------------------------------------------------------ */

/* One row an environment, with its stores. */
static void
add_usage (KhVersionRow *self, KhJson *version)
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
    add_row (self, kh_link_row_new (kh_json_string (first, "environment"), stores->str, uri));
    g_string_free (stores, TRUE);
  }
}

/* (transfer full): the action @name of the page on this version. */
static char *
make_action (KhJson *version, const char *name)
{
  g_autofree char *full = g_strconcat ("page.", name, NULL);

  return g_action_print_detailed_name (full,
                                       g_variant_new_string (kh_json_string (version, "version")));
}

/* Enabling is always possible; disabling asks first what it would do. */
static const char *
enabling_of (KhJson *version)
{
  return kh_json_bool (version, "enabled", TRUE) ? "disable-version" : "enable-version";
}

/* (nullable) (transfer none): why @name cannot be done now. */
static const char *
refuse (KhVersionRow *self, const char *name)
{
  if (kh_detail_page_is_running (self->page, name))
    return _ ("Running");
  /* What left the key for another one is read there first (kh-verified.h). */
  return g_str_equal (name, "disable-version") ? kh_detail_page_get_fact (self->page, "unverified")
                                               : NULL;
}

static GtkWidget *
new_version_act (KhVersionRow *self)
{
  const char *name = enabling_of (self->listed);
  g_autofree char *action = make_action (self->listed, name);

  if (kh_json_bool (self->listed, "enabled", TRUE))
    return kh_act_row_new (_ ("Stop its use"), _ ("What depends on it is shown first"),
                           _ ("Disable…"), action, refuse (self, name), NULL);
  return kh_act_row_new (_ ("Let it be used again"), _ ("Nothing is lost by it"), _ ("Enable"),
                         action, refuse (self, name), NULL);
}

/* The same in the menu of the row, which needs not be open for it. */
static void
add_verbs (KhVersionRow *self)
{
  const char *name = enabling_of (self->listed);
  gboolean enabled = kh_json_bool (self->listed, "enabled", TRUE);
  g_autofree char *enabling = make_action (self->listed, name);
  g_autofree char *expiry = make_action (self->listed, "set-expiry-of");

  kh_detail_row_set_id (GTK_WIDGET (self), _ ("Version"), kh_json_string (self->listed, "version"));
  if (!kh_organization_may (get_organization (self), KH_MAY_KVA))
    return;
  kh_detail_row_add_verb (
      GTK_WIDGET (self),
      &(KhDetailVerb){ enabled ? _ ("_Disable…") : _ ("_Enable"), enabling, refuse (self, name) });
  kh_detail_row_add_verb (GTK_WIDGET (self), &(KhDetailVerb){ _ ("Set E_xpiry…"), expiry,
                                                              refuse (self, "set-expiry-of") });
}

static GtkWidget *
new_expiry_act (KhJson *version, KhTime now)
{
  KhTime expiry = kh_json_time (version, "exp");
  g_autofree char *date = kh_text_date (expiry, now);
  g_autofree char *action = make_action (version, "set-expiry-of");
  g_autofree char *subtitle = expiry == KH_TIME_NONE ? g_strdup (_ ("It never expires"))
                              : expiry <= now ? g_strdup_printf (_ ("It expired on %s"), date)
                                              : g_strdup_printf (_ ("It expires on %s"), date);
  GtkWidget *row;

  row = kh_act_row_new (_ ("Change its end"), subtitle, _ ("Set Expiry…"), action, NULL, NULL);
  kh_set_time (row, expiry);
  return row;
}

/* --- The row ------------------------------------------------------------------------------ */

/* What stands at its end, and its name: "7c1e…, 3 stores in 1 environment, Active, Current". */
static void
add_pills (KhVersionRow *self, const char *subtitle)
{
  gboolean current = kh_json_bool (self->listed, "current", FALSE);
  const char *const values[] = { kh_json_bool (self->listed, "safeToDisable", TRUE) ? NULL : "Held",
                                 current                                 ? "Current"
                                 : kh_detail_page_is_narrow (self->page) ? NULL
                                                                         : "Previous",
                                 kh_json_string (self->listed, "state") };
  GString *name = g_string_new (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));
  GtkWidget *states = kh_states_new ();

  g_string_append_printf (name, ", %s", subtitle);
  /* The state is told first, and stands last. */
  for (guint i = G_N_ELEMENTS (values); i-- > 0;) {
    KhStateInfo info;

    if (values[i] == NULL)
      continue;
    info = kh_state_info (KH_STATE_KEY, values[i]);
    gtk_box_prepend (GTK_BOX (states), kh_pill_new (KH_STATE_KEY, values[i]));
    g_string_append_printf (name, ", %s", info.word);
  }
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), states);
  kh_set_name (GTK_WIDGET (self), name->str);
  g_string_free (name, TRUE);
}

/* (transfer full): "3 stores in 1 environment", or when it was made. */
static char *
make_subtitle (KhVersionRow *self)
{
  guint stores = (guint)kh_json_int (self->listed, "stores", 0);
  guint environments = (guint)kh_json_int (self->listed, "environments", 0);
  g_autofree char *where = kh_fact_environments_text (environments);
  g_autofree char *created = NULL;

  if (stores > 0)
    return g_strdup_printf (g_dngettext (NULL, "%u store in %s", "%u stores in %s", stores), stores,
                            where);
  created = kh_text_date (kh_json_time (self->listed, "createdAt"),
                          kh_organization_now (get_organization (self)));
  return g_strdup_printf (_ ("made %s"), created);
}

static void
fill (KhVersionRow *self)
{
  KhTime now = kh_organization_now (get_organization (self));
  const char *id = kh_json_string (self->listed, "version");

  if (self->whole != NULL) {
    g_autoptr (GPtrArray) lines = NULL;

    add_usage (self, self->whole);
    lines = kh_key_ledger_lines (kh_item_get_snapshot (kh_detail_page_get_item (self->page)),
                                 self->whole,
                                 kh_organization_may (get_organization (self), KH_MAY_PPA), now);
    for (guint i = 0; i < lines->len; i++)
      add_row (self, lines->pdata[i]);
  }
  add_row (self, kh_property_row_new (_ ("Version"), id, TRUE, TRUE));
  if (self->whole != NULL)
    add_row (self, kh_property_row_new (_ ("Thumbprint"),
                                        kh_json_string (self->whole, "thumbprint"), TRUE, TRUE));
  if (!kh_organization_may (get_organization (self), KH_MAY_KVA))
    return;
  add_row (self, new_version_act (self));
  add_row (self, new_expiry_act (self->listed, now));
}

static void
clear (KhVersionRow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

void
kh_version_row_set_whole (KhVersionRow *self, KhJson *whole)
{
  KhFocus focus;

  if (self->whole != NULL && kh_json_equal (self->whole, whole))
    return;
  g_clear_pointer (&self->whole, kh_json_unref);
  self->whole = kh_json_ref (whole);
  kh_focus_find (GTK_WIDGET (self), &focus);
  clear (self);
  fill (self);
  kh_focus_restore (GTK_WIDGET (self), &focus);
}

void
kh_version_row_set_error (KhVersionRow *self, const GError *error)
{
  g_autofree char *title = kh_text_error_title (error);
  g_autofree char *body = kh_text_error_body (error);

  if (self->whole != NULL)
    return;
  clear (self);
  add_row (self, kh_row_new (title, body));
  fill (self);
}

const char *
kh_version_row_get_version (KhVersionRow *self)
{
  return kh_json_string (self->listed, "version");
}

static void
kh_version_row_finalize (GObject *object)
{
  KhVersionRow *self = KH_VERSION_ROW (object);

  g_ptr_array_unref (self->rows);
  g_clear_pointer (&self->listed, kh_json_unref);
  g_clear_pointer (&self->whole, kh_json_unref);
  G_OBJECT_CLASS (kh_version_row_parent_class)->finalize (object);
}

static void
kh_version_row_class_init (KhVersionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_version_row_finalize;
}

static void
kh_version_row_init (KhVersionRow *self)
{
  self->rows = g_ptr_array_new ();
}

GtkWidget *
kh_version_row_new (KhDetailPage *page, KhJson *listed)
{
  KhVersionRow *self = g_object_new (KH_TYPE_VERSION_ROW, NULL);
  g_autofree char *short_id = kh_text_short_id (kh_json_string (listed, "version"));
  g_autofree char *subtitle = NULL;

  self->page = page;
  self->listed = kh_json_ref (listed);
  subtitle = make_subtitle (self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), short_id);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  add_pills (self, subtitle);
  add_verbs (self);
  fill (self);
  return GTK_WIDGET (self);
}
