/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The details: every kind, the way back from a lock, what may not be done and why, and that a page
 * which is left in the middle of a call is released. */
#include "kh-display-test.h"

#include "kh-confirm-dialog.h"
#include "kh-error-card.h"
#include "kh-facts.h"
#include "kh-locked-card.h"
#include "kh-pages.h"
#include "kh-text.h"
#include "kh-wizard-test.h"

#define MARKUP "R&D <prod>"

typedef struct {
  Fixture fixture;
  KhOrganization *organization;
  KhPage *page; /* (not owned) */
  GtkWindow *window;
} Detail;

static void
detail_start (Detail *self, gconstpointer data)
{
  fixture_start_tenant (&self->fixture);
  fixture_make_estate (&self->fixture);
  fixture_do (&self->fixture, BAP, "POST", P "/environments" A_ENVIRONMENT,
              ENVIRONMENT_BODY (MARKUP), 201);
  fixture_encrypt (&self->fixture, "Sales");
  self->organization = display_open (&self->fixture);
}

static void
end_organization (Detail *self)
{
  display_end (self->organization);
}

static void
detail_stop (Detail *self, gconstpointer data)
{
  if (self->window != NULL)
    display_close (self->window);
  end_organization (self);
  fixture_stop (&self->fixture);
}

static void
show (Detail *self, KhItemKind kind, const char *name)
{
  self->page =
      kh_detail_page_new (self->organization, display_item (self->organization, kind, name));
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

static void
set_enabled (Detail *self, gboolean enabled)
{
  g_autofree char *token = NULL;
  g_autofree char *body =
      g_strdup_printf ("{\"attributes\":{\"enabled\":%s}}", enabled ? "true" : "false");

  if (!enabled)
    token = fixture_confirm (&self->fixture, "{\"trigger\":\"disable-key\",\"vault\":\"kv-sales\","
                                             "\"key\":\"cmk\"}");
  self->fixture.confirmation = token;
  fixture_do (&self->fixture, VAULT, "PATCH", "/keys/cmk" A_KEY, body, 200);
  self->fixture.confirmation = NULL;
}

static void
sign_in_as (Detail *self, const char *account)
{
  fixture_make_accounts (&self->fixture);
  end_organization (self);
  fixture_as (&self->fixture, account);
  self->organization = display_open (&self->fixture);
}

/* The first operation of the list: it has no name of its own. */
static const char *
any_operation (Detail *self)
{
  GListModel *list =
      G_LIST_MODEL (kh_organization_get_list (self->organization, KH_ITEM_OPERATION));
  g_autoptr (KhItem) item = g_list_model_get_item (list, 0);

  return kh_item_get_id (item);
}

static void
test_kinds (Detail *self, gconstpointer data)
{
  const struct {
    KhItemKind kind;
    const char *name, *title, *says;
  } kinds[] = {
    { KH_ITEM_ENVIRONMENT, "Sales", "Sales",
      "3 of 5 stores use the customer key, 2 are always on the Microsoft key." },
    { KH_ITEM_ENVIRONMENT, MARKUP, MARKUP,
      "0 of 5 stores use the customer key, 2 are always on the Microsoft key." },
    { KH_ITEM_POLICY, "ep-sales", "ep-sales", "cmk in kv-sales" },
    { KH_ITEM_KEY, "kv-sales/cmk", "cmk", "1 environment" },
    { KH_ITEM_VAULT, "kv-sales", "kv-sales", "Purge-protected" },
    { KH_ITEM_OPERATION, any_operation (self), "Encrypt Sales", "Finalize" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    show (self, kinds[i].kind, kinds[i].name);
    g_assert_cmpstr (kh_page_get_title (self->page), ==, kinds[i].title);
    display_wait_for (self->window, GTK_TYPE_LABEL, kinds[i].says);
    display_close (g_steal_pointer (&self->window));
  }
}

/* Nobody waits for the answer: page and callback are gone at once. */
static void
test_left_in_a_call (Detail *self, gconstpointer data)
{
  static const struct {
    KhItemKind kind;
    const char *name;
  } kinds[] = { { KH_ITEM_ENVIRONMENT, "Sales" },
                { KH_ITEM_POLICY, "ep-sales" },
                { KH_ITEM_KEY, "kv-sales/cmk" },
                { KH_ITEM_VAULT, "kv-sales" } };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    KhItem *item = display_item (self->organization, kinds[i].kind, kinds[i].name);
    KhPage *page = g_object_ref_sink (kh_detail_page_new (self->organization, item));
    g_autoptr (GCancellable) cancellable = g_object_ref (kh_page_get_cancellable (page));

    g_assert_cmpint (kh_page_get_state (page), ==, KH_PAGE_LOADING);
    g_set_weak_pointer (&self->page, page);
    g_object_unref (page);
    g_assert_null (self->page);
    g_assert_true (g_cancellable_is_cancelled (cancellable));
  }
  display_settle ();
}

/* What went down, by whom, and back again in two clicks. */
static void
test_way_back (Detail *self, gconstpointer data)
{
  KhItem *item = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  GtkWidget *button;

  set_enabled (self, FALSE);
  display_until (g_strcmp0 (kh_item_string (item, "state"), "Locked") == 0);
  show (self, KH_ITEM_ENVIRONMENT, "Sales");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Locked: Key Access Lost");
  display_wait_for (self->window, GTK_TYPE_LABEL,
                    "3 of 5 stores cannot be read, 2 are always on the Microsoft key.");
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Re-enable") != NULL);
  button = display_find (self->window, GTK_TYPE_BUTTON, "Re-enable");
  g_assert_false (gtk_widget_is_sensitive (button));
  g_assert_cmpstr (kh_page_get_primary_label (self->page), ==, "_Unlock…");
  display_press (self->window, "Enable");
  display_press (self->window, "Re-enable");
  display_until (g_strcmp0 (kh_item_string (item, "state"), "Ready") == 0);
  display_until (display_find (self->window, KH_TYPE_LOCKED_CARD, NULL) == NULL);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Ready");
}

static gboolean
find_text (GtkWidget *root, const char *part)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (GTK_IS_LABEL (child) && strstr (gtk_label_get_text (GTK_LABEL (child)), part) != NULL)
      return TRUE;
    if (find_text (child, part))
      return TRUE;
  }
  return FALSE;
}

/* An act that fails says so on the page, and can be tried again. */
static void
test_failed_act (Detail *self, gconstpointer data)
{
  set_enabled (self, FALSE);
  set_enabled (self, TRUE);
  show (self, KH_ITEM_ENVIRONMENT, "Sales");
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Re-enable");
  g_assert_null (display_find (self->window, KH_TYPE_ERROR_CARD, NULL));
  kh_host_stop (g_steal_pointer (&self->fixture.host));
  display_press (self->window, "Re-enable");
  display_until (display_find (self->window, KH_TYPE_ERROR_CARD, NULL) != NULL);
  display_wait_for (self->window, GTK_TYPE_BUTTON, "Re-enable");
  /* What was read stays. */
  display_wait_for (self->window, GTK_TYPE_LABEL, "Locked: Key Access Lost");
}

static void
test_cause (Detail *self, gconstpointer data)
{
  KhItem *item = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");

  set_enabled (self, FALSE);
  display_until (g_strcmp0 (kh_item_string (item, "state"), "Locked") == 0);
  show (self, KH_ITEM_ENVIRONMENT, "Sales");
  display_until (find_text (GTK_WIDGET (self->window), "was disabled by Ada on"));
  g_assert_true (find_text (GTK_WIDGET (self->window), "unless it is unlocked: "));
}

/* Another person's repair is told, not offered. */
static void
test_other_role (Detail *self, gconstpointer data)
{
  set_enabled (self, FALSE);
  sign_in_as (self, "ppa");
  show (self, KH_ITEM_ENVIRONMENT, "Sales");
  display_wait_for (self->window, GTK_TYPE_LABEL, "A Key Vault administrator can do this");
  g_assert_false (gtk_widget_is_sensitive (display_find (self->window, GTK_TYPE_BUTTON, "Enable")));
}

/* A group whose facts are the same stays as it is, with the focus in it. */
static void
test_rebuild (Detail *self, gconstpointer data)
{
  KhItem *item = display_item (self->organization, KH_ITEM_ENVIRONMENT, MARKUP);
  GtkWidget *import;
  GtkWidget *store;

  show (self, KH_ITEM_ENVIRONMENT, MARKUP);
  import = display_wait_for (self->window, GTK_TYPE_BUTTON, "Import Data…");
  store = display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Connections");
  g_assert_true (gtk_widget_grab_focus (import));
  kh_page_refresh (self->page);
  display_settle ();
  g_assert_true (gtk_window_get_focus (self->window) == import);
  fixture_do (&self->fixture, BAP, "POST",
              P "/environments/R%26D%20%3Cprod%3E/governanceConfiguration" A_MANAGED, MANAGED_BODY,
              202);
  display_until (kh_json_bool (kh_item_get_snapshot (item), "managed", FALSE));
  display_until (display_find (self->window, GTK_TYPE_BUTTON, "Enable Managed Environment…")
                 == NULL);
  display_settle ();
  g_assert_true (display_find (self->window, ADW_TYPE_ACTION_ROW, "Connections") == store);
  /* The actions were made anew, one less: the focus is at the same act. */
  g_assert_true (display_find (self->window, GTK_TYPE_BUTTON, "Import Data…") != import);
  g_assert_true (gtk_window_get_focus (self->window)
                 == display_find (self->window, GTK_TYPE_BUTTON, "Import Data…"));
}

static void
left_cb (KhPage *page, gpointer data)
{
  *(gboolean *)data = TRUE;
}

static void
test_gone (Detail *self, gconstpointer data)
{
  gboolean left = FALSE;

  fixture_do (&self->fixture, VAULT, "POST", "/keys/spare/create" A_KEY,
              "{\"kty\":\"RSA\",\"key_size\":2048}", 200);
  show (self, KH_ITEM_KEY, "kv-sales/spare");
  g_signal_connect (self->page, "left", G_CALLBACK (left_cb), &left);
  fixture_do (&self->fixture, VAULT, "DELETE", "/keys/spare" A_KEY, NULL, 200);
  display_until (left);
}

static void
test_read_only (Detail *self, gconstpointer data)
{
  static const struct {
    KhItemKind kind;
    const char *name;
  } kinds[] = { { KH_ITEM_ENVIRONMENT, "Sales" },
                { KH_ITEM_POLICY, "ep-sales" },
                { KH_ITEM_KEY, "kv-sales/cmk" },
                { KH_ITEM_VAULT, "kv-sales" } };

  sign_in_as (self, "auditor");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    show (self, kinds[i].kind, kinds[i].name);
    display_wait_for (self->window, GTK_TYPE_LABEL,
                      "Read-only: the auditor role cannot change anything");
    g_assert_null (kh_page_get_primary_label (self->page));
    g_assert_null (display_find (self->window, GTK_TYPE_BUTTON, "Disable…"));
    display_close (g_steal_pointer (&self->window));
  }
}

/* The rules' own reason stands in the row of what may not be done. */
static void
test_reason (Detail *self, gconstpointer data)
{
  show (self, KH_ITEM_ENVIRONMENT, MARKUP);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Protect it with a customer's key");
  g_assert_false (gtk_widget_is_sensitive (
      display_find (self->window, GTK_TYPE_BUTTON, "Enable Customer-Managed Key…")));
  g_assert_true (gtk_widget_is_sensitive (
      display_find (self->window, GTK_TYPE_BUTTON, "Enable Managed Environment…")));
}

/* Enabling a version is done at once. */
static void
test_enable_version (Detail *self, gconstpointer data)
{
  set_enabled (self, FALSE);
  show (self, KH_ITEM_KEY, "kv-sales/cmk");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Let it be used again");
  display_press (self->window, "Enable");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Stop its use");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Active");
}

static GtkWidget *
ask_to_disable (Detail *self)
{
  display_press (self->window, "Disable…");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) != NULL);
  return display_window (KH_TYPE_CONFIRM_DIALOG);
}

/* Disabling says what would go down, and does nothing here: Lock Environments goes on with the very
 * version. */
static void
test_disable (Detail *self, gconstpointer data)
{
  KhItem *environment = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  KhItem *key = display_item (self->organization, KH_ITEM_KEY, "kv-sales/cmk");
  g_autofree char *version = NULL;
  g_autofree char *way = NULL;

  show (self, KH_ITEM_KEY, "kv-sales/cmk");
  wizard_answer (self->window, self->organization);
  display_press (ask_to_disable (self), "Cancel");
  display_until (display_window (KH_TYPE_CONFIRM_DIALOG) == NULL);
  g_assert_true (kh_item_is (environment, "state", "Ready"));
  version = kh_text_short_id (kh_item_string (key, "version"));
  way = g_strconcat ("Disable key version ", version, NULL);
  wizard_lock (ask_to_disable (self), way, "Type the key's name to lock", "cmk");
  display_until (kh_item_is (environment, "state", "Locked"));
  display_wait_for (self->window, GTK_TYPE_LABEL, "Let it be used again");
}

/* At 360 pixels a row is its verb, and nothing is wider than the window. */
static void
test_narrow (Detail *self, gconstpointer data)
{
  show (self, KH_ITEM_KEY, "kv-sales/cmk");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Stop the use of every version");
  /* The window has its first size. */
  display_settle ();
  display_resize (self->window, 360, 600);
  display_until (display_find (self->window, GTK_TYPE_LABEL, "Stop the use of every version")
                 == NULL);
  display_wait_for (self->window, ADW_TYPE_ACTION_ROW, "Disable…");
  display_until (gtk_widget_get_width (GTK_WIDGET (self->window)) == 360);
}

/* Also with text twice as large nothing is cut at 360 pixels. */
static void
test_large_text (Detail *self, gconstpointer data)
{
  show (self, KH_ITEM_KEY, "kv-sales/cmk");
  display_wait_for (self->window, GTK_TYPE_LABEL, "Stop the use of every version");
  display_settle ();
  display_scale_text (2);
  display_until (display_find (self->window, GTK_TYPE_LABEL, "Stop the use of every version")
                 == NULL);
  display_resize (self->window, 360, 600);
  display_until (gtk_widget_get_width (GTK_WIDGET (self->window)) == 360);
  display_settle ();
  display_wait_whole (self->window);
  display_scale_text (1);
}

static guint
count_glyphs (PangoLayout *layout)
{
  guint n = 0;

  for (GSList *line = pango_layout_get_lines_readonly (layout); line != NULL; line = line->next)
    for (GSList *run = ((PangoLayoutLine *)line->data)->runs; run != NULL; run = run->next)
      n += (guint)((PangoLayoutRun *)run->data)->glyphs->num_glyphs;
  return n;
}

/* What is drawn of an identifier in a narrow column is the identifier: no hyphen where it breaks.
 */
static void
test_identifiers (Detail *self, gconstpointer data)
{
  KhItem *item = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  GtkLabel *label;
  PangoLayout *layout;
  const char *id = kh_item_get_id (item);

  show (self, KH_ITEM_ENVIRONMENT, "Sales");
  label = display_wait_for (self->window, GTK_TYPE_LABEL, id);
  g_assert_cmpint (gtk_label_get_wrap_mode (label), ==, PANGO_WRAP_CHAR);
  layout = pango_layout_copy (gtk_label_get_layout (label));
  pango_layout_set_width (layout, 100 * PANGO_SCALE);
  g_assert_cmpint (pango_layout_get_line_count (layout), >, 1);
  g_assert_cmpint (pango_layout_get_unknown_glyphs_count (layout), ==, 0);
  g_assert_cmpuint (count_glyphs (layout), ==, strlen (id));
  g_object_unref (layout);
}

static void
add (const char *path, void (*test) (Detail *, gconstpointer))
{
  g_test_add (path, Detail, NULL, detail_start, test, detail_stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/detail/kinds", test_kinds);
  add ("/detail/left-in-a-call", test_left_in_a_call);
  add ("/detail/way-back", test_way_back);
  add ("/detail/failed-act", test_failed_act);
  add ("/detail/cause", test_cause);
  add ("/detail/other-role", test_other_role);
  add ("/detail/rebuild", test_rebuild);
  add ("/detail/gone", test_gone);
  add ("/detail/read-only", test_read_only);
  add ("/detail/reason", test_reason);
  add ("/detail/enable-version", test_enable_version);
  add ("/detail/disable", test_disable);
  add ("/detail/narrow", test_narrow);
  add ("/detail/large-text", test_large_text);
  add ("/detail/identifiers", test_identifiers);
  return g_test_run ();
}
