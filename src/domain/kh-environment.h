/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An environment with the coverage of its five stores and the data keys that protect them.
 * Immutable value (kh-value.h). */
#pragma once

#include "kh-value.h"

G_BEGIN_DECLS

/* A data key of a store and what wraps it. */
typedef struct {
  char *dek_id; /* GUID */
  KhKeyOwner owner;
  char *vault;   /* (nullable) for the platform's key */
  char *key;     /* (nullable) */
  char *version; /* (nullable) */
  KhDekRole role;
} KhDekRef;
KhDekRef *kh_dek_ref_new_platform (const char *dek_id, KhDekRole role);
KhDekRef *kh_dek_ref_new_customer (const char *dek_id, const char *vault, const char *key,
                                   const char *version, KhDekRole role);
void kh_dek_ref_free (KhDekRef *self);
/* TRUE if the data key is wrapped by the key; a NULL @version or @key matches any. */
gboolean kh_dek_ref_uses (const KhDekRef *self, const char *vault, const char *key,
                          const char *version);

/* One store: what it holds and its data keys. */
typedef struct {
  KhStoreKind store;
  guint64 items;
  guint64 rows;
  guint64 bytes;
  /* Flows that stay on the platform's key (domain.md 5.2): while the store is on a customer's key
   * those that really are under the kept data key, else those that would be. */
  guint64 staying, staying_bytes;
  GPtrArray *deks; /* (element-type KhDekRef), never NULL */
} KhStoreCoverage;

/* Why an environment is locked: the first thing found; all are in the diagnosis.
 *
 * The deletion clock follows it. It counts from @at, when access was lost; with VAULT_UNREADABLE it
 * stands still (deletion_at KH_TIME_NONE), because nobody knows whether the key is lost, and a disk
 * that is not there must destroy nothing. Once the vault can be read again and access really is
 * lost, the new cause starts the clock anew: what had passed before is forgotten. When the vault
 * can be read and nothing is lost, the environment waits for its re-enabling without a clock. */
typedef struct {
  KhTrigger trigger;
  char *vault;    /* (nullable) */
  char *key;      /* (nullable) */
  char *version;  /* (nullable) */
  char *actor_id; /* (nullable): the account that caused it; NULL for time */
  KhTime at;
  gboolean planned; /* by an act that somebody else had approved */
} KhLockCause;

/* That all data could be read, with the key that protected it then. */
typedef struct {
  KhTime at;   /* KH_TIME_NONE: nobody has looked */
  char *key;   /* kh_environment_key_mark() of then */
  char *error; /* (nullable): why it could not */
} KhVerification;

typedef struct {
  gatomicrefcount refs;
  char *id;
  char *folder; /* (nullable): of its data on the disk, once all of it was replaced; NULL: @id */
  char *name;
  KhEnvironmentType type;
  char *geo;
  char *azure_region; /* (nullable) */
  gboolean managed;
  gboolean dataverse;
  KhEnvironmentState state;
  KhEnvironmentState state_before; /* before Locked, Re-enabling or Deleted */
  KhTime locked_before_delete; /* KH_TIME_NONE unless Deleted while Locked: the lock time to return
                                  to */
  KhEncryptionStatus encryption_status;
  char *policy_id;        /* (nullable): linked policy, also after the policy was deleted */
  KhTime locked_at;       /* KH_TIME_NONE unless locked */
  KhLockCause lock_cause; /* trigger KH_TRIGGER_NONE unless locked */
  KhVerification verification;
  KhTime deletion_at; /* KH_TIME_NONE, or when it becomes Gone */
  KhTime deleted_at;  /* KH_TIME_NONE */
  KhTime created_at;
  char *created_by;          /* (nullable): account id */
  char *active_operation_id; /* (nullable) */
  KhStoreCoverage stores[KH_STORE_N];
  gint64 revision;
} KhEnvironment;
KH_DECLARE_VALUE (KhEnvironment, environment)

/* (transfer none) (nullable): the current data key of a store. */
const KhDekRef *kh_environment_get_current_dek (const KhEnvironment *self, KhStoreKind store);
/* (transfer none) (nullable): the platform's data key under which flows would stay, or stay
 * already, when the store moves to a customer's key. */
const KhDekRef *kh_environment_get_kept_dek (const KhEnvironment *self, KhStoreKind store);
/* Flows that stay on the platform's key, as KhStoreCoverage says. */
guint64 kh_environment_count_staying (const KhEnvironment *self);
/* Who protects a store now. */
KhKeyOwner kh_environment_get_key_owner (const KhEnvironment *self, KhStoreKind store);
/* Customer if any covered store is on a customer's key. */
KhKeyOwner kh_environment_get_managed_by (const KhEnvironment *self);
/* (transfer none) (nullable): the first customer data key, current before target. */
const KhDekRef *kh_environment_get_customer_dek (const KhEnvironment *self);
/* (transfer full): another text for every data key and every key version that protects it. */
char *kh_environment_key_mark (const KhEnvironment *self);
/* TRUE if somebody looked since its key is that of now. */
gboolean kh_environment_was_looked_at (const KhEnvironment *self);
/* TRUE if a data key (current or target) is wrapped by the key; NULL @version or @key matches any.
 */
gboolean kh_environment_uses (const KhEnvironment *self, const char *vault, const char *key,
                              const char *version);
/* TRUE unless Deleted or Gone. */
gboolean kh_environment_is_live (const KhEnvironment *self);
/* Sets the lock cause of a value under construction, and while it is Locked the deletion clock with
 * it; texts are copied. */
void kh_environment_set_lock_cause (KhEnvironment *self, KhTrigger trigger, const KhDekRef *dek,
                                    const char *actor_id, KhTime at);

G_END_DECLS
