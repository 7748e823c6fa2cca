/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list page: chips, search and rows over all objects of a kind. Its classes differ in their
 * KhListKind alone. Main thread. */
#pragma once

#include "kh-list-kind.h"

G_BEGIN_DECLS

#define KH_TYPE_LIST_PAGE (kh_list_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhListPage, kh_list_page, KH, LIST_PAGE, KhPage)

struct _KhListPageClass {
  KhPageClass parent_class;

  const KhListKind *kind;
};

/* The classes of the kinds. */
GType kh_environment_list_get_type (void);
GType kh_policy_list_get_type (void);
GType kh_key_list_get_type (void);
GType kh_vault_list_get_type (void);
GType kh_operation_list_get_type (void);
GType kh_finding_list_get_type (void);

/* A KhItemRowFill, as the list of operations fills its rows. @data: the organization. */
void kh_operation_list_fill (KhItemRow *row, KhItem *item, gpointer data);

G_END_DECLS
