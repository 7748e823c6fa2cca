/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Public keys as PEM (SubjectPublicKeyInfo, RFC 5280, RFC 8017 A.1, RFC 5480). Any thread. */
#pragma once

#include "kh-json.h"

G_BEGIN_DECLS

/* (transfer full): of a JSON Web Key of type RSA or EC. Errors: ARGUMENT for other types, REMOTE
 * for a key that is not whole. */
char *kh_cli_pem_from_jwk (KhJson *jwk, GError **error);

G_END_DECLS
