/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choose a Key: one that exists, or a new one in a vault that exists or is made. */
#include "kh-enable-page.h"

#include <string.h>

#include "kh-dialogs.h"
#include "kh-enable-rows.h"
#include "kh-geo.h"
#include "kh-limits.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-uri.h"

#define KH_TYPE_ENABLE_KEY_PAGE (kh_enable_key_page_get_type ())
G_DECLARE_FINAL_TYPE (KhEnableKeyPage, kh_enable_key_page, KH, ENABLE_KEY_PAGE, KhEnablePage)

struct _KhEnableKeyPage {
  KhEnablePage parent_instance;

  AdwPreferencesGroup *key_group, *vault_group;
  GtkCheckButton *use_check, *create_check;
  AdwComboRow *key_row, *vault_row, *size_row, *expiry_row, *region_row, *retention_row;
  AdwEntryRow *name_row, *vault_name_row;
  AdwActionRow *use_row, *ask_row, *create_row, *protection_row;
  GtkSwitch *hardware_switch;
  AdwActionRow *shared_row, *expiry_warning;
};

G_DEFINE_FINAL_TYPE (KhEnableKeyPage, kh_enable_key_page, KH_TYPE_ENABLE_PAGE)

/* The id of the last item of the vaults; no vault has this name. */
#define NEW_VAULT "+"

static KhEnableDraft *
draft_of (KhEnableKeyPage *self)
{
  return kh_enable_page_get_draft (KH_ENABLE_PAGE (self));
}

static gboolean
is_updating (KhEnableKeyPage *self)
{
  return kh_work_page_is_updating (KH_WORK_PAGE (self));
}

static void
show_keys (KhEnableKeyPage *self)
{
  g_autoptr (GPtrArray) keys = kh_enable_draft_keys (draft_of (self));
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  g_auto (GStrv) all_ids = NULL;
  g_auto (GStrv) all_labels = NULL;

  for (guint i = 0; i < keys->len; i++) {
    const char *id = kh_item_get_id (g_ptr_array_index (keys, i));
    const char *slash = strchr (id, '/');
    g_autofree char *vault = g_strndup (id, slash != NULL ? (gsize)(slash - id) : 0);
    /* Translators: a key and its vault. */
    g_autofree char *label =
        g_strdup_printf (_ ("%s in %s"), slash != NULL ? slash + 1 : id, vault);

    g_strv_builder_add (ids, id);
    g_strv_builder_add (labels, label);
  }
  all_ids = g_strv_builder_end (ids);
  all_labels = g_strv_builder_end (labels);
  kh_enable_combo_show (self->key_row, (const char *const *)all_ids,
                        (const char *const *)all_labels,
                        kh_enable_draft_text (draft_of (self), KH_ENABLE_TEXT_KEY));
}

/* "RSA 3072 · Active · used by 1 environment", or why it cannot be used. */
static char *
describe_key (KhEnableKeyPage *self, KhItem *key)
{
  g_autofree char *fault = kh_enable_key_fault (key);
  guint users = kh_enable_draft_users_of_key (draft_of (self), kh_item_get_id (key));
  g_autofree char *use =
      users == 0 ? g_strdup (_ ("not used yet"))
                 : g_strdup_printf (
                     ngettext ("used by %u environment", "used by %u environments", users), users);
  KhStateInfo state = kh_state_info (KH_STATE_KEY, kh_item_string (key, "state"));

  if (fault != NULL)
    return g_steal_pointer (&fault);
  return g_strdup_printf ("%s %d · %s · %s", kh_item_string (key, "kty"),
                          (int)kh_json_int (kh_item_get_snapshot (key), "size", 0), state.word,
                          use);
}

static void
show_key (KhEnableKeyPage *self)
{
  KhItemList *all =
      kh_organization_get_list (kh_work_page_get_organization (KH_WORK_PAGE (self)), KH_ITEM_KEY);
  const char *id = kh_enable_draft_text (draft_of (self), KH_ENABLE_TEXT_KEY);
  KhItem *key = id != NULL ? kh_item_list_find (all, id) : NULL;
  g_autofree char *facts = key != NULL ? describe_key (self, key) : NULL;
  gboolean use = !kh_enable_draft_flag (draft_of (self), KH_ENABLE_CREATE_KEY);
  guint users = key != NULL ? kh_enable_draft_users_of_key (draft_of (self), id) : 0;
  guint together = users + kh_enable_draft_count (draft_of (self));
  g_autofree char *warning = g_strdup_printf (
      ngettext (
          "Locking this key takes %u environment offline. A key of its own keeps them apart.",
          "Locking this key takes %u environments offline. A key of its own keeps them apart.",
          together),
      together);

  adw_action_row_set_subtitle (self->use_row, facts != NULL ? facts : _ ("There are no keys yet"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->use_row), key != NULL);
  kh_enable_warning_show (self->shared_row, use && users > 0 ? warning : NULL);
}

static void
show_vaults (KhEnableKeyPage *self)
{
  KhEnableDraft *draft = draft_of (self);
  g_autoptr (GPtrArray) vaults = kh_enable_draft_vaults (draft);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  g_auto (GStrv) all_ids = NULL;
  g_auto (GStrv) all_labels = NULL;

  for (guint i = 0; i < vaults->len; i++) {
    g_strv_builder_add (ids, kh_item_get_id (g_ptr_array_index (vaults, i)));
    g_strv_builder_add (labels, kh_item_get_name (g_ptr_array_index (vaults, i)));
  }
  g_strv_builder_add (ids, NEW_VAULT);
  g_strv_builder_add (labels, _ ("Create a Vault"));
  all_ids = g_strv_builder_end (ids);
  all_labels = g_strv_builder_end (labels);
  kh_enable_combo_show (self->vault_row, (const char *const *)all_ids,
                        (const char *const *)all_labels,
                        kh_enable_draft_flag (draft, KH_ENABLE_CREATE_VAULT)
                            ? NEW_VAULT
                            : kh_enable_draft_text (draft, KH_ENABLE_TEXT_VAULT));
}

static void
show_number (AdwComboRow *row, const char *const *labels, const char *const *ids, gint64 number)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  kh_enable_combo_show (row, ids, labels, id);
}

static void
show_numbers (KhEnableKeyPage *self)
{
  static const char *const sizes[] = { "3072", "2048", NULL };
  static const char *const years[] = { "0", "1", "2", NULL };
  static const char *const days[] = { "90", "60", "30", "7", NULL };
  const char *const year_labels[] = { _ ("Never"), _ ("In one year"), _ ("In two years"), NULL };
  const char *const day_labels[] = { _ ("90 days"), _ ("60 days"), _ ("30 days"), _ ("7 days"),
                                     NULL };
  KhEnableDraft *draft = draft_of (self);
  gint64 retention = kh_enable_draft_number (draft, KH_ENABLE_RETENTION);
  g_autofree char *taken = g_strdup_printf (
      ngettext ("The vault's name stays taken for %d day after deletion.",
                "The vault's name stays taken for %d days after deletion.", (gulong)retention),
      (int)retention);

  show_number (self->size_row, sizes, sizes, kh_enable_draft_number (draft, KH_ENABLE_KEY_SIZE));
  show_number (self->expiry_row, year_labels, years,
               kh_enable_draft_number (draft, KH_ENABLE_EXPIRY_YEARS));
  show_number (self->retention_row, day_labels, days, retention);
  adw_action_row_set_subtitle (self->protection_row, taken);
}

static void
show_expiry (KhEnableKeyPage *self)
{
  gint64 years = kh_enable_draft_number (draft_of (self), KH_ENABLE_EXPIRY_YEARS);
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  KhTime end = now;
  g_autofree char *span = g_strdup_printf ("P%" G_GINT64_FORMAT "Y", years);
  g_autofree char *date = NULL;
  g_autofree char *warning = NULL;

  if (years > 0 && kh_time_add_duration (now, span, &end)) {
    date = kh_text_date (end, now);
    warning =
        g_strdup_printf (_ ("On %s all environments on this key go offline, unless the key is "
                            "rotated before."),
                         date);
  }
  kh_enable_warning_show (self->expiry_warning, warning);
}

static void
show_regions (KhEnableKeyPage *self)
{
  static const char *const none[] = { NULL };
  const char *text = kh_enable_draft_text (draft_of (self), KH_ENABLE_TEXT_GEO);
  const KhGeo *geo = text != NULL ? kh_geo_find (text) : NULL;
  const char *const *regions = geo != NULL ? geo->regions : none;

  kh_enable_combo_show (self->region_row, regions, regions,
                        kh_enable_draft_text (draft_of (self), KH_ENABLE_TEXT_REGION));
}

static void
kh_enable_key_page_changed (KhWorkPage *page)
{
  KhEnableKeyPage *self = KH_ENABLE_KEY_PAGE (page);
  KhEnableDraft *draft = draft_of (self);
  gboolean create = kh_enable_draft_flag (draft, KH_ENABLE_CREATE_KEY);
  g_autofree char *reason = kh_enable_draft_reason (draft, KH_ENABLE_KEY);

  gtk_check_button_set_active (create ? self->create_check : self->use_check, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->create_row), kh_enable_draft_may_create (draft));
  gtk_widget_set_visible (GTK_WIDGET (self->ask_row), !kh_enable_draft_may_create (draft));
  gtk_widget_set_visible (GTK_WIDGET (self->key_row), !create);
  gtk_widget_set_visible (GTK_WIDGET (self->key_group), create);
  gtk_widget_set_visible (GTK_WIDGET (self->vault_group),
                          create && kh_enable_draft_flag (draft, KH_ENABLE_CREATE_VAULT));
  gtk_switch_set_active (self->hardware_switch,
                         kh_enable_draft_flag (draft, KH_ENABLE_IN_HARDWARE));
  show_keys (self);
  show_key (self);
  show_vaults (self);
  show_numbers (self);
  show_expiry (self);
  show_regions (self);
  kh_enable_entry_show (KH_ENABLE_PAGE (page), self->name_row);
  kh_enable_entry_show (KH_ENABLE_PAGE (page), self->vault_name_row);
  kh_wizard_page_set_reason (KH_WIZARD_PAGE (self), reason);
}

static void
on_hand_over_cb (KhEnableKeyPage *self)
{
  KhEnableDraft *draft = draft_of (self);
  const char *geo = kh_enable_draft_text (draft, KH_ENABLE_TEXT_GEO);
  g_autofree char *subject = kh_enable_draft_subject (draft);
  g_autofree char *uri = kh_uri_format (KH_ITEM_KEY, NULL);
  /* Translators: 1 is an environment or several, 2 a geo. */
  g_autofree char *asked = g_strdup_printf (
      _ ("%s shall get a customer-managed key. A key in a vault of %s is needed, and an enterprise "
         "policy with access to it that this account may read."),
      subject, geo != NULL ? kh_text_geo (geo) : _ ("its geo"));
  const KhHandOverNote what = { KH_MAY_KVA, asked, uri, NULL };

  kh_dialog_show (
      kh_hand_over_dialog_new (kh_work_page_get_organization (KH_WORK_PAGE (self)), &what),
      GTK_WIDGET (self));
}

static void
kh_enable_key_page_shown (KhWizardPage *page)
{
  kh_enable_draft_propose (draft_of (KH_ENABLE_KEY_PAGE (page)), KH_ENABLE_KEY);
}

static GtkWidget *
kh_enable_key_page_get_focus (KhWizardPage *page)
{
  KhEnableKeyPage *self = KH_ENABLE_KEY_PAGE (page);

  return GTK_WIDGET (gtk_check_button_get_active (self->use_check) ? self->use_check
                                                                   : self->create_check);
}

static void
on_way_chosen_cb (KhEnableKeyPage *self)
{
  if (!is_updating (self))
    kh_enable_draft_set_flag (draft_of (self), KH_ENABLE_CREATE_KEY,
                              !gtk_check_button_get_active (self->use_check));
}

static void
on_key_chosen_cb (KhEnableKeyPage *self)
{
  const char *id = kh_enable_combo_get (self->key_row);

  if (!is_updating (self) && id != NULL)
    kh_enable_draft_set_text (draft_of (self), KH_ENABLE_TEXT_KEY, id);
}

static void
on_vault_chosen_cb (KhEnableKeyPage *self)
{
  g_autofree char *id = g_strdup (kh_enable_combo_get (self->vault_row));
  gboolean create = g_strcmp0 (id, NEW_VAULT) == 0;

  if (is_updating (self) || id == NULL)
    return;
  kh_enable_draft_set_flag (draft_of (self), KH_ENABLE_CREATE_VAULT, create);
  if (!create)
    kh_enable_draft_set_text (draft_of (self), KH_ENABLE_TEXT_VAULT, id);
}

static void
on_region_chosen_cb (KhEnableKeyPage *self)
{
  const char *id = kh_enable_combo_get (self->region_row);

  if (!is_updating (self) && id != NULL)
    kh_enable_draft_set_text (draft_of (self), KH_ENABLE_TEXT_REGION, id);
}

static void
on_number_chosen_cb (KhEnableKeyPage *self)
{
  const struct {
    AdwComboRow *row;
    KhEnableNumber what;
  } rows[] = { { self->size_row, KH_ENABLE_KEY_SIZE },
               { self->expiry_row, KH_ENABLE_EXPIRY_YEARS },
               { self->retention_row, KH_ENABLE_RETENTION } };

  for (guint i = 0; i < G_N_ELEMENTS (rows) && !is_updating (self); i++) {
    const char *id = kh_enable_combo_get (rows[i].row);

    if (id != NULL)
      kh_enable_draft_set_number (draft_of (self), rows[i].what, g_ascii_strtoll (id, NULL, 10));
  }
}

static void
on_hardware_switched_cb (KhEnableKeyPage *self)
{
  if (!is_updating (self))
    kh_enable_draft_set_flag (draft_of (self), KH_ENABLE_IN_HARDWARE,
                              gtk_switch_get_active (self->hardware_switch));
}

static void
kh_enable_key_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_ENABLE_KEY_PAGE);
  G_OBJECT_CLASS (kh_enable_key_page_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, KhEnableKeyPage, name)

static void
kh_enable_key_page_class_init (KhEnableKeyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_enable_key_page_dispose;
  KH_WORK_PAGE_CLASS (klass)->changed = kh_enable_key_page_changed;
  KH_WIZARD_PAGE_CLASS (klass)->shown = kh_enable_key_page_shown;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_enable_key_page_get_focus;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-enable-key-page.ui");
  BIND (key_group);
  BIND (vault_group);
  BIND (use_check);
  BIND (create_check);
  BIND (key_row);
  BIND (vault_row);
  BIND (size_row);
  BIND (expiry_row);
  BIND (region_row);
  BIND (retention_row);
  BIND (name_row);
  BIND (vault_name_row);
  BIND (use_row);
  BIND (ask_row);
  BIND (create_row);
  BIND (protection_row);
  BIND (hardware_switch);
  BIND (shared_row);
  BIND (expiry_warning);
  gtk_widget_class_bind_template_callback (widget_class, on_hand_over_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_way_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_key_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_vault_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_region_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_number_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_hardware_switched_cb);
}

static void
kh_enable_key_page_init (KhEnableKeyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kh_enable_entry_connect (KH_ENABLE_PAGE (self), self->name_row, KH_ENABLE_TEXT_KEY_NAME);
  kh_enable_entry_connect (KH_ENABLE_PAGE (self), self->vault_name_row, KH_ENABLE_TEXT_VAULT_NAME);
}

KhWizardPage *
kh_enable_key_page_new (KhOrganization *organization, KhEnableDraft *draft)
{
  return g_object_new (KH_TYPE_ENABLE_KEY_PAGE, "organization", organization, "draft", draft, NULL);
}
