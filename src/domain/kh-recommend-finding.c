/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a finding of a check that did not pass: its id, digest and texts. */

#include "kh-recommend-private.h"

static char *
hash (const char *const *parts)
{
  g_autofree char *joined = g_strjoinv ("\n", (char **)parts);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, joined, -1);
}

static char *
make_id (const char *rule, const KhObject *object)
{
  g_autofree char *folded = g_ascii_strdown (object->object, -1);
  const char *parts[] = { object->kind, folded, NULL };
  g_autofree char *digest = hash (parts);
  return g_strdup_printf ("%s-%.8s", rule, digest);
}

static char *
make_digest (const KhRecommendation *self)
{
  const char *parts[] = { self->id, kh_grade_to_string (self->grade), self->evidence, NULL };
  return hash (parts);
}

/* (transfer full): "... in 21 days"; rounded down, as every time that is left. */
static char *
add_left (const char *title, gint64 left)
{
  guint days = (guint)(left / KH_DAY);
  guint hours = (guint)(left / KH_HOUR);
  if (days > 0)
    return g_strdup_printf (days == 1 ? "%s in %u day" : "%s in %u days", title, days);
  if (hours > 0)
    return g_strdup_printf (hours == 1 ? "%s in %u hour" : "%s in %u hours", title, hours);
  return g_strdup_printf ("%s in less than an hour", title);
}

static char *
make_consequence (const KhObject *object, const KhAsked *asked)
{
  GPtrArray *environments = object->dependents != NULL ? object->dependents->environments : NULL;
  guint locked = 0;
  const KhEnvironment *one = NULL;
  if (environments == NULL || environments->len == 0)
    return NULL;
  for (guint i = 0; i < environments->len; i++) {
    const KhEnvironment *environment = g_ptr_array_index (environments, i);
    if (environment->state != KH_ENVIRONMENT_STATE_LOCKED)
      continue;
    locked++;
    one = environment;
  }
  guint n = locked > 0 ? locked : environments->len;
  if (one == NULL)
    one = g_ptr_array_index (environments, 0);
  if (locked > 0)
    return n == 1 ? g_strdup_printf ("%s is offline", one->name)
                  : g_strdup_printf ("%u environments are offline", n);
  if (asked->due != KH_TIME_NONE)
    return n == 1 ? g_strdup_printf ("%s goes offline", one->name)
                  : g_strdup_printf ("%u environments go offline", n);
  return n == 1 ? g_strdup_printf ("%s depends on it", one->name)
                : g_strdup_printf ("%u environments depend on it", n);
}

static char **
list_environments (const KhObject *object)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  for (guint i = 0; object->dependents != NULL && i < object->dependents->environments->len; i++) {
    const KhEnvironment *one = g_ptr_array_index (object->dependents->environments, i);
    g_strv_builder_add (ids, one->id);
  }
  return g_strv_builder_end (ids);
}

static char **
list_who (const KhRun *run, KhOwner owner)
{
  KhRoles role = owner == KH_OWNER_KVA ? KH_ROLE_KVA : KH_ROLE_PPA;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (guint i = 0; i < kh_estate_n_accounts (run->estate); i++) {
    const KhAccount *account = kh_estate_account_at (run->estate, i);
    if (account->roles & role)
      g_strv_builder_add (names, account->name);
  }
  return g_strv_builder_end (names);
}

static gboolean
is_dismissed (const KhRun *run, const KhRecommendation *self)
{
  const KhDismissal *dismissal = kh_estate_get_dismissal (run->estate, self->id);
  return dismissal != NULL && g_str_equal (dismissal->digest, self->digest);
}

/* A remedy that the object does not allow as it is now is none. */
static KhRemedy
get_remedy (const KhStanding *row, const KhAsked *asked)
{
  KhRemedy remedy = asked->remedy != KH_REMEDY_NONE ? asked->remedy : row->remedy;
  const KhVault *vault = asked->rule.vault;
  const KhKey *key = asked->rule.key;
  gboolean fits = TRUE;
  if (remedy == KH_REMEDY_RECOVER_VAULT)
    fits = vault != NULL && vault->state == KH_VAULT_STATE_DELETED;
  else if (remedy == KH_REMEDY_RECOVER_KEY)
    fits = key != NULL && kh_key_is_deleted (key);
  else if (remedy == KH_REMEDY_ENABLE_VERSION)
    fits =
        key != NULL && !kh_key_is_deleted (key) && kh_key_get_version (key, asked->version) != NULL;
  else if (remedy == KH_REMEDY_ADD_READER)
    fits = asked->reader != NULL;
  return fits ? remedy : KH_REMEDY_NONE;
}

static void
fill_texts (KhRecommendation *self, const KhStanding *row, const KhObject *object,
            const KhAsked *asked)
{
  const KhRule *rule = _kh_rule_find (row->rule);
  g_autofree char *ops = _kh_rule_join_ops (&asked->rule);
  KhNames names = _kh_rule_get_names (&asked->rule, ops);
  names.vault = asked->rule.policy != NULL ? names.vault : object->vault;
  names.key = asked->rule.policy != NULL ? names.key : object->key;
  names.account = asked->reader != NULL     ? asked->reader->name
                  : object->account != NULL ? object->account->name
                                            : NULL;
  if (asked->version != NULL)
    names.version = asked->version;
  const char *fix = asked->fix != NULL ? asked->fix : row->fix != NULL ? row->fix : rule->fix;
  const char *command = asked->command != NULL ? asked->command
                        : row->command != NULL ? row->command
                                               : rule->command;
  g_autofree char *title = _kh_fill_text (asked->title != NULL ? asked->title : row->title, &names);
  self->title = asked->due != KH_TIME_NONE ? add_left (title, asked->due - asked->rule.now)
                                           : g_steal_pointer (&title);
  self->fix_text = _kh_fill_text (fix, &names);
  if (self->remedy == KH_REMEDY_NONE && row->remedy != KH_REMEDY_NONE && asked->command == NULL)
    command = NULL; /* it would be refused as well */
  self->fix_command = _kh_fill_command (command, &names);
  self->version = g_strdup (names.version);
}

KhRecommendation *
_kh_recommendation_new (const KhRun *run, const KhStanding *row, const KhObject *object,
                        const KhAsked *asked, char *evidence)
{
  const KhRule *rule = _kh_rule_find (row->rule);
  gboolean used = object->dependents != NULL && object->dependents->environments->len > 0;
  KhRecommendation *self = g_new0 (KhRecommendation, 1);
  g_atomic_ref_count_init (&self->refs);
  self->id = make_id (row->rule, object);
  self->rule = row->rule;
  self->grade = used ? row->used : row->unused;
  if (asked->has_grade && asked->grade > self->grade)
    self->grade = asked->grade;
  self->topic = row->topic;
  self->owner = rule->owner;
  self->kind = object->kind;
  self->object = g_strdup (object->object);
  self->subject = g_strdup (object->subject);
  self->evidence = evidence != NULL ? evidence : g_strdup ("It is not so.");
  self->why = row->why;
  self->consequence = make_consequence (object, asked);
  self->due = asked->due;
  self->environments = list_environments (object);
  self->who = list_who (run, self->owner);
  self->remedy = get_remedy (row, asked);
  self->account_id = asked->reader != NULL ? g_strdup (asked->reader->id) : NULL;
  fill_texts (self, row, object, asked);
  self->digest = make_digest (self);
  self->dismissed = is_dismissed (run, self);
  return self;
}
