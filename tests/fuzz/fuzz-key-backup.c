/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The backup of a key, sealed and as the body that is sealed in it: whatever is read has a name and
 * 1 to 500 versions, each with a private part that opens where it stands. */
#include "fuzz.h"

#include <stdlib.h>

#include "kh-id.h"
#include "kh-key-backup-private.h"

const char *const fuzz_name = "key-backup";
const char *const fuzz_seeds[] = { "golden/key-backup-1", "golden/key-backup-1.body", NULL };

static void
check_backup (const KhKeyBackupPlace *place, const KhKeyBackup *backup)
{
  const KhKey *key = backup->key;

  if (key->vault != NULL || !kh_name_is_key (key->name) || key->versions->len == 0
      || key->versions->len > KH_KEY_BACKUP_VERSIONS_MAX
      || key->versions->len != backup->sealed->len)
    abort ();
  for (guint i = 0; i < key->versions->len; i++) {
    const KhKeyVersion *version = key->versions->pdata[i];
    g_autoptr (KhSecret) plain = kh_key_backup_open_private (place, backup, i, NULL);

    if (plain == NULL || version->version == NULL)
      abort ();
  }
}

typedef struct {
  const KhKeyBackupPlace *place;
  const KhKeyBackup *backup;
  guint next;
} Again;

static KhSecret *
next_private (const char *version, gpointer data, GError **error)
{
  Again *again = data;

  return kh_key_backup_open_private (again->place, again->backup, again->next++, error);
}

/* One encoding: the nonces differ, the length does not. */
static void
check_body (const KhKeyBackupPlace *place, const KhKeyBackup *backup, size_t size)
{
  Again again = { place, backup, 0 };
  g_autoptr (GByteArray) body =
      _kh_key_backup_encode (place, backup->key, next_private, &again, NULL);

  if (body == NULL || body->len != size)
    abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static KhSecret *root = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (KhKeyBackup) sealed = NULL;
  g_autoptr (KhKeyBackup) plain = NULL;
  g_autoptr (GError) error = NULL;
  guint8 key[32];

  for (guint i = 0; root == NULL && i < sizeof key; i++)
    key[i] = (guint8)(100 + i);
  if (root == NULL)
    root = kh_secret_new_copy (key, sizeof key);
  const KhKeyBackupPlace place = { root, "11111111-2222-4333-8444-555555555555", "unitedstates" };
  sealed = kh_key_backup_open (&place, bytes, &error);
  if ((sealed == NULL) != (error != NULL))
    abort ();
  if (sealed != NULL)
    check_backup (&place, sealed);
  plain = _kh_key_backup_decode (&place, bytes);
  if (plain != NULL) {
    check_backup (&place, plain);
    check_body (&place, plain, size);
  }
  return 0;
}
