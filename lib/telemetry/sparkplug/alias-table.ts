import { problemOfName } from "@/lib/telemetry/message";
import { compoundName, problemOfValue, valueOf } from "./data-type";
import type { WireMetric } from "./decode-payload";
import type { DeclaredMetric, ResolvedMetric } from "./effects";

type Definition = { readonly name: string; readonly dataType: number; readonly unit: string | null };
type Owned = Definition & { readonly device: string };
/** What one birth declared; `taken` is the room that it takes, one for the birth and one for each metric in it. */
type DeviceDeclared = { readonly names: Map<string, Definition>; readonly aliases: Set<number | bigint>; taken: number };
/** The time of what says none itself. */
type When = Pick<ResolvedMetric, "atMs" | "ownTime">;
/** Why a metric cannot be told. `missing`: another birth could tell what it is. */
export type Unresolved = { readonly unresolved: string; readonly missing?: true };

/**
 * How many devices and metrics the births of all edge nodes of a host may declare together, and those of one node: names that are made up one after the other must not
 * take the memory of all others.
 */
export class DeclaredRoom {
  private taken = 0;

  constructor(
    private readonly most: number,
    readonly mostOfNode: number,
  ) {}

  /** False, and nothing is taken, when there is no room. */
  take(): boolean {
    if (this.taken >= this.most) return false;
    this.taken += 1;
    return true;
  }

  giveBack(count: number): void {
    this.taken -= count;
  }
}

/** What the births of one edge node declared: its metrics by alias (unique per node) and by name (unique per node or device). */
export class AliasTable {
  /** All that the births in force say of an alias. Of one that stands for more than one metric nobody can say whose value it is. */
  private readonly byAlias = new Map<number | bigint, Owned[]>();
  private readonly byDevice = new Map<string, DeviceDeclared>();
  private size = 0;

  constructor(private readonly room: DeclaredRoom) {}

  /**
   * Takes the metrics of a birth; members of a template are metrics of their own, `template/member`. A device that is born again replaces what
   * it declared before. Answers what is wrong with the birth, such as that no room is left for it.
   */
  declare(device: string, metrics: readonly WireMetric[]): string[] {
    this.forget(device);
    if (!this.take()) return [NO_ROOM];
    this.byDevice.set(device, { names: new Map(), aliases: new Set(), taken: 1 });
    return metrics.flatMap((metric) => this.declareOne(device, metric, ""));
  }

  /** What a device declared, or the node itself with `""`: the names that a person can map. */
  declared(device: string): DeclaredMetric[] {
    return [...(this.byDevice.get(device)?.names.values() ?? [])].map(({ name, dataType, unit }) => ({ name, dataType, unit }));
  }

  /** Whether a birth of the device, or of the node itself, was taken. */
  has(device: string): boolean {
    return this.byDevice.has(device);
  }

  /** Forgets everything, because another table takes its place. */
  clear(): void {
    this.room.giveBack(this.size);
    this.size = 0;
    this.byAlias.clear();
    this.byDevice.clear();
  }

  private take(): boolean {
    if (this.size >= this.room.mostOfNode || !this.room.take()) return false;
    this.size += 1;
    return true;
  }

  /** Gives a metric its name, type and value, or the reason why that is not possible; a template gives one for each of its members. */
  resolve(device: string, metric: WireMetric, otherwise: When): (ResolvedMetric | Unresolved)[] {
    if (metric.template?.definition === true) return [];
    if (metric.template === null) return [this.resolveOne(device, metric, otherwise)];
    const name = metric.name ?? (metric.alias === null ? null : (this.ofAlias(metric.alias)?.name ?? null));
    if (name === null) return [{ unresolved: `alias ${metric.alias ?? "(none)"} of a template was not declared`, missing: true }];
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
    if (definition === undefined) return this.whyUnknown(metric);
    const dataType = metric.dataType ?? definition.dataType;
    const compound = compoundName(dataType);
    if (compound !== null && !metric.isNull) return { unresolved: `metric ${definition.name} is ${compound}, which is not read` };
    const value = valueOf(dataType, metric.value);
    if (value === undefined) return { unresolved: `metric ${definition.name} has ${problemOfValue(dataType, metric.value)}` };
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
    const known = this.byDevice.get(device);
    if (known === undefined || !this.take()) return [NO_ROOM];
    known.taken += 1;
    const problems = alias === null ? [] : this.declareAlias(alias, { name, dataType: type, unit, device });
    if (alias !== null) known.aliases.add(alias);
    if (template === null) {
      known.names.set(name, { name, dataType: type, unit });
      return problems;
    }
    return [...problems, ...template.members.flatMap((member) => this.declareOne(device, member, `${name}/`))];
  }

  private declareAlias(alias: number | bigint, definition: Owned): string[] {
    const others = this.byAlias.get(alias);
    if (others === undefined) {
      this.byAlias.set(alias, [definition]);
      return [];
    }
    const [other] = others;
    others.push(definition);
    return [`alias ${alias} stands for more than one metric, ${others.length === 2 ? other?.name : "others"} and ${definition.name}`];
  }

  /** The one metric that an alias stands for. */
  private ofAlias(alias: number | bigint): Owned | undefined {
    const all = this.byAlias.get(alias);
    return all?.length === 1 ? all[0] : undefined;
  }

  private whyUnknown({ name, alias }: WireMetric): Unresolved {
    if (name !== null) return { unresolved: `metric ${name.slice(0, LONGEST_TOLD)} was not declared`, missing: true };
    // Another birth would say the same again.
    if (alias !== null && (this.byAlias.get(alias)?.length ?? 0) > 1) return { unresolved: `alias ${alias} stands for more than one metric` };
    return { unresolved: `alias ${alias ?? "(none)"} was not declared`, missing: true };
  }

  private definitionOf(device: string, metric: WireMetric): Definition | undefined {
    if (metric.name !== null) return this.byDevice.get(device)?.names.get(metric.name);
    const found = metric.alias === null ? undefined : this.ofAlias(metric.alias);
    return found?.device === device ? found : undefined;
  }

  private forget(device: string): void {
    const known = this.byDevice.get(device);
    if (known === undefined) return;
    for (const alias of known.aliases) {
      const others = this.byAlias.get(alias)?.filter((one) => one.device !== device) ?? [];
      if (others.length === 0) this.byAlias.delete(alias);
      else this.byAlias.set(alias, others);
    }
    this.byDevice.delete(device);
    this.size -= known.taken;
    this.room.giveBack(known.taken);
  }
}

const NO_ROOM = "edge nodes declare more devices and metrics than are taken";
const TEMPLATE = 19;
/** So much of a name is told in a reason. */
const LONGEST_TOLD = 200;
