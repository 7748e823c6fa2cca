/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes one of every template class in the resources, shows it, and closes it again: each compiles
 * at run time alone. */
#include "kh-display-test.h"

#include "kh-session.h"

#define FOLDER "/io/github/keyhold/Keyhold/ui/"

static Fixture fixture;
static KhOrganization *organization;
static KhSession *session;

/* A host that has nothing: windows show the session as it is before anybody looked. */
static gpointer
make_host (const char *data_dir, gint64 clock_offset)
{
  return g_strdup (data_dir);
}

static gboolean
create_nothing (gpointer host, const KhSessionSetup *setup, KhSecret *passphrase, GError **error)
{
  g_set_error (error, KH_ERROR, KH_ERROR_INTERNAL, "%s", "nothing is made here");
  return FALSE;
}

static char *
connect_nowhere (gpointer host, const char *account, KhSecret *passphrase, GError **error)
{
  g_set_error (error, KH_ERROR, KH_ERROR_SEALED, "%s", "nothing is opened here");
  return NULL;
}

static const KhSessionHost host = { make_host, g_free, create_nothing, connect_nowhere, NULL };

/* (transfer full): an object that fits a property of a template class. */
static GObject *
value_for (GType type)
{
  if (type == KH_TYPE_ORGANIZATION)
    return g_object_ref (G_OBJECT (organization));
  if (type == KH_TYPE_ITEM)
    return g_object_ref (G_OBJECT (display_item (organization, KH_ITEM_ENVIRONMENT, "Sales")));
  if (type == KH_TYPE_SESSION)
    return g_object_ref (G_OBJECT (session));
  return NULL;
}

/* (transfer full): with what its class wants to be made with. */
static GtkWidget *
make (GType type)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  guint n_specs = 0, n_set = 0;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_CLASS (klass), &n_specs);
  g_autofree const char **names = g_new0 (const char *, n_specs);
  g_autofree GValue *values = g_new0 (GValue, n_specs);
  for (guint i = 0; i < n_specs; i++) {
    GObject *value =
        (specs[i]->flags & G_PARAM_WRITABLE) == 0 ? NULL : value_for (specs[i]->value_type);
    if (value == NULL)
      continue;
    names[n_set] = specs[i]->name;
    g_value_init (&values[n_set], specs[i]->value_type);
    g_value_take_object (&values[n_set++], value);
  }
  GObject *made = g_object_new_with_properties (type, n_set, names, values);
  for (guint i = 0; i < n_set; i++)
    g_value_unset (&values[i]);
  return GTK_WIDGET (g_object_ref_sink (made));
}

static void
show_and_close (GType type)
{
  GtkWidget *widget = make (type);
  GtkWindow *window = NULL;
  if (GTK_IS_WINDOW (widget)) {
    window = GTK_WINDOW (widget);
    gtk_window_set_application (window, display_application ());
    gtk_window_present (window);
  } else if (GTK_IS_POPOVER (widget)) {
    GtkWidget *button = gtk_menu_button_new ();
    gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), widget);
    window = display_show (button);
    gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  } else if (GTK_IS_LIST_BOX_ROW (widget)) {
    GtkWidget *list = gtk_list_box_new ();
    gtk_list_box_append (GTK_LIST_BOX (list), widget);
    window = display_show (list);
  } else {
    window = display_show (widget);
  }
  GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (window));
  g_assert_true (role == GTK_ACCESSIBLE_ROLE_WINDOW || role == GTK_ACCESSIBLE_ROLE_DIALOG
                 || role == GTK_ACCESSIBLE_ROLE_ALERT_DIALOG);
  DisplayWatch *watch = display_watch (window);
  g_object_unref (widget);
  display_settle ();
  gtk_window_destroy (window);
  display_assert_gone (watch);
}

/* A template of list items is shown by a list of one. */
static void
show_list_item (const char *path)
{
  GListStore *store = g_list_store_new (KH_TYPE_ITEM);
  GtkListItemFactory *factory = gtk_builder_list_item_factory_new_from_resource (NULL, path);
  g_list_store_append (store, display_item (organization, KH_ITEM_ENVIRONMENT, "Sales"));
  GtkWidget *list = gtk_list_view_new (
      GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (store))), factory);
  GtkWindow *window = display_show (list);
  display_settle ();
  display_close (window);
}

static void
test_template (gconstpointer data)
{
  const char *path = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_autoptr (GRegex) regex =
      g_regex_new ("<template\\s+class=\"(\\w+)\"", G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  if (!g_regex_match (regex, g_bytes_get_data (bytes, NULL), G_REGEX_MATCH_DEFAULT, &match)) {
    g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (path);
    g_assert_nonnull (builder);
    return;
  }
  g_autofree char *name = g_match_info_fetch (match, 1);
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  GType type = gtk_builder_get_type_from_name (builder, name);
  if (type == GTK_TYPE_LIST_ITEM) {
    show_list_item (path);
    return;
  }
  if (type == G_TYPE_INVALID)
    g_error ("%s: the class %s has no function that registers it", path, name);
  g_assert_true (g_type_is_a (type, GTK_TYPE_WIDGET));
  if (G_TYPE_IS_ABSTRACT (type))
    g_test_skip ("abstract: its subclasses show it");
  else
    show_and_close (type);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  display_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  organization = display_open (&fixture);
  session = kh_session_new (&host, fixture.folder, NULL);
  g_auto (GStrv) names =
      g_resources_enumerate_children (FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (names), >, 0);
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *test = g_strconcat ("/templates/", names[i], NULL);
    g_test_add_data_func_full (test, g_strconcat (FOLDER, names[i], NULL), test_template, g_free);
  }
  int status = g_test_run ();
  kh_session_close (session);
  g_clear_object (&session);
  kh_organization_close (organization);
  g_clear_object (&organization);
  fixture_stop (&fixture);
  return status;
}
