import { valueOf } from "./data-type";
import type { WireMetric } from "./decode-payload";
import type { ResolvedMetric } from "./effects";

type Definition = { readonly name: string; readonly dataType: number };

/** What the births of one edge node declared: its metrics by alias (unique per node) and by name (unique per node or device). */
export class AliasTable {
  private readonly byAlias = new Map<number, Definition & { readonly device: string }>();
  private readonly byName = new Map<string, Definition>();

  /** Takes the metrics of a birth. A device that is born again replaces what it declared before. */
  declare(device: string, metrics: readonly WireMetric[]): void {
    this.forget(device);
    for (const { name, alias, dataType } of metrics) {
      if (name === null || dataType === null) continue;
      this.byName.set(key(device, name), { name, dataType });
      if (alias !== null) this.byAlias.set(alias, { name, dataType, device });
    }
  }

  /** Gives a metric its name, type and value, or the reason why that is not possible. */
  resolve(device: string, metric: WireMetric, fallbackMs: number): ResolvedMetric | { readonly unresolved: string } {
    const definition = this.definitionOf(device, metric);
    if (definition === undefined) return { unresolved: metric.name === null ? `alias ${metric.alias ?? "(none)"} was not declared` : `metric ${metric.name} was not declared` };
    const value = valueOf(metric.dataType ?? definition.dataType, metric.value);
    if (value === undefined) return { unresolved: `metric ${definition.name} has no readable value of type ${metric.dataType ?? definition.dataType}` };
    return { name: definition.name, atMs: metric.timestamp ?? fallbackMs, value, quality: metric.quality, historical: metric.historical };
  }

  private definitionOf(device: string, metric: WireMetric): Definition | undefined {
    if (metric.name !== null) return this.byName.get(key(device, metric.name));
    const found = metric.alias === null ? undefined : this.byAlias.get(metric.alias);
    return found?.device === device ? found : undefined;
  }

  private forget(device: string): void {
    for (const [alias, definition] of this.byAlias) if (definition.device === device) this.byAlias.delete(alias);
    const prefix = key(device, "");
    for (const name of this.byName.keys()) if (name.startsWith(prefix)) this.byName.delete(name);
  }
}

function key(device: string, name: string): string {
  return `${device}\u0000${name}`;
}
