/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyhold: the console on the embedded tenant. */
#include <glib-unix.h>
#include <signal.h>

#include "kh-application.h"
#include "kh-console-host.h"
#include "kh-diagnostics.h"
#include "kh-place.h"
#include "kh-ui.h"

/* The session ends, or somebody asks the program to: as Quit does, but nobody is asked. Operations
 * go on with the next host. */
static gboolean
quit_cb (gpointer data)
{
  g_application_quit (data);
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  static const int ends[] = { SIGTERM, SIGINT, SIGHUP };
  g_autoptr (KhApplication) application = NULL;
  int status;

  kh_place_init_language ();
  kh_diagnostics_start ("keyhold", NULL);
  signal (SIGPIPE, SIG_IGN);
  g_set_prgname ("keyhold");
  kh_ui_init ();
  application = kh_application_new (kh_console_host ());
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    g_unix_signal_add (ends[i], quit_cb, application);
  status = g_application_run (G_APPLICATION (application), argc, argv);
  if (status == 0)
    status = kh_application_get_status (application);
  g_clear_object (&application);
  kh_diagnostics_stop ();
  return status;
}
