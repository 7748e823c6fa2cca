/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hand Over…: what a platform administrator cannot do becomes a text for who can. */
#include "kh-display-test.h"

#include <string.h>

#include "kh-dialogs.h"
#include "kh-enable-wizard.h"
#include "kh-wizard.h"

static Fixture fixture;
static KhOrganization *organization;
static GtkWindow *below;

static GtkWindow *
open_wizard (void)
{
  const char *ids[] = { kh_item_get_id (display_item (organization, KH_ITEM_ENVIRONMENT, "Sales")),
                        NULL };
  GtkWindow *wizard = kh_enable_wizard_new (organization, ids, NULL);
  gtk_window_set_transient_for (wizard, below);
  gtk_window_present (wizard);
  display_until (gtk_widget_get_mapped (GTK_WIDGET (wizard)));
  return wizard;
}

static void
next (GtkWindow *wizard, const char *title)
{
  display_press (wizard, "Next");
  g_assert_cmpstr (kh_wizard_page_get_title (kh_wizard_get_page (KH_WIZARD (wizard))), ==, title);
}

/* (nullable) (transfer none): the label with the text to send. */
static GtkLabel *
find_text (GtkWidget *root)
{
  if (GTK_IS_LABEL (root) && gtk_widget_has_css_class (root, "kh-text-to-send"))
    return GTK_LABEL (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkLabel *found = find_text (child);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static GtkWidget *
wait_dialog (void)
{
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  return display_window (KH_TYPE_DIALOG);
}

static void
assert_says (GtkWidget *dialog, const char *part)
{
  const char *text = gtk_label_get_text (find_text (dialog));
  if (strstr (text, part) == NULL)
    g_error ("\"%s\" is not in: %s", part, text);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(char **)data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

/* Without the role of a key administrator a key can only be asked for. */
static void
test_key (void)
{
  GtkWindow *wizard = open_wizard ();
  next (wizard, "Choose a Key");
  display_settle ();
  g_assert_null (display_find (wizard, ADW_TYPE_ACTION_ROW, "Create a key"));
  display_press (wizard, "Hand Over…");
  GtkWidget *dialog = wait_dialog ();
  AdwComboRow *person = display_wait_for (dialog, ADW_TYPE_COMBO_ROW, "To");
  GtkStringObject *kva = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (adw_combo_row_get_model (person)); i++) {
    adw_combo_row_set_selected (person, i);
    kva = adw_combo_row_get_selected_item (person);
    if (strcmp (gtk_string_object_get_string (kva), "kva") == 0)
      break;
  }
  g_assert_cmpstr (gtk_string_object_get_string (kva), ==, "kva");
  display_type (dialog, "Note", "Before Friday, please");
  assert_says (dialog, "To kva:\n");
  assert_says (dialog, "Sales shall get a customer-managed key.");
  assert_says (dialog, "\nBefore Friday, please\n");
  assert_says (dialog, "\nkeyhold:keys\n");
  assert_says (dialog, "Asked by ppa");
  g_autofree char *text = g_strdup (gtk_label_get_text (find_text (dialog)));
  g_autofree char *copied = NULL;
  display_press (dialog, "Copy Text");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (dialog), NULL, read_cb, &copied);
  display_until (copied != NULL);
  g_assert_cmpstr (copied, ==, text);
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Close");
  display_assert_gone (watch);
  display_close (wizard);
}

/* A check that another role settles: the text names what is in the way, where, and the command. */
static void
test_finding (void)
{
  GtkWindow *wizard = open_wizard ();
  next (wizard, "Choose a Key");
  next (wizard, "Choose an Enterprise Policy");
  next (wizard, "Checks");
  display_wait_for (wizard, ADW_TYPE_ACTION_ROW, "This account may not read the policy");
  display_press (wizard, "Hand Over…");
  GtkWidget *dialog = wait_dialog ();
  assert_says (dialog, "Before Sales can get a customer-managed key, this must be settled: This "
                       "account may not read the policy.");
  assert_says (dialog, "\nkeyhold:policies/");
  assert_says (dialog, "\nkeyholdctl policy reader ep-sales --add ppa\n");
  display_close (dialog);
  display_close (wizard);
}

/* Until it is known who has the role, the text is for the role. */
static void
test_person (void)
{
  const KhHandOverNote what = { KH_MAY_PPA, "Re-enable Sales.", "keyhold:environments", NULL };
  KhDialog *dialog = kh_hand_over_dialog_new (organization, &what);
  kh_dialog_show (dialog, GTK_WIDGET (below));
  assert_says (GTK_WIDGET (dialog), "To: Power Platform administrator\n\nRe-enable Sales.\n");
  /* Ada has it, so she can be chosen once the accounts are known. */
  display_until (strstr (gtk_label_get_text (find_text (GTK_WIDGET (dialog))), "To Ada:") != NULL);
  display_close (dialog);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_make_accounts (&fixture);
  fixture_as (&fixture, "ppa");
  organization = display_open (&fixture);
  below = display_show (gtk_label_new ("The shell"));
  g_test_add_func ("/hand-over/key", test_key);
  g_test_add_func ("/hand-over/finding", test_finding);
  g_test_add_func ("/hand-over/person", test_person);
  int status = g_test_run ();
  gtk_window_destroy (below);
  kh_organization_close (organization);
  g_clear_object (&organization);
  fixture_stop (&fixture);
  return status;
}
