/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What still needs a key version, and until when (model.md 4, domain.md 2.5). Pure, any thread. */
#pragma once

#include "kh-access.h"

G_BEGIN_DECLS

/* "in-use": a data key is wrapped by it. "operation": a running operation needs it. "spread": 24
 * hours after a rotation. "rotated": 28 days after it. "reverted", "changed": 30 days after.
 * "backup": a file that was made elsewhere can be restored with it alone, until somebody says that
 * the file was thrown away. */
typedef enum {
  KH_HOLD_IN_USE,
  KH_HOLD_OPERATION,
  KH_HOLD_SPREAD,
  KH_HOLD_ROTATED,
  KH_HOLD_REVERTED,
  KH_HOLD_CHANGED,
  KH_HOLD_BACKUP,
} KhHoldKind;
KH_DECLARE_ENUM_TEXT (KhHoldKind, hold_kind)

typedef struct {
  KhHoldKind kind;
  char *reason;         /* one sentence */
  char *environment_id; /* (nullable) */
  char *version;
  char *backup;         /* (nullable): id of the key use, for a backup */
  gboolean unconfirmed; /* of a backup: nobody has said that its file is whole */
  KhTime start;         /* KH_TIME_NONE = unknown */
  KhTime end;           /* KH_TIME_NONE = until something changes */
} KhHold;
void kh_hold_free (KhHold *self);

/* (transfer full) (element-type KhHold): what holds the version, or any version for a NULL one.
 * Holds end at their end: at exactly that time they are gone. */
GPtrArray *kh_holds (const KhEstate *estate, const char *vault, const char *key,
                     const char *version, KhTime now);

/* (transfer full) (element-type KhHold): of each version of the key that is held for some time and
 * by nothing that has no end, the hold that ends last, in the order in which they began. */
GPtrArray *kh_hold_ends (const KhEstate *estate, const char *vault, const char *key, KhTime now);

/* Where a key is used: one row a store. */
typedef struct {
  const KhEnvironment *environment; /* (transfer none): belongs to the estate */
  KhStoreKind store;
  const char *version;
} KhKeyUsage;
/* (transfer full) (element-type KhKeyUsage); NULL @version means all. */
GPtrArray *kh_where_used (const KhEstate *estate, const char *vault, const char *key,
                          const char *version);
/* TRUE if nothing holds it. */
gboolean kh_is_safe_to_disable (const KhEstate *estate, const char *vault, const char *key,
                                const char *version, KhTime now);

G_END_DECLS
