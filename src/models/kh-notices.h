/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has to be told about an organization when nobody looks at it (pages.md 5.5), computed from
 * its lists, from what was so before, and from the time.
 *
 * Pure functions for the thread that owns the lists (main). A list that was not read is empty here:
 * whoever tells the result looks at the states of the lists. Locks on purpose are in no list yet.
 */
#pragma once

#include "kh-item-list.h"
#include "kh-request-list.h"
#include "kh-time.h"

G_BEGIN_DECLS

typedef enum {
  KH_NOTICE_ACCESS_LOST, /* the environments of a policy are locked */
  KH_NOTICE_DELETION,    /* a locked environment is deleted soon */
  KH_NOTICE_EXPIRY,      /* a key expires soon */
  KH_NOTICE_ENDED,       /* an operation */
  KH_NOTICE_FAILED,      /* an operation */
  KH_NOTICE_BACK,        /* an environment was unlocked */
  KH_NOTICE_LOG,         /* the audit log does not verify */
  KH_NOTICE_REQUEST,     /* a request of another person waits for this account */
  KH_NOTICE_DECIDED,     /* a request of this account */
  KH_NOTICE_HOLD,        /* nothing needs a version of a key any longer */
} KhNoticeKind;
#define KH_N_NOTICE_KINDS (KH_NOTICE_HOLD + 1)

typedef struct {
  KhNoticeKind kind;
  gboolean urgent;
  gboolean planned;     /* of lost access: somebody had approved it */
  char *slot;           /* a later notice of the same slot takes its place */
  GPtrArray *ids;       /* (element-type utf8): it is new while one of them was not told */
  KhItem *item;         /* (owned) (nullable): environment, key or operation; of several the first;
                           NULL for the log and for requests */
  KhJson *request;      /* (owned) (nullable): as GET /requests has it */
  char *version;        /* (nullable): of a hold */
  guint64 record;       /* of the log: the first that does not fit; 0: not known */
  guint n_environments; /* that are locked, or that are on the key's newest version */
  KhItem *environment;  /* (owned) (nullable): the first of them, or that of the operation */
  KhTime due;           /* of a deletion or an expiry; else KH_TIME_NONE */
} KhNotice;

/* Which operations had ended at a time, and which holds were to end. */
typedef struct _KhNoticePast KhNoticePast;
/* @lists: one a kind, at the kind's number. */
KhNoticePast *kh_notice_past_new (KhItemList *const *lists, KhTime now);
void kh_notice_past_free (KhNoticePast *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhNoticePast, kh_notice_past_free)

/* The days before an expiry at which it can be told. */
#define KH_N_REMINDERS 5
extern const guint kh_notice_reminders[KH_N_REMINDERS];

/* @lists: one a kind, at the kind's number. @past: (nullable): without it no operation and no hold
 * is told.
 * @reminders: bit n is set when it is told kh_notice_reminders[n] days before.
 * (transfer full) (element-type KhNotice): everything that is so at @now. Locks and dates are in it
 * as long as they last, what operations came to just once. */
GPtrArray *kh_notices_compute (KhItemList *const *lists, const KhNoticePast *past, guint reminders,
                               KhTime now);
/* Adds that the audit log does not verify; @fault (nullable): nothing is added without one. */
void kh_notices_add_log (GPtrArray *notices, const char *fault, guint64 record);
/* Adds requests that wait for @account, by name, and what its own came to since @past (nullable:
 * none of these is told). */
void kh_notices_add_requests (GPtrArray *notices, KhRequestList *requests, const char *account,
                              const KhNoticePast *past);
/* TRUE for what ends by itself, and is then not to be seen any longer. */
gboolean kh_notice_lasts (KhNoticeKind kind);

G_END_DECLS
