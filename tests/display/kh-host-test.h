/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of the whole application share: its host, which has the tenants that the test started,
 * each under its folder, as if this process hosted them. Whatever other folder is asked for is
 * sealed for good. */
#pragma once

#include "kh-application.h"
#include "kh-session.h"
#include "server-fixture.h"

#define HOST_TEST_PASSPHRASE "gravel tinsel oboe marmot"

typedef struct {
  gint sealed;      /* atomic: the passphrase alone opens what was added; else it opens by itself */
  gint connections; /* atomic: how often somebody connected */
  KhErrorCode code; /* what connecting ends with where it is sealed; at first SEALED */
  Fixture *other;   /* (nullable): the one of every folder that was not added */
} HostTest;

/* The one that host_test_functions work with. */
extern HostTest host_test;
extern const KhSessionHost host_test_functions;

/* Instead of display_init(): every play makes an application of its own. */
void host_test_init (int *argc, char ***argv);
/* Serves @fixture under its folder from now on. It was started, and outlives every application. */
void host_test_add (Fixture *fixture);
/* Runs an application on @folder, with @play from its main loop, which quits it; nothing of it is
 * left then. *@application is the one that runs. */
void host_test_play (KhApplication **application, const char *folder, GSourceFunc play);
