/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A passphrase on its way from an entry to a secret. Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-secret.h"

G_BEGIN_DECLS

/* The row's text is in secure memory and goes to secure memory: it is read once, never copied
 * elsewhere. (transfer full) */
KhSecret *kh_passphrase_entry_read (AdwPasswordEntryRow *row);
void kh_passphrase_entry_clear (AdwPasswordEntryRow *row);

G_END_DECLS
