/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log as evidence for somebody who has no organization: one ZIP archive with everything
 * that keyhold-verify needs, and words on what to do with it.
 *
 *   keyhold-evidence/README.txt       how to verify it, what that proves and what it does not
 *                   /manifest.json    which log, and SHA-256 and size of every file
 *                   /SHA256SUMS       the same as sha256sum -c reads it, and of the manifest
 *                   /public-key.txt   64 hex digits, as --public-key reads them
 *                   /checkpoint.txt   the last signed checkpoint, as --since reads it
 *                   /records.jsonl    the lines of the log that fall into the span of time
 *                   /audit/           the whole log, byte for byte
 *
 * The log cannot be cut without breaking its chain, so it is there whole, whatever the span.
 */
#pragma once

#include "kh-client.h"
#include "kh-rules-api.h"

G_BEGIN_DECLS

#define KH_AUDIT_PACK_FOLDER "keyhold-evidence"

/* Writes it to @stream, which is seekable. Of @query since and until count. Blocks. Errors: those
 * of the calls; TOO_LARGE over 4 GiB. */
gboolean kh_audit_pack_write (KhClient *client, const KhAuditQuery *query, GOutputStream *stream,
                              GCancellable *cancellable, GError **error);

G_END_DECLS
