/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identifiers: GUIDs as text and as 16 bytes, 32-digit key versions, and the checks of names.
 * GUID texts are lower case. Any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): a new random GUID, lower case with hyphens. */
char *kh_id_new (void);
/* (transfer full): 32 random lower-case hex digits, the form of a key version. */
char *kh_id_new_version (void);
gboolean kh_id_is_guid (const char *text);
/* GUID text to its 16 bytes in text order (big endian, as in the file formats). FALSE if not a
 * GUID. */
gboolean kh_id_to_bytes (const char *guid, guint8 bytes[16]);
/* (transfer full) */
char *kh_id_from_bytes (const guint8 bytes[16]);
/* (transfer full): "7c1e…": the first four characters, as people are told it; empty for NULL. */
char *kh_id_short (const char *id);
/* 3 to 24 of [0-9A-Za-z-], no double hyphen, begins with a letter, does not end with a hyphen;
 * `login` is reserved. */
gboolean kh_name_is_vault (const char *name);
/* 1 to 127 of [0-9A-Za-z-]. */
gboolean kh_name_is_key (const char *name);
gboolean kh_name_is_version (const char *version);
/* Display names of environments, accounts and organizations: 1 to 127 characters of valid UTF-8
 * without control characters, not blank, and not a dot or two, which mean a place in a path. */
gboolean kh_name_is_display (const char *name);
/* Names of items (files, tables): not empty, no `/`, NUL, `.` or `..`, at most 255 bytes, valid
 * UTF-8. */
gboolean kh_name_is_item (const char *name);
/* Tables: such a name with room for the .csv of an export. */
gboolean kh_name_is_table (const char *name);

G_END_DECLS
