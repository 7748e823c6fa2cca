/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyhold: the console on the embedded tenant. */
#include <signal.h>

#include "kh-application.h"
#include "kh-console-host.h"
#include "kh-place.h"
#include "kh-ui.h"

int
main (int argc, char **argv)
{
  g_autoptr (KhApplication) application = NULL;
  int status;

  kh_place_init_language ();
  signal (SIGPIPE, SIG_IGN);
  g_set_prgname ("keyhold");
  kh_ui_init ();
  application = kh_application_new (kh_console_host ());
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status != 0 ? status : kh_application_get_status (application);
}
