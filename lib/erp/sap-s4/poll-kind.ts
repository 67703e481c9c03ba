import type { z } from "zod";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import type { Query, SapCalls, Service } from "./client";
import { instantOf, instantOfStamp, literal, offsetLiteral, stampOf } from "./edm";
import type { PlantData } from "./plant-data";
import type { Place } from "./poll-cursor";
import type { SapSettings } from "./settings";

/** A row's messages, made when they are asked for: a row that cannot be mapped throws there, alone. */
export type Mapped<Row> = (row: Row) => InboundMessage[];

/** The field by which changes are found. Its text in a cursor sorts as its instants do. */
export type Stamp = {
  readonly field: string;
  /** From SAP's JSON to the text of a cursor. */
  read(json: string): string;
  /** Of the text of a cursor, in a URL. */
  literal(stamp: string): string;
  /** So many seconds before, negative ones after; `tick` is the smallest step. */
  earlier(stamp: string, seconds: number): string;
  after(stamp: string): string;
};

/** Fourteen digits, as orders have them: a string, so a date in the filter would fail. */
export const digits = (field: string): Stamp => {
  const shift = (stamp: string, seconds: number) => stampOf(new Date((instantOfStamp(stamp)?.getTime() ?? 0) + seconds * 1000));
  return { field, read: (json) => json, literal, earlier: (stamp, seconds) => shift(stamp, -seconds), after: (stamp) => shift(stamp, 1) };
};

/** An instant, as most masters have it. In a cursor it is ISO text. */
export const offset = (field: string): Stamp => {
  const shift = (stamp: string, milliseconds: number) => new Date(Date.parse(stamp) + milliseconds).toISOString();
  return {
    field,
    // A record without a stamp is kept apart as unreadable; it must not stop the page that it stands on.
    read: (json) => (json === "" ? new Date(0) : instantOf(json)).toISOString(),
    literal: (stamp) => offsetLiteral(new Date(stamp)),
    earlier: (stamp, seconds) => shift(stamp, -seconds * 1000),
    after: (stamp) => shift(stamp, 1),
  };
};

/** One kind of record that is polled. */
export type PollKind<Row> = {
  readonly name: string;
  readonly service: Service;
  readonly path: string;
  readonly schema: z.ZodType<Row>;
  readonly expand?: string;
  /** Type of its messages, for rows that cannot be read. */
  readonly says: InboundType;
  /** Null: SAP does not stamp it, so all of it is read now and then. */
  readonly stamp: Stamp | null;
  /** The fields that name a record, all strings. */
  readonly key: readonly string[];
  /** What every read is limited to, and what the very first read is limited to besides. */
  always(settings: SapSettings): readonly string[];
  readonly first: readonly string[];
  /** Most records that SAP is asked for at once. */
  readonly most: number;
  /** Whether this connection reads it. */
  wanted(settings: SapSettings): boolean;
  /** Loads what the mapping of these rows needs beside the plant's data. */
  mapping(calls: SapCalls, rows: readonly Row[], data: PlantData): Promise<Mapped<Row>>;
};

/** What comes after a place, in the order of stamp and key. Records of one stamp are told apart by key, so that a page may end between them. */
export function queryOf<Row>(kind: PollKind<Row>, settings: SapSettings, from: string | null, at: Place | null): Query {
  const { stamp, key } = kind;
  const filters = [...kind.always(settings), ...(from === null ? kind.first : [])];
  if (stamp !== null && from !== null) filters.push(`${stamp.field} ge ${stamp.literal(from)}`);
  if (at !== null && stamp === null) filters.push(beyond(key, at.key));
  if (at !== null && stamp !== null) {
    const [same, next] = [stamp.literal(at.stamp), stamp.literal(stamp.after(at.stamp))];
    filters.push(`(${stamp.field} ge ${next} or (${stamp.field} ge ${same} and ${stamp.field} lt ${next} and ${beyond(key, at.key)}))`);
  }
  return {
    ...(filters.length === 0 ? {} : { $filter: filters.join(" and ") }),
    $orderby: [...(stamp === null ? [] : [stamp.field]), ...key].join(","),
    ...(kind.expand === undefined ? {} : { $expand: kind.expand }),
  };
}

function beyond(key: readonly string[], values: readonly string[]): string {
  const terms = key.map((field, index) => {
    const equal = key.slice(0, index).map((before, position) => `${before} eq ${literal(values[position] ?? "")}`);
    return [...equal, `${field} gt ${literal(values[index] ?? "")}`].join(" and ");
  });
  return terms.length === 1 ? (terms[0] ?? "") : `(${terms.map((term) => `(${term})`).join(" or ")})`;
}
