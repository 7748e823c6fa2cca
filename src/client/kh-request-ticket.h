/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request with its evidence as one text, to be kept or sent to Microsoft's support, who read no
 * translation. Pure; any thread. */
#pragma once

#include "kh-json.h"

G_BEGIN_DECLS

/* (transfer full): of a whole request, as kh_request_api_get() gives it. */
char *kh_request_ticket (KhJson *request);

G_END_DECLS
