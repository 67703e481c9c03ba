import { problemOfName } from "@/lib/telemetry/message";
import { compoundName, valueOf } from "./data-type";
import type { WireMetric } from "./decode-payload";
import type { DeclaredMetric, ResolvedMetric } from "./effects";

type Definition = { readonly name: string; readonly dataType: number; readonly unit: string | null };
/** The time of what says none itself. */
type When = Pick<ResolvedMetric, "atMs" | "ownTime">;
type Unresolved = { readonly unresolved: string };

/** What the births of one edge node declared: its metrics by alias (unique per node) and by name (unique per node or device). */
export class AliasTable {
  private readonly byAlias = new Map<number, Definition & { readonly device: string }>();
  private readonly byName = new Map<string, Definition>();
  /** Aliases that stand for more than one metric: whose value it is cannot be said. */
  private readonly ambiguous = new Set<number>();

  /**
   * Takes the metrics of a birth; members of a template are metrics of their own, `template/member`. A device that is born again replaces what
   * it declared before. Answers what is wrong with the birth.
   */
  declare(device: string, metrics: readonly WireMetric[]): string[] {
    this.forget(device);
    return metrics.flatMap((metric) => this.declareOne(device, metric, ""));
  }

  /** What a device declared, or the node itself with `""`: the names that a person can map. */
  declared(device: string): DeclaredMetric[] {
    const prefix = key(device, "");
    return [...this.byName].flatMap(([at, { name, dataType, unit }]) => (at.startsWith(prefix) ? [{ name, dataType, unit }] : []));
  }

  /** Gives a metric its name, type and value, or the reason why that is not possible; a template gives one for each of its members. */
  resolve(device: string, metric: WireMetric, otherwise: When): (ResolvedMetric | Unresolved)[] {
    if (metric.template?.definition === true) return [];
    if (metric.template === null) return [this.resolveOne(device, metric, otherwise)];
    const name = metric.name ?? (metric.alias === null ? null : (this.byAlias.get(metric.alias)?.name ?? null));
    if (name === null) return [{ unresolved: `alias ${metric.alias ?? "(none)"} of a template was not declared` }];
    const { timestamp, historical, quality } = metric;
    return metric.template.members.flatMap((member) =>
      this.resolve(
        device,
        {
          ...member,
          name: member.name === null ? null : `${name}/${member.name}`,
          timestamp: member.timestamp ?? timestamp,
          historical: member.historical || historical,
          quality: member.quality ?? quality,
        },
        otherwise,
      ),
    );
  }

  private resolveOne(device: string, metric: WireMetric, otherwise: When): ResolvedMetric | Unresolved {
    const definition = this.definitionOf(device, metric);
    if (definition === undefined) return { unresolved: this.whyUnknown(metric) };
    const dataType = metric.dataType ?? definition.dataType;
    const compound = compoundName(dataType);
    if (compound !== null && !metric.isNull) return { unresolved: `metric ${definition.name} is ${compound}, which is not read` };
    const value = valueOf(dataType, metric.value);
    if (value === undefined) return { unresolved: `metric ${definition.name} has no readable value of type ${dataType}` };
    return {
      name: definition.name,
      ...(metric.timestamp === null ? otherwise : { atMs: metric.timestamp, ownTime: true }),
      value,
      quality: metric.quality,
      unit: metric.unit ?? definition.unit,
      historical: metric.historical,
    };
  }

  private declareOne(device: string, metric: WireMetric, prefix: string): string[] {
    const { alias, dataType, unit, template } = metric;
    if (template?.definition === true || metric.name === null) return [];
    const name = `${prefix}${metric.name}`;
    const tooLong = problemOfName("the name of a metric", name);
    if (tooLong !== null) return [tooLong];
    const type = dataType ?? (template === null ? null : TEMPLATE);
    if (type === null) return [];
    const problems = alias === null ? [] : this.declareAlias(alias, { name, dataType: type, unit, device });
    if (template === null) {
      this.byName.set(key(device, name), { name, dataType: type, unit });
      return problems;
    }
    return [...problems, ...template.members.flatMap((member) => this.declareOne(device, member, `${name}/`))];
  }

  private declareAlias(alias: number, definition: Definition & { readonly device: string }): string[] {
    const other = this.byAlias.get(alias);
    if (other === undefined && !this.ambiguous.has(alias)) {
      this.byAlias.set(alias, definition);
      return [];
    }
    this.byAlias.delete(alias);
    this.ambiguous.add(alias);
    return [`alias ${alias} stands for more than one metric, ${other?.name ?? "others"} and ${definition.name}`];
  }

  private whyUnknown({ name, alias }: WireMetric): string {
    if (name !== null) return `metric ${name.slice(0, LONGEST_TOLD)} was not declared`;
    return alias !== null && this.ambiguous.has(alias) ? `alias ${alias} stands for more than one metric` : `alias ${alias ?? "(none)"} was not declared`;
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

const TEMPLATE = 19;
/** So much of a name is told in a reason. */
const LONGEST_TOLD = 200;

function key(device: string, name: string): string {
  return `${device}\u0000${name}`;
}
