/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consequences of guarded acts in words. */
#include "kh-guard-words.h"

#include "kh-client-i18n.h"

/* Of what is deleted with everything that needs it. @text: (transfer full). */
static char *
with_outage (char *text, gboolean hard)
{
  g_autofree char *soft = text;

  return hard ? g_strconcat (soft, " ", _ ("Environments that need it go offline at once."), NULL)
              : g_steal_pointer (&soft);
}

static char *
delete_key (const KhGuardFacts *facts, gboolean hard)
{
  guint n = facts->n_versions;
  g_autofree char *versions =
      g_strdup_printf (dngettext (KH_GETTEXT_DOMAIN, "%u version.", "%u versions.", n), n);

  return with_outage (
      g_strdup_printf (_ ("%s Recoverable until %s; the name stays taken until then."), versions,
                       facts->until),
      hard);
}

static char *
delete_vault (const KhGuardFacts *facts, gboolean hard)
{
  g_autofree char *keys = g_strdup_printf (
      dngettext (KH_GETTEXT_DOMAIN, "%u key", "%u keys", facts->n_keys), facts->n_keys);
  g_autofree char *secrets = g_strdup_printf (
      dngettext (KH_GETTEXT_DOMAIN, "%u secret", "%u secrets", facts->n_secrets), facts->n_secrets);

  return with_outage (g_strdup_printf (_ ("%s and %s. Recoverable until %s, without its grants."),
                                       keys, secrets, facts->until),
                      hard);
}

/* Where nothing goes down, its environments may be locked already. */
static char *
revoke_grant (guint n, gboolean hard)
{
  if (hard)
    return g_strdup (_ ("Access can be granted again, and what is locked can be re-enabled then."));
  if (n == 0)
    return g_strdup (_ ("No environment uses the policy. Access can be granted again."));
  return g_strdup_printf (
      dngettext (KH_GETTEXT_DOMAIN,
                 "%u environment uses the policy and stays as it is. Access can be granted again.",
                 "%u environments use the policy and stay as they are. Access can be granted "
                 "again.",
                 n),
      n);
}

/* A lock that ends sooner keeps its own end. */
static char *
delete_environment (const KhGuardFacts *facts)
{
  g_autofree char *time =
      facts->until == NULL
          ? g_strdup (_ ("Recoverable for 7 days."))
          : g_strdup_printf (_ ("Recoverable until %s, when its deletion clock ends."),
                             facts->until);

  /* Translators: the size of the data, and for how long it can be recovered */
  return g_strdup_printf (_ ("%s. %s"), facts->size, time);
}

char **
kh_guard_grants (KhJson *policy)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < kh_json_length (policy, "grants"); i++) {
    KhJson *grant = kh_json_element (policy, "grants", i);
    /* Translators: a role and the vault or key where it holds */
    g_autofree char *text =
        g_strdup_printf (g_dpgettext2 (KH_GETTEXT_DOMAIN, "a role on a vault", "%s on %s"),
                         kh_json_string (grant, "role"), kh_json_string (grant, "scope"));

    g_strv_builder_add (builder, text);
  }
  return g_strv_builder_end (builder);
}

/* Those that need no facts; @soft is of acts by which nothing goes down. */
static const struct {
  KhGuardedAct act;
  const char *hard, *soft;
} fixed[] = {
  { KH_GUARDED_DISABLE_KEY,
    N_ ("Environments that need it go offline at once. It can be enabled again, and they can be "
        "re-enabled then."),
    N_ ("Nothing uses it any more. It can be enabled again at any time.") },
  { KH_GUARDED_PURGE_KEY, N_ ("Data wrapped with it can never be read again:"), NULL },
  { KH_GUARDED_PURGE_SECRET, N_ ("None of its versions can ever be read again:"), NULL },
  { KH_GUARDED_PURGE_VAULT,
    N_ ("It is gone with everything in it. Data wrapped with its keys can never be read again:"),
    NULL },
  { KH_GUARDED_RESET,
    N_ ("All its data is erased with its keys, and it returns to the Microsoft-managed key."),
    NULL },
};

/* (nullable) */
static char *
get_fixed (KhGuardedAct act, gboolean hard)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    if (fixed[i].act == act)
      return g_strdup (_ (hard || fixed[i].soft == NULL ? fixed[i].hard : fixed[i].soft));
  return NULL;
}

static char *
replace_data (const KhGuardFacts *facts)
{
  if (facts->act == KH_GUARDED_COPY)
    return g_strdup_printf (_ ("What it holds now is erased with its keys, and a copy of %s takes "
                               "its place. It is offline until then."),
                            facts->source);
  /* Translators: name of an environment, date and time */
  return g_strdup_printf (_ ("What it holds now is erased with its keys, and the backup of %s, "
                             "made %s, takes its place. It is offline until then."),
                          facts->source, facts->made);
}

static char *
delete_policy (const KhGuardFacts *facts)
{
  gboolean has_grants = facts->grants != NULL && facts->grants[0] != NULL;

  return g_strdup (has_grants
                       ? _ ("Its identity and these grants go with it and cannot be recovered:")
                       : _ ("Its identity goes with it and cannot be recovered."));
}

char *
kh_guard_words (const KhGuardFacts *facts, gboolean hard)
{
  KhGuardedAct act = facts->act;

  if (act == KH_GUARDED_DELETE_KEY)
    return delete_key (facts, hard);
  if (act == KH_GUARDED_DELETE_VAULT)
    return delete_vault (facts, hard);
  if (act == KH_GUARDED_REVOKE_GRANT)
    return revoke_grant (facts->n_environments, hard);
  if (act == KH_GUARDED_DELETE_POLICY)
    return delete_policy (facts);
  if (act == KH_GUARDED_DELETE_ENVIRONMENT)
    return delete_environment (facts);
  if (act == KH_GUARDED_COPY || act == KH_GUARDED_RESTORE)
    return replace_data (facts);
  return get_fixed (act, hard);
}
