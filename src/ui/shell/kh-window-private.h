/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of a window of the pages, for the files that make it up. */
#pragma once

#include "kh-account-button.h"
#include "kh-content.h"
#include "kh-section.h"
#include "kh-sidebar.h"
#include "kh-window.h"

struct _KhWindow {
  AdwApplicationWindow parent_instance;

  KhOrganization *organization; /* (owned) */
  KhSettings *settings;         /* (owned) (nullable) */
  char *section;                /* (nullable): address of the section that is shown */
  char *awaited;                /* (nullable): address to open when its list has been read */
  guint tick;
  AdwLeaflet *leaflet;
  KhSwitcher *switcher;
  KhAccountButton *account_button;
  GtkMenuButton *menu_button;
  GtkWidget *sidebar_box;
  KhSidebar *sidebar;
  KhContent *content;
};

void _kh_window_show_content (KhWindow *self);
void _kh_window_show_section (KhWindow *self, KhSectionId section);
/* Where it is a page of its own. */
void _kh_window_back_to_sidebar (KhWindow *self);

/* To the next area (1) or the one before (-1) that takes the focus (kh-window-areas.c). */
void _kh_window_go_to_area (KhWindow *self, int step);
/* The actions (kh-window-actions.c). */
void _kh_window_install_actions (GtkWidgetClass *klass);
/* The settings of the organization. */
void _kh_window_open_settings (KhWindow *self);
