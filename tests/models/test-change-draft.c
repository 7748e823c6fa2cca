/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The draft of Change Key without a window: where the new key is proposed. */
#include "enable-case.h"

/* What replaces a key that others may know is proposed in another vault, if there is one. */
static void
test_vault (void)
{
  static const struct {
    gboolean exposed, has_other;
    const char *vault;
  } rows[] = { { FALSE, TRUE, "kv-us" }, { TRUE, TRUE, "kv-west" }, { TRUE, FALSE, "kv-us" } };
  const char *const ids[] = { "id-Sales", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Test self;

    start_for (&self, KH_ENABLE_GOAL_CHANGE, TRUE);
    put (&self, KH_ITEM_ENVIRONMENT,
         environment ("Sales", "unitedstates",
                      "\"keyManagedBy\":\"Customer\",\"key\":{\"id\":\"kv-us/cmk\"},"
                      "\"policy\":{\"id\":\"id-ep-us\",\"name\":\"ep-us\"}"));
    put (&self, KH_ITEM_VAULT, vault ("kv-us", "eastus", TRUE));
    put (&self, KH_ITEM_KEY, key ("kv-us", "cmk", ""));
    put (&self, KH_ITEM_POLICY, policy ("ep-us", "unitedstates", "kv-us", "cmk", "Healthy"));
    put (&self, KH_ITEM_VAULT, vault ("kv-open", "westus", FALSE));
    if (rows[i].has_other)
      put (&self, KH_ITEM_VAULT, vault ("kv-west", "westus", TRUE));
    kh_enable_draft_begin (self.draft, ids, NULL);
    if (rows[i].exposed)
      kh_enable_draft_begin_new (self.draft);
    kh_enable_draft_propose (self.draft, KH_ENABLE_POLICY);
    g_assert_true (kh_enable_draft_flag (self.draft, KH_ENABLE_CREATE_KEY));
    assert_text (&self, KH_ENABLE_TEXT_VAULT, rows[i].vault);
    stop (&self);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/change/vault", test_vault);
  return g_test_run ();
}
