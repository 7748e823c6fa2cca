/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of a session share: a folder, a session on it with the console's host, and ways to
 * open it. Main thread. */
#pragma once

#include "kh-session.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kh-console-host.h"
#include "models-fixture.h"

G_BEGIN_DECLS

#define PASSPHRASE "correct horse battery"

typedef struct {
  char *top, *folder;
  KhSession *session;
} Case;

static inline void
new_session (Case *self)
{
  self->session = kh_session_new (kh_console_host (), self->folder, NULL);
}

static inline void
end_session (Case *self)
{
  kh_session_close (self->session);
  wait_finalized (self->session);
}

static inline void
set_up (Case *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->top = g_dir_make_tmp ("kh-session-XXXXXX", &error);
  g_assert_no_error (error);
  self->folder = g_build_filename (self->top, "data", NULL);
  new_session (self);
}

static inline void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL;
       name = g_dir_read_name (dir)) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

static inline void
tear_down (Case *self, gconstpointer data)
{
  end_session (self);
  remove_tree (self->top);
  g_free (self->folder);
  g_free (self->top);
}

static inline gboolean
open_with (Case *self, const char *text, GError **error)
{
  g_autoptr (KhSecret) passphrase = text != NULL ? kh_secret_new_copy (text, strlen (text)) : NULL;
  g_autoptr (GAsyncResult) result = NULL;

  kh_session_open_async (self->session, passphrase, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return kh_session_open_finish (self->session, result, error);
}

static inline void
create (Case *self)
{
  static const KhSessionSetup setup = { .name = "Fabrikam", .home_geo = "unitedstates" };
  g_autoptr (KhSecret) passphrase = kh_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kh_session_create_async (self->session, &setup, passphrase, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  kh_session_create_finish (self->session, result, &error);
  g_assert_no_error (error);
}

static inline void
restart (Case *self)
{
  end_session (self);
  new_session (self);
}

#define assert_state(self, wanted)                                                                 \
  g_assert_cmpint (kh_session_get_state ((self)->session), ==, wanted)

G_END_DECLS
