/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `cmk plan` tells: the ways with their costs and commands, and what will happen. */
#include "kh-cli-plan-private.h"

#include "kh-cli-i18n.h"
#include "kh-enums.h"

/* As Rotate Key proposes it for a key that has none. */
#define PROPOSED_SCHEDULE "P18M"

/* --- Ways ------------------------------------------------------------------------------------- */

/* (transfer full): when the key would be rotated by the schedule that it has, or, without one, by
 * the one that is proposed. */
static char *
schedule_words (const KhCliPlan *self)
{
  const char *after = kh_json_string (self->key, "rotation.rotateAfter");
  const char *before = kh_json_string (self->key, "rotation.rotateBeforeExpiry");
  KhTime next = kh_json_time (self->key, "rotation.nextAt");
  gboolean by_expiry = after == NULL && before != NULL;
  const char *length = by_expiry ? before : after != NULL ? after : PROPOSED_SCHEDULE;
  g_autofree char *words = kh_cmk_duration_words (length);
  g_autofree char *day = NULL;

  if (next == KH_TIME_NONE && !by_expiry)
    kh_time_add_duration (kh_json_time (self->key, "createdAt"), length, &next);
  day = next != KH_TIME_NONE ? kh_time_format_day (MAX (next, self->now)) : NULL;
  return kh_cmk_schedule_words (words, by_expiry, day);
}

/* (transfer full): what depends on the key. */
static char *
find_cost (const KhCliPlan *self, KhCmkWay way, KhCmkCost cost)
{
  const char *fixed = kh_cmk_way_cost (way, cost);
  g_autofree char *until = kh_cli_plan_hold_end (way, self->now);

  if (fixed != NULL)
    return g_strdup (fixed);
  if (cost == KH_COST_OLD_KEY)
    return kh_cmk_old_key_needed (way, until);
  return schedule_words (self);
}

/* (transfer full): the command that goes it. */
static char *
make_command (const KhCliPlan *self, KhCmkWay way)
{
  GString *command = g_string_new ("keyholdctl ");

  if (way == KH_WAY_VERSION || way == KH_WAY_SCHEDULE) {
    g_string_append_printf (command,
                            way == KH_WAY_VERSION
                                ? "cmk rotate %s"
                                : "key rotation-policy %s --rotate-after " PROPOSED_SCHEDULE,
                            self->target);
    return g_string_free (command, FALSE);
  }
  g_string_append_printf (command, "cmk %s", way == KH_WAY_NEW_KEY ? "change" : self->goal);
  if (way != KH_WAY_RETURN) {
    g_autofree char *policy = self->policy != NULL
                                  ? g_shell_quote (kh_json_string (self->policy, "name"))
                                  : g_strdup ("POLICY");

    g_string_append_printf (command, " --policy %s", policy);
  }
  for (guint i = 0; i < self->environments->len; i++) {
    g_autofree char *name = g_shell_quote (kh_json_string (self->environments->pdata[i], "name"));

    g_string_append_printf (command, " --environment %s", name);
  }
  return g_string_free (command, FALSE);
}

static void
put_way (KhJsonOut *out, const KhCliPlan *self, KhCmkWay way, gboolean proposed)
{
  g_autofree char *command = make_command (self, way);

  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "id", kh_cmk_way_word (way));
  kh_json_out_string (out, "title", kh_cmk_way_title (way));
  kh_json_out_bool (out, "proposed", proposed);
  kh_json_out_int (out, "outages", kh_cmk_way_outages (way));
  for (guint i = 0; i < KH_N_COSTS; i++) {
    g_autofree char *cost = find_cost (self, way, (KhCmkCost)i);

    kh_json_out_string (out, kh_cmk_cost_word ((KhCmkCost)i), cost);
  }
  kh_json_out_string (out, "command", command);
  kh_json_out_end (out);
}

/* The first is the one that leads to the goal, or is proposed for it. */
static void
put_ways (KhJsonOut *out, const KhCliPlan *self)
{
  kh_json_out_begin_array (out, "ways");
  if (kh_cli_plan_goal_is (self, "rotate")) {
    put_way (out, self, KH_WAY_VERSION, TRUE);
    put_way (out, self, KH_WAY_NEW_KEY, FALSE);
    put_way (out, self, KH_WAY_SCHEDULE, FALSE);
  } else {
    put_way (out, self, kh_cli_plan_way (self->goal), TRUE);
  }
  kh_json_out_end_array (out);
}

static void
put_environment (KhJsonOut *out, KhJson *environment, const char *why)
{
  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "id", kh_json_string (environment, "id"));
  kh_json_out_string (out, "name", kh_json_string (environment, "name"));
  kh_json_out_string (out, "type", kh_json_string (environment, "type"));
  kh_json_out_string_if (out, "policy", kh_json_string (environment, "policy.name"));
  kh_json_out_string_if (out, "reason", why);
  kh_json_out_end (out);
}

static void
put_texts (KhJsonOut *out, const char *name, GPtrArray *texts)
{
  kh_json_out_begin_array (out, name);
  for (guint i = 0; i < texts->len; i++)
    kh_json_out_string (out, NULL, texts->pdata[i]);
  kh_json_out_end_array (out);
}

/* (transfer full) */
static KhJson *
to_json (const KhCliPlan *self)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "goal", self->goal);
  kh_json_out_string (out, "target", self->target);
  put_ways (out, self);
  kh_json_out_begin_array (out, "environments");
  for (guint i = 0; i < self->environments->len; i++)
    put_environment (out, self->environments->pdata[i], NULL);
  kh_json_out_end_array (out);
  kh_json_out_begin_array (out, "leftOut");
  for (guint i = 0; i < self->left->len; i++)
    put_environment (out, self->left->pdata[i], self->reasons->pdata[i]);
  kh_json_out_end_array (out);
  kh_json_out_int (out, "bytes", (gint64)self->bytes);
  kh_json_out_string (out, "sentence", self->sentence);
  kh_json_out_string (out, "doNot", self->do_not);
  put_texts (out, "warnings", self->warnings);
  kh_json_out_string (out, "result", self->result);
  put_texts (out, "blocks", self->blocks);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

/* --- Printing --------------------------------------------------------------------------------- */

static const KhCliColumn plan_columns[] = {
  { N_ ("Goal"), "goal" },
  { N_ ("Target"), "target" },
  { N_ ("Checks"), "result" },
  { N_ ("Blocked by"), "blocks", KH_CLI_LIST },
  { N_ ("Data"), "bytes", KH_CLI_BYTES },
  { NULL },
};
static const KhCliColumn left_columns[] = {
  { N_ ("Left out"), "name" },
  { N_ ("Because"), "reason" },
  { NULL },
};

static void
append_way (GString *text, KhJson *way)
{
  g_string_append_printf (text,
                          /* Translators: a way to a goal */
                          kh_json_bool (way, "proposed", FALSE) ? _ ("\n%s — proposed\n")
                                                                : "\n%s\n",
                          kh_json_string (way, "title"));
  for (guint i = 0; i < KH_N_COSTS; i++)
    g_string_append_printf (text, "  %-20s %s\n", kh_cmk_cost_caption ((KhCmkCost)i),
                            kh_json_string (way, kh_cmk_cost_word ((KhCmkCost)i)));
  g_string_append_printf (text, "  %s\n", kh_json_string (way, "command"));
}

int
kh_cli_plan_print (KhCli *cli, const KhCliPlan *self)
{
  g_autoptr (KhJson) json = to_json (self);
  g_autoptr (GString) text = g_string_new (NULL);
  const char *const lines[] = { self->use, self->why, self->sentence, self->do_not };

  if (cli->format != KH_CLI_TABLE)
    return kh_cli_print_object (cli, json, plan_columns, "target");
  kh_cli_print_object (cli, json, plan_columns, "target");
  for (guint i = 0; i < kh_json_length (json, "ways"); i++)
    append_way (text, kh_json_element (json, "ways", i));
  g_string_append_c (text, '\n');
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i] != NULL)
      g_string_append_printf (text, "%s\n", lines[i]);
  for (guint i = 0; i < self->warnings->len; i++)
    g_string_append_printf (text, "%s\n", (const char *)self->warnings->pdata[i]);
  cli->streams->out (text->str, cli->streams->data);
  kh_cli_print_part (cli, json, "leftOut", left_columns);
  return KH_EXIT_DONE;
}
