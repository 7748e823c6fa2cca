/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts of detail pages, and the rows that offer them. */
#include "kh-detail-page.h"

#include "kh-pending-act.h"
#include "kh-rows.h"
#include "kh-text.h"

/* Of a row: the action that it offers, and why it is off. */
#define ACT "kh-act"
#define REASON "kh-reason"

/* --- Running ------------------------------------------------------------------------------ */

void
kh_detail_page_run_work (KhDetailPage *self, const char *action, KhOrganizationWork work,
                         gpointer data, GDestroyNotify destroy, const char *toast)
{
  kh_pending_act_run_work (kh_pending_act_new (GTK_WIDGET (self), action, toast),
                           kh_page_get_organization (KH_PAGE (self)), work, data, destroy);
}

void
kh_detail_page_run_call (KhDetailPage *self, const char *action, KhCall *call,
                         GDestroyNotify destroy, const char *toast)
{
  kh_pending_act_run_call (kh_pending_act_new (GTK_WIDGET (self), action, toast),
                           kh_page_get_organization (KH_PAGE (self)), call, destroy);
}

/* --- Widgets ------------------------------------------------------------------------------ */

GtkWidget *
kh_detail_scroller_new (GtkBox **groups)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  *groups = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 24));
  gtk_widget_set_margin_top (GTK_WIDGET (*groups), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (*groups), 24);
  gtk_widget_set_margin_start (GTK_WIDGET (*groups), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (*groups), 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 860);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), 640);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (*groups));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  return scrolled;
}

GtkWidget *
kh_detail_group_new (const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  kh_group_wrap_title (ADW_PREFERENCES_GROUP (group));
  if (title != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  return group;
}

void
kh_detail_group_add (GtkWidget *group, GtkWidget *row)
{
  if (ADW_IS_EXPANDER_ROW (group))
    adw_expander_row_add_row (ADW_EXPANDER_ROW (group), row);
  else
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

GtkWidget *
kh_detail_link_new (const char *caption, const char *value, const char *uri)
{
  GtkWidget *row = kh_link_row_new (caption, value, uri);
  g_autofree char *name = g_strdup_printf ("%s, %s", caption, value != NULL ? value : "");

  gtk_widget_add_css_class (row, "kh-property");
  kh_set_name (row, name);
  return row;
}

static void
activate_cb (GtkWidget *row, gpointer data)
{
  gtk_widget_activate_action (row, g_object_get_data (G_OBJECT (row), ACT), NULL);
}

/* A long button would squeeze the text: the whole row is the verb. */
static GtkWidget *
new_narrow_act (const char *consequence, const char *verb, const char *reason)
{
  g_autofree char *plain = kh_plain_label (verb);
  GtkWidget *row = kh_row_new (plain, reason != NULL ? reason : consequence);
  GtkWidget *icon = gtk_image_new_from_icon_name (reason != NULL ? "action-unavailable-symbolic"
                                                                 : "go-next-symbolic");

  kh_set_name (icon, reason != NULL ? _ ("Not available") : "");
  gtk_widget_add_css_class (icon, "dim-label");
  if (reason != NULL) {
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
    return row;
  }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect (row, "activated", G_CALLBACK (activate_cb), NULL);
  return row;
}

void
kh_detail_add_act (KhDetailPage *self, GtkWidget *group, const char *effect,
                   const char *consequence, const char *verb, const char *action,
                   const char *reason)
{
  GtkWidget *row;

  g_return_if_fail (g_str_has_prefix (action, "page."));
  if (reason == NULL && kh_detail_page_is_running (self, action + strlen ("page.")))
    reason = _ ("Running");
  row = kh_detail_page_is_narrow (self)
            ? new_narrow_act (consequence, verb, reason)
            : kh_act_row_new (effect, consequence, verb, action, reason, NULL);
  g_object_set_data_full (G_OBJECT (row), ACT, g_strdup (action), g_free);
  g_object_set_data_full (G_OBJECT (row), REASON, g_strdup (reason), g_free);
  kh_detail_group_add (group, row);
}

/* (nullable): the row below @root that offers @action now. */
static GtkWidget *
find_act (GtkWidget *root, const char *action)
{
  GtkWidget *found = NULL;

  if (g_strcmp0 (g_object_get_data (G_OBJECT (root), ACT), action) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_act (child, action);
  return found;
}

gboolean
kh_detail_activate_act (KhDetailPage *self, const char *action)
{
  GtkWidget *row = find_act (GTK_WIDGET (self), action);
  const char *reason = row != NULL ? g_object_get_data (G_OBJECT (row), REASON) : NULL;

  if (row == NULL)
    return FALSE;
  if (reason != NULL)
    kh_toast (GTK_WIDGET (self), reason, NULL, NULL);
  else
    gtk_widget_activate_action (row, action, NULL);
  return TRUE;
}

/* The role that keeps an account from changing anything, or the one it lacks. */
static const char *
read_only_text (KhOrganization *organization, guint roles)
{
  if (kh_organization_is_read_only (organization)
      && kh_organization_may (organization, KH_MAY_AUDITOR))
    return _ ("Read-only: the auditor role cannot change anything");
  if (roles == KH_MAY_KVA)
    return _ ("Read-only: this needs the Key Vault administrator role");
  return _ ("Read-only: this needs the Power Platform administrator role");
}

gboolean
kh_detail_add_read_only (KhDetailPage *self, GtkWidget *group, guint roles)
{
  KhOrganization *organization = kh_page_get_organization (KH_PAGE (self));

  if (kh_organization_may (organization, roles))
    return FALSE;
  kh_detail_group_add (group, kh_row_new (read_only_text (organization, roles), NULL));
  return TRUE;
}
