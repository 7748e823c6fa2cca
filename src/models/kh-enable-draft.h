/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The draft of Enable Customer-Managed Key, of Change Key and of Return to Microsoft-Managed Key:
 * everything that was decided so far (pages.md 4.1, 4.3, 4.4).
 *
 * The pages of the wizard show it and change it; going back never loses anything, because nothing
 * is kept in widgets. It judges by the lists of the organization, without asking anybody: what is
 * left out and why, which names are valid, what is proposed. Main thread.
 */
#pragma once

#include "kh-item-list.h"

G_BEGIN_DECLS

#define KH_TYPE_ENABLE_DRAFT (kh_enable_draft_get_type ())
G_DECLARE_FINAL_TYPE (KhEnableDraft, kh_enable_draft, KH, ENABLE_DRAFT, GObject)

/* Where the environments go. Returning decides nothing but which; a change decides the policy, and
 * where that is made, its key. */
typedef enum { KH_ENABLE_GOAL_ENABLE, KH_ENABLE_GOAL_CHANGE, KH_ENABLE_GOAL_RETURN } KhEnableGoal;
/* "enable", "change", "revert": as the pre-flight check calls it. Static. */
const char *kh_enable_goal_word (KhEnableGoal goal);

/* The pages that decide something. */
typedef enum { KH_ENABLE_ENVIRONMENTS, KH_ENABLE_KEY, KH_ENABLE_POLICY } KhEnablePart;

typedef enum {
  KH_ENABLE_TEXT_GEO,         /* as the environments have it; unset until one is chosen */
  KH_ENABLE_TEXT_KEY,         /* use a key: its id, VAULT/NAME */
  KH_ENABLE_TEXT_VAULT,       /* create a key: in this vault */
  KH_ENABLE_TEXT_KEY_NAME,    /* create a key */
  KH_ENABLE_TEXT_VAULT_NAME,  /* create a vault */
  KH_ENABLE_TEXT_REGION,      /* create a vault */
  KH_ENABLE_TEXT_POLICY,      /* use a policy: its id */
  KH_ENABLE_TEXT_POLICY_NAME, /* create a policy */
  KH_ENABLE_TEXT_READER,      /* (nullable) create a policy: name of the account that may read it */
} KhEnableText;
#define KH_ENABLE_N_TEXTS (KH_ENABLE_TEXT_READER + 1)

typedef enum {
  KH_ENABLE_CREATE_KEY,
  KH_ENABLE_CREATE_VAULT, /* means something only with a new key */
  KH_ENABLE_IN_HARDWARE,
  KH_ENABLE_CREATE_POLICY,
  KH_ENABLE_PIN_VERSION, /* stay on the key's version of today */
  KH_ENABLE_GRANT,       /* of a new policy; on at first */
} KhEnableFlag;
#define KH_ENABLE_N_FLAGS (KH_ENABLE_GRANT + 1)

typedef enum {
  KH_ENABLE_KEY_SIZE,     /* 2048, 3072 */
  KH_ENABLE_EXPIRY_YEARS, /* 0: never */
  KH_ENABLE_RETENTION,    /* days, of a new vault */
} KhEnableNumber;
#define KH_ENABLE_N_NUMBERS (KH_ENABLE_RETENTION + 1)

/* Why an environment is left out. */
typedef enum {
  KH_EXCLUDED_NOT,
  KH_EXCLUDED_LOCKED,
  KH_EXCLUDED_ENCRYPTED,
  KH_EXCLUDED_BUSY,
  KH_EXCLUDED_TYPE,
  KH_EXCLUDED_DEFAULT,
  KH_EXCLUDED_DATABASE,
  KH_EXCLUDED_GEO,
  KH_EXCLUDED_PLATFORM,  /* has no customer-managed key to return from */
  KH_EXCLUDED_UNMANAGED, /* the one that the account may be able to cure here */
  KH_EXCLUDED_OTHER,
} KhExcluded;

/* What the draft looks things up in; all referenced. @organization names a new vault. */
typedef struct {
  KhItemList *environments, *policies, *keys, *vaults;
  const char *organization;
  gboolean may_create; /* the account is a Key Vault administrator */
  KhEnableGoal goal;
} KhEnableSources;

/* Signal "changed": something was decided, or the lists changed. */
KhEnableDraft *kh_enable_draft_new (const KhEnableSources *sources);
KhEnableGoal kh_enable_draft_get_goal (KhEnableDraft *self);
/* TRUE once the user decided something: closing asks first. */
gboolean kh_enable_draft_is_dirty (KhEnableDraft *self);
gboolean kh_enable_draft_may_create (KhEnableDraft *self);

/* Chooses or leaves out; the first choice sets the geo. What is excluded is not chosen. */
void kh_enable_draft_choose (KhEnableDraft *self, const char *environment, gboolean chosen);
gboolean kh_enable_draft_is_chosen (KhEnableDraft *self, const char *environment);
/* Opened from a list or a policy: the same without making it dirty. */
void kh_enable_draft_begin (KhEnableDraft *self, const char *const *environments,
                            const char *policy);
guint kh_enable_draft_count (KhEnableDraft *self);
/* (transfer container) (element-type KhItem): those that it was begun with and that are not chosen:
 * kh_enable_draft_exclusion() says why. */
GPtrArray *kh_enable_draft_left_out (KhEnableDraft *self);
/* (transfer floating): everything that was entered, as values alone. */
GVariant *kh_enable_draft_save (KhEnableDraft *self);
/* Takes up what was saved; environments that are gone or excluded meanwhile are left out. */
void kh_enable_draft_restore (KhEnableDraft *self, GVariant *values);
/* (transfer none) (nullable): the n-th chosen environment, NULL when it is gone. */
KhItem *kh_enable_draft_nth (KhEnableDraft *self, guint n);
/* (transfer full): "Sales", or "3 environments". */
char *kh_enable_draft_subject (KhEnableDraft *self);
/* @text: (out) (transfer full) (nullable): the reason in words. */
KhExcluded kh_enable_draft_exclusion (KhEnableDraft *self, KhItem *environment, char **text);
/* (transfer full) (nullable): the same where nothing is chosen yet. */
char *kh_enable_refusal (KhItem *environment);
/* (transfer full) (nullable): why it cannot return to the platform's key. */
char *kh_enable_return_refusal (KhItem *environment);

/* Change Key. (transfer full) (nullable): why its key cannot be changed. */
char *kh_enable_change_refusal (KhItem *environment);
/* (transfer container) (element-type KhItem): the policies of the geo, those that are not in use by
 * a chosen environment first. */
GPtrArray *kh_enable_draft_targets (KhEnableDraft *self);
/* TRUE if a chosen environment is under the policy now. */
gboolean kh_enable_draft_is_current (KhEnableDraft *self, KhItem *policy);
/* Chooses an existing policy with its key; NULL: a policy that is made. */
void kh_enable_draft_aim (KhEnableDraft *self, const char *policy);
/* The same for a policy that is made with a key that is made, without making the draft dirty.
 * Others may know the keys that are left: the new one is proposed in another vault, if there is
 * one. */
void kh_enable_draft_begin_new (KhEnableDraft *self);
/* (transfer full): the keys that the chosen environments leave: "cmk-eu, cmk-us". */
char *kh_enable_draft_left_keys (KhEnableDraft *self);
/* (transfer full): their ids. */
char **kh_enable_draft_list_left_keys (KhEnableDraft *self);

/* (nullable) (transfer none) */
const char *kh_enable_draft_text (KhEnableDraft *self, KhEnableText what);
gboolean kh_enable_draft_flag (KhEnableDraft *self, KhEnableFlag what);
gint64 kh_enable_draft_number (KhEnableDraft *self, KhEnableNumber what);
/* Setting what is set already changes nothing. Another geo leaves out the environments of the old
 * one; another key, what does not go with it. */
void kh_enable_draft_set_text (KhEnableDraft *self, KhEnableText what, const char *text);
void kh_enable_draft_set_flag (KhEnableDraft *self, KhEnableFlag what, gboolean on);
void kh_enable_draft_set_number (KhEnableDraft *self, KhEnableNumber what, gint64 number);

/* Fills in what is proposed for a page where the user has decided nothing yet. */
void kh_enable_draft_propose (KhEnableDraft *self, KhEnablePart part);
/* (transfer full) (nullable): what is wrong with a text, for its field; NULL also for an empty one.
 */
char *kh_enable_draft_fault (KhEnableDraft *self, KhEnableText what);
/* (transfer full) (nullable): why the page is not complete. */
char *kh_enable_draft_reason (KhEnableDraft *self, KhEnablePart part);

/* (transfer full) (nullable): why a key of the list cannot protect environments. */
char *kh_enable_key_fault (KhItem *key);
/* (transfer container) (element-type KhItem): keys that can be used come first. */
GPtrArray *kh_enable_draft_keys (KhEnableDraft *self);
GPtrArray *kh_enable_draft_vaults (KhEnableDraft *self);
/* Those of the geo with the chosen key. */
GPtrArray *kh_enable_draft_policies (KhEnableDraft *self);
/* Environments that are on the key now, besides the chosen ones. */
guint kh_enable_draft_users_of_key (KhEnableDraft *self, const char *key);
/* (transfer full) (nullable): names of the key, whether it exists or will be made. */
char *kh_enable_draft_vault_name (KhEnableDraft *self);
char *kh_enable_draft_key_name (KhEnableDraft *self);
char *kh_enable_draft_policy_name (KhEnableDraft *self);

/* Part of a run that failed was done: what it made is used by the next try. */
void kh_enable_draft_adopt_vault (KhEnableDraft *self, const char *vault);
void kh_enable_draft_adopt_key (KhEnableDraft *self, const char *vault, const char *key);
void kh_enable_draft_adopt_policy (KhEnableDraft *self, const char *policy);

G_END_DECLS
