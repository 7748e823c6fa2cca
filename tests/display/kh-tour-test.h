/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tours by keyboard share: what is in front is walked by Tab and arrows, everything that
 * is met has a name, no two mnemonics of a window are the same, and what asks is opened and goes by
 * Escape. What a page can do is asked of the page itself, so that an act without a way fails.
 *
 * Main thread, in a play of kh-console-test.h.
 */
#pragma once

#include "kh-console-test.h"

G_BEGIN_DECLS

/* From now on only verbs that need an estate in a certain state are tried: the others are
 * elsewhere.
 */
void tour_only_states (void);
/* Opens the page at @uri, and tours it. */
void tour_open (const char *uri);
/* Tours the page in front; each verb that asks is tried once for each title. */
void tour_page (const char *where);
/* The menu of the row with the focus: its verbs that ask are opened and canceled. */
void tour_row_menu (const char *where);
/* Chooses the entry called @label in the menu that is open. */
void tour_choose (const char *label);
/* Waits for the window that asks, walks through it, and ends it by Escape. */
void tour_dialog (const char *what);
/* The same with its verbs that ask once more. */
void tour_deep_dialog (const char *what);
/* Every act that the pages offered has a way, here or in the tour of the states. */
void tour_check_pages (void);
/* Every act that needs an estate in a certain state was reached. */
void tour_check_states (void);

G_END_DECLS
