import { type Decimal, decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { ReversedEntry } from "@/lib/messages/entry-reversed.v1";
import type { OutboundMessage } from "@/lib/messages/outbound";
import type { TrytonSettings } from "./settings";

/** Goods by the names that messages use. */
export type Goods = { readonly item: string; readonly lot: string | null; readonly qty: Decimal; readonly uom: string; readonly location: string | null };

/** Pieces of the order's own product; its item is the order's. */
export type Pieces = Omit<Goods, "item">;

/** Time at an operation; negative takes time back. `units` are the pieces processed, for work centres that cost per piece. */
export type WorkTime = { readonly operation: number; readonly seconds: number; readonly units: Decimal; readonly workUnit: string };

export type Receipt = Pieces & { readonly item: string; readonly lot: string; readonly expiresAt: Date | null; readonly held: boolean; readonly final: boolean };

/** What a message books on an order, whichever type it has; every part may be empty. All of it lands in one transaction. */
export type Booking = {
  readonly order: string | null;
  /** When it happened: the effective date of all movements. */
  readonly at: Date;
  /** It takes back what another message booked. */
  readonly reverses: boolean;
  readonly works: readonly WorkTime[];
  /** Components from stock into the order, and back. */
  readonly takes: readonly Goods[];
  readonly returns: readonly Goods[];
  /** The product from the order into stock, and back. */
  readonly receipts: readonly Receipt[];
  readonly receiptsBack: readonly Goods[];
  /** The product from the order to waste, and back. */
  readonly scraps: readonly Pieces[];
  readonly scrapsBack: readonly Pieces[];
  /** Stock to waste without an order, and back. */
  readonly wasted: readonly Goods[];
  readonly wastedBack: readonly Goods[];
};

type BookingMessage = Extract<OutboundMessage, { type: ReversedEntry["type"] | "mes.entry.reversed.v1" }>;

/** What the message books. Pure. */
export function toBooking(message: BookingMessage, settings: Pick<TrytonSettings, "bookedActivities" | "rateElement">): Booking {
  const at = new Date(message.time);
  return message.type === "mes.entry.reversed.v1" ? reversed(ofEntry(message.data.reversed, at, settings)) : ofEntry(message, at, settings);
}

function ofEntry(entry: ReversedEntry, at: Date, settings: Pick<TrytonSettings, "bookedActivities" | "rateElement">): Booking {
  const nothing: Booking = {
    order: null,
    at,
    reverses: false,
    works: [],
    takes: [],
    returns: [],
    receipts: [],
    receiptsBack: [],
    scraps: [],
    scrapsBack: [],
    wasted: [],
    wastedBack: [],
  };
  switch (entry.type) {
    case "mes.production.confirmed.v1": {
      const { data } = entry;
      const { uom, good, scrap, rework } = data.quantity;
      const seconds = data.time.filter((time) => settings.bookedActivities.includes(time.activity)).reduce((total, time) => total + secondsOf(time, settings), 0);
      const units = sum([decimal(good), decimal(scrap), decimal(rework)]);
      const works = seconds === 0 && units.isZero() ? [] : [{ operation: data.operation, seconds, units, workUnit: data.workUnit }];
      const takes = data.consumption.map((line) => ({ item: line.item, lot: line.lot, qty: decimal(line.qty), uom: line.uom, location: null }));
      const scraps = decimal(scrap).isZero() ? [] : [{ lot: data.output[0]?.lot ?? null, qty: decimal(scrap), uom, location: null }];
      return { ...nothing, order: data.order, works, takes, scraps };
    }
    case "mes.material.issued.v1": {
      const { order, item, lot, qty, uom, location } = entry.data;
      return { ...nothing, order, takes: [{ item, lot, qty: decimal(qty), uom, location }] };
    }
    case "mes.material.scrapped.v1": {
      const { order, item, lot, qty, uom, location } = entry.data;
      const goods = [{ item, lot, qty: decimal(qty), uom, location }];
      // On an order it is charged to it: the order takes it in and nothing comes out.
      return order === null ? { ...nothing, wasted: goods } : { ...nothing, order, takes: goods };
    }
    case "mes.production.received.v1": {
      const { order, item, lot, qty, uom, location, expiresAt, qualityStatus, final } = entry.data;
      const receipt = { item, lot, qty: decimal(qty), uom, location, expiresAt: expiresAt === null ? null : new Date(expiresAt), held: qualityStatus !== "RELEASED", final };
      return { ...nothing, order, receipts: [receipt] };
    }
  }
}

function secondsOf(time: { readonly machineSeconds: number; readonly labour: readonly { readonly seconds: number }[] }, settings: Pick<TrytonSettings, "rateElement">): number {
  return settings.rateElement === "MACHINE" ? time.machineSeconds : time.labour.reduce((total, person) => total + person.seconds, 0);
}

/** EX-19: the exact opposite. */
function reversed(booking: Booking): Booking {
  return {
    ...booking,
    reverses: true,
    works: booking.works.map((work) => ({ ...work, seconds: -work.seconds, units: work.units.neg() })),
    takes: booking.returns,
    returns: booking.takes,
    receipts: [],
    receiptsBack: booking.receipts,
    scraps: [],
    scrapsBack: booking.scraps,
    wasted: [],
    wastedBack: booking.wasted,
  };
}

/** True when nothing is to be booked at all. */
export function isEmpty(posting: { readonly lines: readonly unknown[]; readonly cycles: readonly unknown[]; readonly apart: readonly unknown[] }): boolean {
  return posting.lines.length + posting.cycles.length + posting.apart.length === 0;
}

/** The part of a quantity that a line still plans; never below zero. */
export function lessened(planned: Decimal, by: Decimal): Decimal {
  const rest = planned.minus(by);
  return rest.lt(ZERO) ? ZERO : rest;
}
