/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choose the New Policy: one of the geo that is not in use now, or a new one with its key. */
#include "kh-enable-page.h"

#include "kh-cmk-ways.h"
#include "kh-contain-group.h"
#include "kh-enable-rows.h"
#include "kh-limits.h"
#include "kh-rows.h"
#include "kh-text.h"

#define KH_TYPE_CHANGE_POLICY_PAGE (kh_change_policy_page_get_type ())
G_DECLARE_FINAL_TYPE (KhChangePolicyPage, kh_change_policy_page, KH, CHANGE_POLICY_PAGE,
                      KhEnablePage)

struct _KhChangePolicyPage {
  KhEnablePage parent_instance;

  AdwPreferencesGroup *left_group, *ways_group, *new_group;
  GPtrArray *rows;              /* (element-type GtkWidget): of the policies */
  GtkCheckButton *create_check; /* the first of the radio buttons */
  GtkWidget *create_row, *hold_row, *hold_group;
  AdwEntryRow *name_row, *key_name_row;
  AdwComboRow *key_row, *vault_row;
  KhContainGroup *contain_group; /* (nullable): of a key that others may know */
  char *shown;                   /* (nullable): the policies as the rows were made */
  GPtrArray *left_rows;          /* (element-type GtkWidget): of what is left out */
  char *shown_left;              /* (nullable): the same */
};

G_DEFINE_FINAL_TYPE (KhChangePolicyPage, kh_change_policy_page, KH_TYPE_ENABLE_PAGE)

/* The item of key_row that makes one; no key has such an id. */
#define NEW_KEY "+"

static KhEnableDraft *
draft_of (KhChangePolicyPage *self)
{
  return kh_enable_page_get_draft (KH_ENABLE_PAGE (self));
}

static gboolean
is_updating (KhChangePolicyPage *self)
{
  return kh_work_page_is_updating (KH_WORK_PAGE (self));
}

static AdwPreferencesGroup *
add_group (GtkWidget *box, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  if (title != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (GTK_BOX (box), group);
  return ADW_PREFERENCES_GROUP (group);
}

/* --- Policies that exist ---------------------------------------------------------------------- */

/* "cmk-us in kv-us · stays on 7c1e… · Healthy" */
static char *
describe (KhChangePolicyPage *self, KhItem *policy)
{
  KhJson *json = kh_item_get_snapshot (policy);
  KhStateInfo health = kh_state_info (KH_STATE_HEALTH, kh_json_string (json, "health"));
  g_autofree char *key = g_strdup_printf (_ ("%s in %s"), kh_json_string (json, "key.name"),
                                          kh_json_string (json, "key.vault"));
  g_autofree char *pin = kh_text_short_id (kh_json_string (json, "key.version"));
  g_autofree char *pinned = g_strdup_printf (_ ("stays on %s"), pin);

  return g_strjoin (
      " · ", key, kh_item_is (policy, "versionRule", "pinned") ? pinned : _ ("Latest version"),
      kh_enable_draft_is_current (draft_of (self), policy) ? kh_cmk_in_use () : health.word, NULL);
}

static void
on_policy_toggled_cb (GtkCheckButton *check, KhChangePolicyPage *self)
{
  const char *id = g_object_get_data (G_OBJECT (check), "kh-id");

  if (!is_updating (self) && gtk_check_button_get_active (check))
    kh_enable_draft_aim (draft_of (self), id);
}

static GtkCheckButton *
add_radio (KhChangePolicyPage *self, GtkWidget *row, const char *id)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->create_check);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (check), "kh-id", g_strdup (id), g_free);
  g_object_set_data (G_OBJECT (row), "kh-check", check);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_policy_toggled_cb), self, 0);
  return GTK_CHECK_BUTTON (check);
}

static GtkWidget *
new_policy_row (KhChangePolicyPage *self, KhItem *policy)
{
  g_autofree char *facts = describe (self, policy);
  GtkWidget *row = kh_row_new (kh_item_get_name (policy), facts);
  GtkCheckButton *check = add_radio (self, row, kh_item_get_id (policy));

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (!kh_enable_draft_is_current (draft_of (self), policy))
    return row;
  gtk_widget_set_sensitive (GTK_WIDGET (check), FALSE);
  /* When the row lets go of it, it loses its name too. */
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), NULL);
  kh_set_name (GTK_WIDGET (check), kh_item_get_name (policy));
  return row;
}

/* (transfer full): equal texts make equal rows. */
static char *
print (KhChangePolicyPage *self, GPtrArray *policies)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < policies->len; i++) {
    g_autofree char *facts = describe (self, policies->pdata[i]);

    g_string_append_printf (text, "%s %s %s\n", kh_item_get_id (policies->pdata[i]),
                            kh_item_get_name (policies->pdata[i]), facts);
  }
  return g_string_free (text, FALSE);
}

/* Rows that nothing changed stay: one of them may have the focus. */
static void
show_policies (KhChangePolicyPage *self)
{
  g_autoptr (GPtrArray) policies = kh_enable_draft_targets (draft_of (self));
  g_autofree char *now = print (self, policies);

  if (g_strcmp0 (now, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&now);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->ways_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  /* Making a policy stays the last. */
  g_object_ref (self->create_row);
  adw_preferences_group_remove (self->ways_group, self->create_row);
  for (guint i = 0; i < policies->len; i++) {
    g_ptr_array_add (self->rows, new_policy_row (self, policies->pdata[i]));
    adw_preferences_group_add (self->ways_group, self->rows->pdata[i]);
  }
  adw_preferences_group_add (self->ways_group, self->create_row);
  g_object_unref (self->create_row);
}

static void
show_chosen (KhChangePolicyPage *self)
{
  const char *chosen = kh_enable_draft_text (draft_of (self), KH_ENABLE_TEXT_POLICY);
  gboolean create = kh_enable_draft_flag (draft_of (self), KH_ENABLE_CREATE_POLICY);

  gtk_check_button_set_active (self->create_check, create);
  for (guint i = 0; i < self->rows->len; i++) {
    GtkCheckButton *check = g_object_get_data (G_OBJECT (self->rows->pdata[i]), "kh-check");
    const char *id = g_object_get_data (G_OBJECT (check), "kh-id");

    gtk_check_button_set_active (check, !create && g_strcmp0 (id, chosen) == 0);
  }
}

/* --- What was chosen and cannot change -------------------------------------------------------- */

static GtkWidget *
new_left_row (KhChangePolicyPage *self, KhItem *environment)
{
  g_autofree char *why = NULL;
  GtkWidget *row, *icon = gtk_image_new_from_icon_name ("action-unavailable-symbolic");

  kh_enable_draft_exclusion (draft_of (self), environment, &why);
  row = kh_row_new (kh_item_get_name (environment), why);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  kh_set_name (icon, _ ("Left out"));
  return row;
}

/* (transfer full): equal texts make equal rows. */
static char *
print_left_out (KhChangePolicyPage *self, GPtrArray *left)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < left->len; i++) {
    g_autofree char *why = NULL;

    kh_enable_draft_exclusion (draft_of (self), left->pdata[i], &why);
    g_string_append_printf (text, "%s: %s\n", kh_item_get_name (left->pdata[i]), why);
  }
  return g_string_free (text, FALSE);
}

/* Rows that nothing changed stay: one of them may have the focus. */
static void
show_left_out (KhChangePolicyPage *self)
{
  g_autoptr (GPtrArray) left = kh_enable_draft_left_out (draft_of (self));
  g_autofree char *now = print_left_out (self, left);

  if (g_strcmp0 (now, self->shown_left) == 0)
    return;
  g_free (self->shown_left);
  self->shown_left = g_steal_pointer (&now);
  for (guint i = 0; i < self->left_rows->len; i++)
    adw_preferences_group_remove (self->left_group, self->left_rows->pdata[i]);
  g_ptr_array_set_size (self->left_rows, 0);
  for (guint i = 0; i < left->len; i++) {
    g_ptr_array_add (self->left_rows, new_left_row (self, left->pdata[i]));
    adw_preferences_group_add (self->left_group, self->left_rows->pdata[i]);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->left_group), left->len > 0);
}

/* --- A new policy ----------------------------------------------------------------------------- */

static void
show_keys (KhChangePolicyPage *self)
{
  KhEnableDraft *draft = draft_of (self);
  g_autoptr (GPtrArray) keys = kh_enable_draft_keys (draft);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  gboolean create = kh_enable_draft_flag (draft, KH_ENABLE_CREATE_KEY);
  g_auto (GStrv) all_ids = NULL, all_labels = NULL;

  g_strv_builder_add (ids, NEW_KEY);
  g_strv_builder_add (labels, _ ("Create a key"));
  for (guint i = 0; i < keys->len; i++) {
    g_autofree char *fault = kh_enable_key_fault (keys->pdata[i]);

    if (fault != NULL)
      continue;
    g_strv_builder_add (ids, kh_item_get_id (keys->pdata[i]));
    g_strv_builder_add (labels, kh_item_get_id (keys->pdata[i]));
  }
  all_ids = g_strv_builder_end (ids);
  all_labels = g_strv_builder_end (labels);
  kh_enable_combo_show (self->key_row, (const char *const *)all_ids,
                        (const char *const *)all_labels,
                        create ? NEW_KEY : kh_enable_draft_text (draft, KH_ENABLE_TEXT_KEY));
  gtk_widget_set_visible (GTK_WIDGET (self->vault_row), create);
  gtk_widget_set_visible (GTK_WIDGET (self->key_name_row), create);
}

static void
show_vaults (KhChangePolicyPage *self)
{
  g_autoptr (GPtrArray) vaults = kh_enable_draft_vaults (draft_of (self));
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  for (guint i = 0; i < vaults->len; i++)
    g_strv_builder_add (ids, kh_item_get_id (vaults->pdata[i]));
  all = g_strv_builder_end (ids);
  kh_enable_combo_show (self->vault_row, (const char *const *)all, (const char *const *)all,
                        kh_enable_draft_text (draft_of (self), KH_ENABLE_TEXT_VAULT));
}

static void
on_key_chosen_cb (KhChangePolicyPage *self)
{
  const char *id = kh_enable_combo_get (self->key_row);
  gboolean create = g_strcmp0 (id, NEW_KEY) == 0;

  if (is_updating (self) || id == NULL)
    return;
  kh_enable_draft_set_flag (draft_of (self), KH_ENABLE_CREATE_KEY, create);
  if (!create)
    kh_enable_draft_set_text (draft_of (self), KH_ENABLE_TEXT_KEY, id);
}

static void
on_vault_chosen_cb (KhChangePolicyPage *self)
{
  const char *id = kh_enable_combo_get (self->vault_row);

  if (!is_updating (self) && id != NULL)
    kh_enable_draft_set_text (draft_of (self), KH_ENABLE_TEXT_VAULT, id);
}

/* What the new policy needs is proposed once it is chosen. */
static void
on_create_toggled_cb (KhChangePolicyPage *self)
{
  if (is_updating (self) || !gtk_check_button_get_active (self->create_check))
    return;
  kh_enable_draft_aim (draft_of (self), NULL);
  kh_enable_draft_propose (draft_of (self), KH_ENABLE_POLICY);
}

/* --- A key that others may know --------------------------------------------------------------- */

void
kh_change_policy_page_contain (KhWizardPage *page)
{
  KhChangePolicyPage *self = KH_CHANGE_POLICY_PAGE (page);
  GtkBox *box = GTK_BOX (adw_bin_get_child (ADW_BIN (self)));

  self->contain_group =
      KH_CONTAIN_GROUP (kh_contain_group_new (kh_work_page_get_organization (KH_WORK_PAGE (self))));
  gtk_box_prepend (box, GTK_WIDGET (self->contain_group));
}

char *
kh_change_policy_page_get_reason (KhWizardPage *page)
{
  KhChangePolicyPage *self = KH_CHANGE_POLICY_PAGE (page);
  g_auto (GStrv) keys = kh_enable_draft_list_left_keys (draft_of (self));

  return self->contain_group != NULL
             ? kh_contain_group_get_reason (self->contain_group, (const char *const *)keys)
             : NULL;
}

static void
show_contained (KhChangePolicyPage *self)
{
  g_auto (GStrv) keys = kh_enable_draft_list_left_keys (draft_of (self));

  if (self->contain_group != NULL)
    kh_contain_group_show (self->contain_group, (const char *const *)keys);
}

/* --- The page --------------------------------------------------------------------------------- */

static void
show_hold (KhChangePolicyPage *self)
{
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  g_autofree char *keys = kh_enable_draft_left_keys (draft_of (self));
  g_autofree char *date = kh_text_date (now + KH_REMOVAL_HOLD, now);
  /* Translators: names of keys, and a date. */
  g_autofree char *text = g_strdup_printf (_ ("Restoring backups needs %s until %s"), keys, date);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->hold_row), text);
}

static void
kh_change_policy_page_changed (KhWorkPage *page)
{
  KhChangePolicyPage *self = KH_CHANGE_POLICY_PAGE (page);
  KhEnableDraft *draft = draft_of (self);
  gboolean may = kh_enable_draft_may_create (draft);
  /* Where all are left out there is nothing to choose a policy for. */
  gboolean any = kh_enable_draft_count (draft) > 0;
  g_autofree char *reason = kh_enable_draft_reason (draft, KH_ENABLE_POLICY);

  show_left_out (self);
  show_policies (self);
  show_chosen (self);
  gtk_widget_set_sensitive (self->create_row, may);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->create_row),
                               may ? "" : _ ("Ask the Key Vault administrator"));
  gtk_widget_set_visible (GTK_WIDGET (self->ways_group), any);
  gtk_widget_set_visible (self->hold_group, any);
  gtk_widget_set_visible (GTK_WIDGET (self->new_group),
                          any && kh_enable_draft_flag (draft, KH_ENABLE_CREATE_POLICY));
  show_keys (self);
  show_vaults (self);
  kh_enable_entry_show (KH_ENABLE_PAGE (page), self->name_row);
  kh_enable_entry_show (KH_ENABLE_PAGE (page), self->key_name_row);
  show_hold (self);
  show_contained (self);
  kh_wizard_page_set_reason (KH_WIZARD_PAGE (self), reason);
}

static void
kh_change_policy_page_shown (KhWizardPage *page)
{
  kh_enable_draft_propose (draft_of (KH_CHANGE_POLICY_PAGE (page)), KH_ENABLE_POLICY);
}

static GtkWidget *
kh_change_policy_page_get_focus (KhWizardPage *page)
{
  KhChangePolicyPage *self = KH_CHANGE_POLICY_PAGE (page);

  for (guint i = 0; i < self->rows->len; i++) {
    GtkWidget *check = g_object_get_data (G_OBJECT (self->rows->pdata[i]), "kh-check");

    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
      return check;
  }
  return self->left_rows->len > 0 && !gtk_widget_get_visible (GTK_WIDGET (self->ways_group))
             ? self->left_rows->pdata[0]
             : GTK_WIDGET (self->create_check);
}

static void
kh_change_policy_page_dispose (GObject *object)
{
  g_ptr_array_set_size (KH_CHANGE_POLICY_PAGE (object)->rows, 0);
  g_ptr_array_set_size (KH_CHANGE_POLICY_PAGE (object)->left_rows, 0);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (kh_change_policy_page_parent_class)->dispose (object);
}

static void
kh_change_policy_page_finalize (GObject *object)
{
  g_ptr_array_unref (KH_CHANGE_POLICY_PAGE (object)->rows);
  g_ptr_array_unref (KH_CHANGE_POLICY_PAGE (object)->left_rows);
  g_free (KH_CHANGE_POLICY_PAGE (object)->shown);
  g_free (KH_CHANGE_POLICY_PAGE (object)->shown_left);
  G_OBJECT_CLASS (kh_change_policy_page_parent_class)->finalize (object);
}

static void
kh_change_policy_page_class_init (KhChangePolicyPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_change_policy_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_change_policy_page_finalize;
  KH_WORK_PAGE_CLASS (klass)->changed = kh_change_policy_page_changed;
  KH_WIZARD_PAGE_CLASS (klass)->shown = kh_change_policy_page_shown;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_change_policy_page_get_focus;
}

static AdwEntryRow *
add_entry (KhChangePolicyPage *self, const char *title, KhEnableText what)
{
  AdwEntryRow *row = g_object_new (ADW_TYPE_ENTRY_ROW, "title", title, "activates-default", TRUE,
                                   "input-hints", GTK_INPUT_HINT_NO_SPELLCHECK, NULL);

  adw_preferences_group_add (self->new_group, GTK_WIDGET (row));
  kh_enable_entry_connect (KH_ENABLE_PAGE (self), row, what);
  return row;
}

static AdwComboRow *
add_combo (KhChangePolicyPage *self, const char *title, GCallback callback)
{
  AdwComboRow *row = g_object_new (ADW_TYPE_COMBO_ROW, "title", title, "use-markup", FALSE, NULL);

  adw_preferences_group_add (self->new_group, GTK_WIDGET (row));
  g_signal_connect_object (row, "notify::selected", callback, self, G_CONNECT_SWAPPED);
  return row;
}

static void
add_ways (KhChangePolicyPage *self, GtkWidget *box)
{
  self->ways_group = add_group (box, NULL);
  self->create_row = kh_row_new (_ ("Create a policy"), "");
  self->create_check = GTK_CHECK_BUTTON (gtk_check_button_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->create_check), GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self->create_row), GTK_WIDGET (self->create_check));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->create_row),
                                         GTK_WIDGET (self->create_check));
  adw_preferences_group_add (self->ways_group, self->create_row);
  g_signal_connect_object (self->create_check, "toggled", G_CALLBACK (on_create_toggled_cb), self,
                           G_CONNECT_SWAPPED);
}

/* It cannot be turned off: it is said, and looks like what is decided elsewhere. */
static void
add_hold (KhChangePolicyPage *self, GtkWidget *box)
{
  GtkWidget *always = gtk_switch_new ();

  self->hold_row = kh_row_new (_ ("Keep the old key usable for 30 days"), "");
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->hold_row), 0);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self->hold_row), 0);
  gtk_switch_set_active (GTK_SWITCH (always), TRUE);
  gtk_widget_set_sensitive (always, FALSE);
  gtk_widget_set_valign (always, GTK_ALIGN_CENTER);
  kh_set_name (always, _ ("Keep the old key usable for 30 days"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->hold_row), always);
  self->hold_group = GTK_WIDGET (add_group (box, NULL));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->hold_group), self->hold_row);
}

static void
kh_change_policy_page_init (KhChangePolicyPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->rows = g_ptr_array_new ();
  self->left_rows = g_ptr_array_new ();
  self->left_group = add_group (box, _ ("Left Out"));
  add_ways (self, box);
  self->new_group = add_group (box, _ ("New Policy"));
  self->name_row = add_entry (self, _ ("Name of the policy"), KH_ENABLE_TEXT_POLICY_NAME);
  self->key_row = add_combo (self, _ ("Key"), G_CALLBACK (on_key_chosen_cb));
  self->vault_row = add_combo (self, _ ("Vault"), G_CALLBACK (on_vault_chosen_cb));
  self->key_name_row = add_entry (self, _ ("Name of the key"), KH_ENABLE_TEXT_KEY_NAME);
  adw_preferences_group_set_description (self->new_group, _ ("It is granted access to its key."));
  add_hold (self, box);
  adw_bin_set_child (ADW_BIN (self), box);
}

KhWizardPage *
kh_change_policy_page_new (KhOrganization *organization, KhEnableDraft *draft)
{
  return g_object_new (KH_TYPE_CHANGE_POLICY_PAGE, "organization", organization, "draft", draft,
                       "step", _ ("Policy"), "title", _ ("Choose the New Policy"), "body",
                       _ ("Moving to another policy's key takes each environment offline once."),
                       NULL);
}
