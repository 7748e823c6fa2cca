/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The place of a group of Overview. */
#include "kh-overview-group.h"

#include "kh-focus.h"
#include "kh-rows.h"
#include "kh-text.h"

/* Rows before Show All, and after it: nobody reads more, and each is a widget. */
#define FEW 5
#define MANY 100

struct _KhOverviewGroup {
  AdwBin parent_instance;

  const char *title; /* static */
  char *digest;      /* (nullable): what the group was made from */
  gboolean all;      /* Show All was pressed */
};

G_DEFINE_FINAL_TYPE (KhOverviewGroup, kh_overview_group, ADW_TYPE_BIN)

static guint all_signal;

static void
kh_overview_group_finalize (GObject *object)
{
  g_free (KH_OVERVIEW_GROUP (object)->digest);
  G_OBJECT_CLASS (kh_overview_group_parent_class)->finalize (object);
}

static void
kh_overview_group_class_init (KhOverviewGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_overview_group_finalize;
  all_signal = g_signal_new ("all", KH_TYPE_OVERVIEW_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                             G_TYPE_NONE, 0);
}

static void
kh_overview_group_init (KhOverviewGroup *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

KhOverviewGroup *
kh_overview_group_new (const char *title)
{
  KhOverviewGroup *self = g_object_new (KH_TYPE_OVERVIEW_GROUP, NULL);

  self->title = title;
  return self;
}

guint
kh_overview_group_few (void)
{
  return FEW;
}

guint
kh_overview_group_count (KhOverviewGroup *self, guint n)
{
  return MIN (n, self->all ? MANY : FEW);
}

GtkWidget *
kh_overview_group_begin (KhOverviewGroup *self, GString *digest, gboolean narrow)
{
  GtkWidget *group;

  g_string_append_printf (digest, "%d %d", narrow, self->all);
  if (g_strcmp0 (digest->str, self->digest) == 0) {
    g_string_free (digest, TRUE);
    return NULL;
  }
  g_free (self->digest);
  self->digest = g_string_free (digest, FALSE);
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), self->title);
  return group;
}

static void
on_show_all_cb (KhOverviewGroup *self)
{
  self->all = TRUE;
  g_signal_emit (self, all_signal, 0);
}

static void
add_show_all (KhOverviewGroup *self, GtkWidget *group, guint n)
{
  g_autofree char *number = kh_text_number (n);
  g_autofree char *label = g_strdup_printf (_ ("Show All %s"), number);
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (button, 12);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_show_all_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), button);
}

void
kh_overview_group_end (KhOverviewGroup *self, GtkWidget *group, guint n)
{
  KhFocus focus;

  if (n > FEW && !self->all)
    add_show_all (self, group, n);
  if (n > MANY && self->all) {
    g_autofree char *text =
        g_strdup_printf (ngettext ("and %u more", "and %u more", n - MANY), n - MANY);

    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), kh_row_new (text, NULL));
  }
  kh_focus_find (GTK_WIDGET (self), &focus);
  adw_bin_set_child (ADW_BIN (self), group);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  kh_focus_restore (GTK_WIDGET (self), &focus);
}
