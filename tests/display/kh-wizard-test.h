/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of wizards share: walking through one as a person does. Main thread. */
#pragma once

#include "kh-display-test.h"
#include "kh-wizard.h"

/* Above @below, and waits until it can be seen. */
GtkWindow *wizard_show (GtkWindow *wizard, GtkWindow *below);
/* (transfer none): the page that is shown. */
KhWizardPage *wizard_page (GtkWindow *wizard);
/* Waits until that is why Next is off; NULL: it is on. */
void wizard_wait_reason (GtkWindow *wizard, const char *reason);
void wizard_wait_title (GtkWindow *wizard, const char *title);
/* Waits until Next is on, and presses it; @title: of the page that is shown then. */
void wizard_next (GtkWindow *wizard, const char *title);
/* Addresses of wizards that are opened from @window are: it is none of the shell's. */
void wizard_answer (GtkWindow *window, KhOrganization *organization);
/* (transfer none): waits for the wizard that was opened so. */
GtkWindow *wizard_wait_open (void);
/* @question says that Sales would be locked: goes on in Lock Environments, which begins with @way,
 * up to its end. @wanted: how it asks for the @name that is to be typed. */
void wizard_lock (gpointer question, const char *way, const char *wanted, const char *name);
/* From the first page of Rotate Key to its end, with a new version; closes it. */
void wizard_rotate (GtkWindow *wizard);
/* Closes a wizard that has a draft, which it asks about; @verb: the answer, which closes it. */
void wizard_leave (GtkWindow *wizard, const char *verb);
/* Presses the button that closes the window, and waits until nothing of it is left. */
void wizard_finish (GtkWindow *wizard, const char *button);
