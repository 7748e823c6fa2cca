/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk on which the encryption of one big file takes as long as a test may wait, until it is told
 * to be quick. One a process. Main thread. */
#pragma once

#include "server-fixture.h"

/* Before the tenant of @fixture is started. It is quick at first. */
void slow_disk_use (Fixture *fixture);
void slow_disk_set (gboolean slow);
/* The big file, into the environment Sales. */
void slow_disk_import (Fixture *fixture);
