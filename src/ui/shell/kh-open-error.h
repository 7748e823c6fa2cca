/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why an organization cannot be opened, in words for the window that says so (pages.md 5.6).
 * Any thread; all (transfer full). @error: (nullable): unknown reason. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *kh_open_error_title (const GError *error);
/* @copy: there is a copy of a damaged seal. */
char *kh_open_error_body (const GError *error, gboolean copy);
/* @data_dir: where the organization is. */
char *kh_open_error_details (const GError *error, const char *data_dir);

G_END_DECLS
