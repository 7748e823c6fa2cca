/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seal on the wire. */
#include "kh-wire-seal.h"

#define O(member) G_STRUCT_OFFSET (KhWireSealSlot, member)
static const KhField slot_fields[] = {
  { "kind", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (kind) },
  { "account", KH_FIELD_TEXT, KH_FIELD_OMIT, O (account) },
  { "accountName", KH_FIELD_TEXT, KH_FIELD_OMIT, O (account_name) },
  { "key", KH_FIELD_TEXT, KH_FIELD_OMIT, O (key) },
};
#undef O
KH_DEFINE_SHAPE (KhWireSealSlot, wire_seal_slot, slot_fields)

#define O(member) G_STRUCT_OFFSET (KhWireSeal, member)
static const KhField seal_fields[] = {
  { "state", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (state) },
  { "slots", KH_FIELD_LIST, 0, O (slots), &kh_wire_seal_slot_shape },
};
#undef O
KH_DEFINE_SHAPE (KhWireSeal, wire_seal, seal_fields)
