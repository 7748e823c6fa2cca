/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite's process-wide settings; above all an allocator that wipes what it frees, since the page
 * cache, rows and sorters of a locked environment would stay readable in freed memory. */
#include "kh-database-private.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "khc-secret.h"

static void *
wiping_malloc (int size)
{
  return malloc ((size_t)size);
}

static void
wiping_free (void *block)
{
  if (block == NULL)
    return;
  khc_wipe (block, malloc_usable_size (block));
  free (block);
}

static int
wiping_size (void *block)
{
  return block != NULL ? (int)malloc_usable_size (block) : 0;
}

static void *
wiping_realloc (void *block, int size)
{
  size_t old = malloc_usable_size (block);
  void *moved;

  if ((size_t)size <= old && (size_t)size >= old / 2)
    return block;
  moved = malloc ((size_t)size);
  if (moved == NULL)
    return NULL;
  memcpy (moved, block, MIN (old, (size_t)size));
  wiping_free (block);
  return moved;
}

static int
wiping_roundup (int size)
{
  return (size + 7) & ~7;
}

static int
wiping_init (void *data)
{
  return SQLITE_OK;
}

static void
wiping_shutdown (void *data)
{
}

static const sqlite3_mem_methods wiping_methods = {
  .xMalloc = wiping_malloc,
  .xFree = wiping_free,
  .xRealloc = wiping_realloc,
  .xSize = wiping_size,
  .xRoundup = wiping_roundup,
  .xInit = wiping_init,
  .xShutdown = wiping_shutdown,
};

static gpointer
configure (gpointer data)
{
  int code = sqlite3_config (SQLITE_CONFIG_MALLOC, &wiping_methods);

  if (code == SQLITE_OK)
    code = sqlite3_config (SQLITE_CONFIG_URI, 0);
  if (code == SQLITE_OK)
    code = sqlite3_config (SQLITE_CONFIG_STMTJRNL_SPILL, -1);
  /* Its lock around every allocation serves statistics that nobody reads. */
  if (code == SQLITE_OK)
    code = sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  if (code == SQLITE_OK)
    code = sqlite3_initialize ();
  return GINT_TO_POINTER (code == SQLITE_OK);
}

gboolean
kh_database_init_library (GError **error)
{
  static GOnce once = G_ONCE_INIT;

  if (g_once (&once, configure, NULL) != NULL)
    return TRUE;
  kh_set_error (error, KH_ERROR_INTERNAL, "SQLite was started before it could be configured");
  return FALSE;
}
