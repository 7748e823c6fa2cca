/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why something is locked, and the repairs that bring its key back. */
#include "kh-cli-lock.h"

#include "kh-cli-i18n.h"
#include "kh-cli-text.h"
#include "kh-diagnosis-words.h"
#include "kh-repair-acts.h"
#include "kh-sentences.h"

static const KhCliColumn diagnosis_columns[] = {
  { N_ ("Locked"), "locked", KH_CLI_YES_NO },
  { N_ ("Original key"), "originalKey" },
  { NULL },
};
static const KhCliColumn trigger_columns[] = {
  { N_ ("Cause"), "number", KH_CLI_NUMBER },
  { N_ ("What"), "text" },
  { N_ ("Object"), "object" },
  { NULL },
};

static KhJson *
find_diagnosis (KhCli *cli, const char *text, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (KhJson) environment = kh_cli_find_environment (cli, text, &cause);
  g_autoptr (KhJson) policy = NULL;

  if (environment != NULL)
    return kh_cli_get (cli, kh_rules_api_diagnosis (kh_json_string (environment, "id"), NULL),
                       error);
  if (!kh_error_is (cause, KH_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  policy = kh_cli_find_policy (cli, text, NULL);
  if (policy == NULL) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  return kh_cli_get (cli, kh_rules_api_diagnosis (NULL, kh_json_string (policy, "id")), error);
}

/* A step of the way back that is not the opening itself. */
static gboolean
is_repair (KhJson *step)
{
  return kh_act_repair_kind (kh_json_string (step, "command")) != KH_REPAIR_RE_ENABLE;
}

/* In their order, with who can do each: the wizard's list of repairs. */
static void
append_repairs (GString *text, KhJson *diagnosis)
{
  for (guint i = 0; i < kh_json_length (diagnosis, "repairs"); i++) {
    KhJson *step = kh_json_element (diagnosis, "repairs", i);
    g_autofree char *what = kh_cli_escape (kh_said (kh_json_string (step, "text")));
    g_autofree char *command = kh_cli_escape (kh_json_string (step, "command"));
    gboolean allowed = kh_json_bool (step, "allowed", FALSE);
    const char *who =
        allowed ? kh_diagnosis_effect () : kh_diagnosis_owner (kh_json_string (step, "owner"));

    if (i == 0)
      g_string_append_printf (text, "%s:\n", _ ("What to do"));
    g_string_append_printf (text, "  %d. %s", (int)kh_json_int (step, "step", i + 1), what);
    if (is_repair (step) || !allowed)
      g_string_append_printf (text, " – %s", who);
    g_string_append_printf (text, "\n%s%s%s", *command != '\0' ? "     " : "", command,
                            *command != '\0' ? "\n" : "");
  }
}

/* What all of it comes to. */
static void
append_conclusion (GString *text, KhJson *diagnosis)
{
  const char *key = kh_json_string (diagnosis, "originalKey");
  guint repairs = 0, allowed = 0;
  const char *words;
  g_autofree char *conclusion = NULL;

  for (guint i = 0; i < kh_json_length (diagnosis, "repairs"); i++) {
    KhJson *step = kh_json_element (diagnosis, "repairs", i);

    repairs += is_repair (step);
    allowed += is_repair (step) && kh_json_bool (step, "allowed", FALSE);
  }
  conclusion =
      kh_diagnosis_conclusion (kh_json_length (diagnosis, "triggers"), repairs, allowed, key);
  words = kh_diagnosis_key_text (key, repairs);
  g_string_append_printf (text, "%s\n%s%s%s\n", conclusion, kh_diagnosis_key_title (key),
                          words != NULL ? " – " : "", words != NULL ? words : "");
}

static void
print_diagnosis (KhCli *cli, KhJson *diagnosis)
{
  g_autoptr (GString) text = g_string_new ("\n");

  kh_cli_print_object (cli, diagnosis, diagnosis_columns, "locked");
  if (cli->format != KH_CLI_TABLE)
    return;
  kh_cli_print_part (cli, diagnosis, "triggers", trigger_columns);
  if (!kh_json_bool (diagnosis, "locked", FALSE))
    return;
  append_repairs (text, diagnosis);
  append_conclusion (text, diagnosis);
  cli->streams->out (text->str, cli->streams->data);
}

int
kh_cli_unlock_diagnose (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) diagnosis = find_diagnosis (cli, kh_cli_object (cli, 0), &error);

  if (diagnosis == NULL)
    return kh_cli_fail (cli, error);
  print_diagnosis (cli, diagnosis);
  return KH_EXIT_DONE;
}

/* --- Repair ----------------------------------------------------------------------------------- */

typedef struct {
  KhCli *cli;
  KhArmPlace place;
  GHashTable *done; /* commands */
} Repairing;

static gboolean
do_step (Repairing *self, KhJson *step, GError **error)
{
  const char *command = kh_json_string (step, "command");

  if (!kh_act_repair (self->cli->client, &self->place, command, self->cli->cancellable, error))
    return FALSE;
  g_hash_table_add (self->done, g_strdup (command));
  kh_cli_say (self->cli, _ ("Done: %s"), kh_said (kh_json_string (step, "text")));
  return TRUE;
}

/* (nullable): the first step that this account may do and that was not tried yet. One repair can
 * show that another is needed: a vault comes back without its grants. */
static KhJson *
find_open (Repairing *self, KhJson *diagnosis)
{
  for (guint i = 0; i < kh_json_length (diagnosis, "repairs"); i++) {
    KhJson *step = kh_json_element (diagnosis, "repairs", i);
    const char *command = kh_json_string (step, "command");

    if (is_repair (step) && kh_json_bool (step, "allowed", FALSE)
        && kh_act_repair_kind (command) != KH_REPAIR_NONE
        && !g_hash_table_contains (self->done, command))
      return step;
  }
  return NULL;
}

/* (transfer full): the diagnosis after all of it. */
static KhJson *
repair_all (Repairing *self, const char *object, GError **error)
{
  g_autoptr (KhJson) diagnosis = find_diagnosis (self->cli, object, error);
  KhJson *step;

  while (diagnosis != NULL && (step = find_open (self, diagnosis)) != NULL) {
    if (!do_step (self, step, error))
      return NULL;
    kh_json_unref (diagnosis);
    diagnosis = find_diagnosis (self->cli, object, error);
  }
  return g_steal_pointer (&diagnosis);
}

/* (nullable): the step with the number that was written. */
static KhJson *
pick_step (KhJson *diagnosis, const char *text, GError **error)
{
  gint64 number;

  if (!kh_cli_number (text, &number, error))
    return NULL;
  for (guint i = 0; i < kh_json_length (diagnosis, "repairs"); i++) {
    KhJson *step = kh_json_element (diagnosis, "repairs", i);

    if (kh_json_int (step, "step", 0) != number)
      continue;
    if (is_repair (step))
      return step;
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, text, NULL, kh_json_string (step, "command"),
                        _ ("This step opens the environment; unlock apply does it"));
    return NULL;
  }
  kh_set_error_facts (error, KH_ERROR_NOT_FOUND, text, NULL,
                      _ ("unlock diagnose lists the steps with their numbers."),
                      _ ("There is no step of this number"));
  return NULL;
}

/* The numbers are those of one diagnosis: every step is found before the first is done. */
static KhJson *
repair_steps (Repairing *self, const char *object, const char *const *numbers, GError **error)
{
  g_autoptr (KhJson) diagnosis = find_diagnosis (self->cli, object, error);
  g_autoptr (GPtrArray) steps = g_ptr_array_new ();

  for (guint i = 0; diagnosis != NULL && numbers[i] != NULL; i++) {
    KhJson *step = pick_step (diagnosis, numbers[i], error);

    if (step == NULL)
      return NULL;
    g_ptr_array_add (steps, step);
  }
  for (guint i = 0; i < steps->len; i++)
    if (!do_step (self, steps->pdata[i], error))
      return NULL;
  return diagnosis != NULL ? find_diagnosis (self->cli, object, error) : NULL;
}

/* (nullable): the first repair that is still to be done. */
static KhJson *
find_left (KhJson *diagnosis)
{
  for (guint i = 0; i < kh_json_length (diagnosis, "repairs"); i++)
    if (is_repair (kh_json_element (diagnosis, "repairs", i)))
      return kh_json_element (diagnosis, "repairs", i);
  return NULL;
}

static const char *
who_can (KhJson *step)
{
  return kh_json_bool (step, "allowed", FALSE)
             ? _ ("Repeat unlock repair, or do it by its command.")
             : kh_diagnosis_owner (kh_json_string (step, "owner"));
}

static int
finish (KhCli *cli, KhJson *diagnosis)
{
  g_autoptr (GError) error = NULL;
  KhJson *left = find_left (diagnosis);
  gboolean gone = g_strcmp0 (kh_json_string (diagnosis, "originalKey"), "gone") == 0;

  print_diagnosis (cli, diagnosis);
  if (gone)
    kh_set_error_facts (&error, KH_ERROR_RULE, kh_cli_object (cli, 0), "OriginalKeyGone", NULL,
                        _ ("The original key is gone: nothing brings the data back but a backup of "
                           "the key"));
  else if (left != NULL)
    kh_set_error_facts (&error, KH_ERROR_RULE, kh_cli_object (cli, 0), "RepairsLeft",
                        who_can (left), kh_said (kh_json_string (left, "text")));
  return error != NULL ? kh_cli_fail (cli, error) : KH_EXIT_DONE;
}

int
kh_cli_unlock_repair (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *const *numbers = kh_cli_values (cli, "step");
  Repairing self = { .cli = cli, .done = done };
  g_autoptr (KhJson) diagnosis = NULL;
  gboolean some = numbers != NULL && numbers[0] != NULL;

  if (some && kh_cli_flag (cli, "all")) {
    kh_set_error (&error, KH_ERROR_USAGE, "%s", _ ("--step and --all exclude each other"));
    return kh_cli_fail (cli, error);
  }
  if (!kh_cli_place (cli, &self.place, &error))
    return kh_cli_fail (cli, error);
  diagnosis = some ? repair_steps (&self, kh_cli_object (cli, 0), numbers, &error)
                   : repair_all (&self, kh_cli_object (cli, 0), &error);
  return diagnosis != NULL ? finish (cli, diagnosis) : kh_cli_fail (cli, error);
}
