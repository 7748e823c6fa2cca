/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A SQLite file that somebody brought, read from inside its container (formats.md 6.6).
 *
 * The file is never on the disk in clear. The connection is read-only and immutable, with
 * trusted_schema=OFF and SQLITE_DBCONFIG_DEFENSIVE, without extensions, and in the limits for
 * hostile files. Use it with the functions of kh-database.h, on one thread.
 */
#pragma once

#include "kh-container-file.h"
#include "kh-database.h"

G_BEGIN_DECLS

/* @reader must outlive the database and is not used by anybody else meanwhile. KH_ERROR_FORMAT: not
 * a SQLite database (or an encrypted one), or one whose last changes lie in a -wal file that did
 * not come along. (transfer full) */
KhDatabase *kh_database_open_foreign (KhContainerReader *reader, GError **error);

G_END_DECLS
