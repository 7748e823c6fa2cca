/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The closed set of results of the crypto core.
 *
 * Every function of this layer that can fail returns a KhcResult as an int: 0 or one of the
 * negative codes below, and never another number. On any failure its outputs are wiped or left
 * NULL. The codes keep apart what an operator has to do next: a wrong key is not a damaged file.
 * Any thread. */
#ifndef KHC_ERROR_H
#define KHC_ERROR_H

typedef enum {
  KHC_OK = 0,
  KHC_ERR_ARGUMENT = -1,  /* the caller passed a size, a pointer or an order that is never right */
  KHC_ERR_MALFORMED = -2, /* ours, but its fields contradict the format */
  KHC_ERR_NOT_OURS = -3,  /* the magic is another one: not a file of this kind */
  KHC_ERR_NEWER = -4,     /* made by a newer version */
  KHC_ERR_UNSUPPORTED = -5, /* a suite, an algorithm or a flag that this version does not know */
  KHC_ERR_WRONG_PLACE = -6, /* belongs to another environment, item, tenant or database */
  KHC_ERR_NO_SUCH_KEY = -7, /* names a key, a slot or a signer that was not offered */
  KHC_ERR_WRONG_KEY = -8,   /* the key offered is not the one it was sealed with */
  KHC_ERR_DAMAGED = -9, /* the key is right (or cannot be told) and the bytes do not authenticate */
  KHC_ERR_TRUNCATED = -10, /* a length that only a cut file can have */
  KHC_ERR_ROLLED_BACK =
      -11,               /* authentic, but not the state that was expected: an older one put back */
  KHC_ERR_RANGE = -12,   /* an offset, a count or a size beyond the limits */
  KHC_ERR_MEMORY = -13,  /* no memory, or the secure heap is full */
  KHC_ERR_RANDOM = -14,  /* the random source failed */
  KHC_ERR_REFUSED = -15, /* well-formed, but policy does not allow it */
  KHC_ERR_INTERNAL = -16, /* the library below failed where it should not */
} KhcResult;

/* The number of codes, KHC_OK included; the codes are 0, -1, ... without a gap. */
#define KHC_N_RESULTS 17

/* A short fixed word for a code, for logs and tests ("wrong key"); "unknown" for any other number.
 * The text is static. */
const char *khc_result_name (int result);

#endif
