/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header of an environment's backup: what is read has one encoding, and a data key a store. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "kh-backup-file.h"
#include "khc-bytes.h"

const char *const fuzz_name = "backup";
const char *const fuzz_seeds[] = { "golden/backup-1", NULL };

/* Only the length of the header tells where it ends: a seed is a whole file. */
static size_t
header_size (const uint8_t *data, size_t size)
{
  size_t length = size >= 14 ? (size_t)khc_get_be32 (data + 10) + 14 : size;

  return length < size ? length : size;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  size_t length = header_size (data, size);
  g_autoptr (KhBackupInfo) info = kh_backup_info_parse (data, length, NULL);
  g_autoptr (GBytes) again = info != NULL ? kh_backup_info_encode (info, NULL) : NULL;

  if (info == NULL)
    return 0;
  if (again == NULL || g_bytes_get_size (again) != length
      || memcmp (g_bytes_get_data (again, NULL), data, length) != 0)
    abort ();
  for (guint i = 0; i < KH_STORE_N; i++)
    if (info->records[i]->len == 0
        || info->records[i]->len != info->environment->stores[i].deks->len)
      abort ();
  return 0;
}
