/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The console as a program: its options, its session, and which window is due. Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-session.h"

G_BEGIN_DECLS

#define KH_TYPE_APPLICATION (kh_application_get_type ())
G_DECLARE_FINAL_TYPE (KhApplication, kh_application, KH, APPLICATION, AdwApplication)

/* @host: how organizations are hosted; static. */
KhApplication *kh_application_new (const KhSessionHost *host);
/* What the program ends with, if g_application_run() says 0: what was found wrong after the command
 * line had been taken. */
int kh_application_get_status (KhApplication *self);

G_END_DECLS
