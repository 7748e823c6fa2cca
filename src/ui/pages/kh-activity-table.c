/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of the audit log as a table, and as lines where there is no room for columns. */
#include "kh-activity-table.h"

#include "kh-audit-words.h"
#include "kh-page.h"
#include "kh-pill.h"
#include "kh-rows.h"
#include "kh-text.h"

struct _KhActivityTable {
  AdwBin parent_instance;

  KhOrganization *organization; /* (owned) (nullable) */
  KhAuditList *list;            /* (owned) */
  GtkSelectionModel *selection; /* (owned) */
  GtkStack *stack;
  GtkWidget *table;           /* the column view */
  GtkScrolledWindow *columns; /* around it */
  GtkScrolledWindow *lines;   /* around the view of lines, which is made when it is needed */
};

G_DEFINE_FINAL_TYPE (KhActivityTable, kh_activity_table, ADW_TYPE_BIN)

/* --- What a record says ---------------------------------------------------------------------- */

static char *
time_text (KhActivityTable *self, KhJson *record)
{
  return kh_text_time (kh_json_time (record, "time"), kh_organization_now (self->organization));
}

static char *
who_text (KhActivityTable *self, KhJson *record)
{
  return g_strdup (kh_audit_who (record));
}

static char *
what_text (KhActivityTable *self, KhJson *record)
{
  return g_strdup (kh_audit_what (record));
}

static char *
object_text (KhActivityTable *self, KhJson *record)
{
  return kh_audit_object (record);
}

static char *
number_text (KhActivityTable *self, KhJson *record)
{
  return kh_text_number ((guint64)kh_json_int (record, "seq", 0));
}

typedef struct {
  const char *title; /* marked for translation */
  /* (transfer full); NULL: the pill of the result. */
  char *(*text) (KhActivityTable *self, KhJson *record);
  int n_chars;
  gboolean expands, numeric;
} Column;

static const Column columns[] = {
  { N_ ("Time"), time_text, 16, FALSE, TRUE }, { N_ ("Who"), who_text, 10, FALSE, FALSE },
  { N_ ("What"), what_text, 16, TRUE, FALSE }, { N_ ("Object"), object_text, 14, TRUE, FALSE },
  { N_ ("Result"), NULL, 10, FALSE, FALSE },   { N_ ("#"), number_text, 6, FALSE, TRUE },
};

/* (transfer full): "Disabled key version kv/cmk 2f81…" */
static char *
title_text (KhJson *record)
{
  g_autofree char *object = kh_audit_object (record);

  return *object != '\0' ? g_strdup_printf ("%s %s", kh_audit_what (record), object)
                         : g_strdup (kh_audit_what (record));
}

/* GTK 4.8 has no accessible label of list items: the row's widget around is told. */
static void
name_row (KhActivityTable *self, GtkWidget *row, KhJson *record)
{
  g_autofree char *title = title_text (record);
  g_autofree char *time = time_text (self, record);
  KhStateInfo info = kh_state_info (KH_STATE_RECORD, kh_audit_result (record));
  g_autofree char *name = g_strjoin (", ", title, kh_audit_who (record), time, info.word, NULL);

  while (row != NULL && g_strcmp0 (gtk_widget_get_css_name (row), "row") != 0)
    row = gtk_widget_get_parent (row);
  if (row != NULL)
    kh_set_name (row, name);
}

/* --- Cells ----------------------------------------------------------------------------------- */

static const Column *
column_of (GtkSignalListItemFactory *factory)
{
  return g_object_get_data (G_OBJECT (factory), "kh-column");
}

static void
set_up_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item, KhActivityTable *self)
{
  const Column *column = column_of (factory);
  GtkWidget *label;

  if (column->text == NULL) {
    GtkWidget *pill = kh_pill_new (KH_STATE_RECORD, NULL);

    kh_pill_set_width_chars (KH_PILL (pill), (guint)column->n_chars);
    gtk_list_item_set_child (item, pill);
    return;
  }
  label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), column->n_chars);
  if (column->numeric)
    gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item, KhActivityTable *self)
{
  const Column *column = column_of (factory);
  GtkWidget *child = gtk_list_item_get_child (item);
  KhJson *record = kh_audit_entry_get_record (gtk_list_item_get_item (item));
  g_autofree char *text = NULL;

  if (column->text == NULL) {
    kh_pill_set_state (KH_PILL (child), KH_STATE_RECORD, kh_audit_result (record));
    return;
  }
  text = column->text (self, record);
  gtk_label_set_text (GTK_LABEL (child), text);
  if (column != &columns[0])
    return;
  kh_set_time (child, kh_json_time (record, "time"));
  name_row (self, child, record);
}

static GtkWidget *
new_line_label (gboolean dim)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (dim) {
    gtk_widget_add_css_class (label, "caption");
    gtk_widget_add_css_class (label, "dim-label");
  }
  return label;
}

static void
set_up_line_cb (GtkSignalListItemFactory *factory, GtkListItem *item, KhActivityTable *self)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *pill = kh_pill_new (KH_STATE_RECORD, NULL);

  gtk_widget_set_halign (pill, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), new_line_label (FALSE));
  gtk_box_append (GTK_BOX (box), new_line_label (TRUE));
  gtk_box_append (GTK_BOX (box), pill);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (whole), box);
  gtk_box_append (GTK_BOX (whole), kh_arrow_new ());
  gtk_widget_add_css_class (whole, "kh-line");
  gtk_list_item_set_child (item, whole);
}

static void
bind_line_cb (GtkSignalListItemFactory *factory, GtkListItem *item, KhActivityTable *self)
{
  GtkWidget *whole = gtk_list_item_get_child (item);
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (whole));
  GtkWidget *line = gtk_widget_get_next_sibling (title);
  KhJson *record = kh_audit_entry_get_record (gtk_list_item_get_item (item));
  g_autofree char *text = title_text (record);
  g_autofree char *time = time_text (self, record);
  /* A line that breaks begins with a word, not with a dot. */
  g_autofree char *below = g_strjoin ("\u00a0· ", kh_audit_who (record), time, NULL);

  gtk_label_set_text (GTK_LABEL (title), text);
  gtk_label_set_text (GTK_LABEL (line), below);
  kh_pill_set_state (KH_PILL (gtk_widget_get_next_sibling (line)), KH_STATE_RECORD,
                     kh_audit_result (record));
  name_row (self, whole, record);
}

/* --- The views ------------------------------------------------------------------------------- */

static void
on_activate_cb (KhActivityTable *self, guint position)
{
  g_autoptr (KhAuditEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autofree char *uri = NULL;

  if (entry == NULL)
    return;
  uri = g_strdup_printf ("keyhold:activity/%" G_GUINT64_FORMAT, kh_audit_entry_get_seq (entry));
  kh_open_uri (GTK_WIDGET (self), uri);
}

/* The end is less than two pages away. */
static void
on_scrolled_cb (KhActivityTable *self, GtkAdjustment *adjustment)
{
  double page = gtk_adjustment_get_page_size (adjustment);
  double left = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment);

  if (page > 0 && left < 3 * page)
    kh_audit_list_read_more (self->list);
}

static GtkScrolledWindow *
new_scrolled (KhActivityTable *self)
{
  GtkScrolledWindow *scrolled = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scrolled);

  gtk_widget_set_vexpand (GTK_WIDGET (scrolled), TRUE);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_scrolled_cb), self,
                           G_CONNECT_SWAPPED);
  return scrolled;
}

static GtkListItemFactory *
factory_new (KhActivityTable *self, GCallback set_up, GCallback bind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", set_up, self);
  g_signal_connect (factory, "bind", bind, self);
  return factory;
}

static void
add_column (KhActivityTable *self, const Column *column)
{
  GtkListItemFactory *factory =
      factory_new (self, G_CALLBACK (set_up_cell_cb), G_CALLBACK (bind_cell_cb));
  g_autoptr (GtkColumnViewColumn) added = NULL;

  g_object_set_data (G_OBJECT (factory), "kh-column", (gpointer)column);
  added = gtk_column_view_column_new (_ (column->title), factory);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_column_set_expand (added, column->expands);
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->table), added);
}

static void
make_table (KhActivityTable *self)
{
  self->table = gtk_column_view_new (g_object_ref (self->selection));
  gtk_column_view_set_single_click_activate (GTK_COLUMN_VIEW (self->table), TRUE);
  gtk_widget_add_css_class (self->table, "data-table");
  gtk_widget_add_css_class (self->table, "kh-table");
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    add_column (self, &columns[i]);
  kh_set_name (self->table, _ ("Activity"));
  /* The row of headings would be called by its class. */
  kh_set_name (gtk_widget_get_first_child (self->table), _ ("Headings"));
  g_signal_connect_object (self->table, "activate", G_CALLBACK (on_activate_cb), self,
                           G_CONNECT_SWAPPED);
  self->columns = new_scrolled (self);
  gtk_scrolled_window_set_child (self->columns, self->table);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->columns), "table");
}

static void
make_lines (KhActivityTable *self)
{
  GtkWidget *view = gtk_list_view_new (
      g_object_ref (self->selection),
      factory_new (self, G_CALLBACK (set_up_line_cb), G_CALLBACK (bind_line_cb)));

  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (view), TRUE);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (view), TRUE);
  gtk_widget_add_css_class (view, "kh-lines");
  kh_set_name (view, _ ("Activity"));
  g_signal_connect_object (view, "activate", G_CALLBACK (on_activate_cb), self, G_CONNECT_SWAPPED);
  self->lines = new_scrolled (self);
  gtk_scrolled_window_set_policy (self->lines, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (self->lines, view);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->lines), "lines");
}

void
kh_activity_table_set_narrow (KhActivityTable *self, gboolean narrow)
{
  if (narrow && self->lines == NULL)
    make_lines (self);
  gtk_stack_set_visible_child_name (self->stack, narrow ? "lines" : "table");
}

static void
kh_activity_table_dispose (GObject *object)
{
  KhActivityTable *self = KH_ACTIVITY_TABLE (object);

  /* Cells call back into this object. */
  if (self->table != NULL)
    gtk_column_view_set_model (GTK_COLUMN_VIEW (self->table), NULL);
  if (self->lines != NULL)
    gtk_scrolled_window_set_child (self->lines, NULL);
  self->table = NULL;
  self->lines = NULL;
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->organization);
  G_OBJECT_CLASS (kh_activity_table_parent_class)->dispose (object);
}

static void
kh_activity_table_class_init (KhActivityTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_activity_table_dispose;
}

static void
kh_activity_table_init (KhActivityTable *self)
{
}

GtkWidget *
kh_activity_table_new (KhOrganization *organization, KhAuditList *list)
{
  KhActivityTable *self = g_object_new (KH_TYPE_ACTIVITY_TABLE, NULL);
  GtkSingleSelection *selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (list)));

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  self->organization = g_object_ref (organization);
  self->list = g_object_ref (list);
  self->selection = GTK_SELECTION_MODEL (selection);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
  make_table (self);
  return GTK_WIDGET (self);
}
