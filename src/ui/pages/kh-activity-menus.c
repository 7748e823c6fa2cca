/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu chips of Activity. */
#include "kh-activity-menus.h"

#include "kh-audit-words.h"
#include "kh-day-range.h"
#include "kh-range-dialog.h"
#include "kh-rows.h"
#include "kh-tenant-api.h"
#include "kh-text.h"
#include "kh-uri.h"

/* Names of the parameters of an address, and of the page's actions. */
typedef enum { WHO, WHAT, WHEN, N_MENUS } Menu;
static const char *const names[N_MENUS] = { "actor", "kind", "days" };
static const char *const titles[N_MENUS] = { N_ ("Person"), N_ ("Object"), N_ ("Time") };

struct _KhActivityMenus {
  GObject parent_instance;

  KhPage *page; /* (not owned) */
  GtkMenuButton *buttons[N_MENUS];
  GMenu *menus[N_MENUS];
  char *chosen[N_MENUS]; /* (nullable): the value */
  char *object;          /* (nullable): id of the one object that is shown */
  char *object_uri;
};

G_DEFINE_FINAL_TYPE (KhActivityMenus, kh_activity_menus, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* What the entry Range… of the menu stands for: no span is called so. */
#define RANGE "range"

static const char *
days_text (const char *days)
{
  return g_str_equal (days, "0")   ? _ ("Today")
         : g_str_equal (days, "7") ? _ ("7 days")
                                   : _ ("30 days");
}

/* (transfer full): "Nov 1 – Nov 21", or the day alone. */
static char *
range_text (KhActivityMenus *self, const char *days)
{
  KhTime now = kh_organization_now (kh_page_get_organization (self->page));
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  KhTime begin = 0, end = 0;

  if (!kh_day_range_split (days, &first, &last) || !kh_day_read (first, &begin)
      || !kh_day_read (last, &end))
    return g_strdup (days_text (days));
  from = kh_text_date (begin, now);
  to = kh_text_date (end, now);
  return begin == end ? g_steal_pointer (&from) : g_strdup_printf ("%s – %s", from, to);
}

/* (transfer full) (nullable) */
static char *
value_text (KhActivityMenus *self, Menu menu)
{
  if (menu == WHAT && self->object != NULL)
    return g_strdup (self->object);
  if (self->chosen[menu] == NULL)
    return NULL;
  if (menu == WHAT)
    return g_strdup (kh_audit_kind_text (self->chosen[menu]));
  if (menu == WHEN)
    return range_text (self, self->chosen[menu]);
  return g_strdup (g_str_equal (self->chosen[menu], "platform") ? _ ("Keyhold")
                                                                : self->chosen[menu]);
}

static GAction *
find_action (KhActivityMenus *self, Menu menu)
{
  return g_action_map_lookup_action (G_ACTION_MAP (kh_page_get_actions (self->page)), names[menu]);
}

/* The chip shows its value, and the menu marks it. */
static void
show_menu (KhActivityMenus *self, Menu menu)
{
  g_autofree char *text = value_text (self, menu);
  g_autofree char *label = text != NULL ? g_strdup_printf ("%s: %s", _ (titles[menu]), text)
                                        : g_strdup (_ (titles[menu]));
  const char *state = self->chosen[menu] != NULL ? self->chosen[menu] : "";

  if (menu == WHAT && self->object != NULL)
    state = "-";
  if (menu == WHEN && strstr (state, "..") != NULL)
    state = RANGE;
  g_simple_action_set_state (G_SIMPLE_ACTION (find_action (self, menu)),
                             g_variant_new_string (state));
  if (self->buttons[menu] == NULL)
    return;
  gtk_menu_button_set_label (self->buttons[menu], label);
  kh_set_name (GTK_WIDGET (self->buttons[menu]), label);
  if (text != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->buttons[menu]), "set");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->buttons[menu]), "set");
}

static void
set_object (KhActivityMenus *self, const char *uri)
{
  g_auto (KhUri) parsed = { 0 };

  g_clear_pointer (&self->object, g_free);
  g_clear_pointer (&self->object_uri, g_free);
  if (uri == NULL || !kh_uri_parse (uri, &parsed, NULL) || parsed.object == NULL)
    return;
  self->object = g_strdup (parsed.object);
  self->object_uri = g_strdup (uri);
}

/* TRUE if an address may say so. */
static gboolean
is_known (KhActivityMenus *self, Menu menu, const char *value)
{
  KhDayRange range;

  return menu != WHEN || *value == '\0'
         || kh_day_range_read (value, kh_organization_now (kh_page_get_organization (self->page)),
                               &range);
}

static void
choose (KhActivityMenus *self, Menu menu, const char *value)
{
  if (!is_known (self, menu, value))
    return;
  g_free (self->chosen[menu]);
  self->chosen[menu] = *value != '\0' ? g_strdup (value) : NULL;
  if (menu == WHAT)
    set_object (self, NULL);
  show_menu (self, menu);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_range_chosen_cb (KhActivityMenus *self, const char *name)
{
  choose (self, WHEN, name);
}

static void
ask_range (KhActivityMenus *self)
{
  KhDialog *dialog =
      kh_range_dialog_new (kh_page_get_organization (self->page), self->chosen[WHEN]);

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (on_range_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  kh_dialog_show (dialog, GTK_WIDGET (self->page));
}

static void
chosen_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  const char *chosen = g_variant_get_string (value, NULL);

  for (guint i = 0; i < N_MENUS; i++)
    if (g_str_equal (g_action_get_name (G_ACTION (action)), names[i])) {
      if (i == WHEN && g_str_equal (chosen, RANGE))
        ask_range (data);
      else
        choose (data, (Menu)i, chosen);
    }
}

static void
add_choice (KhActivityMenus *self, Menu menu, const char *text, const char *value)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);
  g_autofree char *action = g_strconcat ("page.", names[menu], NULL);
  GString *label = g_string_new (text);

  /* A name is no mnemonic. */
  g_string_replace (label, "_", "__", 0);
  g_menu_item_set_label (item, label->str);
  g_menu_item_set_action_and_target (item, action, "s", value);
  g_menu_append_item (self->menus[menu], item);
  g_string_free (label, TRUE);
}

static void
accounts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhActivityMenus) self = data;
  g_autoptr (GPtrArray) accounts =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, NULL);

  for (guint i = 0; accounts != NULL && i < accounts->len; i++) {
    const char *name = kh_json_string (accounts->pdata[i], "name");

    add_choice (self, WHO, name, name);
  }
}

static void
fill_menus (KhActivityMenus *self)
{
  static const char *const days[] = { "0", "7", "30" };

  add_choice (self, WHO, _ ("Anybody"), "");
  add_choice (self, WHO, _ ("Keyhold"), "platform");
  add_choice (self, WHAT, _ ("All Objects"), "");
  for (guint i = 0; kh_audit_kinds ()[i] != NULL; i++)
    add_choice (self, WHAT, kh_audit_kind_text (kh_audit_kinds ()[i]), kh_audit_kinds ()[i]);
  add_choice (self, WHEN, _ ("Any Time"), "");
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    add_choice (self, WHEN, days_text (days[i]), days[i]);
  add_choice (self, WHEN, _ ("Range…"), RANGE);
}

void
kh_activity_menus_add (KhActivityMenus *self, GtkBox *box)
{
  for (guint i = 0; i < N_MENUS; i++) {
    self->buttons[i] = GTK_MENU_BUTTON (gtk_menu_button_new ());
    gtk_widget_add_css_class (GTK_WIDGET (self->buttons[i]), "kh-menu-chip");
    gtk_menu_button_set_menu_model (self->buttons[i], G_MENU_MODEL (self->menus[i]));
    gtk_box_append (box, GTK_WIDGET (self->buttons[i]));
    show_menu (self, (Menu)i);
  }
}

void
kh_activity_menus_fill (KhActivityMenus *self, KhAuditQuery *query)
{
  KhDayRange range;

  query->actor = self->chosen[WHO];
  query->kind = self->object == NULL ? self->chosen[WHAT] : NULL;
  query->object = self->object;
  if (self->chosen[WHEN] != NULL
      && kh_day_range_read (self->chosen[WHEN],
                            kh_organization_now (kh_page_get_organization (self->page)), &range)) {
    query->since = range.since;
    query->until = range.until;
  }
}

static void
add_parameter (GString *uri, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, TRUE);

  g_string_append_printf (uri, "%c%s=%s", strchr (uri->str, '?') == NULL ? '?' : '&', name,
                          escaped);
}

void
kh_activity_menus_write (KhActivityMenus *self, GString *uri)
{
  if (self->object_uri != NULL)
    add_parameter (uri, "object", self->object_uri);
  for (guint i = 0; i < N_MENUS; i++)
    if (self->chosen[i] != NULL)
      add_parameter (uri, names[i], self->chosen[i]);
}

void
kh_activity_menus_choose (KhActivityMenus *self, const char *name, const char *value)
{
  if (g_str_equal (name, "object")) {
    g_clear_pointer (&self->chosen[WHAT], g_free);
    set_object (self, value);
    show_menu (self, WHAT);
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    return;
  }
  for (guint i = 0; i < N_MENUS; i++)
    if (g_str_equal (name, names[i]))
      choose (self, (Menu)i, value);
}

const char *
kh_activity_menus_get_days (KhActivityMenus *self)
{
  return self->chosen[WHEN];
}

void
kh_activity_menus_clear (KhActivityMenus *self)
{
  set_object (self, NULL);
  for (guint i = 0; i < N_MENUS; i++) {
    g_clear_pointer (&self->chosen[i], g_free);
    show_menu (self, (Menu)i);
  }
}

static void
kh_activity_menus_finalize (GObject *object)
{
  KhActivityMenus *self = KH_ACTIVITY_MENUS (object);

  for (guint i = 0; i < N_MENUS; i++) {
    g_free (self->chosen[i]);
    g_object_unref (self->menus[i]);
  }
  g_free (self->object);
  g_free (self->object_uri);
  G_OBJECT_CLASS (kh_activity_menus_parent_class)->finalize (object);
}

static void
kh_activity_menus_class_init (KhActivityMenusClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_activity_menus_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", KH_TYPE_ACTIVITY_MENUS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_activity_menus_init (KhActivityMenus *self)
{
  for (guint i = 0; i < N_MENUS; i++)
    self->menus[i] = g_menu_new ();
}

KhActivityMenus *
kh_activity_menus_new (KhPage *page)
{
  KhActivityMenus *self = g_object_new (KH_TYPE_ACTIVITY_MENUS, NULL);

  self->page = page;
  for (guint i = 0; i < N_MENUS; i++) {
    GSimpleAction *action =
        g_simple_action_new_stateful (names[i], G_VARIANT_TYPE_STRING, g_variant_new_string (""));

    g_signal_connect_object (action, "change-state", G_CALLBACK (chosen_cb), self, 0);
    g_action_map_add_action (G_ACTION_MAP (kh_page_get_actions (page)), G_ACTION (action));
    g_object_unref (action);
  }
  fill_menus (self);
  kh_organization_call_async (kh_page_get_organization (page), kh_tenant_api_accounts (),
                              kh_page_get_cancellable (page), accounts_cb, g_object_ref (self));
  return self;
}
