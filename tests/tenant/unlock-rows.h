/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every cause of a lock and what cures it, as steps on the fixture's organization. Main thread. */
#pragma once

#include "tenant-fixture.h"

/* FALSE with @error where it is refused. */
typedef gboolean (*UnlockStep) (Fixture *f, GError **error);

typedef struct {
  KhTrigger trigger;
  UnlockStep cause, cure;
  gboolean by_entry;   /* access is by the vault's entries before (unlock_go_by_entry) */
  KhTriggers comes;    /* what the diagnosis lists */
  KhTriggers hides;    /* what it cannot list besides */
  KhTriggers with;     /* what cannot be caused beside it */
  KhTriggers cured_by; /* whose cure is one for this too */
} UnlockRow;

/* In an order in which each can still be caused after the ones before it. */
extern const UnlockRow unlock_rows[];
extern const guint unlock_n_rows;
/* Of cmk: it wraps the data keys of Sales; a newer one is there besides. */
extern char *unlock_version;

/* Vault kv-sales keeps what is deleted for 7 days, the policy is pinned, the clock stands. */
void unlock_start (Fixture *f, gconstpointer unused);
void unlock_stop (Fixture *f, gconstpointer unused);
/* Grants the policy its access by an entry of the vault, without ever taking it away. */
void unlock_go_by_entry (Fixture *f);
/* After a repair: as it was before the lock, whatever the repair left. */
void unlock_make_whole (Fixture *f);

/* The step that a line of the diagnosis names. */
UnlockStep unlock_step_of (const KhRepair *repair);
gboolean unlock_create_policy (Fixture *f, GError **error);
gboolean unlock_grant_again (Fixture *f, GError **error);
gboolean unlock_attach (Fixture *f, GError **error);
/* Deletes the key, and lets its retention pass. */
gboolean unlock_purge (Fixture *f, GError **error);
gboolean unlock_restore_backup (Fixture *f, GError **error);
gboolean unlock_reactivate (Fixture *f, GError **error);
gboolean unlock_move_back (Fixture *f, GError **error);
