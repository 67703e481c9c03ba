import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { PlantData } from "@/lib/erp/tryton/plant-data";
import { BOM_USE, ROUTING, UNIT, WORK_CENTER } from "@/lib/erp/tryton/record-types";
import type { RecordType } from "@/lib/erp/tryton/records";
import { TrytonSettings } from "@/lib/erp/tryton/settings";
import { decode } from "@/lib/erp/tryton/values";

/** Rows as a real server answered them, read as the client reads them. */
export function recorded<Row>(name: string, type: RecordType<Row>): Row[] {
  const text = readFileSync(fileURLToPath(new URL(`../__fixtures__/${name}.json`, import.meta.url)), "utf8");
  return z.array(type.schema).parse(decode(JSON.parse(text)));
}

/** The recorded row with that id. */
export function recordedRow<Row extends { readonly id: number }>(name: string, type: RecordType<Row>, id: number): Row {
  const row = recorded(name, type).find((one) => one.id === id);
  if (row === undefined) throw new Error(`${name} has no row ${id}`);
  return row;
}

/** The plant's data of the recorded factory. */
export function recordedPlant(settings: object = {}): PlantData {
  return {
    settings: TrytonSettings.parse({ url: "http://127.0.0.1:8000/", database: "erp", user: "mes", site: "PLANT-1", timeZone: "Europe/Berlin", ...settings }),
    source: "tryton/erp",
    currency: "EUR",
    units: recorded("units", UNIT),
    uses: recorded("bom-uses", BOM_USE),
    routings: recorded("routings", ROUTING),
    workCenters: recorded("work-centers", WORK_CENTER),
    mapping: { revision: 0, since: 0 },
    components: new Set([1, 2, 8]),
  };
}
