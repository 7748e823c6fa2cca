/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step of enabling as a row. */
#include "kh-enable-step.h"

#include "kh-text.h"

char *
kh_enable_step_title (const KhEnableStep *step)
{
  switch (step->kind) {
  case KH_ENABLE_STEP_VAULT:
    return g_strdup_printf (_ ("Create vault %s"), step->name);
  case KH_ENABLE_STEP_KEY:
    return g_strdup_printf (_ ("Create key %s"), step->name);
  case KH_ENABLE_STEP_POLICY:
    return g_strdup_printf (_ ("Create policy %s"), step->name);
  case KH_ENABLE_STEP_GRANT:
    return g_strdup (_ ("Grant access to the key"));
  case KH_ENABLE_STEP_READER:
    return g_strdup_printf (_ ("Let %s read the policy"), step->name);
  case KH_ENABLE_STEP_CHECKS:
    return g_strdup (_ ("Check what was made"));
  case KH_ENABLE_STEP_ENVIRONMENT:
    return g_strdup (step->name);
  }
  g_return_val_if_reached (NULL);
}

char *
kh_enable_step_error (const GError *error)
{
  const KhErrorFacts *facts = kh_error_get_facts (error);

  if (facts != NULL && g_strcmp0 (facts->inner, "OperationNotStartable") == 0)
    return g_strdup (_ ("Another operation runs on it. Try again when that has ended."));
  return kh_text_error_body (error);
}

/* (transfer full) (nullable): the store that moves now: "Files: 812 of 2,140". */
static char *
describe_store (KhJson *operation)
{
  for (guint i = 0; i < kh_json_length (operation, "stores"); i++) {
    KhJson *store = kh_json_element (operation, "stores", i);
    g_autofree char *done = NULL;
    g_autofree char *all = NULL;

    if (g_strcmp0 (kh_json_string (store, "state"), "Succeeded") == 0
        || kh_json_int (store, "items", 0) <= 0)
      continue;
    done = kh_text_number ((guint64)kh_json_int (store, "itemsDone", 0));
    all = kh_text_number ((guint64)kh_json_int (store, "items", 0));
    /* Translators: a store, and how many of its items have moved. */
    return g_strdup_printf (_ ("%s: %s of %s"), kh_text_store (kh_json_string (store, "store")),
                            done, all);
  }
  return NULL;
}

static const char *
current_stage (KhJson *operation)
{
  const char *stage = NULL;

  for (guint i = 0; i < kh_json_length (operation, "stages"); i++) {
    KhJson *element = kh_json_element (operation, "stages", i);

    if (g_strcmp0 (kh_json_string (element, "state"), "NotStarted") != 0)
      stage = kh_json_string (element, "id");
  }
  return stage;
}

/* (transfer full) (nullable) */
static char *
describe_stage (const KhEnableStep *step)
{
  const char *stage;
  char *store = NULL;

  if (step->error != NULL)
    return kh_enable_step_error (step->error);
  if (step->operation == NULL || !g_str_equal (step->state, "Running"))
    return NULL;
  stage = current_stage (step->operation);
  if (g_strcmp0 (stage, "Run") == 0)
    store = describe_store (step->operation);
  if (store != NULL)
    return store;
  if (g_strcmp0 (stage, "Finalize") == 0)
    return g_strdup (_ ("Finalizing"));
  return g_strdup (g_strcmp0 (stage, "Validate") == 0 ? _ ("Checking") : _ ("Preparing"));
}

/* Never a full bar before the end. */
static double
fraction (KhJson *operation)
{
  gint64 bytes = kh_json_int (operation, "progress.bytes", 0);
  gint64 done = kh_json_int (operation, "progress.bytesDone", 0);

  return bytes > 0 ? CLAMP ((double)done / (double)bytes, 0, 0.99) : 0;
}

static gboolean
returns (const KhEnableStep *step)
{
  return step->operation != NULL
         && g_strcmp0 (kh_json_string (step->operation, "type"), "RevertToMicrosoftKey") == 0;
}

void
kh_enable_step_show (const KhEnableStep *step, KhStepRow *row)
{
  g_autofree char *title = kh_enable_step_title (step);
  g_autofree char *stage = describe_stage (step);
  gboolean moving = step->operation != NULL && g_str_equal (step->state, "Running");
  double part = moving ? fraction (step->operation) : 0;
  g_autofree char *word = g_strdup_printf (
      returns (step) ? _ ("Reverting %d %%") : _ ("Encrypting %d %%"), (int)(part * 100));
  const KhStepFacts facts = { .title = title,
                              .kind = KH_STATE_OPERATION,
                              .state = step->state,
                              .word = moving ? word : NULL,
                              .stage = stage,
                              .moving = moving,
                              .part = part };

  kh_step_row_show (row, &facts);
}
