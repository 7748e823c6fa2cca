/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts, settings, passphrases and the clock: what the owner does. */
#include "kh-tenant-acts.h"

#include "kh-act.h"
#include "kh-acts-private.h"
#include "kh-administrators.h"
#include "kh-id.h"
#include "kh-settle.h"

static const KhAccount *
find_account (const KhEstate *estate, const char *text, GError **error)
{
  const KhAccount *account = kh_estate_find_account (estate, text);

  if (account == NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, text, "AccountNotFound", NULL,
                        "There is no account of this name");
  return account;
}

static gboolean
put_slot (KhTenant *self, const char *account_id, KhSecret *passphrase, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->seal_lock);

  return kh_seal_file_put_passphrase (self->seal, account_id, NULL, passphrase, self->root, error);
}

static gboolean
remove_slots (KhTenant *self, const char *account_id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->seal_lock);

  return kh_seal_file_remove_account (self->seal, account_id, error);
}

KhAccount *
kh_tenant_account_add (KhTenant *self, KhCaller *caller, const char *name, KhRoles roles,
                       KhSecret *passphrase, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  g_autoptr (KhAccount) account = kh_account_new ();
  KhActFacts facts = { "account.add", KH_VERB_TENANT, "account", NULL, name, NULL };
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error))
    return NULL;
  if (!kh_name_is_display (name) || roles == KH_ROLE_NONE) {
    kh_set_error (error, KH_ERROR_ARGUMENT,
                  "An account needs a name of 1 to 127 visible characters and at least one role");
    return NULL;
  }
  if (kh_estate_find_account (estate, name) != NULL) {
    kh_set_error (error, KH_ERROR_EXISTS, "There is an account %s already", name);
    return NULL;
  }
  account->id = kh_id_new ();
  account->name = g_strdup (name);
  account->roles = roles;
  account->has_passphrase = passphrase != NULL;
  facts.target_id = account->id;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL || (passphrase != NULL && !put_slot (self, account->id, passphrase, error)))
    return NULL;
  kh_act_put_account (act, account);
  return kh_act_commit (&act, error) ? g_steal_pointer (&account) : NULL;
}

KhAccount *
kh_tenant_account_set_roles (KhTenant *self, KhCaller *caller, const char *text, KhRoles roles,
                             GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhAccount *account = find_account (estate, text, error);
  KhActFacts facts = { "account.roles", KH_VERB_TENANT, "account", NULL, text, NULL };
  g_autofree char *detail = kh_roles_to_string (roles);
  g_autoptr (KhAccount) after = NULL;
  g_autoptr (KhAct) act = NULL;

  if (account == NULL || !kh_act_allowed (self, caller, &facts, error)
      || !kh_estate_keeps_administrators (estate, account->id, roles, error))
    return NULL;
  facts.target_id = account->id;
  facts.target = account->name;
  facts.detail = detail;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return NULL;
  after = kh_account_copy (account);
  after->roles = roles;
  kh_act_put_account (act, after);
  return kh_act_commit (&act, error) ? g_steal_pointer (&after) : NULL;
}

gboolean
kh_tenant_account_remove (KhTenant *self, KhCaller *caller, const char *text, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhAccount *account = find_account (estate, text, error);
  KhActFacts facts = { "account.remove", KH_VERB_TENANT, "account", NULL, text, NULL };
  g_autoptr (KhAct) act = NULL;

  if (account == NULL || !kh_act_allowed (self, caller, &facts, error)
      || !kh_estate_keeps_administrators (estate, account->id, KH_ROLE_NONE, error))
    return FALSE;
  facts.target_id = account->id;
  facts.target = account->name;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return FALSE;
  if (!remove_slots (self, account->id, error))
    return FALSE;
  kh_sessions_close_account (self->sessions, account->id);
  kh_sign_in_tries_forget (self->tries, account->id);
  kh_act_set_estate (act, kh_estate_without_account (kh_act_get_estate (act), account->id));
  return kh_act_commit (&act, error);
}

/* A role that two accounts with passphrases share, and that may approve (model.md 6). */
static gboolean
has_two_of_a_role (const KhEstate *estate)
{
  KhRoles once = KH_ROLE_NONE;

  for (guint i = 0; i < kh_estate_n_accounts (estate); i++) {
    const KhAccount *account = kh_estate_account_at (estate, i);

    if (!account->has_passphrase)
      continue;
    if ((account->roles & once & kh_verb_get_roles (KH_VERB_APPROVE)) != 0)
      return TRUE;
    once = (KhRoles)(once | account->roles);
  }
  return FALSE;
}

/* With fewer, nobody could give the approvals that every dangerous act would wait for. */
static gboolean
check_four_eyes (const KhEstate *estate, GError **error)
{
  if (has_two_of_a_role (estate))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_RULE, "four-eyes", "FourEyesAccounts", NULL,
                      "Four eyes needs two accounts with the same administrator role, kva or ppa, "
                      "and a passphrase each");
  return FALSE;
}

static gboolean
refuse_value (const char *key, const char *value, GError **error)
{
  kh_set_error (error, KH_ERROR_ARGUMENT, "%s cannot be set to \"%s\"", key, value);
  return FALSE;
}

/* The Default environment may use a customer's key, or may not from now on: one that does so
 * already keeps it. */
static gboolean
set_default_environment (KhTenantInfo *info, const char *value, GError **error)
{
  if (value == NULL)
    return TRUE;
  if (!g_str_equal (value, "on") && !g_str_equal (value, "off"))
    return refuse_value ("encryption-at-default", value, error);
  info->default_environment_cmk = g_str_equal (value, "on");
  return TRUE;
}

static gboolean
set_info (const KhEstate *estate, KhTenantInfo *info, const KhTenantSettings *settings,
          GError **error)
{
  const char *four_eyes = settings->four_eyes;

  if (settings->unlock_rule != NULL
      && !kh_unlock_rule_from_string (settings->unlock_rule, &info->unlock_rule))
    return refuse_value ("unlock-rule", settings->unlock_rule, error);
  if (!set_default_environment (info, settings->encryption_at_default, error))
    return FALSE;
  if (four_eyes == NULL)
    return TRUE;
  if (!g_str_equal (four_eyes, "on") && !g_str_equal (four_eyes, "off"))
    return refuse_value ("four-eyes", four_eyes, error);
  if (g_str_equal (four_eyes, "on") && !info->four_eyes && !check_four_eyes (estate, error))
    return FALSE;
  info->four_eyes = g_str_equal (four_eyes, "on");
  return TRUE;
}

/* (transfer full): the names of what is set, for the record. */
static char *
name_settings (const KhTenantSettings *settings)
{
  const struct {
    const char *name, *value;
  } all[] = {
    { "unlock-rule", settings->unlock_rule },
    { "four-eyes", settings->four_eyes },
    { "encryption-at-default", settings->encryption_at_default },
  };
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i].value != NULL)
      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", all[i].name);
  return g_string_free (names, FALSE);
}

/* --- Four eyes, off --------------------------------------------------------------------------- */

static gboolean
switches_off (const KhTenantInfo *info, const KhTenantSettings *settings)
{
  return info->four_eyes && settings->four_eyes != NULL && g_str_equal (settings->four_eyes, "off");
}

/* The approval is of this alone: what else is set would be done or not without it. */
static gboolean
check_alone (const KhTenantInfo *info, const KhTenantInfo *after, GError **error)
{
  if (info->unlock_rule == after->unlock_rule
      && info->default_environment_cmk == after->default_environment_cmk)
    return TRUE;
  kh_set_error_facts (
      error, KH_ERROR_RULE, "four-eyes", "FourEyesAlone",
      "Set the others first, then switch four eyes off",
      "Four eyes is switched off with the approval of another person, and by itself");
  return FALSE;
}

static gboolean
switch_off (KhTenant *self, KhCaller *caller, const KhActFacts *facts, GError **error)
{
  g_autoptr (KhChange) change = kh_change_new (KH_CHANGE_FOUR_EYES_OFF);
  KhActFacts alone = *facts;

  alone.detail = "four-eyes";
  return kh_acts_apply (self, caller, &alone, change, error);
}

gboolean
kh_tenant_set (KhTenant *self, KhCaller *caller, const KhTenantSettings *settings, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhTenantInfo *info = kh_estate_get_tenant (estate);
  g_autoptr (KhTenantInfo) after = kh_tenant_info_copy (info);
  g_autofree char *names = name_settings (settings);
  KhActFacts facts = { "tenant.set", KH_VERB_TENANT, "tenant", info->id, info->name, names };
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error) || !set_info (estate, after, settings, error))
    return FALSE;
  if (switches_off (info, settings))
    return check_alone (info, after, error) && switch_off (self, caller, &facts, error);
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return FALSE;
  kh_act_set_estate (act, kh_estate_with_tenant (estate, after));
  return kh_act_commit (&act, error);
}

/* Who never had a passphrase has nothing to prove. */
static gboolean
prove_old (KhTenant *self, const KhAccount *account, KhSecret *passphrase, GError **error)
{
  g_autoptr (KhSecret) root = NULL;

  if (!account->has_passphrase)
    return TRUE;
  if (passphrase == NULL) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "Both the old and the new passphrase are needed");
    return FALSE;
  }
  g_mutex_lock (&self->seal_lock);
  root = kh_sign_in_tries_open (self->tries, self->seal, account->id, passphrase, error);
  g_mutex_unlock (&self->seal_lock);
  return root != NULL;
}

/* The sheet is the caller's own: it is no way into the account of another. */
static gboolean
prove_recovery (KhTenant *self, const KhAccount *account, KhSecret *key, GError **error)
{
  g_autofree char *owner = NULL;
  g_autoptr (KhSecret) root = NULL;

  g_mutex_lock (&self->seal_lock);
  root = kh_sign_in_tries_open_recovery (self->tries, self->seal, key, &owner, error);
  g_mutex_unlock (&self->seal_lock);
  if (root == NULL || g_strcmp0 (owner, account->id) == 0)
    return root != NULL;
  kh_set_error_facts (error, KH_ERROR_PERMISSION, account->name, "AnotherAccount", NULL,
                      "The recovery sheet is that of another account");
  return FALSE;
}

/* What proves that the caller may: one of the two, or nothing where there is nothing to prove. */
typedef struct {
  KhSecret *passphrase, *recovery;
} Proof;

static gboolean
change_passphrase (KhTenant *self, KhCaller *caller, const Proof *proof, KhSecret *new_passphrase,
                   GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  KhActFacts facts = { "passphrase.change", KH_VERB_READ_ENVIRONMENTS, "account",
                       caller->account_id,  caller->account_name,      NULL };
  const KhAccount *account = kh_estate_get_account (estate, caller->account_id);
  g_autoptr (KhAct) act = kh_act_begin (self, caller, &facts, NULL, error);

  if (act == NULL || account == NULL
      || !(proof->recovery != NULL ? prove_recovery (self, account, proof->recovery, error)
                                   : prove_old (self, account, proof->passphrase, error))
      || !put_slot (self, account->id, new_passphrase, error))
    return FALSE;
  if (!account->has_passphrase) {
    g_autoptr (KhAccount) after = kh_account_copy (account);

    after->has_passphrase = TRUE;
    kh_act_put_account (act, after);
  }
  return kh_act_commit (&act, error);
}

gboolean
kh_tenant_change_passphrase (KhTenant *self, KhCaller *caller, KhSecret *old_passphrase,
                             KhSecret *new_passphrase, GError **error)
{
  const Proof proof = { old_passphrase, NULL };

  return change_passphrase (self, caller, &proof, new_passphrase, error);
}

gboolean
kh_tenant_reset_passphrase (KhTenant *self, KhCaller *caller, KhSecret *recovery,
                            KhSecret *new_passphrase, GError **error)
{
  const Proof proof = { NULL, recovery };

  return change_passphrase (self, caller, &proof, new_passphrase, error);
}

static gboolean
clock_act (KhTenant *self, KhCaller *caller, gint64 delta, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhTenantInfo *info = kh_estate_get_tenant (estate);
  KhActFacts facts = {
    delta > 0 ? "clock.shift" : "clock.accept", KH_VERB_TENANT, "tenant", info->id, info->name, NULL
  };
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error))
    return FALSE;
  if (delta > 0 && !info->rehearsal) {
    kh_set_error (error, KH_ERROR_RULE,
                  "Only the clock of a rehearsal organization can be shifted");
    return FALSE;
  }
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return FALSE;
  if (delta > 0)
    kh_clock_shift (self->clock, delta);
  else
    kh_clock_accept (self->clock);
  kh_settle_save_clock (self);
  return kh_act_commit (&act, error);
}

gboolean
kh_tenant_clock_shift (KhTenant *self, KhCaller *caller, gint64 delta, GError **error)
{
  if (delta <= 0) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "The clock can be shifted forward only");
    return FALSE;
  }
  return clock_act (self, caller, delta, error);
}

gboolean
kh_tenant_clock_accept (KhTenant *self, KhCaller *caller, GError **error)
{
  return clock_act (self, caller, 0, error);
}
