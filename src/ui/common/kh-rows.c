/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that details, dialogs and wizards share. */
#include "kh-rows.h"

#include <glib/gi18n.h>

#include "kh-flow.h"
#include "kh-page.h"
#include "kh-pill.h"
#include "kh-row-layout.h"
#include "kh-text.h"

void
kh_set_name (GtkWidget *widget, const char *name)
{
  /* Else GTK 4.8 appends the text of the label inside, or that of the row which it activates. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
kh_set_time (GtkWidget *widget, KhTime time)
{
  g_autofree char *exact = kh_text_exact (time);

  if (*exact == '\0') {
    gtk_widget_set_tooltip_text (widget, NULL);
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
    return;
  }
  gtk_widget_set_tooltip_text (widget, exact);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  exact, -1);
}

static gboolean
query_cut_cb (GtkLabel *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));
  return TRUE;
}

void
kh_label_tell_cut (GtkLabel *label)
{
  g_signal_connect (label, "query-tooltip", G_CALLBACK (query_cut_cb), NULL);
  gtk_widget_set_has_tooltip (GTK_WIDGET (label), TRUE);
}

void
kh_button_wrap (GtkButton *button)
{
  GtkLabel *label = GTK_LABEL (gtk_button_get_child (button));

  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_natural_wrap_mode (label, GTK_NATURAL_WRAP_NONE);
  gtk_label_set_justify (label, GTK_JUSTIFY_CENTER);
}

/* (nullable) (transfer none): the first label with this class at or below @widget. */
static GtkWidget *
find_label (GtkWidget *widget, const char *style)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, style))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, style);
  return found;
}

void
kh_group_wrap_title (AdwPreferencesGroup *group)
{
  GtkLabel *title = GTK_LABEL (find_label (GTK_WIDGET (group), "heading"));

  gtk_label_set_ellipsize (title, PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (title, TRUE);
  gtk_label_set_wrap_mode (title, PANGO_WRAP_WORD_CHAR);
}

void
kh_buttons_wrap (GtkWidget *root)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child) && GTK_IS_LABEL (gtk_button_get_child (GTK_BUTTON (child))))
      kh_button_wrap (GTK_BUTTON (child));
    else
      kh_buttons_wrap (child);
}

char *
kh_plain_label (const char *label)
{
  char *plain = g_strdup (label);
  char *underscore = strchr (plain, '_');

  if (underscore == NULL)
    return plain;
  /* Where letters are no keys, the key stands after the word: "(_B)". */
  if (underscore > plain && underscore[-1] == '(' && underscore[1] != '\0' && underscore[2] == ')')
    memmove (underscore - 1, underscore + 3, strlen (underscore + 3) + 1);
  else
    memmove (underscore, underscore + 1, strlen (underscore));
  return plain;
}

void
kh_set_plain_name (GtkWidget *widget, const char *label)
{
  g_autofree char *plain = kh_plain_label (label);

  kh_set_name (widget, plain);
}

void
kh_set_action (GtkWidget *button, const char *action)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (action != NULL && !g_action_parse_detailed_name (action, &name, &target, NULL))
    g_return_if_reached ();
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), NULL);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), name);
}

void
kh_set_plain_names (GtkWidget *root)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (GTK_IS_BUTTON (child) && gtk_button_get_use_underline (GTK_BUTTON (child))
        && gtk_button_get_label (GTK_BUTTON (child)) != NULL)
      kh_set_plain_name (child, gtk_button_get_label (GTK_BUTTON (child)));
    else if (GTK_IS_EXPANDER (child) && gtk_expander_get_use_underline (GTK_EXPANDER (child)))
      kh_set_plain_name (child, gtk_expander_get_label (GTK_EXPANDER (child)));
    else
      kh_set_plain_names (child);
  }
}

/* The row's title is its accessible name; what stands at its end is told with it. */
static void
extend_name (GtkWidget *row, const char *more)
{
  const char *name = g_object_get_data (G_OBJECT (row), "kh-name");
  g_autofree char *next = NULL;

  if (name == NULL)
    name = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
  next = g_strconcat (name, ", ", more, NULL);
  kh_set_name (row, next);
  g_object_set_data_full (G_OBJECT (row), "kh-name", g_steal_pointer (&next), g_free);
}

GtkWidget *
kh_row_new (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title != NULL ? title : "");
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_layout_manager (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row)),
                                 kh_row_layout_new ());
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}

static void
open_row_cb (GtkWidget *row, gpointer data)
{
  kh_open_uri (row, g_object_get_data (G_OBJECT (row), "kh-uri"));
}

/* What is put at the end later stands before the arrow. */
static void
add_suffix (GtkWidget *row, GtkWidget *suffix)
{
  GtkWidget *arrow = g_object_get_data (G_OBJECT (row), "kh-arrow");

  adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffix);
  if (arrow == NULL)
    return;
  g_object_ref (arrow);
  adw_action_row_remove (ADW_ACTION_ROW (row), arrow);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  g_object_unref (arrow);
}

GtkWidget *
kh_arrow_new (void)
{
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  gtk_widget_add_css_class (arrow, "dim-label");
  kh_set_name (arrow, "");
  return arrow;
}

GtkWidget *
kh_link_row_new (const char *title, const char *subtitle, const char *uri)
{
  GtkWidget *row = kh_row_new (title, subtitle);
  GtkWidget *arrow;

  g_object_set_data_full (G_OBJECT (row), "kh-uri", g_strdup (uri), g_free);
  g_signal_connect (row, "activated", G_CALLBACK (open_row_cb), NULL);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  arrow = kh_arrow_new ();
  /* Also where what stands before it is below the words. */
  gtk_widget_set_hexpand (arrow, TRUE);
  gtk_widget_set_halign (arrow, GTK_ALIGN_END);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  g_object_set_data (G_OBJECT (row), "kh-arrow", arrow);
  return row;
}

static void
copy_cb (GtkButton *button, gpointer data)
{
  g_autofree char *text = g_strdup_printf (
      _ ("%s copied"), (char *)g_object_get_data (G_OBJECT (button), "kh-caption"));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)),
                          g_object_get_data (G_OBJECT (button), "kh-value"));
  kh_toast (GTK_WIDGET (button), text, NULL, NULL);
}

static GtkWidget *
new_copy_button (const char *caption, const char *value)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("Copy %s"), caption);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  kh_set_name (button, name);
  g_object_set_data_full (G_OBJECT (button), "kh-caption", g_strdup (caption), g_free);
  g_object_set_data_full (G_OBJECT (button), "kh-value", g_strdup (value), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (copy_cb), NULL);
  return button;
}

/* (nullable): the label of a row that the library makes without telling. */
static GtkWidget *
find_subtitle (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "subtitle"))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_subtitle (child);
  return found;
}

/* Pango puts a hyphen where it breaks a word, which would be read as a part of an identifier; one
 * without spaces is broken where the line ends. */
static void
break_plainly (GtkWidget *row, const char *value)
{
  GtkWidget *label = find_subtitle (row);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  g_return_if_fail (label != NULL);
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_wrap_mode (GTK_LABEL (label), value != NULL && strchr (value, ' ') == NULL
                                                  ? PANGO_WRAP_CHAR
                                                  : PANGO_WRAP_WORD_CHAR);
}

static gboolean
copy_row_cb (GtkWidget *row, GVariant *unused, gpointer button)
{
  g_signal_emit_by_name (button, "clicked");
  return TRUE;
}

/* Ctrl+C, where no text of the row is marked, copies what its button copies. */
static void
add_copy (GtkWidget *row, GtkWidget *button)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>c"),
                        gtk_callback_action_new (copy_row_cb, button, NULL)));
  gtk_widget_add_controller (row, keys);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

GtkWidget *
kh_property_row_new (const char *caption, const char *value, gboolean copy, gboolean monospace)
{
  GtkWidget *row = kh_row_new (caption, value != NULL ? value : "");

  gtk_widget_add_css_class (row, "kh-property");
  break_plainly (row, value);
  if (monospace)
    gtk_widget_add_css_class (row, "kh-monospace");
  extend_name (row, value != NULL ? value : "");
  if (copy && value != NULL)
    add_copy (row, new_copy_button (caption, value));
  return row;
}

GtkWidget *
kh_time_row_new (const char *caption, KhTime time, KhTime now)
{
  g_autofree char *text = kh_text_time (time, now);
  GtkWidget *row = kh_property_row_new (caption, text, FALSE, FALSE);

  kh_set_time (row, time);
  return row;
}

static GtkWidget *
new_act_button (const char *verb, const char *action, const char *style)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (verb);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (style != NULL)
    gtk_widget_add_css_class (button, style);
  if (action != NULL)
    kh_set_action (button, action);
  return button;
}

GtkWidget *
kh_act_row_new (const char *effect, const char *consequence, const char *verb, const char *action,
                const char *reason, const char *style)
{
  GtkWidget *row = kh_row_new (effect, reason != NULL ? reason : consequence);
  GtkWidget *button = new_act_button (verb, reason != NULL ? NULL : action, style);

  if (reason != NULL) {
    GtkWidget *icon = gtk_image_new_from_icon_name ("action-unavailable-symbolic");

    kh_set_name (icon, _ ("Not available"));
    gtk_widget_add_css_class (icon, "dim-label");
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
    gtk_widget_set_sensitive (button, FALSE);
  } else {
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  kh_set_plain_name (button, verb);
  return row;
}

GtkWidget *
kh_states_new (void)
{
  GtkWidget *states = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (states, kh_flow_new (12, TRUE));
  gtk_widget_set_valign (states, GTK_ALIGN_CENTER);
  return states;
}

static void
add_state (GtkWidget *row, GtkWidget *state)
{
  GtkWidget *states = g_object_get_data (G_OBJECT (row), "kh-states");

  if (states == NULL) {
    states = kh_states_new ();
    g_object_set_data (G_OBJECT (row), "kh-states", states);
    add_suffix (row, states);
  }
  gtk_box_append (GTK_BOX (states), state);
}

void
kh_row_begin (GtkWidget *row, const char *title, const char *subtitle)
{
  GtkWidget *states = g_object_get_data (G_OBJECT (row), "kh-states");

  while (states != NULL && gtk_widget_get_first_child (states) != NULL)
    gtk_box_remove (GTK_BOX (states), gtk_widget_get_first_child (states));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title != NULL ? title : "");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  g_object_set_data (G_OBJECT (row), "kh-name", NULL);
}

void
kh_row_add_button (GtkWidget *row, GtkWidget *button)
{
  GtkWidget *states;

  if (GTK_IS_LABEL (gtk_button_get_child (GTK_BUTTON (button))))
    kh_button_wrap (GTK_BUTTON (button));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  add_state (row, button);
  states = gtk_widget_get_parent (button);
  gtk_widget_set_margin_top (states, 6);
  gtk_widget_set_margin_bottom (states, 6);
}

void
kh_row_add_pill (GtkWidget *row, KhStateKind kind, const char *value)
{
  GtkWidget *pill = kh_pill_new (kind, value);

  extend_name (row, kh_pill_get_word (KH_PILL (pill)));
  add_state (row, pill);
}

void
kh_row_add_pill_word (GtkWidget *row, KhStateKind kind, const char *value, const char *word)
{
  GtkWidget *pill = kh_pill_new (kind, value);

  kh_pill_set_word (KH_PILL (pill), word);
  extend_name (row, word);
  add_state (row, pill);
}

void
kh_row_add_count (GtkWidget *row, KhStateKind kind, const char *value, guint n)
{
  g_autofree char *word = g_strdup_printf ("%s %u", kh_state_info (kind, value).word, n);

  kh_row_add_pill_word (row, kind, value, word);
}

void
kh_row_add_label (GtkWidget *row, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  extend_name (row, text);
  add_state (row, label);
}
