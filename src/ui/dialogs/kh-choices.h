/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be chosen in dialogs: geos, regions, objects of the organization; and names that are
 * taken. Main thread. */
#pragma once

#include "kh-dialog.h"
#include "kh-geo.h"

G_BEGIN_DECLS

/* All geos by name. Nothing is chosen until the organization's home geo has been read. */
void kh_choices_set_geos (KhDialog *dialog, AdwComboRow *row);
/* (nullable) */
const KhGeo *kh_choices_get_geo (AdwComboRow *row);
/* The regions of @geo; the first one is chosen. */
void kh_choices_set_regions (AdwComboRow *row, const KhGeo *geo);
/* (nullable) */
const char *kh_choices_get_text (AdwComboRow *row);

/* (transfer full): what @item is called among others. */
typedef char *(*KhChoiceText) (KhItem *item);
typedef gboolean (*KhChoiceFilter) (KhItem *item);
/* Objects of @kind that @filter (nullable) takes, as they come and go. */
void kh_choices_set_items (AdwComboRow *row, KhOrganization *organization, KhItemKind kind,
                           KhChoiceFilter filter, KhChoiceText text);
/* (nullable) (transfer none) */
KhItem *kh_choices_get_item (AdwComboRow *row);
void kh_choices_select_item (AdwComboRow *row, const char *id);

/* TRUE if an object of @kind has @name; @vault (nullable): within this vault. Capitals do not
 * count. */
gboolean kh_choices_is_taken (KhOrganization *organization, KhItemKind kind, const char *vault,
                              const char *name);

G_END_DECLS
