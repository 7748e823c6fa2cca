/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The card of a locked environment. */
#include "kh-locked-card.h"

#include "kh-facts.h"
#include "kh-rows.h"
#include "kh-text.h"

struct _KhLockedCard {
  AdwBin parent_instance;

  GtkLabel *cause, *deletion;
  KhOrganization *organization; /* (owned) */
  KhTime deletion_at;
  guint tick;
};

G_DEFINE_FINAL_TYPE (KhLockedCard, kh_locked_card, ADW_TYPE_BIN)

/* What happened to the object, with and without the person's name. */
typedef struct {
  const char *trigger;
  const char *with_person; /* object, person, time */
  const char *without;     /* object, time */
} Cause;

static const Cause causes[] = {
  { "disable-key", N_ ("Key %s was disabled by %s on %s."), N_ ("Key %s was disabled on %s.") },
  { "disable-version", N_ ("Key version %s was disabled by %s on %s."),
    N_ ("Key version %s was disabled on %s.") },
  { "delete-key", N_ ("Key %s was deleted by %s on %s."), N_ ("Key %s was deleted on %s.") },
  { "purge", N_ ("Key %s was purged by %s on %s."), N_ ("Key %s was purged on %s.") },
  { "delete-vault", N_ ("Vault %s was deleted by %s on %s."), N_ ("Vault %s was deleted on %s.") },
  { "revoke-grant", N_ ("The access of the policy to %s was revoked by %s on %s."),
    N_ ("The access of the policy to %s was revoked on %s.") },
  { "switch-permission-model",
    N_ ("Vault %s was switched to another permission model by %s on %s."),
    N_ ("Vault %s was switched to another permission model on %s.") },
  { "redeploy-template", N_ ("The access policies of %s were removed by %s on %s."),
    N_ ("The access policies of %s were removed on %s.") },
  { "close-network", N_ ("Vault %s was closed to the network by %s on %s."),
    N_ ("Vault %s was closed to the network on %s.") },
  { "network-rule", N_ ("A network rule of %s that keeps the service out was made by %s on %s."),
    N_ ("A network rule of %s keeps the service out since %s.") },
  { "expire-key", NULL, N_ ("Key %s expired on %s.") },
  { "not-yet-valid", NULL, N_ ("Key %s is not active yet; noticed on %s.") },
  { "delete-policy", N_ ("Policy %s was deleted by %s on %s."),
    N_ ("Policy %s was deleted on %s.") },
};

/* (transfer full): "cmk-eu-test 2f81…" of "kv-contoso-eu/cmk-eu-test/2f81…", but "cmk-eu-test"
 * where it happened to the key as a whole; a vault stays. */
static char *
name_object (const char *trigger, const char *object)
{
  static const char *const of_keys[] = { "disable-key", "delete-key", "purge", NULL };
  static const char *const of_vaults[] = { "delete-vault",
                                           "switch-permission-model",
                                           "redeploy-template",
                                           "close-network",
                                           "network-rule",
                                           "revoke-grant",
                                           NULL };
  g_auto (GStrv) parts = g_strsplit (object != NULL ? object : "", "/", 3);
  guint n = g_strv_length (parts);
  g_autofree char *version = NULL;

  if (n < 2 || g_strv_contains (of_vaults, trigger))
    return g_strdup (n > 0 ? parts[0] : "");
  if (n < 3 || g_strv_contains (of_keys, trigger))
    return g_strdup (parts[1]);
  version = kh_text_short_id (parts[2]);
  return g_strdup_printf ("%s %s", parts[1], version);
}

char *
kh_locked_cause (KhItem *environment, const char *person, KhTime now)
{
  const char *trigger = kh_item_string (environment, "lockCause.trigger");
  const char *text = kh_item_string (environment, "lockCause.text");
  /* What is kept of a lock is the key; of a policy that is gone the environment knows the name. */
  const char *policy = g_strcmp0 (trigger, "delete-policy") == 0
                           ? kh_item_string (environment, "policy.name")
                           : NULL;
  g_autofree char *object =
      policy != NULL    ? g_strdup (policy)
      : trigger != NULL ? name_object (trigger, kh_item_string (environment, "lockCause.object"))
                        : NULL;
  g_autofree char *time = kh_text_time (kh_fact_time (environment, "lockedAt"), now);

  for (guint i = 0; trigger != NULL && i < G_N_ELEMENTS (causes); i++) {
    const Cause *cause = &causes[i];

    if (!g_str_equal (cause->trigger, trigger))
      continue;
    if (person != NULL && cause->with_person != NULL)
      return g_strdup_printf (_ (cause->with_person), object, person, time);
    return g_strdup_printf (_ (cause->without), object, time);
  }
  return g_strdup_printf ("%s %s.", text != NULL ? text : _ ("Access to the key is lost."), time);
}

static gboolean tick_cb (gpointer data);

static void
show_deletion (KhLockedCard *self)
{
  KhTime now = kh_organization_now (self->organization);
  KhTime left = MAX (self->deletion_at - now, 0);
  g_autofree char *time = kh_text_time (self->deletion_at, now);
  g_autofree char *span = kh_text_duration (left);
  g_autofree char *text = g_strdup_printf (
      _ ("Deleted with all data on %s unless it is unlocked: %s left."), time, span);

  gtk_label_set_text (self->deletion, text);
  kh_set_time (GTK_WIDGET (self->deletion), self->deletion_at);
  self->tick = g_timeout_add_seconds (left <= KH_HOUR ? 1 : 60, tick_cb, self);
}

static gboolean
tick_cb (gpointer data)
{
  show_deletion (KH_LOCKED_CARD (data));
  return G_SOURCE_REMOVE;
}

static void
kh_locked_card_dispose (GObject *object)
{
  KhLockedCard *self = KH_LOCKED_CARD (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->organization);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_LOCKED_CARD);
  G_OBJECT_CLASS (kh_locked_card_parent_class)->dispose (object);
}

static void
kh_locked_card_class_init (KhLockedCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_locked_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-locked-card.ui");
  gtk_widget_class_bind_template_child (widget_class, KhLockedCard, cause);
  gtk_widget_class_bind_template_child (widget_class, KhLockedCard, deletion);
}

static void
kh_locked_card_init (KhLockedCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kh_locked_card_new (KhOrganization *organization, KhItem *environment, const char *person)
{
  KhLockedCard *self = g_object_new (KH_TYPE_LOCKED_CARD, NULL);
  g_autofree char *cause =
      kh_locked_cause (environment, person, kh_organization_now (organization));
  g_autofree char *text = g_strdup_printf (
      _ ("%s Nobody can read the data, administrators and Microsoft included."), cause);

  self->organization = g_object_ref (organization);
  self->deletion_at = kh_fact_time (environment, "deletionAt");
  gtk_label_set_text (self->cause, text);
  if (self->deletion_at != KH_TIME_NONE)
    show_deletion (self);
  else
    gtk_widget_set_visible (GTK_WIDGET (self->deletion), FALSE);
  return GTK_WIDGET (self);
}
