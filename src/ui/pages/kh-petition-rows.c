/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of persons in their list. */
#include "kh-petition-rows.h"

#include "kh-flow.h"
#include "kh-petition-page.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-uri.h"

static const char *const labels[KH_PETITION_N_CHIPS] = {
  [KH_PETITION_FOR_ME] = N_ ("For this account"),
  [KH_PETITION_PENDING] = N_ ("Pending"),
  [KH_PETITION_FROM_ME] = N_ ("From this account"),
  [KH_PETITION_FINISHED] = N_ ("Finished"),
};

static const struct {
  const char *kind, *label;
} kinds[] = {
  { "", N_ ("All Kinds") },
  { KH_PETITION_APPROVAL, N_ ("Approval") },
  { KH_PETITION_UNLOCK, N_ ("Unlock request") },
  { KH_PETITION_HAND_OVER, N_ ("Hand-over") },
};

const char *
kh_petition_kind (KhJson *request)
{
  return g_strcmp0 (kh_json_string (request, "kind"), "unlock") == 0 ? KH_PETITION_UNLOCK
                                                                     : KH_PETITION_APPROVAL;
}

gboolean
kh_petition_chip_takes (KhOrganization *organization, KhPetitionChip chip, KhJson *request)
{
  switch (chip) {
  case KH_PETITION_FOR_ME:
    return kh_request_is_mine_to_decide (request);
  case KH_PETITION_PENDING:
    return kh_request_is_pending (request);
  case KH_PETITION_FROM_ME:
    return g_strcmp0 (kh_json_string (request, "requestedBy"),
                      kh_organization_get_account (organization))
           == 0;
  case KH_PETITION_FINISHED:
    return !kh_request_is_pending (request)
           && g_strcmp0 (kh_json_string (request, "state"), "Approved") != 0;
  case KH_PETITION_N_CHIPS:
  default:
    return TRUE;
  }
}

/* (transfer full) (nullable) */
static char *
make_left (KhOrganization *organization, KhJson *request)
{
  KhTime end = kh_json_time (request, "expiresAt");
  g_autofree char *span = NULL;

  if (end == KH_TIME_NONE || !kh_request_is_pending (request))
    return NULL;
  span = kh_text_duration (MAX (end - kh_organization_now (organization), 0));
  return g_strdup_printf (_ ("%s left"), span);
}

/* (transfer full) */
static char *
make_subtitle (KhOrganization *organization, KhJson *request)
{
  g_autofree char *ago =
      kh_text_ago (kh_json_time (request, "createdAt"), kh_organization_now (organization));

  return g_strdup_printf (_ ("%s · asked by %s %s"), kh_petition_kind_text (request),
                          kh_json_string (request, "requestedBy"), ago);
}

GtkWidget *
kh_petition_row_new (KhOrganization *organization, KhJson *request)
{
  g_autofree char *uri =
      kh_uri_format_section (KH_SECTION_REQUESTS, kh_json_string (request, "id"));
  g_autofree char *subtitle = make_subtitle (organization, request);
  g_autofree char *left = make_left (organization, request);
  GtkWidget *row = kh_link_row_new (kh_json_string (request, "subject"), subtitle, uri);

  if (left != NULL)
    kh_row_add_label (row, left);
  kh_row_add_pill (row, KH_STATE_REQUEST, kh_json_string (request, "state"));
  kh_set_time (row, kh_json_time (request, "createdAt"));
  return row;
}

void
kh_petition_row_describe (KhOrganization *organization, KhJson *request, GString *text)
{
  g_autofree char *subtitle = make_subtitle (organization, request);
  g_autofree char *left = make_left (organization, request);

  g_string_append_printf (text, "%s %s %s %s %d\n", kh_json_string (request, "id"),
                          kh_json_string (request, "state"), subtitle, left != NULL ? left : "",
                          kh_request_is_mine_to_decide (request));
}

/* --- Chips ------------------------------------------------------------------------------------ */

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
  kh_petition_kinds_update (box, "");
}

void
kh_petition_kinds_update (GtkWidget *box, const char *kind)
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
kh_petition_chips_fill (GtkWidget *box, GCallback toggled, gpointer data)
{
  gtk_widget_set_layout_manager (box, kh_flow_new (6, FALSE));
  for (guint i = 0; i < KH_PETITION_N_CHIPS; i++) {
    GtkWidget *button = gtk_toggle_button_new_with_label (_ (labels[i]));

    gtk_widget_add_css_class (button, "kh-chip");
    g_object_set_data (G_OBJECT (button), "kh-chip", GUINT_TO_POINTER (i));
    g_signal_connect_object (button, "toggled", toggled, data, 0);
    gtk_box_append (GTK_BOX (box), button);
  }
  add_kinds (box);
}

static guint
count (KhOrganization *organization, KhPetitionChip chip)
{
  KhRequestList *requests = kh_organization_get_requests (organization);
  guint n = 0;

  for (guint i = 0; i < kh_request_list_count (requests); i++)
    n += kh_petition_chip_takes (organization, chip, kh_request_list_nth (requests, i));
  return n;
}

void
kh_petition_chips_update (GtkWidget *box, KhOrganization *organization, KhPetitionChip chosen,
                          guint pending, guint mine)
{
  for (GtkWidget *button = gtk_widget_get_first_child (box); GTK_IS_TOGGLE_BUTTON (button);
       button = gtk_widget_get_next_sibling (button)) {
    KhPetitionChip chip =
        (KhPetitionChip)GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "kh-chip"));
    guint n = count (organization, chip) + (chip == KH_PETITION_PENDING ? pending : 0)
              + (chip == KH_PETITION_FOR_ME ? mine : 0);
    g_autofree char *label = g_strdup_printf ("%s %u", _ (labels[chip]), n);

    gtk_button_set_label (GTK_BUTTON (button), label);
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), chip == chosen);
  }
}
