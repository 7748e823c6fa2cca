/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an administrator has to know first, computed from the lists of an organization: what needs
 * attention in the order of pages.md 2.1, what is running, how environments are protected, and the
 * dates ahead.
 *
 * Pure functions of the lists and a time, for the thread that owns the lists (main). A list that
 * was not read is empty here; whoever shows the results looks at the states of the lists.
 */
#pragma once

#include "kh-item-list.h"
#include "kh-request-list.h"
#include "kh-time.h"

G_BEGIN_DECLS

/* In the order in which they are shown. */
typedef enum {
  KH_ATTENTION_DELETION, /* an environment is deleted within 24 hours */
  KH_ATTENTION_LOCKED,   /* an environment is locked, and nobody approved that */
  KH_ATTENTION_LOG,      /* the audit log does not verify */
  KH_ATTENTION_EXPIRED,  /* a key */
  KH_ATTENTION_PLANNED,  /* an environment is locked, and somebody had approved that */
  KH_ATTENTION_REMOVAL,  /* a deleted key or vault is purged at @due */
  KH_ATTENTION_FAILED,   /* an operation, and nothing like it came after it */
  KH_ATTENTION_EXPIRES,  /* a key, within 30 days */
  KH_ATTENTION_DECISION, /* a request of another person waits for this account until @due */
  KH_ATTENTION_REQUEST,  /* a policy waits for its first environment; what is locked waits above */
  KH_ATTENTION_FINDING,  /* a critical one that none of the rows above tells */
} KhAttentionKind;

typedef struct {
  KhAttentionKind kind;
  KhItem *item;         /* (owned) (nullable): NULL for the log and for decisions */
  KhJson *request;      /* (owned) (nullable): of a decision: as GET /requests has it */
  guint64 record;       /* of the log: the first that does not fit; 0: not known */
  KhTime due;           /* KH_TIME_NONE: nothing is counted down */
  guint n_environments; /* of keys: those on its newest version */
  KhItem *environment;  /* (owned) (nullable): the first of them */
} KhAttention;

/* What is in no list of objects. */
typedef struct {
  gboolean enables;        /* policies wait for this account */
  KhRequestList *requests; /* (nullable) */
  const char *log_fault;   /* (nullable): why the audit log does not verify */
  guint64 record;          /* where; 0: not known */
} KhAttentionFacts;
/* @lists: one a kind, at the kind's number.
 * (transfer full) (element-type KhAttention): the worst first. */
GPtrArray *kh_overview_attention (KhItemList *const *lists, const KhAttentionFacts *facts,
                                  KhTime now);
/* (transfer full) (element-type KhItem): operations that are not at their end, the newest first. */
GPtrArray *kh_overview_running (KhItemList *operations);

/* How environments are protected. The words of @statuses are those of `encryptionStatus`. */
typedef struct {
  const char *status;
  guint customer, microsoft;
} KhStatusCount;
#define KH_N_STATUS_COUNTS 6
/* Parts of all data, in the order of the coverage bar. */
typedef enum {
  KH_SHARE_CUSTOMER,
  KH_SHARE_UNREADABLE, /* of locked environments */
  KH_SHARE_MOVING,
  KH_SHARE_PLATFORM,
  KH_SHARE_ALWAYS,
  KH_N_SHARES,
} KhShare;
typedef struct {
  guint customer, microsoft; /* environments by who manages the key */
  guint locked;              /* of those on a customer's key */
  KhStatusCount statuses[KH_N_STATUS_COUNTS];
  gint64 bytes[KH_N_SHARES];
} KhOverviewCounts;
void kh_overview_count (KhItemList *environments, KhOverviewCounts *counts);
/* Whole percents that make 100 together; FALSE when there are no data. */
gboolean kh_overview_percents (const gint64 *bytes, guint *percents);

/* A date within the next 90 days; the worst kind first. */
#define KH_DATES_SPAN (90 * KH_DAY)
typedef enum {
  KH_DATE_DELETION, /* of an environment, or of a deleted key or vault */
  KH_DATE_EXPIRY,   /* of a key */
  KH_DATE_ROTATION, /* a key is due for a new version */
  KH_DATE_HOLD,     /* nothing needs a version of a key any longer */
} KhDateKind;
typedef struct {
  KhDateKind kind;
  KhItem *item;  /* (owned) */
  char *version; /* (nullable): the one that was held */
  KhTime time;
} KhDate;
/* (transfer full) (element-type KhDate): the soonest first. */
GPtrArray *kh_overview_dates (KhItemList *const *lists, KhTime now);

G_END_DECLS
