/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests share that run the console as a program does, with its application and its keys: a
 * tenant with an estate behind it, keys that are pressed as by hand, and the page in front.
 *
 * Main thread. A play runs inside the application's loop and ends with what ends the program.
 */
#pragma once

#include "kh-application.h"
#include "kh-display-test.h"
#include "kh-page.h"

G_BEGIN_DECLS

typedef struct {
  Fixture fixture;
  KhApplication *application;
  GtkWindow *window; /* of the pages: what the functions below look at */
  gint sealed;       /* atomic: a passphrase is needed from now on */
} Console;

extern Console console;

typedef struct {
  const char *path;
  GSourceFunc function;
} ConsolePlay;

/* All of a test program. */
int console_main (int argc, char **argv, const ConsolePlay *plays, guint n_plays);
/* Waits for the window of the pages. */
void console_wait (void);
/* A key, named as GTK does: "<Control>n". */
void console_press (const char *accelerator);
/* (nullable) (transfer none): in front. */
KhPage *console_page (void);
gboolean console_shows (const char *title);
/* Opens @uri, and waits for the page called @title. */
void console_show (const char *uri, const char *title);
/* Whether the focus of the window is on @widget (nullable) or in it. */
gboolean console_has_focus_in (gpointer widget);

/* (nullable) (transfer none): a widget of this class that can be seen. */
gpointer console_find (GType type);
/* The list of environments with the focus on the row of Sales; the same with all selected; the page
 * of Sales. */
void console_show_list (void);
void console_select_all (void);
void console_show_object (void);
/* The wizard for Sales, at its first step; and its end. */
void console_open_wizard (void);
void console_close_wizard (void);
gboolean console_searches (void);
/* Whether a modal window stands above it. */
gboolean console_asks (void);
gboolean console_hides_sidebar (void);
gboolean console_shows_main_menu (void);
/* Where the focus is: "sidebar", "chips", "list", "bar", "elsewhere". */
const char *console_area (void);

G_END_DECLS
