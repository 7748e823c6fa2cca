/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line of steps: the current one is bold, done ones are buttons that go back, later ones are
 * dim. Main thread. */
#pragma once

#include "kh-wizard.h"

G_BEGIN_DECLS

/* Fills @box anew. @pages: (element-type KhWizardPage); those without a step are left out. A button
 * calls kh_wizard_go() of @wizard. */
void _kh_wizard_fill_steps (GtkBox *box, KhWizard *wizard, GPtrArray *pages, KhWizardPage *current);
/* (transfer full): the same in one line of words: "Key, step after Environments". */
char *_kh_wizard_describe_step (GPtrArray *pages, KhWizardPage *current);

/* What the line of steps needs, shown or not. */
int _kh_wizard_get_steps_width (GtkBox *box);

G_END_DECLS
