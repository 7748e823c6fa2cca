/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who can reach a key that others may know, and the decision. */
#include "kh-contain-group.h"

#include "kh-facts.h"
#include "kh-pill.h"
#include "kh-rows.h"
#include "kh-text.h"

struct _KhContainGroup {
  AdwPreferencesGroup parent_instance;

  KhOrganization *organization; /* (owned) */
  GtkWidget *users_row, *network_row;
  AdwComboRow *decision_row;
};

G_DEFINE_FINAL_TYPE (KhContainGroup, kh_contain_group, ADW_TYPE_PREFERENCES_GROUP)

static void
show_pill (GtkWidget *row, const char *state)
{
  GtkWidget *old = g_object_get_data (G_OBJECT (row), "kh-pill");
  GtkWidget *pill = kh_pill_new (KH_STATE_CHECK, state);

  if (old != NULL)
    adw_action_row_remove (ADW_ACTION_ROW (row), old);
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), pill);
  g_object_set_data (G_OBJECT (row), "kh-pill", pill);
}

static void
show_fact (GtkWidget *row, const char *fact, const char *state)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), fact);
  show_pill (row, state);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *)a, *(const char *const *)b);
}

/* Through which it is used, for an attacker's eyes as well as for ours. */
static void
show_users (KhContainGroup *self, const char *const *keys)
{
  GListModel *all = G_LIST_MODEL (kh_organization_get_list (self->organization, KH_ITEM_POLICY));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *text = NULL;
  guint count;

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (KhItem) policy = g_list_model_get_item (all, i);
    g_autofree char *key = g_strjoin ("/", kh_item_string (policy, "key.vault"),
                                      kh_item_string (policy, "key.name"), NULL);

    if (key != NULL && g_strv_contains (keys, key)
        && kh_json_bool (kh_item_get_snapshot (policy), "granted", TRUE))
      g_ptr_array_add (names, (gpointer)kh_item_get_name (policy)); /* the list holds it */
  }
  count = names->len;
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  text = g_strjoinv (", ", (char **)names->pdata);
  show_fact (self->users_row, count > 0 ? text : _ ("No policy"), count > 1 ? "warn" : "pass");
}

static void
show_network (KhContainGroup *self, const char *const *keys)
{
  g_auto (GStrv) parts = g_strsplit (keys[0] != NULL ? keys[0] : "", "/", 2);
  KhItem *vault = parts[0] != NULL ? kh_item_list_find (
                      kh_organization_get_list (self->organization, KH_ITEM_VAULT), parts[0])
                                   : NULL;

  if (vault == NULL)
    show_fact (self->network_row, _ ("Not known"), "unknown");
  else if (g_str_equal (kh_fact_network (kh_item_get_snapshot (vault)), "public"))
    show_fact (self->network_row, _ ("Every network reaches it"), "warn");
  else
    show_fact (self->network_row, _ ("Closed, except for what its rules allow"), "pass");
}

void
kh_contain_group_show (KhContainGroup *self, const char *const *keys)
{
  show_users (self, keys);
  show_network (self, keys);
}

char *
kh_contain_group_get_reason (KhContainGroup *self, const char *const *keys)
{
  g_autofree char *names = g_strjoinv (", ", (char **)keys);

  return g_strdup_printf (adw_combo_row_get_selected (self->decision_row) == 0
                              ? _ ("Others may know %s; the environments stay online until they "
                                   "are moved")
                              : _ ("Others may know %s; the environments are locked until they "
                                   "are moved"),
                          names);
}

static void
kh_contain_group_dispose (GObject *object)
{
  g_clear_object (&KH_CONTAIN_GROUP (object)->organization);
  G_OBJECT_CLASS (kh_contain_group_parent_class)->dispose (object);
}

static void
kh_contain_group_class_init (KhContainGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_contain_group_dispose;
}

static GtkWidget *
add_row (KhContainGroup *self, const char *title)
{
  GtkWidget *row = kh_row_new (title, "");

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  return row;
}

static void
kh_contain_group_init (KhContainGroup *self)
{
  const char *const decisions[] = { _ ("Stay online"), _ ("Locked already"), NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (decisions);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Contain"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self),
      _ ("Who else can reach the old key, and what is decided for the time until the move has "
         "ended. The decision is recorded."));
  self->users_row = add_row (self, _ ("Policies that use it"));
  self->network_row = add_row (self, _ ("Network of its vault"));
  self->decision_row = g_object_new (ADW_TYPE_COMBO_ROW, "title", _ ("Environments until then"),
                                     "use-markup", FALSE, "model", model, NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->decision_row));
}

GtkWidget *
kh_contain_group_new (KhOrganization *organization)
{
  KhContainGroup *self = g_object_new (KH_TYPE_CONTAIN_GROUP, NULL);

  self->organization = g_object_ref (organization);
  return GTK_WIDGET (self);
}
