/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The buffers of a container's reader and writer. */
#ifndef KH_CONTAINER_PRIVATE_H
#define KH_CONTAINER_PRIVATE_H

#include "kh-container-file.h"

#define BUFFER_CHUNKS 16 /* 256 KiB stays in the cache of a core between two steps */
#define BUFFER_SIZE (BUFFER_CHUNKS * KHC_CHUNK_SIZE)
#define PAGE_SIZE 4096
/* The chunks of a buffer, one more for the last, empty one, and a page to move them in. */
#define SEALED_SIZE ((BUFFER_CHUNKS + 1) * KHC_CHUNK_SEALED_SIZE + PAGE_SIZE)

/* Aligned for kh_container_at_offset(); freed by free(). */
static inline guint8 *
kh_container_sealed_new (void)
{
  return g_aligned_alloc (1, SEALED_SIZE, PAGE_SIZE);
}

/* Where in the buffer of sealed bytes those of file offset @offset belong: as far from a page's
 * start as in the file. The kernel copies much faster between places that lie alike. */
static inline guint8 *
kh_container_at_offset (guint8 *sealed, guint64 offset)
{
  return sealed + offset % PAGE_SIZE;
}

#endif
