/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts inside of the evidence of an audit log. Pure functions; in English, for whoever is
 * given the archive. */
#pragma once

#include "kh-time.h"

G_BEGIN_DECLS

/* A file of the archive. */
typedef struct {
  char *path;
  guint64 bytes;
  char *sha256;
} KhAuditPacked;

/* Texts are borrowed and nullable. */
typedef struct {
  const char *organization, *tenant, *log, *public_key;
  KhTime now, since, until; /* 0: no limit */
  guint64 records, chosen;  /* of the log, and in the span of time */
  gboolean is_signed;       /* there is a checkpoint */
} KhAuditPackFacts;

/* All (transfer full). @packed: (element-type KhAuditPacked). */
char *kh_audit_pack_readme (const KhAuditPackFacts *facts);
char *kh_audit_pack_manifest (const KhAuditPackFacts *facts, GPtrArray *packed);
char *kh_audit_pack_sums (GPtrArray *packed);

G_END_DECLS
