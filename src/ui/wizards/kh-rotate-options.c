/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of a new version, which most rotations leave as they are. */
#include "kh-rotate-options.h"

#include "kh-expiry-group.h"
#include "kh-limits.h"
#include "kh-rows.h"
#include "kh-text.h"

struct _KhRotateOptions {
  AdwPreferencesGroup parent_instance;

  KhRotatePlan *plan; /* (owned) */
  AdwExpanderRow *expander;
  AdwComboRow *size_row;
  KhExpiryGroup *expiry;
  GtkSwitch *enabled_switch;
  GtkWidget *disabled_row; /* what follows from a version that is not enabled */
  gboolean showing;        /* what the fields say then is no decision */
};

G_DEFINE_FINAL_TYPE (KhRotateOptions, kh_rotate_options, ADW_TYPE_PREFERENCES_GROUP)

/* Of the rows of size_row: the first is the size of today. */
static const guint sizes[] = { 0, KH_CMK_SIZE_SMALL, KH_CMK_SIZE_LARGE };

static KhTime
get_now (KhRotateOptions *self)
{
  return kh_organization_now (kh_inquiry_get_organization (KH_INQUIRY (self->plan)));
}

static void
on_changed_cb (KhRotateOptions *self)
{
  KhNewVersion how = KH_NEW_VERSION_PLAIN;

  how.disabled = !gtk_switch_get_active (self->enabled_switch);
  gtk_widget_set_visible (self->disabled_row, how.disabled);
  if (self->showing)
    return;
  how.size = sizes[MIN (adw_combo_row_get_selected (self->size_row), G_N_ELEMENTS (sizes) - 1)];
  how.exp = kh_expiry_group_get_expiry (self->expiry);
  kh_rotate_plan_set_new_version (self->plan, &how);
}

void
kh_rotate_options_show_plan (KhRotateOptions *self)
{
  const KhNewVersion *how = kh_rotate_plan_get_new_version (self->plan);

  self->showing = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (sizes[i] == how->size)
      adw_combo_row_set_selected (self->size_row, i);
  kh_expiry_group_set_expiry (self->expiry, how->exp, get_now (self));
  gtk_switch_set_active (self->enabled_switch, !how->disabled);
  /* What somebody chose is not hidden from them. */
  if (!kh_new_version_is_plain (how))
    adw_expander_row_set_expanded (self->expander, TRUE);
  self->showing = FALSE;
  on_changed_cb (self);
}

char *
kh_rotate_options_check (KhRotateOptions *self)
{
  return kh_expiry_group_check (self->expiry);
}

/* --- Fields ----------------------------------------------------------------------------------- */

static char *
same_size (KhRotateOptions *self)
{
  KhItem *key = kh_rotate_plan_get_key (self->plan);
  int bits = key != NULL ? (int)kh_json_int (kh_item_get_snapshot (key), "size", 0) : 0;

  return bits > 0
             ? g_strdup_printf (ngettext ("The same (%d bit)", "The same (%d bits)", bits), bits)
             : g_strdup (_ ("The same"));
}

static void
add_size (KhRotateOptions *self)
{
  g_autofree char *same = same_size (self);
  const char *const labels[] = { same, _ ("2048 bits"), _ ("3072 bits"), NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (labels);

  self->size_row = g_object_new (ADW_TYPE_COMBO_ROW, "title", _ ("Si_ze"), "use-underline", TRUE,
                                 "model", model, NULL);
  g_signal_connect_object (self->size_row, "notify::selected", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  adw_expander_row_add_row (self->expander, GTK_WIDGET (self->size_row));
}

/* Without a date a version gets that of the key's rotation policy. */
static void
add_expiry (KhRotateOptions *self)
{
  KhItem *key = kh_rotate_plan_get_key (self->plan);
  gboolean ruled = key != NULL && kh_item_string (key, "rotation.expiry") != NULL;

  self->expiry = g_object_new (KH_TYPE_EXPIRY_GROUP, "visible", FALSE, NULL);
  kh_expiry_group_lend_rows (self->expiry, self->expander,
                             ruled ? _ ("As the rotation policy says") : NULL);
  g_signal_connect_object (self->expiry, "changed", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->expiry));
}

static void
add_enabled (KhRotateOptions *self)
{
  GtkWidget *row = kh_row_new ("", NULL);

  self->enabled_switch = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->enabled_switch), GTK_ALIGN_CENTER);
  g_object_set (row, "title", _ ("Enab_led now"), "use-underline", TRUE, NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->enabled_switch));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (self->enabled_switch));
  g_signal_connect_object (self->enabled_switch, "notify::active", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  adw_expander_row_add_row (self->expander, row);
  self->disabled_row =
      kh_row_new (_ ("Nothing takes the new version up before it is enabled; until then the "
                     "version of today stays in use, and policies that follow the latest show a "
                     "warning."),
                  NULL);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self->disabled_row), 0);
  kh_row_add_pill (self->disabled_row, KH_STATE_CHECK, "warn");
  adw_expander_row_add_row (self->expander, self->disabled_row);
}

static void
kh_rotate_options_dispose (GObject *object)
{
  g_clear_object (&KH_ROTATE_OPTIONS (object)->plan);
  G_OBJECT_CLASS (kh_rotate_options_parent_class)->dispose (object);
}

static void
kh_rotate_options_class_init (KhRotateOptionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_rotate_options_dispose;
}

static void
kh_rotate_options_init (KhRotateOptions *self)
{
}

GtkWidget *
kh_rotate_options_new (KhRotatePlan *plan)
{
  KhRotateOptions *self = g_object_new (KH_TYPE_ROTATE_OPTIONS, NULL);

  self->plan = g_object_ref (plan);
  self->showing = TRUE;
  self->expander =
      g_object_new (ADW_TYPE_EXPANDER_ROW, "title", _ ("New version _options"), "use-underline",
                    TRUE, "subtitle", _ ("Size, expiry, and whether it is used at once"), NULL);
  kh_set_name (GTK_WIDGET (self->expander), _ ("New version options"));
  add_size (self);
  add_expiry (self);
  add_enabled (self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->expander));
  kh_rotate_options_show_plan (self);
  return GTK_WIDGET (self);
}
