/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wrong passphrases of each account, and the wait after them. */
#include "kh-sign-in-tries.h"

#include "kh-error.h"
#include "kh-try-wait.h"

#define TRIES_MAX 1000
/* In place of an account: no id has this form. */
#define RECOVERY "recovery"

typedef struct {
  guint tries;   /* wrong ones */
  guint pending; /* that are being looked at */
  gint64 until;  /* monotonic time when the wait ends */
} Count;

struct _KhSignInTries {
  GMutex lock;
  GCond ended;        /* a try was looked at */
  GHashTable *counts; /* account id → Count; under lock */
  gint64 (*now) (void);
};

KhSignInTries *
kh_sign_in_tries_new (gint64 (*now) (void))
{
  KhSignInTries *self = g_new0 (KhSignInTries, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->ended);
  self->now = now;
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
kh_sign_in_tries_free (KhSignInTries *self)
{
  g_hash_table_unref (self->counts);
  g_cond_clear (&self->ended);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Whole seconds, rounded up. Under the lock. */
static guint
rest_of (KhSignInTries *self, const Count *count)
{
  gint64 rest = count->until - self->now ();

  return rest > 0 ? (guint)((rest + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

static void
tell_wait (GError *error, guint wait)
{
  KhErrorFacts *facts = kh_error_get_facts (error);

  g_free (facts->details);
  facts->details = g_strdup_printf ("{\"wait\":%u}", wait);
}

static void
refuse (GError **error, gboolean recovery, guint wait)
{
  g_autofree char *text =
      g_strdup_printf ("There were too many wrong %s; the next one is accepted in %u seconds",
                       recovery ? "recovery codes" : "passphrases", wait);
  GError *refusal = NULL;

  kh_set_error_facts (&refusal, KH_ERROR_SEALED, NULL, "TooManyTries",
                      "Wait until then, then give the right one.", text);
  tell_wait (refusal, wait);
  g_propagate_error (error, refusal);
}

/* (transfer none): made when it is needed. Under the lock. */
static Count *
get_count (KhSignInTries *self, const char *account_id)
{
  Count *count = g_hash_table_lookup (self->counts, account_id);

  if (count == NULL) {
    count = g_new0 (Count, 1);
    g_hash_table_insert (self->counts, g_strdup (account_id), count);
  }
  return count;
}

/* Waits until a try may be looked at, whatever becomes of those that are looked at now. FALSE: it
 * may not. */
static gboolean
begin (KhSignInTries *self, const char *account_id, GError **error)
{
  Count *count;
  guint wait;

  g_mutex_lock (&self->lock);
  for (;;) {
    count = get_count (self, account_id);
    wait = rest_of (self, count);
    if (wait > 0 || count->pending == 0 || kh_try_wait_after (count->tries + count->pending) == 0)
      break;
    g_cond_wait (&self->ended, &self->lock);
  }
  if (wait == 0)
    count->pending++;
  g_mutex_unlock (&self->lock);
  if (wait > 0)
    refuse (error, g_str_equal (account_id, RECOVERY), wait);
  return wait == 0;
}

/* What became of a try. */
typedef enum { TRY_RIGHT, TRY_WRONG, TRY_UNKNOWN } Outcome;

/* The seconds of the wait that begins. */
static guint
end (KhSignInTries *self, const char *account_id, Outcome outcome)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Count *count = get_count (self, account_id);

  count->pending -= MIN (count->pending, 1);
  if (outcome == TRY_RIGHT)
    count->tries = 0;
  if (outcome == TRY_WRONG) {
    count->tries = MIN (count->tries + 1, TRIES_MAX);
    count->until = self->now () + (gint64)kh_try_wait_after (count->tries) * G_USEC_PER_SEC;
  }
  g_cond_broadcast (&self->ended);
  return rest_of (self, count);
}

/* A wrong one that was right for another account. */
static void
undo (KhSignInTries *self, const char *account_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Count *count = get_count (self, account_id);

  count->tries -= MIN (count->tries, 1);
  count->until = 0;
}

void
kh_sign_in_tries_forget (KhSignInTries *self, const char *account_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove (self->counts, account_id);
}

static gboolean
has_inner (const GError *error, const char *inner)
{
  const KhErrorFacts *facts = kh_error_get_facts (error);

  return facts != NULL && g_strcmp0 (facts->inner, inner) == 0;
}

KhSecret *
kh_sign_in_tries_open (KhSignInTries *self, KhSealFile *seal, const char *account_id,
                       KhSecret *passphrase, GError **error)
{
  GError *cause = NULL;
  KhSecret *root;
  gboolean wrong;
  guint wait;

  if (!begin (self, account_id, error))
    return NULL;
  root = kh_seal_file_open (seal, account_id, passphrase, &cause);
  wrong = root == NULL && has_inner (cause, "WrongPassphrase");
  wait = end (self, account_id, root != NULL ? TRY_RIGHT : wrong ? TRY_WRONG : TRY_UNKNOWN);
  if (wrong && wait > 0)
    tell_wait (cause, wait);
  if (root == NULL)
    g_propagate_error (error, cause);
  return root;
}

KhSecret *
kh_sign_in_tries_open_recovery (KhSignInTries *self, KhSealFile *seal, KhSecret *key,
                                char **account_id, GError **error)
{
  GError *cause = NULL;
  KhSecret *root;
  gboolean wrong;
  guint wait;

  if (!begin (self, RECOVERY, error))
    return NULL;
  root = kh_seal_file_open_recovery (seal, key, account_id, &cause);
  wrong = root == NULL && has_inner (cause, "WrongRecoveryCode");
  wait = end (self, RECOVERY, root != NULL ? TRY_RIGHT : wrong ? TRY_WRONG : TRY_UNKNOWN);
  if (wrong && wait > 0)
    tell_wait (cause, wait);
  if (root == NULL)
    g_propagate_error (error, cause);
  return root;
}

/* --- Without an account's name ---------------------------------------------------------------- */

/* Which of two refusals is told: what may hide the right slot goes before a wrong passphrase. */
static guint
weight (const GError *error)
{
  if (has_inner (error, "TooManyTries"))
    return 2;
  return has_inner (error, "WrongPassphrase") ? 0 : 1;
}

static void
keep_gravest (GError **kept, GError *error)
{
  if (*kept != NULL && weight (*kept) >= weight (error)) {
    g_error_free (error);
    return;
  }
  g_clear_error (kept);
  *kept = error;
}

KhSecret *
kh_sign_in_tries_open_any (KhSignInTries *self, KhSealFile *seal, KhSecret *passphrase,
                           char **account_id, GError **error)
{
  g_autoptr (GPtrArray) wrong = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) gravest = NULL;

  for (guint i = 0; i < kh_seal_file_get_n_slots (seal); i++) {
    KhSealSlot slot = kh_seal_file_get_slot (seal, i);
    GError *cause = NULL;
    KhSecret *root;

    if (slot.kind != KH_SEAL_SLOT_PASSPHRASE)
      continue;
    root = kh_sign_in_tries_open (self, seal, slot.account, passphrase, &cause);
    if (root != NULL) {
      *account_id = g_strdup (slot.account);
      /* It was right, though not for those before. */
      for (guint j = 0; j < wrong->len; j++)
        undo (self, wrong->pdata[j]);
      return root;
    }
    if (has_inner (cause, "WrongPassphrase"))
      g_ptr_array_add (wrong, g_strdup (slot.account));
    keep_gravest (&gravest, cause);
  }
  if (gravest == NULL) /* no slot takes a passphrase */
    return kh_seal_file_open_any (seal, passphrase, account_id, error);
  g_propagate_error (error, g_steal_pointer (&gravest));
  return NULL;
}
