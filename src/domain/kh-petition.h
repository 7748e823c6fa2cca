/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request of one person that another one decides (model.md 7): to unlock, or to approve a
 * dangerous act. Immutable value (kh-value.h).
 *
 * The word petition keeps it apart from a request of HTTP. What it says is fixed when it is filed;
 * what happens to it afterwards is a step of kh-petition-machine.h. The tenant store puts a MAC
 * over kh_petition_canonical() beside the row: one that does not fit is not intact and good for
 * nothing.
 */
#pragma once

#include "kh-value.h"

G_BEGIN_DECLS

/* "unlock", "approval". */
typedef enum { KH_PETITION_UNLOCK, KH_PETITION_APPROVAL } KhPetitionKind;
KH_DECLARE_ENUM_TEXT (KhPetitionKind, petition_kind)

/* "Pending", "Approved", "Rejected", "Withdrawn", "Expired", "Completed". */
typedef enum {
  KH_PETITION_STATE_PENDING,
  KH_PETITION_STATE_APPROVED,
  KH_PETITION_STATE_REJECTED,
  KH_PETITION_STATE_WITHDRAWN,
  KH_PETITION_STATE_EXPIRED,
  KH_PETITION_STATE_COMPLETED,
} KhPetitionState;
#define KH_PETITION_STATE_N (KH_PETITION_STATE_COMPLETED + 1)
KH_DECLARE_ENUM_TEXT (KhPetitionState, petition_state)

/* "filed", "approved", "rejected", "withdrawn", "expired", "used". */
typedef enum {
  KH_PETITION_EVENT_FILE,
  KH_PETITION_EVENT_APPROVE,
  KH_PETITION_EVENT_REJECT,
  KH_PETITION_EVENT_WITHDRAW,
  KH_PETITION_EVENT_EXPIRE,
  KH_PETITION_EVENT_USE,
} KhPetitionEvent;
KH_DECLARE_ENUM_TEXT (KhPetitionEvent, petition_event)

/* An environment that an unlock request is about. */
typedef struct {
  char *id, *name;
  KhTime used_at; /* when it was opened by the request; KH_TIME_NONE before */
} KhPetitionEnvironment;

/* A line of the history. */
typedef struct {
  KhTime at;
  KhPetitionEvent event;
  char *account_id, *account; /* (nullable): nobody, time alone did it */
  char *text;                 /* (nullable): why */
} KhPetitionNote;

/* A piece of evidence, as it was when the request was filed. */
typedef struct {
  char *kind;   /* "diagnosis", "proof", "file", … */
  char *name;   /* what it is called for people */
  char *text;   /* the piece itself; a file that is no text as base64 */
  char *sha256; /* of the piece, a file's own bytes: hex */
} KhPetitionEvidence;

typedef struct {
  gatomicrefcount refs;
  char *id; /* GUID */
  gint64 revision;
  KhPetitionKind kind;
  KhPetitionState state; /* as it is stored: time may have ended it since */
  char *requested_by;    /* account id */
  char *requested_name;
  char *subject; /* one line for people */
  char *reason;  /* (nullable) */
  KhTime created_at;
  KhTime expires_at; /* of the state it is in; KH_TIME_NONE: it waits for as long as it takes */
  char *decided_by;  /* (nullable): account id */
  KhTime decided_at;
  /* Of an approval: the act, what it is done to, and the impact that was looked at. */
  char *action;                  /* (nullable): as the audit log calls it */
  char *target_kind, *target_id; /* (nullable) */
  char *target;                  /* (nullable): its name */
  char *change;                  /* (nullable): kh_change_to_text() */
  char *digest;                  /* (nullable): SHA-256 of kh_impact_canonical(), hex */
  guint level;                   /* KhGuardLevel of that impact */
  GPtrArray *environments;       /* (element-type KhPetitionEnvironment) */
  GPtrArray *notes;              /* (element-type KhPetitionNote): oldest first */
  GPtrArray *evidence;           /* (element-type KhPetitionEvidence) */
  GBytes *mac;                   /* (nullable): as it is stored */
  gboolean altered;              /* what is stored does not fit its MAC */
} KhPetition;
KH_DECLARE_VALUE (KhPetition, petition)

void kh_petition_add_environment (KhPetition *self, const char *id, const char *name);
/* The digest is that of @text; kh_petition_add_file() takes any bytes. */
void kh_petition_add_evidence (KhPetition *self, const char *kind, const char *name,
                               const char *text);
void kh_petition_add_file (KhPetition *self, const char *name, GBytes *content);
/* TRUE if the piece still has its digest. */
gboolean kh_petition_evidence_is_whole (const KhPetitionEvidence *evidence);
/* (nullable) (transfer none): the line of an environment. */
const KhPetitionEnvironment *kh_petition_get_environment (const KhPetition *self, const char *id);

/* Of the parts, for the store that loads them: empty ones, kept by the petition. */
KhPetitionEnvironment *kh_petition_new_environment (KhPetition *self);
KhPetitionNote *kh_petition_new_note (KhPetition *self);
KhPetitionEvidence *kh_petition_new_evidence (KhPetition *self);

/* (transfer full): every member but the MAC and what follows from it, as bytes of which no two
 * petitions share any: each member by its length and its bytes. @revision stands for the one of
 * the value. */
GBytes *kh_petition_canonical (const KhPetition *self, gint64 revision);

G_END_DECLS
