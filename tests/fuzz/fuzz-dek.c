/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wrapped-DEK records: one encoding each, and no DEK passes for a record that is not its own. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "khc-dek.h"
#include "khc-error.h"

const char *const fuzz_name = "dek";
const char *const fuzz_seeds[] = { "golden/dek-1-customer", "golden/dek-1-platform", NULL };

static void
check_record (KhcDekRecord *record, const uint8_t *data, size_t size)
{
  uint8_t again[KHC_DEK_RECORD_MAX], before[KHC_DEK_CHECK_SIZE];
  uint8_t other[KHC_DEK_SIZE];
  size_t length = 0;
  KhcSecret *dek = NULL;

  if (khc_dek_record_encode (record, again, &length) != KHC_OK || length != size
      || memcmp (again, data, size) != 0)
    abort ();
  memset (other, 0x77, sizeof other);
  if (khc_secret_new_copy (other, sizeof other, &dek) != KHC_OK)
    abort ();
  memcpy (before, record->check, sizeof before);
  if (khc_dek_check_verify (record, dek) != KHC_ERR_WRONG_KEY)
    abort ();
  if (khc_dek_check_compute (record, dek) != KHC_OK || khc_dek_check_verify (record, dek) != KHC_OK
      || memcmp (before, record->check, sizeof before) == 0)
    abort ();
  khc_secret_free (dek);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const KhcDekRecord none;
  KhcDekRecord record;

  if (khc_dek_record_parse (khc_bytes (data, size), &record) == KHC_OK)
    check_record (&record, data, size);
  else if (memcmp (&record, &none, sizeof none) != 0)
    abort ();
  return 0;
}
