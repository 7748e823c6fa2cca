/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills an organization with many generated objects, to try how everything behaves with them.
 *
 * Each is made by the call that the console would make, as the account that is signed in: nothing
 * is put into the databases beside the rules. Objects go on in number after those of a seed before,
 * so one that was interrupted is simply repeated. Blocks; same thread rules as kh-client.h.
 */
#pragma once

#include "kh-client.h"

G_BEGIN_DECLS

/* The keys of each vault; RSA-2048, each a tenth of a second to make. */
#define KH_SEED_KEYS 100
#define KH_SEED_ENVIRONMENTS_MAX 100000
#define KH_SEED_VAULTS_MAX 1000
#define KH_SEED_ROWS_MAX 1000000

typedef struct {
  guint environments, vaults;
  guint rows; /* of a table in each environment; 0: none */
} KhSeedPlan;

typedef struct {
  /* (nullable): @done of @all objects are there, the last of them @name. */
  void (*progress) (guint done, guint all, const char *name, gpointer data);
  gpointer data;
  GCancellable *cancellable;
} KhSeedWatch;

/* FALSE at the first call that fails; what was made stays. @made: counts of it. */
gboolean kh_seed_fill (KhClient *client, const KhSeedPlan *plan, const KhSeedWatch *watch,
                       KhSeedPlan *made, GError **error);

G_END_DECLS
