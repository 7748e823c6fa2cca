/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of persons (model.md 7) in the Keyhold API. */
#pragma once

#include "kh-petition.h"
#include "kh-shape.h"

G_BEGIN_DECLS

/* Who approved, and when. */
typedef struct {
  char *by;
  KhTime at;
} KhWireApproval;
extern const KhShape kh_wire_approval_shape;

/* A piece of evidence; lists leave the text out. */
typedef struct {
  char *kind, *name;
  char *text; /* (nullable) */
  char *sha256;
  gboolean verified; /* it was compared with its digest just now, and nothing was altered */
} KhWireEvidence;
extern const KhShape kh_wire_evidence_shape;

/* A line of the history. */
typedef struct {
  KhTime at;
  char *event;
  char *by;   /* (nullable): time alone */
  char *text; /* (nullable) */
} KhWireNote;
extern const KhShape kh_wire_note_shape;

typedef struct {
  char *id, *name;
  KhTime used_at;
} KhWirePetitionEnvironment;
extern const KhShape kh_wire_petition_environment_shape;

/* GET /requests/{id}, and each of the list. */
typedef struct {
  char *id, *kind;
  char *state; /* at the time of the answer */
  char *requested_by, *requested_by_id;
  GPtrArray *approvals; /* (element-type KhWireApproval) */
  KhTime created_at, expires_at;
  char *subject;
  char *reason;      /* (nullable) */
  char *decided_by;  /* (nullable): also who rejected it */
  KhTime decided_at; /* KH_TIME_NONE */
  gboolean altered;  /* not what was stored: good for nothing */
  /* What the caller may do with it now. */
  gboolean may_approve, may_reject, may_withdraw;
  char *refusal;                       /* (nullable): why the caller may not approve it */
  char *action, *target_kind, *target; /* (nullable): of an approval */
  char *impact; /* (nullable): KhWireImpact as JSON: what the act would do now, while it waits */
  gboolean changed;        /* that is not what was asked any more */
  gint64 level;            /* the same */
  GPtrArray *environments; /* (element-type KhWirePetitionEnvironment) */
  GPtrArray *evidence;     /* (element-type KhWireEvidence) */
  GPtrArray *history;      /* (element-type KhWireNote): oldest first */
} KhWirePetition;
KH_DECLARE_SHAPE (KhWirePetition, wire_petition)
/* @texts: with the evidence itself. What others decide is left to the caller: names, state, rights.
 */
KhWirePetition *kh_wire_petition_from (const KhPetition *petition, gboolean texts);

/* A file that goes with an unlock request. */
typedef struct {
  char *name;
  char *content; /* base64 */
} KhWireRequestFile;
KH_DECLARE_SHAPE (KhWireRequestFile, wire_request_file)

/* POST /requests. */
typedef struct {
  char *kind; /* "unlock" */
  char **environments;
  char *reason;             /* (nullable) */
  GPtrArray *files;         /* (element-type KhWireRequestFile) */
  char *severity, *contact; /* (nullable) */
  char **left_out;          /* kinds of evidence */
  gboolean preview;         /* nothing is filed: the answer is what it would hold */
} KhWireRequestFiling;
KH_DECLARE_SHAPE (KhWireRequestFiling, wire_request_filing)

/* POST /requests/{id}/{approve|reject|withdraw}. */
typedef struct {
  char *passphrase; /* (nullable): of who approves; wiped by kh_wire_wipe() */
  char *reason;     /* (nullable) */
} KhWireDecision;
KH_DECLARE_SHAPE (KhWireDecision, wire_decision)

G_END_DECLS
