/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses of wizards. */
#include "kh-wizard-uri.h"

#include "kh-enable-wizard.h"
#include "kh-lock-wizard.h"
#include "kh-rotate-wizard.h"
#include "kh-text.h"
#include "kh-toast.h"
#include "kh-unlock-wizard.h"
#include "kh-wizard.h"

#define PREFIX "keyhold:wizard/"

/* (nullable) (transfer none): the id of the object that is named, or named by its name. */
static const char *
find_object (KhOrganization *organization, KhItemKind kind, const char *text)
{
  KhItem *item =
      text != NULL ? kh_item_list_find (kh_organization_get_list (organization, kind), text) : NULL;

  return item != NULL ? kh_item_get_id (item) : NULL;
}

/* What the query of an address names; borrowed. */
typedef struct {
  const char *environment, *policy, *key, *vault; /* (nullable): ids */
  const char *way, *version;                      /* (nullable): of Lock Environments */
} Objects;

static GtkWindow *
new_enable (KhOrganization *organization, const Objects *objects)
{
  const char *const environments[] = { objects->environment, NULL };

  return kh_enable_wizard_new (organization, objects->environment != NULL ? environments : NULL,
                               objects->policy);
}

static GtkWindow *
new_return (KhOrganization *organization, const Objects *objects)
{
  const char *const environments[] = { objects->environment, NULL };

  return kh_return_wizard_new (organization, environments);
}

static GtkWindow *
new_unlock (KhOrganization *organization, const Objects *objects)
{
  const char *const environments[] = { objects->environment, NULL };

  return kh_unlock_wizard_new (organization, objects->environment != NULL ? environments : NULL,
                               objects->policy);
}

/* Of several the narrowest. */
static GtkWindow *
new_lock (KhOrganization *organization, const Objects *objects)
{
  const KhLockWish wish = { objects->way, objects->version };

  if (objects->policy != NULL)
    return kh_lock_wizard_new_way (organization, KH_ITEM_POLICY, objects->policy, &wish);
  if (objects->key != NULL)
    return kh_lock_wizard_new_way (organization, KH_ITEM_KEY, objects->key, &wish);
  if (objects->vault != NULL)
    return kh_lock_wizard_new_way (organization, KH_ITEM_VAULT, objects->vault, &wish);
  return kh_lock_wizard_new (organization, KH_ITEM_ENVIRONMENT, objects->environment);
}

/* Of no environment there is nothing to change. */
static GtkWindow *
new_change (KhOrganization *organization, const Objects *objects)
{
  const char *const environments[] = { objects->environment, NULL };

  return objects->environment != NULL
             ? kh_change_wizard_new (organization, environments, objects->policy)
             : NULL;
}

/* Of no key there is nothing to say. */
static GtkWindow *
new_rotate (KhOrganization *organization, const Objects *objects)
{
  return objects->key != NULL ? kh_rotate_wizard_new (organization, objects->key) : NULL;
}

/* NULL: not without an object. */
static const struct {
  const char *name;
  GtkWindow *(*make) (KhOrganization *organization, const Objects *objects);
} wizards[] = {
  { "change", new_change }, { "enable", new_enable }, { "lock", new_lock },
  { "revert", new_return }, { "rotate", new_rotate }, { "unlock", new_unlock },
};

/* FALSE: something that is named does not exist, which is told. */
static gboolean
read_object (GtkWidget *widget, KhOrganization *organization, KhItemKind kind, const char *text,
             const char **id)
{
  g_autofree char *message = NULL;

  *id = find_object (organization, kind, text);
  if (text == NULL || *id != NULL)
    return TRUE;
  message = g_strdup_printf (_ ("%s no longer exists"), text);
  kh_toast (widget, message, NULL, NULL);
  return FALSE;
}

static gboolean
read_objects (GtkWidget *widget, KhOrganization *organization, GHashTable *query, Objects *objects)
{
  const struct {
    const char *name;
    KhItemKind kind;
    const char **id;
  } all[] = {
    { "environment", KH_ITEM_ENVIRONMENT, &objects->environment },
    { "policy", KH_ITEM_POLICY, &objects->policy },
    { "key", KH_ITEM_KEY, &objects->key },
    { "vault", KH_ITEM_VAULT, &objects->vault },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (!read_object (widget, organization, all[i].kind, g_hash_table_lookup (query, all[i].name),
                      all[i].id))
      return FALSE;
  return TRUE;
}

static void
show_unknown (GtkWidget *widget)
{
  kh_toast (widget, _ ("There is no page with this address"), NULL, NULL);
}

static void
open_wizard (GtkWidget *widget, KhOrganization *organization, guint which, const char *query)
{
  g_autoptr (GHashTable) parameters =
      g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  Objects objects = { NULL };
  GtkWindow *wizard;

  if (parameters == NULL)
    parameters = g_hash_table_new (g_str_hash, g_str_equal);
  if (!read_objects (widget, organization, parameters, &objects))
    return;
  objects.way = g_hash_table_lookup (parameters, "way");
  objects.version = g_hash_table_lookup (parameters, "version");
  wizard = wizards[which].make (organization, &objects);
  if (wizard != NULL)
    kh_wizard_show (wizard, widget);
  else
    show_unknown (widget);
}

gboolean
kh_wizard_uri_open (GtkWidget *widget, KhOrganization *organization, const char *uri)
{
  g_auto (GStrv) halves = NULL;

  if (!g_str_has_prefix (uri, PREFIX))
    return FALSE;
  halves = g_strsplit (uri + strlen (PREFIX), "?", 2);
  for (guint i = 0; i < G_N_ELEMENTS (wizards); i++)
    if (g_str_equal (wizards[i].name, halves[0])) {
      open_wizard (widget, organization, i, halves[1] != NULL ? halves[1] : "");
      return TRUE;
    }
  show_unknown (widget);
  return TRUE;
}
