/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of things with a mark each, as Key Vault cuts them: maxresults and $skiptoken. One thread.
 */
#pragma once

#include "kh-request.h"
#include "kh-shape.h"

G_BEGIN_DECLS

typedef struct {
  KhRequest *request;
  KhList *list;
  const KhShape *whole; /* knows every member: frees */
  const KhShape *shown; /* of the elements of lists: prints */
  const char *after;    /* (nullable): the mark of the last element of the page before */
  guint limit;
  char *last;
} KhVaultPage;

/* FALSE with ARGUMENT for a maxresults that cannot be. */
gboolean kh_vault_page_begin (KhVaultPage *page, KhRequest *request, const KhShape *whole,
                              const KhShape *shown, GError **error);
/* Takes @wire. FALSE when the page is full. */
gboolean kh_vault_page_add (KhVaultPage *page, gpointer wire, const char *mark);
/* Always TRUE; ends the page. */
gboolean kh_vault_page_answer (KhVaultPage *page, KhResponse *response);

G_END_DECLS
