/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of a wizard that reads the organization and acts on it. Main thread. */
#pragma once

#include "kh-organization.h"
#include "kh-wizard-page.h"

G_BEGIN_DECLS

#define KH_TYPE_WORK_PAGE (kh_work_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhWorkPage, kh_work_page, KH, WORK_PAGE, KhWizardPage)

struct _KhWorkPageClass {
  KhWizardPageClass parent_class;

  /* An object of the organization, the width, or what a derived page decides on changed. */
  void (*changed) (KhWorkPage *self);
};

/* Property, construct only: "organization". */
KhOrganization *kh_work_page_get_organization (KhWorkPage *self);
/* Cancelled when the page goes away. */
GCancellable *kh_work_page_get_cancellable (KhWorkPage *self);
/* Runs `changed` once; a derived page does it when it is made. */
void kh_work_page_update (KhWorkPage *self);
/* TRUE while the page is in its own `changed`: what its widgets say then is no decision. */
gboolean kh_work_page_is_updating (KhWorkPage *self);

/* Called when something was done, and the page is still there. */
typedef void (*KhWorkPageDone) (KhWorkPage *self);
/* Takes @call, whose result is JSON, and does it; a failure is shown on the page. @button
 * (nullable) is insensitive meanwhile; @done is nullable. */
void kh_work_page_do (KhWorkPage *self, KhCall *call, GtkWidget *button, KhWorkPageDone done);
/* The same for a work whose result is freed with g_free(). Takes @data. */
void kh_work_page_run (KhWorkPage *self, KhOrganizationWork work, gpointer data,
                       GDestroyNotify destroy_data, GtkWidget *button, KhWorkPageDone done);
/* The halves of these, for an act with a callback of its own: what begins (transfer full) is given
 * to the end, with what it failed of (nullable). */
gpointer kh_work_page_begin (KhWorkPage *self, GtkWidget *button, KhWorkPageDone done);
void kh_work_page_end (gpointer act, const GError *error);

G_END_DECLS
