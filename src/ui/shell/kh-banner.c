/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An ongoing state above the page. */
#include "kh-banner.h"

#include "kh-row-layout.h"
#include "kh-rows.h"
#include "kh-section.h"
#include "kh-text.h"

struct _KhBanner {
  AdwBin parent_instance;

  KhOrganization *organization; /* (owned) (nullable) */
  KhTime lost_at;               /* since when it is not connected */
  char *page;                   /* (nullable): address of the page below */
  guint update_idle;
  char *style; /* (nullable) */
  GtkRevealer *revealer;
  GtkWidget *box;
  GtkLabel *label;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (KhBanner, kh_banner, ADW_TYPE_BIN)

static void
kh_banner_dispose (GObject *object)
{
  KhBanner *self = KH_BANNER (object);

  g_clear_handle_id (&self->update_idle, g_source_remove);
  g_clear_object (&self->organization);
  g_clear_pointer (&self->page, g_free);
  g_clear_pointer (&self->style, g_free);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_BANNER);
  G_OBJECT_CLASS (kh_banner_parent_class)->dispose (object);
}

static void
kh_banner_class_init (KhBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_banner_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, KhBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, KhBanner, box);
  gtk_widget_class_bind_template_child (widget_class, KhBanner, label);
  gtk_widget_class_bind_template_child (widget_class, KhBanner, button);
}

static void
kh_banner_init (KhBanner *self)
{
  self->lost_at = KH_TIME_NONE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->box, kh_row_layout_new ());
}

static void
set_style (KhBanner *self, const char *style)
{
  if (g_strcmp0 (self->style, style) == 0)
    return;
  if (self->style != NULL)
    gtk_widget_remove_css_class (self->box, self->style);
  g_free (self->style);
  self->style = g_strdup (style);
  if (style != NULL)
    gtk_widget_add_css_class (self->box, style);
}

/* @text NULL hides it. @button is nullable, with mnemonic; @action is its detailed action name.
 * @style: (nullable): "error", "warning". */
static void
show (KhBanner *self, const char *text, const char *style, const char *button, const char *action)
{
  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
  /* What cannot be seen must not be reached with the keyboard either. */
  gtk_widget_set_sensitive (self->box, text != NULL);
  if (text == NULL)
    return;
  gtk_label_set_text (self->label, text);
  set_style (self, style);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button == NULL)
    return;
  gtk_button_set_label (self->button, button);
  kh_set_plain_name (GTK_WIDGET (self->button), button);
  kh_set_action (GTK_WIDGET (self->button), action);
}

static void
show_lost (KhBanner *self)
{
  g_autofree char *time = kh_text_clock (self->lost_at, kh_organization_now (self->organization));
  g_autofree char *text = self->lost_at != KH_TIME_NONE
                              ? g_strdup_printf (_ ("Not connected: data shown is from %s"), time)
                              : g_strdup (_ ("Not connected"));

  show (self, text, NULL, _ ("_Reconnect"), "app.reconnect");
}

static void
show_read_only (KhBanner *self)
{
  show (self,
        kh_organization_may (self->organization, KH_MAY_AUDITOR)
            ? _ ("Read-only: the auditor role cannot change anything")
            : _ ("Read-only: this account has no role that changes anything"),
        NULL, _ ("Switch _Account…"), "app.switch-account");
}

/* The clock's note stands first, and what else must be known after it. */
static void
show_clock (KhBanner *self, const char *note, const char *locked)
{
  g_autofree char *both = locked != NULL ? g_strconcat (note, ". ", locked, NULL) : NULL;

  show (self, both != NULL ? both : note, "warning", NULL, NULL);
}

void
kh_banner_update (KhBanner *self)
{
  g_autofree char *note = NULL;
  g_autofree char *locked = NULL;
  g_autofree char *uri = NULL;

  if (self->organization == NULL)
    return;
  g_object_get (self->organization, "clock-note", &note, NULL);
  locked = kh_locked_text (kh_organization_get_list (self->organization, KH_ITEM_ENVIRONMENT),
                           kh_organization_now (self->organization), &uri);
  if (note != NULL)
    show_clock (self, note, locked);
  else if (!kh_organization_is_connected (self->organization))
    show_lost (self);
  else if (locked != NULL && g_strcmp0 (self->page, uri) != 0)
    show (self, locked, "error", _ ("_Unlock…"), "win.unlock");
  else if (kh_organization_is_read_only (self->organization))
    show_read_only (self);
  else
    show (self, NULL, NULL, NULL, NULL);
}

static void
update_cb (gpointer data)
{
  KhBanner *self = data;

  self->update_idle = 0;
  kh_banner_update (self);
}

/* Many changes at once are looked at once. */
static void
queue_update (KhBanner *self)
{
  if (self->update_idle == 0)
    self->update_idle = g_idle_add_once (update_cb, self);
}

static void
on_changed_cb (KhBanner *self, int kind, const char *id)
{
  if (kind == KH_ITEM_ENVIRONMENT)
    queue_update (self);
}

/* Since when the data is old is known when the connection is lost, not later. */
static void
on_connected_cb (KhBanner *self)
{
  self->lost_at = kh_organization_is_connected (self->organization)
                      ? KH_TIME_NONE
                      : kh_organization_now (self->organization);
  kh_banner_update (self);
}

void
kh_banner_set_page (KhBanner *self, const char *uri)
{
  g_free (self->page);
  self->page = g_strdup (uri);
  kh_banner_update (self);
}

void
kh_banner_set_organization (KhBanner *self, KhOrganization *organization)
{
  g_return_if_fail (self->organization == NULL);
  self->organization = g_object_ref (organization);
  g_signal_connect_object (organization, "changed", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (organization, "notify::connected", G_CALLBACK (on_connected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (organization, "notify::roles", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (organization, "notify::clock-note", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT),
                           "items-changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  kh_banner_update (self);
}
