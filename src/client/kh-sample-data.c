/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and files for the environments of the sample: the same every time. */
#include "kh-sample-private.h"

#include "kh-client-i18n.h"
#include "kh-data-api.h"

/* Writes the whole content of one item. */
typedef void (*Writer) (GString *out, GRand *rand, guint n);

static const char *const companies[] = { "Adatum",        "Alpine Ski House", "Fabrikam",
                                         "Fourth Coffee", "Litware",          "Lucerne",
                                         "Northwind",     "Proseware",        "Relecloud",
                                         "Tailspin Toys", "Wide World",       "Wingtip" };
static const char *const cities[] = { "Aarhus", "Boston", "Denver", "Ghent",  "Kyoto", "Leeds",
                                      "Lyon",   "Osaka",  "Porto",  "Tacoma", "Turin", "Utrecht" };
static const char *const first_names[] = { "Ana",  "Ben",  "Carla", "Deniz", "Emil", "Farah",
                                           "Gita", "Hugo", "Ines",  "Jonas", "Kofi", "Lena" };
static const char *const last_names[] = { "Albers",  "Brandt", "Costa", "Diallo",
                                          "Eriksen", "Ferro",  "Gupta", "Haas",
                                          "Ibarra",  "Jansen", "Kim",   "Lopes" };
static const char *const things[] = { "pump",  "valve",  "sensor", "gasket", "bearing", "filter",
                                      "motor", "switch", "relay",  "cable",  "panel",   "pipe" };

#define PICK(rand, words) words[g_rand_int_range (rand, 0, (gint32)G_N_ELEMENTS (words))]

void
kh_sample_write_accounts (GString *out, GRand *rand, guint n)
{
  g_string_append (out, "account,name,city,employees,revenue\r\n");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        out, "A-%05u,%s %s,%s,%d,%d.%02d\r\n", i + 1, PICK (rand, companies), PICK (rand, cities),
        PICK (rand, cities), g_rand_int_range (rand, 3, 4000),
        g_rand_int_range (rand, 9000, 9000000), g_rand_int_range (rand, 0, 100));
}

static void
write_contacts (GString *out, GRand *rand, guint n)
{
  g_string_append (out, "contact,first_name,last_name,account,phone\r\n");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "C-%05u,%s,%s,A-%05d,+1 555 01%02d\r\n", i + 1,
                            PICK (rand, first_names), PICK (rand, last_names),
                            g_rand_int_range (rand, 1, 400), g_rand_int_range (rand, 0, 100));
}

static void
write_orders (GString *out, GRand *rand, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out,
                            "{\"order\":\"S-%06u\",\"account\":\"A-%05d\",\"item\":\"%s\","
                            "\"pieces\":%d,\"price\":%d}\n",
                            i + 1, g_rand_int_range (rand, 1, 400), PICK (rand, things),
                            g_rand_int_range (rand, 1, 60), g_rand_int_range (rand, 4, 900));
}

static void
write_report (GString *out, GRand *rand, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out,
                            "Visit %u: %s %s saw the %s at %s in %s. It runs at %d percent; the "
                            "next visit is due in %d days.\n",
                            i + 1, PICK (rand, first_names), PICK (rand, last_names),
                            PICK (rand, things), PICK (rand, companies), PICK (rand, cities),
                            g_rand_int_range (rand, 40, 101), g_rand_int_range (rand, 7, 90));
}

static void
write_drawing (GString *out, GRand *rand, guint n)
{
  g_string_append (out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1000 1000\">\n");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"#%06x\"/>\n",
                            g_rand_int_range (rand, 0, 1000), g_rand_int_range (rand, 0, 1000),
                            g_rand_int_range (rand, 3, 60), g_rand_int (rand) & 0xffffff);
  g_string_append (out, "</svg>\n");
}

#define FLOW_SCHEMA                                                                                \
  "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/"              \
  "workflowdefinition.json#"

/* A flow that others start by its address: it stays on the Microsoft key (domain.md 5.2). */
static void
write_flow (GString *out, GRand *rand, guint n)
{
  g_string_append (out,
                   "{\n  \"properties\": {\n    \"connectionReferences\": {},\n"
                   "    \"definition\": {\n      \"$schema\": \"" FLOW_SCHEMA "\",\n"
                   "      \"contentVersion\": \"1.0.0.0\",\n      \"triggers\": {\n"
                   "        \"manual\": { \"type\": \"Request\", \"kind\": \"Http\" }\n      },\n"
                   "      \"actions\": {\n");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        out,
        "        \"Tell_%u\": { \"type\": \"Compose\", \"inputs\": \"The %s of %s\", "
        "\"runAfter\": {} }%s\n",
        i + 1, PICK (rand, things), PICK (rand, companies), i + 1 < n ? "," : "");
  g_string_append (out, "      }\n    }\n  },\n  \"schemaVersion\": \"1.0.0.0\"\n}\n");
}

typedef struct {
  const char *environment, *name, *kind;
  Writer write;
  guint n;
} Item;

static const Item items[] = {
  { "Contoso (default)", "employees.csv", "auto", write_contacts, 120 },
  { "Customer Service", "contacts.csv", "auto", write_contacts, 900 },
  { "Customer Service", "cases.jsonl", "auto", write_orders, 1200 },
  { "Customer Service", "handbook.txt", "file", write_report, 4000 },
  { "Customer Service", "escalations.svg", "file", write_drawing, 300 },
  { "Customer Service", "open a case.json", "auto", write_flow, 6 },
  { "Customer Service", "ask for a call.json", "auto", write_flow, 3 },
  { "Sales Production", "accounts.csv", "auto", kh_sample_write_accounts, 400 },
  { "Sales Production", "contacts.csv", "auto", write_contacts, 1500 },
  { "Sales Production", "orders.jsonl", "auto", write_orders, 4000 },
  { "Sales Production", "territories.svg", "file", write_drawing, 800 },
  { "Sales Production", "visits.txt", "file", write_report, 12000 },
  { "Sales Production", "price list.csv", "file", kh_sample_write_accounts, 2000 },
  { "Finance Production", "invoices.jsonl", "auto", write_orders, 2500 },
  { "Finance Production", "suppliers.csv", "auto", kh_sample_write_accounts, 300 },
  { "Finance Production", "audit 2025.txt", "file", write_report, 6000 },
  { "Document Archive", "contracts.txt", "file", write_report, 9000 },
  { "Document Archive", "floor plans.svg", "file", write_drawing, 1500 },
  { "Partner Portal", "partners.csv", "auto", kh_sample_write_accounts, 150 },
  { "Field Service Test", "work orders.jsonl", "auto", write_orders, 700 },
  { "Field Service Test", "visits.txt", "file", write_report, 1500 },
  { "Marketing Sandbox", "leads.csv", "auto", write_contacts, 500 },
  { "Marketing Sandbox", "logo.svg", "file", write_drawing, 60 },
  { "Design Team", "sketches.svg", "file", write_drawing, 400 },
  { "Mika's Developer", "things.jsonl", "auto", write_orders, 80 },
};

static gboolean
send_item (KhSample *self, const Item *item, GError **error)
{
  g_autoptr (GString) content = g_string_new (NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_str_hash (item->name));
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (KhJson) report = NULL;
  const KhImportDraft draft = { .environment = item->environment,
                                .name = item->name,
                                .kind = item->kind };

  item->write (content, rand, item->n);
  stream = g_memory_input_stream_new_from_data (content->str, (gssize)content->len, NULL);
  report = kh_sample_get (self, kh_data_api_import (&draft, stream, (gint64)content->len), error);
  if (report == NULL || kh_json_length (report, "refused") == 0)
    return report != NULL;
  kh_set_error (error, KH_ERROR_INTERNAL, "%s was not taken", item->name);
  return FALSE;
}

gboolean
kh_sample_add_data (KhSample *self, const KhSampleStep *step, GError **error)
{
  kh_sample_say (self, _ ("Filling %s"), step->what);
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    if (g_str_equal (items[i].environment, step->what) && !send_item (self, &items[i], error))
      return FALSE;
  return TRUE;
}
