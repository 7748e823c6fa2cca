/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Translation of the few sentences that long sequences of calls say. Any thread. */
#pragma once

#include <libintl.h>

#define KH_GETTEXT_DOMAIN "keyhold"
#define _(text) dgettext (KH_GETTEXT_DOMAIN, text)
#define N_(text) text
