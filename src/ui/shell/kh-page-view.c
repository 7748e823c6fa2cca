/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page in its frame. */
#include "kh-page-view.h"

#include "kh-rows.h"
#include "kh-text.h"

/* A spinner that only flashes is worse than none. */
#define SPINNER_DELAY 300

struct _KhPageView {
  AdwBin parent_instance;

  KhPage *page; /* (owned) */
  guint spinner_timeout;

  GtkStack *stack;
  AdwBin *holder;
  GtkSpinner *spinner;
  GtkLabel *loading_label, *details_label;
  AdwStatusPage *status;
  GtkButton *status_button;
  GtkWidget *details;
};

G_DEFINE_FINAL_TYPE (KhPageView, kh_page_view, ADW_TYPE_BIN)

static const KhPageTexts no_texts = { .loading = N_ ("Loading"),
                                      .empty_icon = "dialog-information-symbolic",
                                      .empty_title = N_ ("Nothing Here"),
                                      .empty_body = "",
                                      .none_title = N_ ("No Results Found"),
                                      .error_title = N_ ("The Page Cannot Be Shown") };

static const KhPageTexts *
texts_of (KhPageView *self)
{
  const KhPageTexts *texts = KH_PAGE_GET_CLASS (self->page)->texts;

  return texts != NULL ? texts : &no_texts;
}

static void
show_spinner (gpointer data)
{
  KhPageView *self = data;

  self->spinner_timeout = 0;
  gtk_label_set_text (self->loading_label, _ (texts_of (self)->loading));
  gtk_spinner_start (self->spinner);
  gtk_stack_set_visible_child_name (self->stack, "loading");
}

static void
set_button (KhPageView *self, const char *label)
{
  gtk_widget_set_visible (GTK_WIDGET (self->status_button), label != NULL);
  if (label == NULL)
    return;
  gtk_button_set_label (self->status_button, label);
  kh_set_plain_name (GTK_WIDGET (self->status_button), label);
  kh_button_wrap (self->status_button);
}

static void
show_status (KhPageView *self, const char *icon, const char *title, const char *body,
             const char *button)
{
  g_autofree char *safe = kh_text_escape (body);

  adw_status_page_set_icon_name (self->status, icon);
  adw_status_page_set_title (self->status, title);
  adw_status_page_set_description (self->status, safe);
  set_button (self, button);
  gtk_widget_set_visible (self->details, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "status");
}

static void
show_empty (KhPageView *self)
{
  const KhPageTexts *texts = texts_of (self);
  const char *primary = kh_page_get_primary_label (self->page);

  show_status (self, texts->empty_icon, _ (texts->empty_title), _ (texts->empty_body), primary);
}

static void
show_error (KhPageView *self)
{
  const GError *error = kh_page_get_error (self->page);
  g_autofree char *body = kh_text_error_body (error);
  g_autofree char *whole = g_strconcat (body, " ", _ ("Data is unchanged."), NULL);
  g_autofree char *details = kh_text_error_details (error);
  gboolean no_role = kh_error_is (error, KH_ERROR_PERMISSION);

  show_status (self, "dialog-error-symbolic",
               no_role ? _ ("No Permission") : _ (texts_of (self)->error_title), whole,
               no_role ? _ ("Switch _Account…") : _ ("Try Again"));
  gtk_label_set_text (self->details_label, details);
  gtk_widget_set_visible (self->details, TRUE);
}

static void
update_state (KhPageView *self)
{
  KhPageState state = kh_page_get_state (self->page);

  g_clear_handle_id (&self->spinner_timeout, g_source_remove);
  gtk_spinner_stop (self->spinner);
  switch (state) {
  case KH_PAGE_LOADING:
    gtk_stack_set_visible_child_name (self->stack, "blank");
    self->spinner_timeout = g_timeout_add_once (SPINNER_DELAY, show_spinner, self);
    break;
  case KH_PAGE_EMPTY:
    show_empty (self);
    break;
  case KH_PAGE_NO_RESULTS:
    show_status (self, "edit-find-symbolic", _ (texts_of (self)->none_title),
                 _ ("Try another word or remove the filters."), _ ("Clear Filters"));
    break;
  case KH_PAGE_ERROR:
    show_error (self);
    break;
  case KH_PAGE_READY:
  default:
    gtk_stack_set_visible_child_name (self->stack, "page");
    break;
  }
}

static void
on_status_button_clicked_cb (KhPageView *self)
{
  KhPageState state = kh_page_get_state (self->page);

  if (state == KH_PAGE_NO_RESULTS)
    kh_page_clear_filters (self->page);
  else if (state == KH_PAGE_ERROR
           && kh_error_is (kh_page_get_error (self->page), KH_ERROR_PERMISSION))
    gtk_widget_activate_action (GTK_WIDGET (self), "app.switch-account", NULL);
  else if (state == KH_PAGE_ERROR)
    kh_page_refresh (self->page);
  else if (kh_page_get_primary_action (self->page) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->page), kh_page_get_primary_action (self->page),
                                NULL);
}

static void
on_primary_changed_cb (KhPageView *self)
{
  if (kh_page_get_state (self->page) == KH_PAGE_EMPTY)
    show_empty (self);
}

static void
kh_page_view_dispose (GObject *object)
{
  KhPageView *self = KH_PAGE_VIEW (object);

  g_clear_handle_id (&self->spinner_timeout, g_source_remove);
  g_clear_object (&self->page);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_PAGE_VIEW);
  G_OBJECT_CLASS (kh_page_view_parent_class)->dispose (object);
}

static void
kh_page_view_class_init (KhPageViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_page_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-page-view.ui");
  gtk_widget_class_bind_template_child (widget_class, KhPageView, stack);
  gtk_widget_class_bind_template_child (widget_class, KhPageView, holder);
  gtk_widget_class_bind_template_child (widget_class, KhPageView, spinner);
  gtk_widget_class_bind_template_child (widget_class, KhPageView, loading_label);
  gtk_widget_class_bind_template_child (widget_class, KhPageView, details_label);
  gtk_widget_class_bind_template_child (widget_class, KhPageView, status);
  gtk_widget_class_bind_template_child (widget_class, KhPageView, status_button);
  gtk_widget_class_bind_template_child (widget_class, KhPageView, details);
  gtk_widget_class_bind_template_callback (widget_class, on_status_button_clicked_cb);
}

static void
kh_page_view_init (KhPageView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kh_page_view_new (KhPage *page)
{
  KhPageView *self = g_object_new (KH_TYPE_PAGE_VIEW, NULL);

  self->page = g_object_ref_sink (page);
  adw_bin_set_child (self->holder, GTK_WIDGET (page));
  g_signal_connect_object (page, "notify::state", G_CALLBACK (update_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "notify::primary-label", G_CALLBACK (on_primary_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update_state (self);
  return GTK_WIDGET (self);
}

KhPage *
kh_page_view_get_page (KhPageView *self)
{
  return self->page;
}
