/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a wizard's draft: thrown away, put aside, taken up again. */
#include "kh-wizard-private.h"

#include "kh-kept-drafts.h"
#include "kh-rows.h"
#include "kh-text.h"

static const char *
organization_id (KhWizard *self)
{
  return kh_organization_get_place (_kh_wizard_get_private (self)->organization)->subscription;
}

static const KhKeptDraft *
find_draft (KhWizard *self)
{
  const char *address = _kh_wizard_get_private (self)->address;

  return address != NULL ? kh_kept_drafts_find (organization_id (self), address) : NULL;
}

void
_kh_wizard_forget_draft (KhWizard *self)
{
  const char *address = _kh_wizard_get_private (self)->address;

  if (address != NULL)
    kh_kept_drafts_drop (organization_id (self), address);
}

static void
keep_draft (KhWizard *self)
{
  KhWizardPrivate *priv = _kh_wizard_get_private (self);
  guint page = 0;

  g_ptr_array_find (priv->pages, priv->current, &page);
  kh_kept_drafts_put (organization_id (self), priv->address,
                      KH_WIZARD_GET_CLASS (self)->save (self), page,
                      kh_organization_now (priv->organization));
}

void
kh_wizard_put_aside (KhWizard *self)
{
  if (kh_wizard_is_dirty (self) && _kh_wizard_get_private (self)->address != NULL)
    keep_draft (self);
  _kh_wizard_leave (self);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
destroy_cb (gpointer data)
{
  g_autoptr (KhWizard) self = data;

  gtk_window_destroy (GTK_WINDOW (self));
}

/* The question is still in front of the wizard while it tells the answer: the wizard goes after it.
 */
static void
on_response_cb (AdwMessageDialog *dialog, const char *response, KhWizard *self)
{
  _kh_wizard_get_private (self)->asking = FALSE;
  if (g_str_equal (response, "discard"))
    _kh_wizard_forget_draft (self);
  else if (g_str_equal (response, "aside"))
    keep_draft (self);
  else
    return;
  _kh_wizard_leave (self);
  g_idle_add_once (destroy_cb, g_object_ref (self));
}

void
_kh_wizard_ask (KhWizard *self)
{
  KhWizardPrivate *priv = _kh_wizard_get_private (self);
  const char *body = priv->address != NULL
                         ? _ ("Nothing has been changed yet. The draft can be kept until Keyhold "
                              "quits.")
                         : _ ("Nothing has been changed yet.");
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (self), _ ("Discard This Draft?"), body));

  priv->asking = TRUE;
  adw_message_dialog_add_response (dialog, "keep", _ ("Keep _Editing"));
  if (priv->address != NULL)
    adw_message_dialog_add_response (dialog, "aside", _ ("_Keep Draft"));
  adw_message_dialog_add_response (dialog, "discard", _ ("_Discard"));
  adw_message_dialog_set_response_appearance (dialog, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "keep");
  adw_message_dialog_set_close_response (dialog, "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response_cb), self, 0);
  kh_set_plain_names (GTK_WIDGET (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
_kh_wizard_show_offer (KhWizard *self)
{
  KhWizardPrivate *priv = _kh_wizard_get_private (self);
  const KhKeptDraft *draft = find_draft (self);
  gboolean first = priv->pages->len > 0 && priv->current == g_ptr_array_index (priv->pages, 0);

  if (draft != NULL) {
    g_autofree char *at = kh_text_clock (draft->at, kh_organization_now (priv->organization));
    g_autofree char *text = g_strdup_printf (_ ("Continue the draft from %s"), at);

    gtk_label_set_text (priv->offer_label, text);
  }
  gtk_revealer_set_reveal_child (priv->offer_revealer, draft != NULL && first);
}

void
_kh_wizard_continue (KhWizard *self)
{
  KhWizardPrivate *priv = _kh_wizard_get_private (self);
  const KhKeptDraft *draft = find_draft (self);
  guint to = draft != NULL ? MIN (draft->page, priv->pages->len - 1) : 0;
  guint page = 0;

  if (draft == NULL)
    return;
  KH_WIZARD_GET_CLASS (self)->restore (self, draft->values);
  _kh_wizard_forget_draft (self);
  while (page < to && kh_wizard_page_get_reason (g_ptr_array_index (priv->pages, page)) == NULL)
    page++;
  if (page == 0)
    _kh_wizard_show_offer (self);
  else
    kh_wizard_go (self, g_ptr_array_index (priv->pages, page));
}
