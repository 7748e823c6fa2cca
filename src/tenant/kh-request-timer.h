/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of requests that nobody decided or used in time. Worker. */
#pragma once

#include "kh-tenant-private.h"

G_BEGIN_DECLS

/* Writes Expired, with its record, to every request whose time is over. It is over whether or not
 * that is written: rules go by the time (kh_petition_get_state()). */
void kh_request_timer_look (KhTenant *tenant, KhCaller *platform);

G_END_DECLS
