/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of a wizard, for the files that make it up. */
#pragma once

#include "kh-reason-line.h"
#include "kh-wizard.h"

typedef struct {
  KhOrganization *organization; /* (owned) */
  GPtrArray *pages;             /* (element-type KhWizardPage); the stack owns them */
  KhWizardPage *current;        /* (nullable) */
  KhWizardPage *return_to;      /* (nullable): where Next goes back after an edit */
  char *address;                /* (nullable): under which its draft is kept */
  gboolean narrow, closed, asking;
  guint resize_idle;

  GtkButton *cancel_button, *back_button, *next_button;
  GtkWidget *steps_area;
  GtkLabel *next_label;
  GtkBox *steps_box;
  GtkLabel *step_label, *offer_label;
  GtkRevealer *offer_revealer;
  KhReasonLine *reason_line;
  GtkStack *stack;
} KhWizardPrivate;

KhWizardPrivate *_kh_wizard_get_private (KhWizard *self);
/* Nothing of the wizard is touched any more. */
void _kh_wizard_leave (KhWizard *self);
/* Asks what becomes of the draft, and closes the wizard if it is left. */
void _kh_wizard_ask (KhWizard *self);
/* The draft was done or thrown away: it is no longer offered. */
void _kh_wizard_forget_draft (KhWizard *self);
/* Offers the draft that was put aside for the same objects, on the first page alone. */
void _kh_wizard_show_offer (KhWizard *self);
/* Takes it up, and goes where it was left or to the first page that is not complete. */
void _kh_wizard_continue (KhWizard *self);
