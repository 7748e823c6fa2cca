/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checked entries of a dialog. */
#include "kh-dialog-fields.h"

typedef struct {
  AdwEntryRow *row;
  KhDialogCheck check;
  gboolean touched; /* it may be complained about */
} Field;

struct _KhDialogFields {
  GPtrArray *fields; /* (element-type Field) */
  Field *focused;    /* (nullable) */
};

KhDialogFields *
kh_dialog_fields_new (void)
{
  KhDialogFields *self = g_new0 (KhDialogFields, 1);

  self->fields = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
kh_dialog_fields_free (KhDialogFields *self)
{
  g_ptr_array_unref (self->fields);
  g_free (self);
}

void
kh_dialog_fields_add (KhDialogFields *self, AdwEntryRow *row, KhDialogCheck check)
{
  Field *field = g_new0 (Field, 1);

  field->row = row;
  field->check = check;
  g_ptr_array_add (self->fields, field);
}

static Field *
find_field (KhDialogFields *self, GtkWidget *widget)
{
  for (guint i = 0; widget != NULL && i < self->fields->len; i++) {
    Field *field = g_ptr_array_index (self->fields, i);

    if (widget == GTK_WIDGET (field->row)
        || gtk_widget_is_ancestor (widget, GTK_WIDGET (field->row)))
      return field;
  }
  return NULL;
}

gboolean
kh_dialog_fields_move (KhDialogFields *self, GtkWidget *focus)
{
  Field *left = self->focused;

  self->focused = find_field (self, focus);
  if (left == NULL || left == self->focused)
    return FALSE;
  left->touched = TRUE;
  return TRUE;
}

void
kh_dialog_fields_touch (KhDialogFields *self, AdwEntryRow *row)
{
  find_field (self, GTK_WIDGET (row))->touched = TRUE;
}

gboolean
kh_dialog_fields_grab_focus (KhDialogFields *self)
{
  Field *first;

  if (self->fields->len == 0)
    return FALSE;
  first = g_ptr_array_index (self->fields, 0);
  gtk_widget_grab_focus (GTK_WIDGET (first->row));
  return TRUE;
}

void
kh_dialog_fields_clear (KhDialogFields *self)
{
  self->focused = NULL;
  g_ptr_array_set_size (self->fields, 0);
}

static void
mark_field (Field *field, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (field->row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (field->row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (field->row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

char *
kh_dialog_fields_check (KhDialogFields *self, KhDialog *dialog)
{
  g_autofree char *reason = NULL;

  for (guint i = 0; i < self->fields->len; i++) {
    Field *field = g_ptr_array_index (self->fields, i);
    const char *text = gtk_editable_get_text (GTK_EDITABLE (field->row));
    g_autofree char *wrong =
        gtk_widget_get_visible (GTK_WIDGET (field->row)) ? field->check (dialog, text) : NULL;

    mark_field (field, wrong != NULL && field->touched);
    /* The first complaint is shown; a field nobody has left yet only keeps the verb off. */
    if (wrong != NULL && field->touched && (reason == NULL || *reason == '\0')) {
      g_free (reason);
      reason = g_steal_pointer (&wrong);
    } else if (wrong != NULL && reason == NULL) {
      reason = g_strdup ("");
    }
  }
  return g_steal_pointer (&reason);
}
