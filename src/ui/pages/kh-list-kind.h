/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one list page differs in from the others, as constant data: texts, chips, order, rows.
 *
 * Main thread. The functions read items and other lists of the organization, and call nothing.
 */
#pragma once

#include "kh-bulk-dialog.h"
#include "kh-item-row.h"
#include "kh-page.h"

G_BEGIN_DECLS

#define KH_LIST_MAX_CHIPS 6
#define KH_LIST_MAX_MENUS 3

/* A filter with a name. */
typedef struct {
  const char *id;    /* of URIs: chip=locked */
  const char *label; /* marked for translation */
  gboolean (*matches) (KhItem *item, KhOrganization *organization);
} KhListChip;

/* A filter by what objects have of one kind: any of the chosen values lets an object through. */
typedef struct {
  const char *id;    /* of URIs: geo=europe */
  const char *label; /* marked for translation */
  /* (transfer full) (nullable): what the object has. */
  char *(*value) (KhItem *item);
  /* (nullable) (transfer none): what a value is called; without it as it is. */
  const char *(*text) (const char *value);
} KhListMenu;

/* What the list can be sorted by; the first one is the order in which it comes: trouble first. */
typedef struct {
  const char *id;    /* of URIs: sort=geo */
  const char *label; /* marked for translation */
  /* (nullable) (transfer full): texts in this order, equal ones as they come; without it by name.
   * Never called for the first one. */
  char *(*key) (KhItem *item, KhOrganization *organization);
} KhListSort;

/* A column of a table. Its id is that of what it sorts by. */
typedef struct {
  const char *id, *title; /* the title is marked for translation */
  /* (transfer full): what the cell says; of a pill (nullable): instead of the table's word. */
  char *(*text) (KhItem *item, KhOrganization *organization);
  /* (nullable) (transfer none): it is a pill with this value of @state. */
  const char *(*value) (KhItem *item);
  KhStateKind state;
  /* (nullable) (transfer full) (nullable): more than there is room for. */
  char *(*tooltip) (KhItem *item, KhOrganization *organization);
  guint n_chars; /* so much has room at least */
} KhListColumn;

/* Something that can be done with an object from its row. */
typedef struct {
  const char *label; /* with mnemonic, marked for translation */
  guint roles;       /* KhMay */
  /* (nullable): FALSE where it makes no sense for the object, which is not offered it then. */
  gboolean (*allows) (KhItem *item, KhOrganization *organization);
  /* Asks what has to be asked, does it, and says how it ended in the window of @widget. */
  void (*run) (GtkWidget *widget, KhOrganization *organization, KhItem *item);
  /* (nullable) (transfer full) (nullable): why the object cannot have it now, as a sentence without
   * its full stop; it is offered with that, and cannot be chosen. */
  char *(*refuse) (KhItem *item, KhOrganization *organization);
  gboolean is_delete; /* the Delete key asks for it */
} KhListVerb;

/* Something that can be done with several objects at once. */
typedef struct {
  const char *label; /* with mnemonic, marked for translation */
  guint roles;       /* KhMay */
  /* (nullable) (transfer full): why the object cannot have it, as a sentence without its full stop.
   */
  char *(*refuse) (KhItem *item, KhOrganization *organization);
  /* Asks about all of @bulk at once, does it, and says how it ended. Of a dialog (nullable) the
   * page hears which objects it is done for. */
  KhBulkDialog *(*run) (GtkWidget *widget, KhOrganization *organization, const KhBulk *bulk);
} KhListBulkVerb;

typedef struct {
  KhItemKind kind;
  const char *uri;   /* "keyhold:environments" */
  const char *title; /* marked for translation, as are the labels */
  const char *search_label;
  const char *primary_label;
  /* Opens the dialog of the primary action. */
  void (*create) (KhPage *page);
  guint create_roles; /* KhMay: who may */
  /* "11 environments" */
  char *(*count) (guint n);
  /* (nullable): instead of it. */
  char *(*subtitle) (KhOrganization *organization);
  /* (nullable) (transfer full) (nullable): what of the list could not be read; the others are
   * shown, and an empty list is not what there is. */
  char *(*fault) (KhOrganization *organization);
  /* (nullable): what All leaves out; a chip of its own shows it. */
  gboolean (*aside) (KhItem *item);
  /* (nullable) (transfer none): what has a list of its own beside that of the kind. */
  KhItemList *(*beside) (KhOrganization *organization);

  /* Beside All, which is always the first. */
  const KhListChip *chips;
  guint n_chips;
  const KhListMenu *menus;
  guint n_menus;
  /* Kinds (bits 1 << KhItemKind) whose changes change chips, order or words too; and those that
   * change what rows say alone. */
  guint also, rows_also;
  /* Small numbers come first: trouble. Equal ones go by name. */
  gint64 (*rank) (KhItem *item, KhOrganization *organization);
  /* Appends what a search looks through beside name and id. */
  void (*words) (KhItem *item, GString *text);
  const KhListSort *sorts;
  guint n_sorts; /* none: it cannot be sorted */

  /* What identifies an object to other programs: a member, and its caption, marked for
   * translation. */
  const char *id_field, *id_caption;
  /* Members that are exported, and the end. */
  const char *const *fields;
  const KhListVerb *verbs;
  guint n_verbs;
  const KhListBulkVerb *bulk_verbs;
  guint n_bulk_verbs;

  /* A boxed list. As KhItemRowFill with the organization as data. */
  KhItemRowFill fill;
  /* Or a table, whose first column is the name; folded it turns into lines. */
  const KhListColumn *columns;
  guint n_columns;
  /* Of tables (transfer full): what a folded line tells below the name, and after it, beside the
   * states, what is urgent (nullable). */
  char *(*line) (KhItem *item);
  char *(*note) (KhItem *item, KhOrganization *organization);
} KhListKind;

/* (transfer none): of the list page of @kind. */
const KhListKind *kh_list_kind_find (KhItemKind kind);
/* (transfer full): what a screen reader says of an object in a table. */
char *kh_list_kind_name_item (const KhListKind *kind, KhItem *item, KhOrganization *organization);
/* (transfer none): what a value of a menu is called. */
const char *kh_list_menu_text (const KhListMenu *menu, const char *value);
/* (transfer full): what a cell says, of a pill its word. */
char *kh_list_column_text (const KhListColumn *column, KhItem *item, KhOrganization *organization);

G_END_DECLS
