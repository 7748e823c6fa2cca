/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A passphrase on its way from an entry to a secret. */
#include "kh-passphrase-entry.h"

#include <string.h>

KhSecret *
kh_passphrase_entry_read (AdwPasswordEntryRow *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));

  return kh_secret_new_copy (text, strlen (text));
}

void
kh_passphrase_entry_clear (AdwPasswordEntryRow *row)
{
  gtk_editable_set_text (GTK_EDITABLE (row), "");
}
