/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which page the window that opens an organization shows, and what it is called then. Nothing is
 * drawn here. Main thread. */
#pragma once

#include "kh-session.h"

G_BEGIN_DECLS

/* What the window is waiting for. */
typedef enum {
  KH_UNSEAL_RUN_NOTHING,
  KH_UNSEAL_RUN_UNSEAL, /* with what was typed */
  KH_UNSEAL_RUN_LOOK,   /* without a passphrase: Try Again */
  KH_UNSEAL_RUN_COPY,   /* the same, with the copy of the seal in its place */
  KH_UNSEAL_RUN_UNLOCK, /* the same, and the keyring may ask */
} KhUnsealRun;

/* @instead: the passphrase is preferred to the keyring. The name of a child of the stack. */
const char *kh_unseal_page_name (KhSession *session, KhUnsealRun running, gboolean instead);
/* @failure: the title of the page that says why it cannot be opened. */
const char *kh_unseal_page_title (const char *page, const char *failure);

G_END_DECLS
