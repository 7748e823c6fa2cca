/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The blast radius is what really goes down, in both directions: of random changes to an estate of
 * shared keys, pinned versions and both permission models, the preview names exactly the
 * environments that lose their data, and data can be read just where nothing was locked.
 *
 * Each change makes another estate. The random numbers are those of g_test_rand_int(): a failure
 * says the seed, and `--seed` repeats it. */
#include "blast-estate.h"

#include <string.h>

/* Changes of one organization before it is repaired as a whole. */
#define HARM 4

static guint
pick (guint n)
{
  return (guint)g_test_rand_int_range (0, (gint32)n);
}

/* --- A random change ----------------------------------------------------------------------- */

static KhChange *
change_key (KhTime now)
{
  guint n = pick (BLAST_KEYS);
  KhChangeKind kinds[] = { KH_CHANGE_UPDATE_VERSION, KH_CHANGE_UPDATE_VERSION, KH_CHANGE_DELETE_KEY,
                           KH_CHANGE_RECOVER_KEY };
  KhChange *change = kh_change_new_for_key (kinds[pick (G_N_ELEMENTS (kinds))], blast_keys[n].vault,
                                            blast_keys[n].key, NULL);

  if (change->kind != KH_CHANGE_UPDATE_VERSION)
    return change;
  switch (pick (4)) {
  case 0:
    change->has_nbf = TRUE;
    change->nbf = pick (2) == 0 ? KH_TIME_NONE : now + KH_DAY;
    break;
  case 1:
    change->has_exp = TRUE;
    change->exp = pick (2) == 0 ? now - KH_DAY : now + 400 * KH_DAY;
    break;
  default:
    change->has_enabled = TRUE;
    change->enabled = pick (3) == 0;
  }
  return change;
}

/* Any version of the key, not only the newest. */
static void
pick_version (const KhEstate *estate, KhChange *change)
{
  const KhKey *key = kh_estate_get_key (estate, change->vault, change->key);
  const KhKeyVersion *version = g_ptr_array_index (key->versions, pick (key->versions->len));

  if (change->kind == KH_CHANGE_UPDATE_VERSION)
    change->version = g_strdup (version->version);
}

static KhChange *
change_vault (const KhEstate *estate)
{
  const char *name = blast_vaults[pick (BLAST_VAULTS)];
  g_autoptr (KhVault) wanted = kh_vault_copy (kh_estate_get_vault (estate, name));
  guint n = pick (BLAST_POLICIES);

  switch (pick (6)) {
  case 0:
    return kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, name);
  case 1:
    return kh_change_new_for_vault (KH_CHANGE_RECOVER_VAULT, name);
  case 2:
    wanted->permission_model = pick (2);
    break;
  case 3:
    kh_vault_set_access_policy (wanted, blast_policy (estate, n)->principal_id,
                                pick (2) == 0 ? 0 : KH_PERMISSION_SERVICE);
    break;
  default:
    wanted->public_network = pick (3);
    wanted->default_action = pick (2);
    wanted->bypass = pick (2);
  }
  return kh_change_new_vault_update (wanted);
}

static KhChange *
remove_assignment (const KhEstate *estate)
{
  KhChange *change = kh_change_new (KH_CHANGE_REMOVE_ASSIGNMENT);
  guint n = kh_estate_n_assignments (estate);

  if (n > 0)
    change->object = g_strdup (kh_estate_assignment_at (estate, pick (n))->id);
  return change;
}

static KhChange *
new_change (const KhEstate *estate, KhTime now)
{
  KhChange *change;

  switch (pick (5)) {
  case 0:
  case 1:
    change = change_key (now);
    pick_version (estate, change);
    return change;
  case 2:
  case 3:
    return change_vault (estate);
  default:
    return remove_assignment (estate);
  }
}

/* --- What is compared ---------------------------------------------------------------------- */

static gboolean
is_foretold (const KhImpact *impact, const KhEstate *estate, guint n)
{
  for (guint i = 0; i < impact->environments->len; i++) {
    const KhImpactEnvironment *row = g_ptr_array_index (impact->environments, i);

    if (strcmp (row->id, blast_environment (estate, n)->id) == 0)
      return TRUE;
  }
  return FALSE;
}

/* The number of environments that went down. */
static guint
compare (Fixture *f, const KhEstate *before, const KhImpact *impact)
{
  g_autoptr (KhEstate) after = kh_tenant_ref_estate (f->tenant);
  guint down = 0;

  for (guint i = 0; i < BLAST_ENVIRONMENTS; i++) {
    gboolean fell = !blast_is_locked (before, i) && blast_is_locked (after, i);

    if (fell != is_foretold (impact, before, i))
      g_error ("%s %s: environment %u %s", impact->trigger, impact->target, i,
               fell ? "went down and was not foretold" : "was foretold and did not go down");
    g_assert_true (blast_can_be_read (f, i) == !blast_is_locked (after, i));
    down += fell ? 1 : 0;
  }
  return down;
}

typedef struct {
  guint done, refused, down;
} Tally;

/* What cannot be foretold cannot be done. */
static void
change_once (Fixture *f, KhChange *change, Tally *tally)
{
  g_autoptr (KhEstate) before = kh_tenant_ref_estate (f->tenant);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhImpact) impact = kh_impact_compute (before, change, kh_tenant_now (f->tenant), NULL);
  gboolean done = confirmed (f, do_change, change, &error) != NULL;

  if (impact == NULL) {
    g_assert_false (done);
    tally->refused++;
    return;
  }
  if (!done)
    g_error ("%s %s was foretold, and refused: %s", impact->trigger, impact->target,
             error->message);
  tally->done++;
  tally->down += compare (f, before, impact);
}

static void
test_random (Fixture *f, gconstpointer unused)
{
  guint wanted = g_getenv ("KEYHOLD_TEST_LONG") != NULL ? 1000 : 120;
  Tally tally = { 0, 0, 0 };

  while (tally.done < wanted) {
    for (guint i = 0; i < HARM; i++) {
      g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
      g_autoptr (KhChange) change = new_change (estate, kh_tenant_now (f->tenant));

      change_once (f, change, &tally);
    }
    blast_repair (f);
  }
  g_test_message ("%u changes, %u that cannot be, %u environments went down", tally.done,
                  tally.refused, tally.down);
  g_assert_cmpuint (tally.down, >, wanted / 2);
}

/* The one change that no repair undoes. */
static void
test_policies (Fixture *f, gconstpointer unused)
{
  Tally tally = { 0, 0, 0 };

  for (guint i = 0; i < BLAST_POLICIES; i++) {
    g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
    g_autoptr (KhChange) change =
        kh_change_new_for_policy (KH_CHANGE_DELETE_POLICY, blast_policy (estate, i)->id);

    change_once (f, change, &tally);
  }
  g_assert_cmpuint (tally.done + tally.refused, ==, BLAST_POLICIES);
  g_test_message ("%u deleted, %u refused, %u environments went down", tally.done, tally.refused,
                  tally.down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/blast-radius/random", Fixture, NULL, blast_start, test_random, tear_down);
  g_test_add ("/blast-radius/policies", Fixture, NULL, blast_start, test_policies, tear_down);
  return g_test_run ();
}
