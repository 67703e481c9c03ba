import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { reasonCode } from "@/db/schema/reference";
import { type MachinePiece, machinePieces } from "@/lib/domain/costing/machine-activity";
import type { ReasonedDelay } from "@/lib/domain/equipment/run-delay";
import { shareTime } from "@/lib/domain/execution/share-time";
import { type ClosedInterval, intersect } from "@/lib/domain/shared/interval";
import type { ReckonedTime } from "@/lib/eventlog/payloads/execution";
import { unitAround } from "./loaded-unit";
import { activitiesTouching, bookingsTouching } from "./store";

type BookedActivity = "SETUP" | "RUN" | "REWORK" | "DELAY";

/** Time that one confirmation hands to cost: seconds of the machine and of each person, by activity and reason. */
export type BookedTime = {
  readonly activity: BookedActivity;
  readonly reasonCode: string | null;
  readonly valuation: "NORMAL" | "ABNORMAL";
  readonly machineSeconds: number;
  readonly labour: readonly { readonly personId: string; readonly personNumber: string; readonly rateClass: string; readonly seconds: number }[];
};

/** What the run time was spent on: a first pass, or rework with its cause (C-07). */
export type Making = ReckonedTime["making"];

type Bookings = Awaited<ReturnType<typeof bookingsTouching>>;

/** Where the time was used. */
type Place = { readonly operationId: string; readonly workUnitId: string | null; readonly siteId: string };

/**
 * C-04, C-05, EX-02, EX-17, EX-18: what an entry hands to cost of the time that it was reckoned from, by what is known now of the unit, the operation and its people.
 * Run time inside a delay of the work unit of at least its micro-stop threshold is DELAY; people do what the operation is in, and those on several operations
 * share their time. Run time of rework is REWORK; both follow the valuation of their reason (C-09). Of the machine's time only what the order pays for.
 * `known`: the bookings that touch that time, where the caller has read them.
 */
export async function reckonTime(
  tx: Tx,
  { operationId, workUnitId, siteId }: Place,
  { making, people, ...window }: ReckonedTime,
  known?: Bookings,
): Promise<readonly BookedTime[]> {
  const [last, to] = [new Date(window.from), new Date(window.to)];
  const since = new Map(Object.entries(people).map(([personId, from]) => [personId, new Date(from)]));
  const from = [...since.values()].reduce((first, one) => (one < first ? one : first), last);
  const span = { from, to };
  const [activities, bookings, unit, valuations] = [
    await activitiesTouching(tx, operationId, from, to),
    known ?? (await bookingsTouching(tx, operationId, from, to)),
    await unitAround(tx, workUnitId, span),
    await stopValuations(tx, siteId),
  ];
  const { delays } = unit;
  const said = activities.flatMap(({ activity, fromAt, toAt, reasonCode: reason }) =>
    activity === "INDIRECT" || activity === "REWORK" ? [] : [{ from: fromAt, to: toAt, activity, reason }],
  );
  const cuts = [last, ...[...delays, ...said].flatMap((one) => [one.from, ...(one.to === null ? [] : [one.to])])].filter((cut) => cut > from && cut < to);
  const book = new Ledger(delays, valuations, making, last);

  const attended = bookings.filter((row) => row.booking.operationId === operationId).map(({ booking }) => ({ from: booking.fromAt, to: booking.toAt }));
  for (const piece of last < to ? machinePieces({ ...unit, said, attended }, { from: last, to }, making.activity) : []) book.addMachine(piece);

  for (const [personId, begun] of since) {
    const own = bookings
      .filter((row) => row.booking.personId === personId)
      .map((row) => ({ operationId: row.booking.operationId ?? row.booking.id, operationNumber: row.operationNumber ?? 0, from: row.booking.fromAt, to: row.booking.toAt, row }));
    for (const piece of shareTime(own, operationId, begun, to, cuts)) {
      const source = own.find((booking) => booking.operationId === operationId && intersect(booking, piece) !== null)?.row;
      if (source === undefined || source.booking.activity === "INDIRECT") continue;
      // A booking that an entry has taken is not split when a pause is told late: what the operation was in then counts.
      const then = said.find((row) => intersect(row, piece) !== null);
      book.add(piece, then?.activity ?? source.booking.activity, then?.reason ?? null, { personId, personNumber: source.personNumber, rateClass: source.booking.rateClass });
    }
  }
  return book.entries();
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
