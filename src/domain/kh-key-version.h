/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One version of a key: attributes and public part. Immutable value (kh-value.h). */
#pragma once

#include "kh-value.h"

G_BEGIN_DECLS

typedef struct {
  gatomicrefcount refs;
  char *version; /* 32 hex digits */
  guint size;    /* bits; 0 for curves */
  KhCurve curve;
  KhKeyOps ops;
  gboolean enabled; /* TRUE from new */
  KhTime nbf;       /* KH_TIME_NONE = no limit */
  KhTime exp;       /* KH_TIME_NONE = never */
  KhTime created_at;
  KhTime updated_at;
  char *hsm_platform; /* "0", "1", "2"; "0" from new */
  char *thumbprint;   /* (nullable): hex SHA-256 of the public part (RFC 7638) */
  gboolean imported;
  GBytes *n, *e; /* (nullable): RSA */
  GBytes *x, *y; /* (nullable): curves */
} KhKeyVersion;
KH_DECLARE_VALUE (KhKeyVersion, key_version)

/* State from its own attributes alone: active, expired, not yet active or disabled. */
KhKeyState kh_key_version_get_own_state (const KhKeyVersion *self, KhTime now);

G_END_DECLS
