/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libraries lose on purpose or by mistake, told to the leak sanitizer where it is allocated.
 *
 * The sanitizer would know these by their whole stacks alone, and to walk those at each allocation
 * makes a test ten times slower. */
#if defined(__SANITIZE_ADDRESS__)
#include <dlfcn.h>
#include <gio/gio.h>
#include <sanitizer/lsan_interface.h>

/* GLib's first table of quarks is too small for a program that registers every class, and given up
 * on purpose. It is made while GLib is loaded: what libraries allocate before the program begins is
 * theirs. This runs before the first library does. */
static void
before_libraries (int argc, char **argv, char **environment)
{
  __lsan_disable ();
}

__attribute__ ((section (".preinit_array"),
                used)) static void (*const first) (int, char **, char **) = before_libraries;

/* Runs after the last library has. */
__attribute__ ((constructor (101))) static void
after_libraries (void)
{
  __lsan_enable ();
}

typedef GSource *(*NewSource) (GSourceFuncs *, guint);

static const GSourceFuncs *
functions_of_cancellables (void)
{
  GSource *source = g_cancellable_source_new (NULL);
  const GSourceFuncs *functions = source->source_funcs;

  g_source_unref (source);
  return functions;
}

/* GLib 2.74 loses the source of a cancellable that one thread cancels while another disposes of the
 * source. */
GSource *
g_source_new (GSourceFuncs *functions, guint size)
{
  static const GSourceFuncs *cancellables; /* (atomic) */
  static gboolean asking;                  /* (atomic) */
  NewSource new_source = (NewSource)dlsym (RTLD_NEXT, "g_source_new");
  GSource *source = new_source (functions, size);

  if (g_atomic_int_compare_and_exchange (&asking, FALSE, TRUE))
    g_atomic_pointer_set (&cancellables, functions_of_cancellables ());
  if (functions == g_atomic_pointer_get (&cancellables))
    __lsan_ignore_object (source);
  return source;
}
typedef void (*GetBus) (GBusType, GCancellable *, GAsyncReadyCallback, gpointer);

typedef struct {
  GAsyncReadyCallback callback;
  gpointer data;
} Answer;

static void
answer_unwatched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  __lsan_disable ();
  answer->callback (source, result, answer->data);
  __lsan_enable ();
  g_free (answer);
}

/* libcloudproviders, which the file chooser brings, loses two names of folders when it has asked
 * for the bus. */
void
g_bus_get (GBusType type, GCancellable *cancellable, GAsyncReadyCallback callback,
           gpointer user_data)
{
  GetBus get_bus = (GetBus)dlsym (RTLD_NEXT, "g_bus_get");
  Dl_info caller;
  Answer *answer;

  if (!dladdr ((gpointer)callback, &caller) || !strstr (caller.dli_fname, "libcloudproviders")) {
    get_bus (type, cancellable, callback, user_data);
    return;
  }
  answer = g_new (Answer, 1);
  *answer = (Answer){ callback, user_data };
  get_bus (type, cancellable, answer_unwatched, answer);
}
#else
typedef int KhNothingIsLost;
#endif
