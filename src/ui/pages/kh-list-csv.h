/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objects of a list as CSV. Main thread. */
#pragma once

#include "kh-item.h"

G_BEGIN_DECLS

/* (transfer full): a header and a row each, in the order of @items (KhItem). @fields: members of
 * snapshots, which are the header too: words and times as on the wire, so that programs read
 * them. */
GBytes *kh_list_csv (GListModel *items, const char *const *fields);

G_END_DECLS
