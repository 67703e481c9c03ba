import type { MappingChoices } from "@/lib/queries/admin/signal-mappings";

/** The work units of a site, as a list offers them. */
export function unitOptions({ units }: Pick<MappingChoices, "units">, siteId: string): { value: string; label: string }[] {
  return units.filter((unit) => unit.siteId === siteId).map(({ id, code, name }) => ({ value: id, label: name === code ? code : `${code}, ${name}` }));
}
