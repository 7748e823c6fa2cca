/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window that asks for something consists of: a header with the title between the button
 * that leaves and those that go on, and the content below. Where they do not fit beside each other,
 * because the window is narrow, the text large or a verb long, the buttons stand below the content
 * instead.
 *
 * Main thread.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KH_TYPE_ACTION_FRAME (kh_action_frame_get_type ())
G_DECLARE_FINAL_TYPE (KhActionFrame, kh_action_frame, KH, ACTION_FRAME, AdwBin)

/* Properties: "title" (nullable: none), "title-optional" (boolean: buttons stay in the header as
 * long as they fit without the title), "narrow" (boolean, read only: the buttons stand below).
 *
 * Children of a template: of type "start" the button that leaves, of type "end" those that go on,
 * the outermost first; all others are the content, one below the other. */

G_END_DECLS
