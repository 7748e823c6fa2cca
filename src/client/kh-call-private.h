/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a call, for the client that runs it. Same thread rules as kh-call.h. */
#pragma once

#include "kh-call.h"

G_BEGIN_DECLS

struct _KhCall {
  KhService service;
  char *vault; /* (nullable) */
  char *method;
  char *path;
  GBytes *body; /* (nullable) */
  gboolean body_is_secret;
  GInputStream *stream;    /* (nullable) */
  gint64 length;           /* of the stream; -1 when not known */
  KhCallProgress progress; /* (nullable) */
  gpointer progress_data;
  char *confirmation; /* (nullable) */
  char *reason;       /* (nullable) */
  char *token;        /* (nullable): instead of the client's; wiped */
  gboolean idempotent;
  KhCallDecode decode;
  gpointer decode_data;
  GDestroyNotify destroy_data;
  GDestroyNotify destroy;        /* of the result, or of an element */
  KhCallDecodePage decode_pages; /* (nullable): instead of decode */
};

G_END_DECLS
