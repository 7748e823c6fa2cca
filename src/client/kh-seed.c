/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many generated objects. */
#include "kh-seed.h"

#include <stdlib.h>
#include <string.h>

#include "kh-acts.h"
#include "kh-data-api.h"
#include "kh-environment-api.h"
#include "kh-rbac.h"
#include "kh-sample-private.h"
#include "kh-tenant-api.h"

#define TABLE "accounts.csv"

typedef struct {
  KhClient *client;
  const KhSeedWatch *watch;
  KhArmPlace place;
  const char *me; /* id of the account */
  guint done, all;
  KhSeedPlan *made;
} Seed;

static const char *const departments[] = { "Claims",      "Customer Service",
                                           "Engineering", "Field Service",
                                           "Finance",     "Legal",
                                           "Logistics",   "Marketing",
                                           "Procurement", "Quality",
                                           "R&D <lab>",   "Sales",
                                           "Treasury",    "מחקר",
                                           "Övrigt" };
static const char *const types[] = { "Production", "Sandbox", "Developer", "Trial", "Teams" };
/* Geos with a region for vaults in each. */
static const struct {
  const char *geo, *region;
} places[] = { { "unitedstates", "eastus" },
               { "europe", "westeurope" },
               { "unitedkingdom", "uksouth" },
               { "japan", "japaneast" } };

static void
tell (Seed *self, const char *name)
{
  self->done++;
  if (self->watch->progress != NULL)
    self->watch->progress (self->done, self->all, name, self->watch->data);
}

static gboolean
run (Seed *self, KhCall *call, GError **error)
{
  return kh_client_do (self->client, call, self->watch->cancellable, error);
}

/* --- Names --------------------------------------------------------------------------------------
 */

/* The number that a name of an earlier seed ends with, after @separator; 0 for other names. */
static guint
number_of (const char *name, char separator)
{
  const char *digits = name != NULL ? strrchr (name, separator) : NULL;

  if (digits == NULL || digits[1] == '\0'
      || strspn (digits + 1, "0123456789") != strlen (digits + 1) || strlen (digits + 1) > 6)
    return 0;
  return (guint)atoi (digits + 1);
}

/* The first number that no name of the list has; 0: @error. */
static guint
first_free (Seed *self, KhCall *list, char separator, GError **error)
{
  g_autoptr (GPtrArray) all =
      (GPtrArray *)kh_client_call (self->client, list, self->watch->cancellable, error);
  guint highest = 0;

  if (all == NULL)
    return 0;
  for (guint i = 0; i < all->len; i++)
    highest = MAX (highest, number_of (kh_json_string (all->pdata[i], "name"), separator));
  return highest + 1;
}

/* --- Environments -------------------------------------------------------------------------------
 */

static gboolean
fill_table (Seed *self, const char *environment, guint number, guint rows, GError **error)
{
  g_autoptr (GString) content = g_string_new (NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (number);
  g_autoptr (GInputStream) stream = NULL;
  const KhImportDraft draft = { .environment = environment, .name = TABLE, .kind = "auto" };

  kh_sample_write_accounts (content, rand, rows);
  stream = g_memory_input_stream_new_from_data (content->str, (gssize)content->len, NULL);
  return run (self, kh_data_api_import (&draft, stream, (gint64)content->len), error);
}

static gboolean
add_environment (Seed *self, guint number, guint rows, GError **error)
{
  const char *type = types[number % G_N_ELEMENTS (types)];
  g_autofree char *name =
      g_strdup_printf ("%s %05u", departments[number % G_N_ELEMENTS (departments)], number);
  /* Not every place meets every type: the lists go through both at different paces. */
  const KhEnvironmentDraft draft = { .name = name,
                                     .type = type,
                                     .geo = places[number / 3 % G_N_ELEMENTS (places)].geo,
                                     .dataverse = TRUE };

  if (!run (self, kh_environment_api_create (&draft), error))
    return FALSE;
  self->made->environments++;
  tell (self, name);
  return rows == 0 || fill_table (self, name, number, rows, error);
}

static gboolean
add_environments (Seed *self, const KhSeedPlan *plan, GError **error)
{
  guint first =
      plan->environments > 0 ? first_free (self, kh_environment_api_list (), ' ', error) : 1;

  if (first == 0)
    return FALSE;
  for (guint i = 0; i < plan->environments; i++)
    if (!add_environment (self, first + i, plan->rows, error))
      return FALSE;
  return TRUE;
}

/* --- Vaults and keys ----------------------------------------------------------------------------
 */

static gboolean
add_key (Seed *self, const char *vault, guint number, GError **error)
{
  g_autoptr (KhKeyCreateRequest) wanted = kh_key_create_request_new ();
  g_autofree char *name = g_strdup_printf ("key-%03u", number);

  wanted->kty = g_strdup ("RSA");
  wanted->key_size = 2048; /* the quickest to make */
  if (!run (self, kh_key_api_create (vault, name, wanted), error))
    return FALSE;
  tell (self, name);
  return TRUE;
}

static gboolean
add_vault (Seed *self, guint number, GError **error)
{
  g_autofree char *name = g_strdup_printf ("kv-seed-%03u", number);
  g_autoptr (KhArmVault) wanted = kh_arm_vault_new ();
  const KhActGrant keeper = { name, self->me, KH_RBAC_CRYPTO_OFFICER };

  wanted->location = g_strdup (places[number % G_N_ELEMENTS (places)].region);
  wanted->sku_family = g_strdup ("A");
  wanted->sku_name = g_strdup ("standard");
  wanted->rbac = TRUE;
  wanted->soft_delete = KH_TRI_UNSET;
  if (!run (self, kh_vault_api_put (&self->place, name, wanted), error)
      || !kh_act_grant (self->client, &self->place, &keeper, self->watch->cancellable, error))
    return FALSE;
  self->made->vaults++;
  tell (self, name);
  for (guint i = 1; i <= KH_SEED_KEYS; i++)
    if (!add_key (self, name, i, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_vaults (Seed *self, guint n, GError **error)
{
  guint first = n > 0 ? first_free (self, kh_vault_api_list (&self->place), '-', error) : 1;

  if (first == 0)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!add_vault (self, first + i, error))
      return FALSE;
  return TRUE;
}

/* ------------------------------------------------------------------------------------------------
 */

gboolean
kh_seed_fill (KhClient *client, const KhSeedPlan *plan, const KhSeedWatch *watch, KhSeedPlan *made,
              GError **error)
{
  Seed self = { .client = client, .watch = watch, .made = made };
  g_autoptr (KhJson) tenant =
      kh_client_call (client, kh_tenant_api_get (), watch->cancellable, error);
  g_autoptr (KhJson) me = NULL;

  *made = (KhSeedPlan){ .rows = plan->rows };
  if (tenant != NULL)
    me = kh_client_call (client, kh_tenant_api_me (), watch->cancellable, error);
  if (me == NULL)
    return FALSE;
  self.place.subscription = kh_json_string (tenant, "subscriptionId");
  self.place.group = kh_json_string (tenant, "resourceGroup");
  self.me = kh_json_string (me, "id");
  self.all = plan->environments + plan->vaults * (1 + KH_SEED_KEYS);
  return add_vaults (&self, plan->vaults, error) && add_environments (&self, plan, error);
}
