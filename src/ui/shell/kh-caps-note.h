/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Caps Lock is on", below an entry for a passphrase: shown while it is so. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KH_TYPE_CAPS_NOTE (kh_caps_note_get_type ())
G_DECLARE_FINAL_TYPE (KhCapsNote, kh_caps_note, KH, CAPS_NOTE, AdwBin)

G_END_DECLS
