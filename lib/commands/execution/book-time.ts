import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { reasonCode } from "@/db/schema/reference";
import { type MachinePiece, machinePieces } from "@/lib/domain/costing/machine-activity";
import type { ReasonedDelay } from "@/lib/domain/equipment/run-delay";
import { shareTime } from "@/lib/domain/execution/share-time";
import { type ClosedInterval, intersect } from "@/lib/domain/shared/interval";
import { unitAround } from "./loaded-unit";
import type { ReworkCause } from "./rework-cause";
import { activitiesTouching, type BookingRow, bookingsTouching, labourWaitsSince, type LockedOperation } from "./store";

export type BookedActivity = "SETUP" | "RUN" | "REWORK" | "DELAY";

/** Time that one confirmation hands to cost: seconds of the machine and of each person, by activity and reason. */
export type BookedTime = {
  readonly activity: BookedActivity;
  readonly reasonCode: string | null;
  readonly valuation: "NORMAL" | "ABNORMAL";
  readonly machineSeconds: number;
  readonly labour: readonly { readonly personId: string; readonly personNumber: string; readonly rateClass: string; readonly seconds: number }[];
};

/** What the run time was spent on: a first pass, or rework with its cause (C-07). */
export type Making = { readonly activity: "RUN" } | ({ readonly activity: "REWORK" } & ReworkCause);

/** What is handed to cost, and of which bookings of people. */
export type Booking = { readonly times: readonly BookedTime[]; readonly bookingIds: readonly string[] };

/**
 * C-04, C-05, EX-02, EX-17, EX-18: what the operation used since its last confirmation, up to `to`, and each person since theirs: who was told late to
 * have been there is booked from their own sign-on. Run time inside a delay of the work unit of at least its micro-stop threshold is DELAY; people on
 * several operations share their time. Run time of rework is REWORK; both follow the valuation of their reason (C-09). Of the machine's time only what the
 * order pays for (C-05).
 */
export async function bookTime(tx: Tx, locked: LockedOperation, to: Date, making: Making): Promise<Booking> {
  const { operation } = locked;
  const last = operation.timeBookedTo;
  if (last === null) return { times: [], bookingIds: [] };
  const waits = await labourWaitsSince(tx, operation.id, to);
  const from = waits === null || waits > last ? last : waits;
  if (from >= to) return { times: [], bookingIds: [] };
  const span = { from, to };
  const [activities, bookings, unit, valuations] = [
    await activitiesTouching(tx, operation.id, from, to),
    await bookingsTouching(tx, operation.id, from, to),
    await unitAround(tx, operation.workUnitId, span),
    await stopValuations(tx, locked.order.siteId),
  ];
  const { delays } = unit;
  const cuts = [last, ...delays.flatMap((delay) => [delay.from, ...(delay.to === null ? [] : [delay.to])])].filter((cut) => cut > from && cut < to);
  const book = new Ledger(delays, valuations, making, last);

  const here = bookings.filter((row) => row.booking.operationId === operation.id);
  const said = activities.flatMap(({ activity, fromAt, toAt, reasonCode: reason }) =>
    activity === "INDIRECT" || activity === "REWORK" ? [] : [{ from: fromAt, to: toAt, activity, reason }],
  );
  const attended = here.map(({ booking }) => ({ from: booking.fromAt, to: booking.toAt }));
  for (const piece of last < to ? machinePieces({ ...unit, said, attended }, { from: last, to }, making.activity) : []) book.addMachine(piece);

  for (const personId of new Set(here.map((row) => row.booking.personId))) {
    const own = bookings
      .filter((row) => row.booking.personId === personId)
      .map((row) => ({ operationId: row.booking.operationId ?? row.booking.id, operationNumber: row.operationNumber ?? 0, from: row.booking.fromAt, to: row.booking.toAt, row }));
    const since = waitsSince(here.filter((row) => row.booking.personId === personId).map((row) => row.booking));
    if (since === null || since >= to) continue;
    for (const piece of shareTime(own, operation.id, since, to, cuts)) {
      const source = own.find((booking) => booking.operationId === operation.id && intersect(booking, piece) !== null)?.row;
      if (source === undefined || source.booking.activity === "INDIRECT") continue;
      const reason = said.find((row) => row.activity === source.booking.activity && intersect(row, piece) !== null)?.reason ?? null;
      book.add(piece, source.booking.activity, reason, { personId, personNumber: source.personNumber, rateClass: source.booking.rateClass });
    }
  }
  return { times: book.entries(), bookingIds: here.map((row) => row.booking.id) };
}

/** Since when time of these bookings of one person waits to be handed over; null where all of it was. */
function waitsSince(bookings: readonly BookingRow[]): Date | null {
  const waiting = bookings.map(({ fromAt, toAt, bookedTo }) => ({ from: bookedTo ?? fromAt, to: toAt })).filter(({ from, to }) => to === null || from < to);
  return waiting.reduce<Date | null>((first, { from }) => (first === null || from < first ? from : first), null);
}

type Worker = { readonly personId: string; readonly personNumber: string; readonly rateClass: string };

type Line = Worker & { seconds: number };

class Ledger {
  readonly #entries = new Map<string, Omit<BookedTime, "labour"> & { machineSeconds: number; readonly labour: Line[] }>();
  constructor(
    readonly delays: readonly ReasonedDelay[],
    readonly valuations: ReadonlyMap<string, "NORMAL" | "ABNORMAL">,
    readonly making: Making,
    /** When this entry's making began: time that comes late from before was spent on what earlier ones made. */
    readonly begun: Date,
  ) {}

  /** Time that no order pays for stays with its work unit: in its states, and in the KPIs (§5). */
  addMachine({ activity, reason, seconds, from }: MachinePiece): void {
    if (activity !== null) this.#entry(this.#spentOn(activity === "REWORK" ? "RUN" : activity, reason, from)).machineSeconds += seconds;
  }

  add(piece: ClosedInterval & { seconds: number }, booked: BookedActivity, reason: string | null, worker: Worker): void {
    const delay = booked === "RUN" ? this.delays.find((one) => intersect(one, piece) !== null) : undefined;
    const entry = this.#entry(delay === undefined ? this.#spentOn(booked, reason, piece.from) : this.#delay(delay.reason));
    const mine = entry.labour.find((line) => line.personId === worker.personId && line.rateClass === worker.rateClass);
    if (mine === undefined) entry.labour.push({ ...worker, seconds: piece.seconds });
    else mine.seconds += piece.seconds;
  }

  #entry({ activity, reasonCode, valuation }: Pick<BookedTime, "activity" | "reasonCode" | "valuation">) {
    const key = `${activity}/${reasonCode ?? ""}`;
    const entry = this.#entries.get(key) ?? { activity, reasonCode, valuation, machineSeconds: 0, labour: [] as Line[] };
    this.#entries.set(key, entry);
    return entry;
  }

  /** Run time is spent on what this entry made; time that was booked as something else stays that. */
  #spentOn(booked: BookedActivity, reason: string | null, from: Date): Pick<BookedTime, "activity" | "reasonCode" | "valuation"> {
    if (booked === "DELAY") return this.#delay(reason);
    if (booked === "RUN" && this.making.activity === "REWORK" && from >= this.begun) return this.making;
    return { activity: booked, reasonCode: reason, valuation: "NORMAL" };
  }

  /** An unexplained delay counts as abnormal until somebody says otherwise: it must not hide in inventory (C-09). */
  #delay(reasonCode: string | null): Pick<BookedTime, "activity" | "reasonCode" | "valuation"> {
    return { activity: "DELAY", reasonCode, valuation: reasonCode === null ? "ABNORMAL" : (this.valuations.get(reasonCode) ?? "ABNORMAL") };
  }

  entries(): readonly BookedTime[] {
    return [...this.#entries.values()];
  }
}

async function stopValuations(tx: Tx, siteId: string): Promise<ReadonlyMap<string, "NORMAL" | "ABNORMAL">> {
  const rows = await tx
    .select({ code: reasonCode.code, valuation: reasonCode.valuation })
    .from(reasonCode)
    .where(and(eq(reasonCode.siteId, siteId), eq(reasonCode.use, "STOP")));
  return new Map(rows.map((row) => [row.code, row.valuation]));
}
