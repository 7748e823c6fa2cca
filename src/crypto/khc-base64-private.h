/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 of public values, for the files of this layer alone: not in constant time. */
#ifndef KHC_BASE64_PRIVATE_H
#define KHC_BASE64_PRIVATE_H

#include <stdbool.h>

#include "khc-bytes.h"

/* Characters of n bytes with padding, and room for the NUL. */
#define KHC_BASE64_SIZE(n) (((n) + 2) / 3 * 4 + 1)

/* The standard alphabet with padding; out has KHC_BASE64_SIZE bytes. Returns the length. */
size_t khc_base64_encode (KhcBytes bytes, char *out);

/* The URL alphabet without padding. */
size_t khc_base64url_encode (KhcBytes bytes, char *out);

/* Exactly size bytes from their one canonical text (size at most 96); false for any other text. */
bool khc_base64_decode (KhcBytes text, uint8_t *out, size_t size);

#endif
