/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An organization of shared keys, pinned versions and both permission models, ten environments
 * with data in it, and the way back from whatever was done to it. */
#pragma once

#include "tenant-fixture.h"

#define BLAST_VAULTS 3
#define BLAST_KEYS 4
#define BLAST_POLICIES 5
#define BLAST_ENVIRONMENTS 10

typedef struct {
  const char *vault, *key;
} BlastKey;
typedef struct {
  const char *name;
  guint key;
  gboolean pinned; /* to the first version of a key that has two */
} BlastPolicy;
extern const char *const blast_vaults[BLAST_VAULTS];
extern const BlastKey blast_keys[BLAST_KEYS];
/* Environments 2n and 2n + 1 have policy n. */
extern const BlastPolicy blast_policies[BLAST_POLICIES];

/* As set_up(), with everything in it encrypted; the clock is the test's. */
void blast_start (Fixture *f, gconstpointer unused);
/* Everything comes back, whatever happened, and the data is what it was. */
void blast_repair (Fixture *f);

/* (transfer none): of the estate. */
const KhPolicy *blast_policy (const KhEstate *estate, guint n);
const KhEnvironment *blast_environment (const KhEstate *estate, guint n);
gboolean blast_is_locked (const KhEstate *estate, guint n);
/* Not by what the tenant says of it: by reading. */
gboolean blast_can_be_read (Fixture *f, guint n);
