/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of the lists of a vault. */
#include "kh-vault-page.h"

/* Azure's most a page. */
#define PAGE 25

gboolean
kh_vault_page_begin (KhVaultPage *page, KhRequest *request, const KhShape *whole,
                     const KhShape *shown, GError **error)
{
  guint64 limit = PAGE;
  if (!kh_request_query_number (request, "maxresults", PAGE, PAGE, &limit, error))
    return FALSE;
  if (limit == 0) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "maxresults must be 1 to %d", PAGE);
    return FALSE;
  }
  *page = (KhVaultPage){ .request = request,
                         .list = kh_list_new (whole),
                         .whole = whole,
                         .shown = shown,
                         .after = kh_request_query (request, "$skiptoken"),
                         .limit = (guint)limit };
  return TRUE;
}

gboolean
kh_vault_page_add (KhVaultPage *page, gpointer wire, const char *mark)
{
  if (page->list->value->len == page->limit) {
    page->list->next_link = kh_request_next_link (page->request, "$skiptoken", page->last);
    kh_shape_free (page->whole, wire);
    return FALSE;
  }
  kh_list_take (page->list, wire);
  g_free (page->last);
  page->last = g_strdup (mark);
  return TRUE;
}

gboolean
kh_vault_page_answer (KhVaultPage *page, KhResponse *response)
{
  kh_response_take (response, 200, kh_list_print (page->shown, page->list));
  kh_list_free (page->list);
  g_free (page->last);
  return TRUE;
}
