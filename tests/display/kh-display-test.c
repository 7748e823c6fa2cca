/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shared harness of the tests of windows. */
#include "kh-display-test.h"

#include "kh-list-line.h"
#include "kh-ui.h"

#define APPLICATION_ID "io.github.keyhold.Keyhold"
#define LIMIT_SECONDS 20

static GtkApplication *application;

void
display_init (int *argc, char ***argv)
{
  g_autoptr (GError) error = NULL;
  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  gtk_test_init (argc, argv, NULL);
  kh_ui_init ();
  application = GTK_APPLICATION (adw_application_new (APPLICATION_ID, G_APPLICATION_NON_UNIQUE));
  g_application_set_resource_base_path (G_APPLICATION (application), "/io/github/keyhold/Keyhold");
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_application_set_default (G_APPLICATION (application));
}

GtkApplication *
display_application (void)
{
  return application;
}

gint64
display_limit (void)
{
  const char *factor = g_getenv ("MESON_TEST_TIMEOUT_MULTIPLIER");
  gint64 times = factor == NULL ? 1 : g_ascii_strtoll (factor, NULL, 10);
  return g_get_monotonic_time () + MAX (times, 1) * LIMIT_SECONDS * G_USEC_PER_SEC;
}

static gboolean
woken_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
print_words (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (!gtk_widget_get_mapped (child))
      continue;
    if (GTK_IS_LABEL (child))
      g_printerr ("  %s%s\n", gtk_label_get_text (GTK_LABEL (child)),
                  gtk_widget_is_sensitive (child) ? "" : " (insensitive)");
    print_words (child);
  }
}

/* What a person would have seen when the wait was over. */
static void
print_windows (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
    g_printerr ("%s, %d × %d\n", G_OBJECT_TYPE_NAME (window), gtk_widget_get_width (window),
                gtk_widget_get_height (window));
    print_words (window);
  }
}

void
display_step (gint64 limit, const char *what)
{
  gboolean woken = FALSE;
  guint id = g_timeout_add (20, woken_cb, &woken);
  g_main_context_iteration (NULL, TRUE);
  if (!woken)
    g_source_remove (id);
  if (g_get_monotonic_time () <= limit)
    return;
  print_windows ();
  g_error ("waited in vain for: %s", what);
}

void
display_settle (void)
{
  gint64 limit = display_limit ();
  for (guint quiet = 0; quiet < 3;) {
    gboolean woken = FALSE;
    guint id = g_timeout_add (15, woken_cb, &woken);
    while (!woken)
      g_main_context_iteration (NULL, TRUE);
    (void)id;
    quiet = g_main_context_pending (NULL) ? 0 : quiet + 1;
    if (g_get_monotonic_time () > limit)
      g_error ("the main loop does not come to rest");
  }
}

GtkWindow *
display_show (GtkWidget *widget)
{
  GtkWidget *window = adw_application_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 720);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  display_until (gtk_widget_get_mapped (window));
  return GTK_WINDOW (window);
}

void
display_resize (gpointer window, int width, int height)
{
  gint64 limit = display_limit ();
  guint patience = 0;

  gtk_window_set_default_size (window, width, height);
  while (gtk_widget_get_width (window) != width) {
    display_step (limit, "a window of the size that was asked for");
    if (++patience % 50 == 0) {
      gtk_window_set_default_size (window, width + 1, height);
      gtk_window_set_default_size (window, width, height);
    }
  }
}

gpointer
display_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();
  gpointer found = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
    if (G_TYPE_CHECK_INSTANCE_TYPE (window, type) && gtk_widget_get_visible (window))
      found = window;
  }
  return found;
}

static char *
without_mnemonic (const char *text)
{
  GString *plain = g_string_new (NULL);
  for (const char *c = text; c != NULL && *c != '\0'; c++)
    if (*c != '_' || c[1] == '_')
      g_string_append_c (plain, *c);
  return g_string_free (plain, FALSE);
}

static gboolean
says (GtkWidget *widget, const char *label)
{
  g_autofree char *plain = NULL;
  const char *tooltip = gtk_widget_get_tooltip_text (widget);
  if (label == NULL || g_strcmp0 (tooltip, label) == 0)
    return TRUE;
  if (GTK_IS_BUTTON (widget))
    plain = without_mnemonic (gtk_button_get_label (GTK_BUTTON (widget)));
  else if (GTK_IS_LABEL (widget))
    plain = g_strdup (gtk_label_get_text (GTK_LABEL (widget)));
  else if (ADW_IS_PREFERENCES_ROW (widget))
    plain = without_mnemonic (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)));
  else if (GTK_IS_CHECK_BUTTON (widget))
    plain = without_mnemonic (gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)));
  if (plain == NULL || *plain == '\0') {
    /* An icon and a label in a button, or a button made of parts. */
    GtkWidget *inner = GTK_IS_BUTTON (widget) ? display_find (widget, GTK_TYPE_LABEL, label) : NULL;
    return inner != NULL;
  }
  return g_str_equal (plain, label);
}

gpointer
display_find (gpointer root, GType type, const char *label)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (!gtk_widget_get_mapped (child))
      continue;
    if (G_TYPE_CHECK_INSTANCE_TYPE (child, type) && says (child, label))
      return child;
    gpointer found = display_find (child, type, label);
    if (found != NULL)
      return found;
  }
  return NULL;
}

gpointer
display_wait_for (gpointer root, GType type, const char *label)
{
  gint64 limit = display_limit ();
  g_autofree char *what = g_strdup_printf ("%s \"%s\"", g_type_name (type), label);
  GtkWidget *widget = NULL;
  while ((widget = display_find (root, type, label)) == NULL || !gtk_widget_is_sensitive (widget))
    display_step (limit, what);
  return widget;
}

void
display_press (gpointer root, const char *label)
{
  g_signal_emit_by_name (display_wait_for (root, GTK_TYPE_BUTTON, label), "clicked");
}

void
display_activate_row (gpointer root, const char *title)
{
  GtkWidget *row = display_wait_for (root, GTK_TYPE_LIST_BOX_ROW, title);
  gtk_widget_activate (row);
}

void
display_type (gpointer root, const char *title, const char *text)
{
  GtkWidget *row = display_wait_for (root, ADW_TYPE_ENTRY_ROW, title);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

char *
display_name (GtkWidget *widget)
{
  GtkWidget *label = NULL;
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    return without_mnemonic (gtk_button_get_label (GTK_BUTTON (widget)));
  if (ADW_IS_PREFERENCES_ROW (widget))
    return g_strdup (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)));
  label = display_find (widget, GTK_TYPE_LABEL, NULL);
  return g_strdup (label == NULL ? "" : gtk_label_get_text (GTK_LABEL (label)));
}

gboolean
display_has_name (gpointer widget, const char *name)
{
  g_autofree char *differs = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  return differs == NULL;
}

gpointer
display_find_line (gpointer root, const char *name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    gpointer found = NULL;
    if (!gtk_widget_get_mapped (child))
      continue;
    if (g_str_equal (gtk_widget_get_css_name (child), "row")) {
      KhListLine *line = display_find (child, KH_TYPE_LIST_LINE, NULL);
      KhItem *item = line != NULL ? kh_list_line_get_item (line) : NULL;
      if (item != NULL && g_str_equal (kh_item_get_name (item), name))
        return child;
    }
    found = display_find_line (child, name);
    if (found != NULL)
      return found;
  }
  return NULL;
}

gpointer
display_wait_for_line (gpointer root, const char *name)
{
  gint64 limit = display_limit ();
  gpointer line = NULL;
  while ((line = display_find_line (root, name)) == NULL)
    display_step (limit, name);
  return line;
}

/* What lives: a weak pointer and the name of its type for each. */
typedef struct {
  gpointer object;
  const char *type;
} Watched;

void
display_scale_text (int scale)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * scale, NULL);
}

static gboolean
scrolls_sideways (GtkWidget *widget)
{
  GtkPolicyType policy;

  if (!GTK_IS_SCROLLED_WINDOW (widget))
    return FALSE;
  gtk_scrolled_window_get_policy (GTK_SCROLLED_WINDOW (widget), &policy, NULL);
  return policy != GTK_POLICY_NEVER;
}

static gboolean
is_cut (GtkWidget *label, GtkWidget *root)
{
  graphene_rect_t place;

  if (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))))
    return TRUE;
  return gtk_widget_compute_bounds (label, root, &place)
         && (place.origin.x < 0
             || place.origin.x + place.size.width > (float)gtk_widget_get_width (root));
}

static char *
find_cut (GtkWidget *widget, GtkWidget *root)
{
  char *found = NULL;

  if (!gtk_widget_get_mapped (widget) || scrolls_sideways (widget))
    return NULL;
  if (GTK_IS_LABEL (widget) && is_cut (widget, root))
    return g_strdup (gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_cut (child, root);
  return found;
}

void
display_wait_whole (gpointer root)
{
  gint64 limit = display_limit ();
  g_autofree char *text = NULL;

  while ((text = find_cut (root, root)) != NULL && g_get_monotonic_time () < limit) {
    g_clear_pointer (&text, g_free);
    display_step (limit + G_USEC_PER_SEC, "whole labels");
  }
  g_assert_cmpstr (text, ==, NULL);
}

struct _DisplayWatch {
  GPtrArray *watched;
};

static void
watch_one (DisplayWatch *self, GObject *object)
{
  Watched *one = g_new0 (Watched, 1);
  one->type = G_OBJECT_TYPE_NAME (object);
  g_set_weak_pointer (&one->object, object);
  g_ptr_array_add (self->watched, one);
}

static void
watch_below (DisplayWatch *self, GtkWidget *root)
{
  /* The library keeps one of these for all windows, and hangs it where the pointer is. */
  if (g_str_equal (G_OBJECT_TYPE_NAME (root), "GtkTooltipWindow"))
    return;
  watch_one (self, G_OBJECT (root));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    watch_below (self, child);
}

DisplayWatch *
display_watch (gpointer root)
{
  DisplayWatch *self = g_new0 (DisplayWatch, 1);
  self->watched = g_ptr_array_new ();
  watch_below (self, root);
  return self;
}

static guint
count_living (DisplayWatch *self, gboolean tell)
{
  guint living = 0;
  for (guint i = 0; i < self->watched->len; i++) {
    Watched *one = g_ptr_array_index (self->watched, i);
    if (one->object == NULL)
      continue;
    living++;
    if (tell)
      g_test_message ("not released: %s, %u references", one->type,
                      G_OBJECT (one->object)->ref_count);
  }
  return living;
}

void
display_assert_gone (DisplayWatch *self)
{
  gint64 limit = display_limit ();
  while (count_living (self, FALSE) > 0 && g_get_monotonic_time () < limit)
    display_step (limit + G_USEC_PER_SEC, "everything to be released");
  g_assert_cmpuint (count_living (self, TRUE), ==, 0);
  for (guint i = 0; i < self->watched->len; i++)
    g_free (g_ptr_array_index (self->watched, i));
  g_ptr_array_unref (self->watched);
  g_free (self);
}

void
display_close (gpointer window)
{
  DisplayWatch *watch = display_watch (window);
  gtk_window_destroy (window);
  display_assert_gone (watch);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  kh_organization_start_finish (KH_ORGANIZATION (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *)data = TRUE;
}

KhOrganization *
display_open (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *socket = g_build_filename (fixture->folder, "tenant.sock", NULL);
  KhOrganization *organization = kh_organization_new (socket, fixture->token, &error);
  gboolean started = FALSE;
  g_assert_no_error (error);
  kh_organization_start_async (organization, NULL, started_cb, &started);
  display_until (started);
  for (guint kind = 0; kind < KH_N_ITEM_KINDS; kind++) {
    KhItemList *list = kh_organization_get_list (organization, (KhItemKind)kind);
    display_until (kh_item_list_get_state (list) == KH_LIST_READY);
  }
  return organization;
}

void
display_end (KhOrganization *organization)
{
  KhOrganization *gone = NULL;

  kh_organization_close (organization);
  g_set_weak_pointer (&gone, organization);
  g_object_unref (organization);
  display_until (gone == NULL);
}

KhItem *
display_item (KhOrganization *organization, KhItemKind kind, const char *name)
{
  KhItemList *list = kh_organization_get_list (organization, kind);
  display_until (kh_item_list_find (list, name) != NULL);
  return kh_item_list_find (list, name);
}
