import type { Accepted, Delivery, DocumentPart, FindOutcome, PostOutcome } from "@/lib/erp/port";
import type { Decimal } from "@/lib/domain/shared/decimal";
import type { Production } from "./api-types";
import { draftApart, newestMove } from "./apart";
import { type Booking, isEmpty } from "./booking";
import { verdictOf } from "./classify";
import type { TrytonClient } from "./client";
import { findOurs, newestLines } from "./find-ours";
import { orderValues } from "./line-values";
import { loadCompany } from "./load-plant-data";
import { resolveLots } from "./lots";
import { BLANK, type Memory, readMemory } from "./memory";
import { findOrder, writeOrder } from "./orders";
import { loadPlaces } from "./places";
import { type Posting, type Surroundings, toPosting } from "./posting";
import { pricesPaid } from "./prices-paid";
import { UNIT } from "./record-types";
import { findRecords } from "./records";
import { Refused } from "./refused";
import { progressOf, settle, withdrawDrafts } from "./settle";
import type { TrytonSettings } from "./settings";
import { startOrder } from "./start-order";
import { checkStock } from "./stock-check";

/** How often a changed order is read and judged anew before the message waits for its next turn. */
const MOST_CHANGES = 4;

/**
 * Books a message exactly once. The stamp of the order is remembered before the write that it conditions, so that the same
 * message cannot land twice; the drafts that landed are remembered before they are done, so that doing them may be repeated.
 */
export async function book(client: TrytonClient, settings: TrytonSettings, booking: Booking, delivery: Delivery): Promise<PostOutcome> {
  let memory = readMemory(delivery.memory);
  const remember = async (next: Memory): Promise<Memory> => {
    await delivery.remember(next);
    memory = next;
    return next;
  };
  const progress = isLanded(memory) ? await progressOf(client, memory) : "open";
  if (progress === "done") return accepted(booking, memory);
  if (progress === "torn") throw new Refused("ALTERED_IN_ERP", `Somebody removed a part of this booking on order ${booking.order ?? ""} in the ERP.`);
  // Drafts that somebody took away moved nothing: the message starts anew.
  if (progress === "gone") await remember(BLANK);
  if (!isLanded(memory)) {
    // Tryton keeps no key of ours, so nobody but the outbox knows what it booked: the opposite of nothing would move stock that was never touched.
    if (booking.reverses && delivery.original === null) throw new Refused("REVERSAL_UNKNOWN", "Nothing was booked for the message that is taken back.");
    for (let changes = 0; !isLanded(memory); changes += 1) {
      if (changes === MOST_CHANGES) return { kind: "retry", reason: `Order ${booking.order ?? ""} keeps changing in the ERP.` };
      const landed = await land(client, settings, booking, delivery, memory, remember);
      if (landed === "nothing") return { kind: "accepted", document: booking.order ?? "", parts: [] };
    }
  }
  await settle(client, memory, async () => {
    await withdrawDrafts(client, booking.order, memory);
    await remember(BLANK);
  });
  return accepted(booking, memory);
}

/** Asks whether the message is booked: its remembered lines, or those that its remembered stamp lets us find, are all done. */
export async function findBooked(client: TrytonClient, settings: TrytonSettings, booking: Booking, delivery: Delivery): Promise<FindOutcome> {
  const memory = readMemory(delivery.memory);
  if (isLanded(memory)) return (await progressOf(client, memory)) === "done" ? accepted(booking, memory) : { kind: "absent" };
  const order = booking.order === null ? null : await findOrder(client, booking.order);
  // Nothing is sent before a stamp is remembered.
  if (order === null || memory.stamp === null) return (await client.userId()) > 0 ? { kind: "absent" } : { kind: "unknown", reason: "not logged in" };
  const posting = await toPosting(client, booking, order, await surroundings(client, settings, order, delivery));
  const ours = isEmpty(posting) || posting.apart.length > 0 ? null : findOurs(order, posting, memory, await client.userId());
  const found = ours === null ? memory : { ...memory, ...ours, apart: [] };
  return ours !== null && (await progressOf(client, found)) === "done" ? accepted(booking, found) : { kind: "absent" };
}

/** One attempt to bring the drafts into the ERP; "changed" when the order was not what it was any more. */
async function land(
  client: TrytonClient,
  settings: TrytonSettings,
  booking: Booking,
  delivery: Delivery,
  known: Memory,
  remember: (next: Memory) => Promise<Memory>,
): Promise<"landed" | "changed" | "nothing"> {
  let order = booking.order === null ? null : await findOrder(client, booking.order);
  const posting = await toPosting(client, booking, order, await surroundings(client, settings, order, delivery));
  if (isEmpty(posting)) return "nothing";
  const { currencyId } = await loadCompany(client);
  const needed = [...posting.lines, ...posting.apart];
  let memory = known;
  if (memory.lastApart === null && posting.apart.length > 0) memory = await remember({ ...memory, lastApart: await newestMove(client) });
  const ours = order === null || memory.stamp === null ? null : findOurs(order, posting, memory, await client.userId());
  const toWrite = posting.lines.length + posting.cycles.length > 0;
  if (ours !== null) {
    memory = { ...memory, ...ours };
  } else if (order !== null && toWrite) {
    order = await startOrder(client, order, posting.day);
    await checkStock(client, needed, order.location, posting.day);
    const lots = await resolveLots(client, posting.lines);
    memory = await remember(conditioned(memory, order, posting));
    if (!(await write(client, order, posting, { company: await client.companyId(), currency: currencyId, lots }))) return "changed";
    const after = await findOrder(client, booking.order ?? "");
    const written = findOurs(after, posting, memory, await client.userId());
    if (written === null) return "changed";
    memory = { ...memory, ...written };
  } else {
    await checkStock(client, needed, order?.location ?? 0, posting.day);
    memory = { ...memory, moves: [], cycles: [] };
  }
  await remember({ ...memory, apart: await draftApart(client, posting.apart, posting.day, memory.lastApart ?? 0, currencyId) });
  return "landed";
}

/** False when the stamp is stale: our own earlier attempt got through, or somebody else was there. */
async function write(client: TrytonClient, order: Production, posting: Posting, ids: Parameters<typeof orderValues>[1]): Promise<boolean> {
  try {
    await writeOrder(client, order, orderValues(posting, ids));
    return true;
  } catch (error) {
    if (verdictOf(error).kind !== "conflict") throw error;
    return false;
  }
}

/** What is remembered before the write. While the stamp is the same an earlier attempt may still be under way: its marks stay. */
function conditioned(memory: Memory, order: Production, posting: Posting): Memory {
  if (memory.stamp === order._timestamp) return memory;
  const plan = posting.planned === null ? null : { move: posting.planned.move, before: posting.planned.before.toFixed() };
  return { ...BLANK, lastApart: memory.lastApart, stamp: order._timestamp, ...newestLines(order), plan };
}

async function surroundings(client: TrytonClient, settings: TrytonSettings, order: Production | null, delivery: Delivery): Promise<Surroundings> {
  const paid: ReadonlyMap<number, Decimal> = await pricesPaid(client, delivery.original?.parts ?? []);
  return { settings, units: await findRecords(client, UNIT, []), places: await loadPlaces(client, order, settings), pricesPaid: paid };
}

function isLanded(memory: Memory): boolean {
  return memory.moves !== null && memory.cycles !== null && memory.apart !== null;
}

/** The document that people look for: the order, and on it the first line of ours. */
function accepted(booking: Booking, memory: Memory): Accepted {
  const moves = [...(memory.moves ?? []), ...(memory.apart ?? [])];
  const parts: DocumentPart[] = [
    ...moves.map((id) => ({ kind: "stock.move", number: String(id) })),
    ...(memory.cycles ?? []).map((id) => ({ kind: "production.work.cycle", number: String(id) })),
  ];
  const first = parts[0];
  const line = first === undefined ? [] : [`${first.kind === "stock.move" ? "move" : "cycle"} ${first.number}`];
  return { kind: "accepted", document: [...(booking.order === null ? [] : [booking.order]), ...line].join(" / "), parts };
}
