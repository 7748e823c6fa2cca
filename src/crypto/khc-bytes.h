/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A borrowed view of bytes, and big-endian integers.
 *
 * KhcBytes never owns: the bytes live as long as their owner says. An empty view may have a NULL
 * pointer. Everything here is inline and free of branches on content. Any thread. */
#ifndef KHC_BYTES_H
#define KHC_BYTES_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  const uint8_t *data;
  size_t size;
} KhcBytes;

static inline KhcBytes
khc_bytes (const void *data, size_t size)
{
  KhcBytes bytes = { (const uint8_t *)data, size };
  return bytes;
}

static inline void
khc_put_be16 (uint8_t *out, uint16_t value)
{
  out[0] = (uint8_t)(value >> 8);
  out[1] = (uint8_t)value;
}

static inline void
khc_put_be32 (uint8_t *out, uint32_t value)
{
  khc_put_be16 (out, (uint16_t)(value >> 16));
  khc_put_be16 (out + 2, (uint16_t)value);
}

static inline void
khc_put_be64 (uint8_t *out, uint64_t value)
{
  khc_put_be32 (out, (uint32_t)(value >> 32));
  khc_put_be32 (out + 4, (uint32_t)value);
}

static inline uint16_t
khc_get_be16 (const uint8_t *in)
{
  return (uint16_t)((in[0] << 8) | in[1]);
}

static inline uint32_t
khc_get_be32 (const uint8_t *in)
{
  return ((uint32_t)khc_get_be16 (in) << 16) | khc_get_be16 (in + 2);
}

static inline uint64_t
khc_get_be64 (const uint8_t *in)
{
  return ((uint64_t)khc_get_be32 (in) << 32) | khc_get_be32 (in + 4);
}

#endif
