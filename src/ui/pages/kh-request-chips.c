/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chips of the page Requests. */
#include "kh-request-chips.h"

#include "kh-rows.h"
#include "kh-text.h"

static const struct {
  const char *id, *label;
} chips[KH_REQUEST_N_CHIPS] = {
  [KH_REQUEST_FOR_ME] = { "for-me", N_ ("For this account") },
  [KH_REQUEST_PENDING] = { "pending", N_ ("Pending") },
  [KH_REQUEST_FROM_ME] = { "from-me", N_ ("From this account") },
  [KH_REQUEST_FINISHED] = { "finished", N_ ("Finished") },
};

static const struct {
  const char *kind, *label;
} kinds[] = {
  { "", N_ ("All Kinds") },
  { KH_REQUEST_APPROVAL, N_ ("Approval") },
  { KH_REQUEST_UNLOCK, N_ ("Unlock request") },
  { KH_REQUEST_HAND_OVER, N_ ("Hand-over") },
};

const char *
kh_request_chip_to_string (guint chip)
{
  return chips[chip].id;
}

guint
kh_request_chip_from_string (const char *text)
{
  guint chip = 0;

  while (chip < KH_REQUEST_N_CHIPS && !g_str_equal (chips[chip].id, text))
    chip++;
  return chip;
}

gboolean
kh_request_is_kind (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, text))
      return TRUE;
  return FALSE;
}

static void
add_kinds (GtkWidget *box)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (_ (kinds[i].label), NULL);

    g_menu_item_set_action_and_target (item, "page.kind", "s", kinds[i].kind);
    g_menu_append_item (menu, item);
  }
  gtk_widget_add_css_class (button, "kh-menu-chip");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_box_append (GTK_BOX (box), button);
  kh_request_chips_show_kind (box, "");
}

void
kh_request_chips_show_kind (GtkWidget *box, const char *kind)
{
  GtkWidget *button = gtk_widget_get_last_child (box);
  g_autofree char *label = g_strdup (_ ("Kind"));

  for (guint i = 1; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, kind)) {
      g_free (label);
      label = g_strdup_printf (_ ("Kind: %s"), _ (kinds[i].label));
    }
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), label);
  kh_set_name (gtk_widget_get_first_child (button), label);
  if (*kind != '\0')
    gtk_widget_add_css_class (button, "set");
  else
    gtk_widget_remove_css_class (button, "set");
}

void
kh_request_chips_fill (GtkWidget *box, GCallback toggled, gpointer data)
{
  for (guint i = 0; i < KH_REQUEST_N_CHIPS; i++) {
    GtkWidget *button = gtk_toggle_button_new_with_label (_ (chips[i].label));

    gtk_widget_add_css_class (button, "kh-chip");
    g_object_set_data (G_OBJECT (button), "kh-chip", GUINT_TO_POINTER (i));
    g_signal_connect_object (button, "toggled", toggled, data, 0);
    gtk_box_append (GTK_BOX (box), button);
  }
  add_kinds (box);
}

static guint
count (GPtrArray *entries, KhRequestChip chip)
{
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    n += kh_request_entry_passes (entries->pdata[i], chip) ? 1 : 0;
  return n;
}

void
kh_request_chips_update (GtkWidget *box, GPtrArray *entries, guint chosen)
{
  for (GtkWidget *button = gtk_widget_get_first_child (box); GTK_IS_TOGGLE_BUTTON (button);
       button = gtk_widget_get_next_sibling (button)) {
    guint chip = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "kh-chip"));
    g_autofree char *label =
        g_strdup_printf ("%s %u", _ (chips[chip].label), count (entries, (KhRequestChip)chip));

    gtk_button_set_label (GTK_BUTTON (button), label);
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), chip == chosen);
  }
}
