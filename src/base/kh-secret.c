/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reference counting around the core's secure-heap secret. */
#include "kh-secret.h"

#include "khc-error.h"

struct _KhSecret {
  gatomicrefcount refs;
  KhcSecret *secret; /* (owned) (nullable) */
};

G_DEFINE_BOXED_TYPE (KhSecret, kh_secret, kh_secret_ref, kh_secret_unref)

KhSecret *
kh_secret_new_take (KhcSecret *secret)
{
  KhSecret *self = g_new0 (KhSecret, 1);

  g_atomic_ref_count_init (&self->refs);
  self->secret = secret;
  return self;
}

KhSecret *
kh_secret_new_copy (const void *bytes, gsize size)
{
  KhcSecret *secret = NULL;

  if (khc_secret_new_copy (bytes, size, &secret) != KHC_OK)
    g_error ("no secure memory left for a secret of %" G_GSIZE_FORMAT " bytes", size);
  return kh_secret_new_take (secret);
}

KhSecret *
kh_secret_ref (KhSecret *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
kh_secret_unref (KhSecret *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  kh_secret_wipe (self);
  g_free (self);
}

const guint8 *
kh_secret_get_bytes (KhSecret *self)
{
  return self->secret != NULL ? khc_secret_bytes (self->secret) : NULL;
}

gsize
kh_secret_get_size (KhSecret *self)
{
  return self->secret != NULL ? khc_secret_size (self->secret) : 0;
}

const KhcSecret *
kh_secret_peek (KhSecret *self)
{
  return self->secret;
}

void
kh_secret_wipe (KhSecret *self)
{
  khc_secret_free (self->secret);
  self->secret = NULL;
}
