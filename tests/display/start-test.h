/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the windows before an organization is open share: a host that does what the
 * test says, when it says so, and a session of it with its window. Main thread. */
#pragma once

#include "kh-display-test.h"
#include "kh-session.h"

#define GOOD_PASSPHRASE "gravel tinsel oboe marmot"

/* The tenant behind it, which the test starts. */
extern Fixture start_fixture;

typedef struct {
  GMutex mutex;
  GCond cond;
  gboolean hold;    /* its functions do not return */
  guint entered;    /* how often one was called */
  KhErrorCode code; /* what connecting ends with, unless the passphrase is the right one */
  const char *target, *inner; /* facts of that error */
  gboolean broken;            /* nothing can be created */
  gboolean has_keyring;       /* there is one that a new organization can use */
  gboolean keeps;             /* it finds the passphrase itself */
  KhSessionWays ways;         /* what opens it besides */
  KhKeyringCall keyring;      /* how the keyring may be asked now */
  gboolean made;              /* with the keyring: connecting takes nothing else */
  char *passphrase;           /* (nullable): what came last */
  char *setup;                /* (nullable): what was asked for, its parts separated by "|" */
} StartHost;
extern StartHost start_host;

typedef struct {
  KhSession *session;
  GtkWindow *window; /* owned by GTK */
} Start;

/* For g_test_add(): the window to unseal an organization, the one to make one, and that with a
 * keyring. */
void start_sealed (Start *self, gconstpointer data);
void start_absent (Start *self, gconstpointer data);
void start_keyring (Start *self, gconstpointer data);
void start_stop (Start *self, gconstpointer data);

/* What connecting ends with from now on. */
void start_fail_with (KhErrorCode code, const char *target, const char *inner);
/* The host's functions do not return until that is taken back. */
void start_set_hold (gboolean hold);
/* How often one of them was called. */
guint start_get_entered (void);
/* The session looks for the organization. */
void start_look (Start *self);
/* Closes the window as its Cancel does, while the host is at work; it is gone when that ends. */
void start_cancel_in_the_middle (Start *self);

AdwEntryRow *start_entry (Start *self, const char *title);
const char *start_text_of (gpointer row);
/* TRUE if a label says @text. */
gboolean start_says (Start *self, const char *text);
gboolean start_has_focus (Start *self, gpointer widget);
gboolean start_is_sensitive (Start *self, const char *button);
