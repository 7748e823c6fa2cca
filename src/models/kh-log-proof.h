/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What verifying the audit log came to when it was done last. It goes on while nobody shows it.
 * Main thread. */
#pragma once

#include <gio/gio.h>

#include "kh-time.h"

G_BEGIN_DECLS

typedef enum {
  KH_PROOF_NONE, /* not verified yet */
  KH_PROOF_RUNNING,
  KH_PROOF_INTACT,
  KH_PROOF_BROKEN,
  KH_PROOF_FAILED, /* it could not be told */
} KhProofState;

#define KH_TYPE_LOG_PROOF (kh_log_proof_get_type ())
G_DECLARE_FINAL_TYPE (KhLogProof, kh_log_proof, KH, LOG_PROOF, GObject)

/* @organization: (not owned): a KhOrganization, which owns the proof. Signal "changed". */
KhLogProof *kh_log_proof_new (gpointer organization);
/* Verifies the log, unless that is being done. */
void kh_log_proof_run (KhLogProof *self);
/* Nothing is known any more: the organization is closed. */
void kh_log_proof_forget (KhLogProof *self);

KhProofState kh_log_proof_get_state (KhLogProof *self);
/* INTACT: how many there are, when the first was written (KH_TIME_NONE: not known), and when that
 * was found. */
guint64 kh_log_proof_get_records (KhLogProof *self);
KhTime kh_log_proof_get_since (KhLogProof *self);
KhTime kh_log_proof_get_time (KhLogProof *self);
/* BROKEN: the first record that does not fit; 0: not known. */
guint64 kh_log_proof_get_bad_record (KhLogProof *self);
/* (nullable): BROKEN, FAILED: why. */
const char *kh_log_proof_get_reason (KhLogProof *self);

G_END_DECLS
