/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of windows share: a display, an application, waiting for what shall come, finding
 * and using widgets as a person does, and proving that what was closed is gone.
 *
 * Main thread. Accessible names come from GTK's test context, so no bus is needed. A warning of any
 * library ends the test.
 */
#pragma once

#include <adwaita.h>

#include "kh-organization.h"
#include "server-fixture.h"

G_BEGIN_DECLS

/* Once, first thing in main(). */
void display_init (int *argc, char ***argv);
/* (transfer none): the one application of the process. */
GtkApplication *display_application (void);

/* One turn of the main loop; ends the test when @limit (monotonic) has passed. */
void display_step (gint64 limit, const char *what);
gint64 display_limit (void);
/* Waits until @expression is true. */
#define display_until(expression)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 limit_until = display_limit ();                                                         \
    while (!(expression))                                                                          \
      display_step (limit_until, #expression);                                                     \
  }                                                                                                \
  G_STMT_END
/* Everything that is due now has happened. */
void display_settle (void);

/* (transfer none): a window of its own around @widget, presented. */
GtkWindow *display_show (GtkWidget *widget);
/* Makes a window that is shown this wide; asks again, since what is asked for while the window
 * manager answers an earlier wish is lost. @height is a wish. */
void display_resize (gpointer window, int width, int height);
/* (nullable) (transfer none): the newest visible window of @type. */
gpointer display_window (GType type);
/* (nullable) (transfer none): the first mapped widget of @type below @root whose words are @label:
 * those of a button without its underscore, the tooltip, the title of a row, the text of a label.
 * @label is nullable. */
gpointer display_find (gpointer root, GType type, const char *label);
/* Waits until there is such a widget, and it is sensitive. */
gpointer display_wait_for (gpointer root, GType type, const char *label);
/* Presses a button as a pointer does. */
void display_press (gpointer root, const char *label);
/* Activates a row. */
void display_activate_row (gpointer root, const char *title);
/* Types into the entry row with this title. */
void display_type (gpointer root, const char *title, const char *text);
/* (transfer full): the accessible label or else the words of @widget, as a screen reader would say
 * them. */
char *display_name (GtkWidget *widget);

/* Whether @name is the accessible label that was given to @widget. */
gboolean display_has_name (gpointer widget, const char *name);
/* (nullable) (transfer none): the row of a table or of lines that shows the object called @name,
 * when it can be seen. */
gpointer display_find_line (gpointer root, const char *name);
gpointer display_wait_for_line (gpointer root, const char *name);

/* Makes all text this many times as large as it is by default; 1 again at the end of the test. */
void display_scale_text (int scale);
/* Waits until every label below @root that can be seen is whole: not shortened, and inside of
 * @root. What scrolls sideways is left out. */
void display_wait_whole (gpointer root);

/* Everything that lives below a widget now, to find out later what was not released. */
typedef struct _DisplayWatch DisplayWatch;
DisplayWatch *display_watch (gpointer root);
/* Waits until all are gone; tells which are not. Takes @self. */
void display_assert_gone (DisplayWatch *self);
/* Closes @window and asserts that it and all in it are gone. */
void display_close (gpointer window);

/* (transfer full): an organization of @fixture as the console sees it, with its lists read. */
KhOrganization *display_open (Fixture *fixture);
/* Closes @organization, gives up the test's reference, and waits until nobody has another: calls
 * that were cancelled hold it until their end is told. */
void display_end (KhOrganization *organization);
/* (transfer none): the item called @name, waited for. */
KhItem *display_item (KhOrganization *organization, KhItemKind kind, const char *name);

G_END_DECLS
