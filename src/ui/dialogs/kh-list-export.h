/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Export List…: what a list page shows into a file. Main thread. */
#pragma once

#include "kh-dialog.h"

G_BEGIN_DECLS

/* @name: what the file is called unless another name is typed. A file that is there is kept. */
KhDialog *kh_list_export_new (KhOrganization *organization, const char *name, GBytes *content);

G_END_DECLS
