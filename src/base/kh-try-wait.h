/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long whoever typed wrong passphrases has to wait: none after the first four, 30 seconds after
 * the fifth, then twice as long with each, up to 15 minutes (pages.md 6). Any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Seconds after @tries wrong ones in a row. */
guint kh_try_wait_after (guint tries);

G_END_DECLS
