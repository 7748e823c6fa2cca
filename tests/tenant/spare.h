/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second environment, for what is done between two: the sandbox Spare, managed. */
#pragma once

#include "tenant-fixture.h"

void make_spare (Fixture *f);
/* Applies the policy's key, to the end. */
void link_spare_to (Fixture *f, const char *policy);
/* Acts for on_worker(); KhOperation. */
gpointer link_spare (Fixture *f, gconstpointer policy, GError **error);
gpointer re_enable_spare (Fixture *f, gconstpointer unused, GError **error);

/* (transfer full) */
KhEnvironment *find_environment (Fixture *f, const char *name);
void wait_for_environment (Fixture *f, const char *name, KhEnvironmentState state);
