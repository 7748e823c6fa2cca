/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secret bytes of a known length in the secure heap, wiped when freed.
 *
 * One owner at a time: a KhcSecret is moved, not shared, and has no reference count (base/ wraps
 * it). Reading it is allowed from any thread as long as its owner keeps it. khc_init must have been
 * called. */
#ifndef KHC_SECRET_H
#define KHC_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct _KhcSecret KhcSecret;

/* The largest secret: larger things are not keys, and the secure heap is small. */
#define KHC_SECRET_MAX (32 * 1024)

/* A secret of size zero bytes of value, to be filled through khc_secret_bytes_mut by the function
 * that makes it. Size 0 is allowed. Errors: KHC_ERR_RANGE, KHC_ERR_MEMORY. *out is NULL on failure.
 */
int khc_secret_new (size_t size, KhcSecret **out);

/* size bytes from the generator for keys. Errors also: KHC_ERR_RANDOM. */
int khc_secret_new_random (size_t size, KhcSecret **out);

/* A copy of bytes; the caller wipes its own. */
int khc_secret_new_copy (const void *data, size_t size, KhcSecret **out);

/* Borrowed, valid until the secret is freed; never copy it into ordinary memory. */
const uint8_t *khc_secret_bytes (const KhcSecret *secret);
uint8_t *khc_secret_bytes_mut (KhcSecret *secret);
size_t khc_secret_size (const KhcSecret *secret);

/* Same length and same bytes; the time depends on the length alone. NULL equals nothing. */
bool khc_secret_equal (const KhcSecret *a, const KhcSecret *b);

/* Shortens the secret to size bytes and wipes the rest: for makers that learn the length last. */
int khc_secret_shrink (KhcSecret *secret, size_t size);

/* Wipes and frees; NULL is allowed. */
void khc_secret_free (KhcSecret *secret);

/* Takes the secret out of *secret, wipes and frees it. */
void khc_secret_clear (KhcSecret **secret);

/* Overwrites bytes in a way that the compiler does not leave out. */
void khc_wipe (void *data, size_t size);

/* Whether two byte strings of the same length are equal, in a time that depends on the length
 * alone. */
bool khc_equal (const void *a, const void *b, size_t size);

#endif
