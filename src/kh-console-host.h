/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the console hosts the embedded tenant, or reaches who hosts it: kh-local-host.h as the
 * functions of a session. The functions block, on the session's thread. */
#pragma once

#include "kh-session.h"

G_BEGIN_DECLS

const KhSessionHost *kh_console_host (void);

G_END_DECLS
