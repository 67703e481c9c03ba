import { missingError, notFound, validationError, valueError } from "./errors";
import type { Field, Model } from "./schema";

/** A stored value: references are ids, empty is `false`, times are text. */
export type Stored = string | number | boolean | readonly number[];
export type Row = { readonly id: number; readonly [field: string]: Stored };
export type Values = Readonly<Record<string, unknown>>;

/** What a model computes itself, by field; asked at each read. */
export type Computed = Readonly<Record<string, Readonly<Record<string, (row: Row) => Stored>>>>;

/** Records in memory, with transactions: what a method did is undone when it fails. */
export type Store = ReturnType<typeof openStore>;

export function openStore(models: Readonly<Record<string, Model>>, clock: () => Date, computed: () => Computed) {
  const tables = new Map(Object.keys(models).map((model) => [model, new Map<number, Row>()]));
  let serial = 5000;
  let undo: (() => void)[] | null = null;

  function modelOf(model: string): Model {
    const found = models[model];
    if (found === undefined) throw notFound(`the model '${model}' does not exist`);
    return found;
  }

  function tableOf(model: string): Map<number, Row> {
    modelOf(model);
    return tables.get(model) ?? new Map();
  }

  function fieldOf(model: string, field: string): Field {
    const found = modelOf(model)[field];
    if (found === undefined) throw valueError(`Invalid field '${field}' on '${model}'`);
    return found;
  }

  function put(model: string, row: Row): void {
    const [table, before] = [tableOf(model), tableOf(model).get(row.id)];
    undo?.push(() => (before === undefined ? table.delete(row.id) : table.set(row.id, before)));
    table.set(row.id, row);
  }

  // PostgreSQL keeps fractions of a second and compares by them, although no answer shows them.
  const stamp = () => clock().toISOString().slice(0, 23).replace("T", " ");

  function get(model: string, id: number): Row {
    const row = tableOf(model).get(id);
    if (row === undefined) throw missingError(`Record does not exist or has been deleted.\n(Record: ${model}(${id},))`);
    return row;
  }

  /** The value as stored; a value of the wrong kind is refused, a reference must exist. */
  function checked(model: string, name: string, value: unknown): Stored {
    const field = fieldOf(model, name);
    const wrong = () => valueError(`Wrong value for ${model}.${name}: ${JSON.stringify(value)}`);
    if (field.computed === true) throw valueError(`Cannot write computed field ${model}.${name}`);
    if (value === false && field.kind !== "boolean") return field.kind === "float" || field.kind === "integer" ? 0 : false;
    switch (field.kind) {
      case "boolean":
        if (typeof value !== "boolean") throw wrong();
        return value;
      case "char":
        if (typeof value !== "string") throw wrong();
        return value;
      case "integer":
        if (typeof value !== "number" || !Number.isInteger(value)) throw wrong();
        return value;
      case "float":
        if (typeof value !== "number") throw wrong();
        return value;
      case "datetime":
        if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(value))
          throw valueError(`time data ${JSON.stringify(value)} does not match format '%Y-%m-%d %H:%M:%S'`);
        return value;
      case "selection":
        if (typeof value !== "string" || !field.of.includes(value)) throw wrong();
        return value;
      case "many2one":
        if (typeof value !== "number") throw wrong();
        get(field.model, value);
        return value;
      case "many2many": {
        if (!Array.isArray(value)) throw wrong();
        const ids = value.flatMap((command: unknown) => {
          if (!Array.isArray(command)) throw wrong();
          const [code, , ids] = command as unknown[];
          if (code !== 6 || !Array.isArray(ids)) throw wrong();
          return ids.map(Number);
        });
        for (const id of ids) get(field.model, id);
        return ids;
      }
      case "one2many":
        throw wrong();
    }
  }

  function emptyOf(field: Field): Stored {
    if (field.kind === "float" || field.kind === "integer") return 0;
    return field.kind === "many2many" ? [] : false;
  }

  return {
    models,
    modelOf,
    fieldOf,
    get,
    stamp,
    all: (model: string): Row[] => [...tableOf(model).values()].toSorted((a, b) => a.id - b.id),
    /** A field as it reads, computed ones and lists included. */
    value(model: string, row: Row, name: string): Stored {
      const field = fieldOf(model, name);
      const compute = computed()[model]?.[name];
      if (compute !== undefined) return compute(row);
      if (field.kind === "one2many") return [...tableOf(field.model).values()].filter((other) => other[field.by] === row.id).map((other) => other.id);
      return row[name] ?? emptyOf(field);
    },
    create(model: string, values: Values, id?: number): Row {
      const fields = modelOf(model);
      const given = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, checked(model, name, value)]));
      for (const [name, field] of Object.entries(fields)) {
        if (field.required === true && (given[name] === undefined || given[name] === false)) {
          throw validationError(`The operation cannot be completed: Create/update: a mandatory field is not set.\nModel: ${model}, Field: ${name}`);
        }
      }
      serial = Math.max(serial, id ?? 0) + 1;
      const row: Row = { create_date: stamp(), write_date: stamp(), ...given, id: id ?? serial };
      put(model, row);
      return row;
    },
    write(model: string, id: number, values: Values): Row {
      const given = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, checked(model, name, value)]));
      const row: Row = { ...get(model, id), ...given, id, write_date: stamp() };
      put(model, row);
      return row;
    },
    /** Sets what nobody may write from outside. */
    force(model: string, id: number, values: Readonly<Record<string, Stored>>): void {
      put(model, { ...get(model, id), ...values, id, write_date: stamp() });
    },
    /** Sets the time of the last change, as an import does that keeps the stamps of another database. */
    stampAs(model: string, id: number, at: string): void {
      put(model, { ...get(model, id), id, write_date: at });
    },
    remove(model: string, id: number): void {
      const [table, before] = [tableOf(model), get(model, id)];
      undo?.push(() => table.set(id, before));
      table.delete(id);
    },
    /** One call is one transaction. */
    transaction<Result>(work: () => Result): Result {
      undo = [];
      try {
        return work();
      } catch (error) {
        for (const step of undo.toReversed()) step();
        throw error;
      } finally {
        undo = null;
      }
    },
  };
}
