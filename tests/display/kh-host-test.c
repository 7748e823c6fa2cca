/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host of an application in tests, and its run. */
#include "kh-host-test.h"

#include <string.h>

#include "kh-display-test.h"
#include "kh-ui.h"

#define MOST 4

HostTest host_test = { .code = KH_ERROR_SEALED };

static Fixture *fixtures[MOST];
static guint n_fixtures;

void
host_test_add (Fixture *fixture)
{
  g_assert_cmpuint (n_fixtures, <, MOST);
  fixtures[n_fixtures++] = fixture;
}

static gpointer
host_make (const char *data_dir, gint64 clock_offset)
{
  for (guint i = 0; i < n_fixtures; i++)
    if (g_str_equal (fixtures[i]->folder, data_dir))
      return fixtures[i];
  return host_test.other;
}

static void
host_free (gpointer data)
{
}

static gboolean
host_create (gpointer data, const KhSessionSetup *setup, KhSecret *passphrase, GError **error)
{
  return TRUE;
}

static gboolean
is_right (KhSecret *passphrase)
{
  return passphrase != NULL && kh_secret_get_size (passphrase) == strlen (HOST_TEST_PASSPHRASE)
         && memcmp (kh_secret_get_bytes (passphrase), HOST_TEST_PASSPHRASE,
                    strlen (HOST_TEST_PASSPHRASE))
                == 0;
}

static char *
host_connect (gpointer data, const char *account, KhSecret *passphrase, GError **error)
{
  const Fixture *fixture = data;

  g_atomic_int_inc (&host_test.connections);
  if (fixture != NULL && (!g_atomic_int_get (&host_test.sealed) || is_right (passphrase)))
    return g_strdup (fixture->token);
  kh_set_error_facts (error, host_test.code, NULL,
                      host_test.code == KH_ERROR_NOT_FOUND ? "TenantNotFound" : NULL, NULL,
                      "It is what it is");
  return NULL;
}

static gboolean
host_hosts (gpointer data)
{
  return TRUE;
}

const KhSessionHost host_test_functions = { .make = host_make,
                                            .free = host_free,
                                            .create = host_create,
                                            .connect = host_connect,
                                            .hosts = host_hosts };

void
host_test_init (int *argc, char ***argv)
{
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_getenv ("DBUS_SESSION_BUS_ADDRESS"), TRUE);
  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  gtk_test_init (argc, argv, NULL);
  kh_ui_init ();
}

void
host_test_play (KhApplication **application, const char *folder, GSourceFunc play)
{
  char *arguments[] = { (char *)"keyhold", (char *)"--data-dir", (char *)folder, NULL };

  *application = kh_application_new (&host_test_functions);
  g_idle_add (play, NULL);
  g_assert_cmpint (g_application_run (G_APPLICATION (*application), 3, arguments), ==, 0);
  g_assert_null (display_window (GTK_TYPE_WINDOW));
  g_assert_finalize_object (*application);
}
