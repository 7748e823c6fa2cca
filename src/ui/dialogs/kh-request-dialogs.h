/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialogs that decide a request of another person (pages.md 5.2). Each makes a dialog; show it
 * with kh_dialog_show(). Main thread. */
#pragma once

#include "kh-dialog.h"

G_BEGIN_DECLS

/* Approve…: the impact of now, the name where the act is of level 3 or 4, and the passphrase of who
 * approves. @request: whole, as GET /requests/{id} tells it. */
KhDialog *kh_approve_dialog_new (KhOrganization *organization, KhJson *request);
/* Approve Here…: the same for who asked, at whose machine another person chooses their account and
 * proves it; nobody else is signed in after it. */
KhDialog *kh_approve_dialog_new_here (KhOrganization *organization, KhJson *request);
/* Reject…, with a reason that is shown to who asked. */
KhDialog *kh_reject_dialog_new (KhOrganization *organization, KhJson *request);

G_END_DECLS
