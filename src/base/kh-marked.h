/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks what is shown to people but is no sentence of the tenant, such as the name of a geography:
 * it is translated as it is. */
#pragma once

#define N_(text) text
