/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of the handbook: its topics, a search, and the page that fits what was asked about.
 * Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KH_TYPE_HELP_WINDOW (kh_help_window_get_type ())
G_DECLARE_FINAL_TYPE (KhHelpWindow, kh_help_window, KH, HELP_WINDOW, AdwWindow)

/* Shows @address, such as "lock" or "help:unlock#purged", in the one window of the handbook. A
 * modal window does not keep it from being read. */
void kh_help_show (const char *address);
/* (transfer none): the page about a section of the sidebar, by its address (nullable), or about a
 * wizard, by the word that its address has (nullable); the first page where there is none. */
const char *kh_help_of_section (const char *address);
const char *kh_help_of_wizard (const char *word);

G_END_DECLS
