/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about the secrets of vaults.
 *
 * As in kh-vault-api.h. Results are KhJson with the keys id, vault, name, version, contentType,
 * enabled, state, createdAt, updatedAt, nbf, exp, tags, current, recoveryLevel, and deletedAt and
 * scheduledPurgeAt for deleted ones. The member `value` is in what kh_secret_api_get() brings and
 * in nothing else: whoever asks for it leaves an audit record.
 */
#pragma once

#include "kh-call.h"
#include "kh-wire-secret.h"

G_BEGIN_DECLS

/* Secrets of a vault, without versions; deleted ones. */
KhCall *kh_secret_api_list (const char *vault, gboolean deleted);
/* Oldest first. */
KhCall *kh_secret_api_versions (const char *vault, const char *secret);
/* With the value. @version: (nullable): the newest. */
KhCall *kh_secret_api_get (const char *vault, const char *secret, const char *version);
/* A new secret or a new version; the request is sent from memory that is wiped. */
KhCall *kh_secret_api_set (const char *vault, const char *secret,
                           const KhSecretSetRequest *request);
KhCall *kh_secret_api_patch (const char *vault, const char *secret, const char *version,
                             const KhSecretPatchRequest *patch);
KhCall *kh_secret_api_delete (const char *vault, const char *secret);
KhCall *kh_secret_api_recover (const char *vault, const char *secret);
KhCall *kh_secret_api_purge (const char *vault, const char *secret);

G_END_DECLS
