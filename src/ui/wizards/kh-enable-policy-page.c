/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choose an Enterprise Policy: one with this key and geo, or a new one. */
#include "kh-enable-page.h"

#include "kh-enable-rows.h"
#include "kh-role-text.h"
#include "kh-rows.h"
#include "kh-tenant-api.h"
#include "kh-text.h"

#define KH_TYPE_ENABLE_POLICY_PAGE (kh_enable_policy_page_get_type ())
G_DECLARE_FINAL_TYPE (KhEnablePolicyPage, kh_enable_policy_page, KH, ENABLE_POLICY_PAGE,
                      KhEnablePage)

struct _KhEnablePolicyPage {
  KhEnablePage parent_instance;

  AdwPreferencesGroup *policy_group;
  GtkCheckButton *use_check, *create_check;
  AdwActionRow *use_row, *create_row, *grant_warning;
  AdwComboRow *policy_row, *version_row, *reader_row;
  AdwEntryRow *name_row;
  GtkLabel *geo_label;
  GtkSwitch *grant_switch;
  gboolean asked; /* for the accounts */
};

G_DEFINE_FINAL_TYPE (KhEnablePolicyPage, kh_enable_policy_page, KH_TYPE_ENABLE_PAGE)

static KhEnableDraft *
draft_of (KhEnablePolicyPage *self)
{
  return kh_enable_page_get_draft (KH_ENABLE_PAGE (self));
}

static gboolean
is_updating (KhEnablePolicyPage *self)
{
  return kh_work_page_is_updating (KH_WORK_PAGE (self));
}

static KhItem *
find (KhEnablePolicyPage *self, KhItemKind kind, const char *id)
{
  KhOrganization *organization = kh_work_page_get_organization (KH_WORK_PAGE (self));

  return id != NULL ? kh_item_list_find (kh_organization_get_list (organization, kind), id) : NULL;
}

/* "cmk-us · Latest version · Healthy · 1 environment" */
static char *
describe_policy (KhItem *policy)
{
  KhJson *json = kh_item_get_snapshot (policy);
  KhStateInfo health = kh_state_info (KH_STATE_HEALTH, kh_json_string (json, "health"));
  guint count = kh_json_length (json, "environments");
  g_autofree char *pin = kh_text_short_id (kh_json_string (json, "key.version"));
  g_autofree char *pinned = g_strdup_printf (_ ("stays on %s"), pin);
  g_autofree char *users =
      g_strdup_printf (ngettext ("%u environment", "%u environments", count), count);
  gboolean latest = kh_json_string (json, "key.version") == NULL;

  return g_strdup_printf ("%s · %s · %s · %s", kh_json_string (json, "key.name"),
                          latest ? _ ("Latest version") : pinned, health.word, users);
}

static void
show_policies (KhEnablePolicyPage *self)
{
  g_autoptr (GPtrArray) policies = kh_enable_draft_policies (draft_of (self));
  const char *chosen = kh_enable_draft_text (draft_of (self), KH_ENABLE_TEXT_POLICY);
  KhItem *policy = find (self, KH_ITEM_POLICY, chosen);
  g_autofree char *facts = policy != NULL ? describe_policy (policy) : g_strdup ("");
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  g_auto (GStrv) all_ids = NULL;
  g_auto (GStrv) all_labels = NULL;

  for (guint i = 0; i < policies->len; i++) {
    g_strv_builder_add (ids, kh_item_get_id (g_ptr_array_index (policies, i)));
    g_strv_builder_add (labels, kh_item_get_name (g_ptr_array_index (policies, i)));
  }
  all_ids = g_strv_builder_end (ids);
  all_labels = g_strv_builder_end (labels);
  kh_enable_combo_show (self->policy_row, (const char *const *)all_ids,
                        (const char *const *)all_labels, chosen);
  gtk_widget_set_visible (GTK_WIDGET (self->policy_row),
                          policies->len > 0
                              && !kh_enable_draft_flag (draft_of (self), KH_ENABLE_CREATE_POLICY));
  gtk_widget_set_sensitive (GTK_WIDGET (self->use_row), policies->len > 0);
  adw_action_row_set_subtitle (
      self->use_row, policies->len > 0 ? facts : _ ("No policy of this geo has the chosen key"));
}

static void
show_version (KhEnablePolicyPage *self)
{
  static const char *const ids[] = { "latest", "pin", NULL };
  KhEnableDraft *draft = draft_of (self);
  KhItem *key = find (self, KH_ITEM_KEY, kh_enable_draft_text (draft, KH_ENABLE_TEXT_KEY));
  const char *version = key != NULL ? kh_item_string (key, "version") : NULL;
  gboolean pin = kh_enable_draft_flag (draft, KH_ENABLE_PIN_VERSION);
  g_autofree char *pinned = kh_text_short_id (version);
  g_autofree char *stay = g_strdup_printf (_ ("Stay on %s"), pinned);
  const char *const labels[] = { _ ("Follow the latest"), stay, NULL };

  kh_enable_combo_show (self->version_row, ids, labels, pin ? "pin" : "latest");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->version_row),
                               pin ? _ ("Rotation would not be followed") : "");
  /* A key that is made has one version. */
  gtk_widget_set_visible (GTK_WIDGET (self->version_row),
                          version != NULL && !kh_enable_draft_flag (draft, KH_ENABLE_CREATE_KEY));
}

static void
kh_enable_policy_page_changed (KhWorkPage *page)
{
  KhEnablePolicyPage *self = KH_ENABLE_POLICY_PAGE (page);
  KhEnableDraft *draft = draft_of (self);
  gboolean create = kh_enable_draft_flag (draft, KH_ENABLE_CREATE_POLICY);
  gboolean grant = kh_enable_draft_flag (draft, KH_ENABLE_GRANT);
  const char *geo = kh_enable_draft_text (draft, KH_ENABLE_TEXT_GEO);
  g_autofree char *reason = kh_enable_draft_reason (draft, KH_ENABLE_POLICY);

  gtk_check_button_set_active (create ? self->create_check : self->use_check, TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->create_row), kh_enable_draft_may_create (draft));
  adw_action_row_set_subtitle (self->create_row, kh_enable_draft_may_create (draft)
                                                     ? ""
                                                     : _ ("Ask the Key Vault administrator"));
  gtk_widget_set_visible (GTK_WIDGET (self->policy_group), create);
  gtk_label_set_text (self->geo_label, geo != NULL ? kh_text_geo (geo) : "");
  gtk_switch_set_active (self->grant_switch, grant);
  kh_enable_warning_show (
      self->grant_warning,
      create && !grant ? _ ("The next page cannot pass before access is granted.") : NULL);
  show_policies (self);
  show_version (self);
  kh_enable_entry_show (KH_ENABLE_PAGE (page), self->name_row);
  kh_wizard_page_set_reason (KH_WIZARD_PAGE (self), reason);
}

/* Platform administrators besides this account: they need to read the policy to use it. */
static void
show_readers (KhEnablePolicyPage *self, GPtrArray *accounts)
{
  const char *own =
      kh_organization_get_account (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  g_auto (GStrv) all_ids = NULL;
  g_auto (GStrv) all_labels = NULL;

  g_strv_builder_add (ids, "");
  g_strv_builder_add (labels, _ ("Nobody else"));
  for (guint i = 0; i < accounts->len; i++) {
    const char *name = kh_json_string (g_ptr_array_index (accounts, i), "name");

    if (name == NULL || g_strcmp0 (name, own) == 0
        || (kh_role_bits (g_ptr_array_index (accounts, i)) & KH_MAY_PPA) == 0)
      continue;
    g_strv_builder_add (ids, name);
    g_strv_builder_add (labels, name);
  }
  all_ids = g_strv_builder_end (ids);
  all_labels = g_strv_builder_end (labels);
  kh_enable_combo_show (self->reader_row, (const char *const *)all_ids,
                        (const char *const *)all_labels, "");
  gtk_widget_set_visible (GTK_WIDGET (self->reader_row), g_strv_length (all_ids) > 1);
}

/* Without an answer nobody can be chosen, which leaves nothing out that the page cannot do without.
 */
static void
accounts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhEnablePolicyPage) self = data;
  g_autoptr (GPtrArray) accounts =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, NULL);

  if (accounts != NULL
      && !g_cancellable_is_cancelled (kh_work_page_get_cancellable (KH_WORK_PAGE (self))))
    show_readers (self, accounts);
}

static void
kh_enable_policy_page_shown (KhWizardPage *page)
{
  KhEnablePolicyPage *self = KH_ENABLE_POLICY_PAGE (page);
  KhOrganization *organization = kh_work_page_get_organization (KH_WORK_PAGE (self));

  kh_enable_draft_propose (draft_of (self), KH_ENABLE_POLICY);
  if (self->asked || !kh_enable_draft_may_create (draft_of (self)))
    return;
  self->asked = TRUE;
  kh_organization_call_async (organization, kh_tenant_api_accounts (),
                              kh_work_page_get_cancellable (KH_WORK_PAGE (self)), accounts_cb,
                              g_object_ref (self));
}

static GtkWidget *
kh_enable_policy_page_get_focus (KhWizardPage *page)
{
  KhEnablePolicyPage *self = KH_ENABLE_POLICY_PAGE (page);

  return GTK_WIDGET (gtk_check_button_get_active (self->use_check) ? self->use_check
                                                                   : self->create_check);
}

static void
on_way_chosen_cb (KhEnablePolicyPage *self)
{
  if (!is_updating (self))
    kh_enable_draft_set_flag (draft_of (self), KH_ENABLE_CREATE_POLICY,
                              !gtk_check_button_get_active (self->use_check));
}

static void
on_policy_chosen_cb (KhEnablePolicyPage *self)
{
  const char *id = kh_enable_combo_get (self->policy_row);

  if (!is_updating (self) && id != NULL)
    kh_enable_draft_set_text (draft_of (self), KH_ENABLE_TEXT_POLICY, id);
}

static void
on_version_chosen_cb (KhEnablePolicyPage *self)
{
  if (!is_updating (self))
    kh_enable_draft_set_flag (draft_of (self), KH_ENABLE_PIN_VERSION,
                              g_strcmp0 (kh_enable_combo_get (self->version_row), "pin") == 0);
}

static void
on_grant_switched_cb (KhEnablePolicyPage *self)
{
  if (!is_updating (self))
    kh_enable_draft_set_flag (draft_of (self), KH_ENABLE_GRANT,
                              gtk_switch_get_active (self->grant_switch));
}

static void
on_reader_chosen_cb (KhEnablePolicyPage *self)
{
  const char *name = kh_enable_combo_get (self->reader_row);
  const char *old = kh_enable_draft_text (draft_of (self), KH_ENABLE_TEXT_READER);

  /* The first filling of the row decides nothing. */
  if (!is_updating (self) && name != NULL && (old != NULL || *name != '\0'))
    kh_enable_draft_set_text (draft_of (self), KH_ENABLE_TEXT_READER, name);
}

static void
kh_enable_policy_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_ENABLE_POLICY_PAGE);
  G_OBJECT_CLASS (kh_enable_policy_page_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, KhEnablePolicyPage, name)

static void
kh_enable_policy_page_class_init (KhEnablePolicyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_enable_policy_page_dispose;
  KH_WORK_PAGE_CLASS (klass)->changed = kh_enable_policy_page_changed;
  KH_WIZARD_PAGE_CLASS (klass)->shown = kh_enable_policy_page_shown;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_enable_policy_page_get_focus;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-enable-policy-page.ui");
  BIND (policy_group);
  BIND (use_check);
  BIND (create_check);
  BIND (use_row);
  BIND (create_row);
  BIND (grant_warning);
  BIND (policy_row);
  BIND (version_row);
  BIND (reader_row);
  BIND (name_row);
  BIND (geo_label);
  BIND (grant_switch);
  gtk_widget_class_bind_template_callback (widget_class, on_way_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_policy_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_version_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_grant_switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_reader_chosen_cb);
}

static void
kh_enable_policy_page_init (KhEnablePolicyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kh_enable_entry_connect (KH_ENABLE_PAGE (self), self->name_row, KH_ENABLE_TEXT_POLICY_NAME);
}

KhWizardPage *
kh_enable_policy_page_new (KhOrganization *organization, KhEnableDraft *draft)
{
  return g_object_new (KH_TYPE_ENABLE_POLICY_PAGE, "organization", organization, "draft", draft,
                       NULL);
}
