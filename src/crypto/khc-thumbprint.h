/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JWK thumbprints (RFC 7638) with SHA-256, from the members themselves; and base64url.
 *
 * Integers are passed minimal, coordinates at full width. Each writes 32 bytes. Any thread. */
#ifndef KHC_THUMBPRINT_H
#define KHC_THUMBPRINT_H

#include "khc-bytes.h"

int khc_thumbprint_rsa (KhcBytes n, KhcBytes e, uint8_t *out);

/* crv as in the JWK: "P-256", "P-384", "P-521", "P-256K". */
int khc_thumbprint_ec (const char *crv, KhcBytes x, KhcBytes y, uint8_t *out);

/* The key itself is hashed: the thumbprint of a weak key would give it away; ours are random. */
int khc_thumbprint_oct (KhcBytes k, uint8_t *out);

#endif
