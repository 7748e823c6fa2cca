/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading one page. */
#pragma once

#include "kh-handbook.h"

/* Around the address of a page whose title shall stand there: no text has it. */
#define KH_HELP_TITLE_OF '\001'

KhHelpPage *_kh_help_page_new (const char *id);
void _kh_help_page_free (KhHelpPage *page);
/* (transfer full) (nullable) */
KhHelpPage *_kh_help_page_read (const char *id, GBytes *text, GError **error);
