/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of a key's detail share. Main thread. */
#pragma once

#include "kh-detail-page.h"
#include "kh-pill.h"

G_BEGIN_DECLS

/* The actions disable, enable, disable-version and enable-version. */
void kh_key_acts_add (KhDetailPage *page);

G_END_DECLS
