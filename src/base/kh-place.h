/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the files lie that belong to the program: where it was installed, or in the folder it was
 * built in.
 *
 * An installation may be moved as a whole. A program that was started from its build folder finds
 * what was built with it there, and needs nothing installed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  KH_PLACE_LOCALE,  /* translations: LANGUAGE/LC_MESSAGES/keyhold.mo */
  KH_PLACE_SCHEMAS, /* of settings: gschemas.compiled */
  KH_PLACE_N
} KhPlace;

/* (transfer full): an absolute path, whether or not there is anything. Any thread. */
char *kh_place_find (KhPlace place);
/* The same for a program in the folder @programs; for tests. */
char *kh_place_find_from (KhPlace place, const char *programs);
/* Takes the language of the user for everything that the program says. The first thing a program
 * does, before any other thread. */
void kh_place_init_language (void);

G_END_DECLS
