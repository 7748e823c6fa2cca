/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seal in the Keyhold API: what opens it. */
#pragma once

#include "kh-shape.h"

G_BEGIN_DECLS

/* A slot; POST /seal/slots takes `kind` (keyring, recovery) and `key` alone. */
typedef struct {
  char *kind;                   /* "passphrase", "keyring", "recovery" */
  char *account, *account_name; /* id and name */
  char *key;                    /* (nullable): written by callers alone; wiped by kh_wire_wipe() */
} KhWireSealSlot;
KH_DECLARE_SHAPE (KhWireSealSlot, wire_seal_slot)

/* GET /seal. */
typedef struct {
  char *state;      /* "Open": a closed one has nobody who answers */
  GPtrArray *slots; /* of KhWireSealSlot */
} KhWireSeal;
KH_DECLARE_SHAPE (KhWireSeal, wire_seal)

G_END_DECLS
