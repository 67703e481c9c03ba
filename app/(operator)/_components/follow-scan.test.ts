import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { runComponent, runLot } from "@/lib/client/testing/run-component";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { ScannedThing } from "@/lib/queries/operator/scanned-thing";
import { followScan, type ScanPage } from "./follow-scan";

/** As a scanner sends it between two parts of a label. */
const FNC1 = "\u001d";

/** What the page was told to do, and the server's answer to whatever it is asked. */
let done: unknown[];
let books: ScannedThing;
let asked: unknown[];

beforeEach(() => {
  done = [];
  asked = [];
  books = { kind: "NOTHING" };
  // The setting of the scanner lies in a cookie of the tablet, and the books behind its server.
  vi.stubGlobal("document", { cookie: "" });
  vi.stubGlobal("fetch", async (_address: string, { body }: { body: string }) => {
    asked.push(JSON.parse(body));
    return Response.json(books);
  });
});
afterEach(() => vi.unstubAllGlobals());

const lot = (number: string, item: string, gtin: string | null = null) => ({ ...runLot(number), lotId: `${number} of ${item}`, item, itemName: item, gtin });
const cast = runComponent("CAST-01", { lots: [lot("L1", "CAST-01", "09521234543213"), lot("DUP", "CAST-01")] });
const seal = runComponent("SEAL-02", { lots: [lot("DUP", "SEAL-02")] });

async function scan(code: string, offline = false, view: object = { unit: { code: "M" }, operation: {}, components: [cast, seal] }, taking = true): Promise<unknown[]> {
  const page: ScanPage = {
    // Of a view a scan reads the machine, the operation and its components.
    view: view as unknown as RunView,
    timeZone: "UTC",
    offline,
    takes: !taking
      ? undefined
      : (number, { lots, handlingUnit }) => done.push(["takes", number, ...(lots ?? []).map(({ lotId }) => lotId), ...(handlingUnit === undefined ? [] : [handlingUnit])]),
    onOrder: (order) => done.push(["chooses", order]),
    tell: (what) => done.push(what),
    goTo: (path) => done.push(path),
    switchPerson: (badge) => done.push(badge),
  };
  followScan(code, page);
  await vi.waitFor(() => expect(done).not.toEqual([]));
  return done;
}

it("EX-11 a label of another material than its lot is told, with both, and nothing is taken", async () => {
  expect(await scan(`]C1240SEAL-02${FNC1}10L1`)).toMatchObject([{ kind: "OTHER_ITEM", lot: "L1", label: "SEAL-02", books: { item: "CAST-01" } }]);
  done = [];
  expect(await scan("]C1010401234567890110L1", true)).toMatchObject([{ kind: "OTHER_ITEM", label: "04012345678901" }]);
});

it("EX-11 a label of a lot that the screen does not list is held against the books", async () => {
  const { expiresAt, ...rest } = lot("L9", "CAST-01", "09521234543213");
  books = { kind: "LOT", lots: [{ ...rest, itemText: "Casting", uom: "EA", expiresAt, held: "0", heldBy: [], mayHold: true }] };
  expect(await scan(`]C1240SEAL-02${FNC1}10L9`)).toMatchObject([{ kind: "OTHER_ITEM", lot: "L9", books: { item: "CAST-01", itemText: "Casting" } }]);
  done = [];
  expect(await scan("]C1010952123454321310L9")).toEqual([["takes", "L9", "L9 of CAST-01"]]);
});

it("EX-11 a label that names the material of its lot says which of two is meant", async () => {
  expect(await scan(`]C1240SEAL-02${FNC1}10DUP`)).toEqual([["takes", "DUP", "DUP of SEAL-02"]]);
});

it("asks which of two is meant where nothing says it, and goes on with that", async () => {
  const [told] = await scan("DUP");
  expect(told).toMatchObject({ kind: "WHICH", lot: "DUP", lots: [{ item: "CAST-01" }, { item: "SEAL-02" }] });
  const which = told as Extract<Parameters<ScanPage["tell"]>[0], { kind: "WHICH" }>;
  const [, second] = which.lots;
  if (second === undefined) throw new Error("there is one only");
  done = [];
  which.take(second);
  expect(done).toEqual([["takes", "DUP", "DUP of SEAL-02"]]);
});

it("EX-14 a pallet that quality holds is told, with the nonconformance, and nothing of it is taken; another of its lot is, by its number", async () => {
  const { expiresAt, ...rest } = lot("L9", "CAST-01");
  const named = { ...rest, itemText: "Casting", uom: "EA", expiresAt, held: "30", heldBy: [], mayHold: true };
  books = { kind: "HANDLING_UNIT", sscc: "340123450000000017", quantity: "30", takenBack: false, heldBy: ["NC-00001"], lot: named };
  expect(await scan("]C100340123450000000017")).toMatchObject([{ kind: "PALLET", sscc: "340123450000000017", on: { quantity: "30", heldBy: ["NC-00001"] } }]);
  done = [];
  books = { ...books, heldBy: [] };
  expect(await scan("]C100340123450000000017")).toEqual([["takes", "L9", "L9 of CAST-01", "340123450000000017"]]);
});

it("UI-07 an order is asked for by the machine on the screen, and chosen there where that is free", async () => {
  books = { kind: "ORDER", number: "PO-2", itemText: "Housing", state: "RELEASED", unit: "M" };
  const free = { unit: { id: "m", code: "M" }, operation: null, components: [] };
  expect(await scan("PO-2", false, free)).toEqual([["chooses", "PO-2"]]);
  expect(asked).toEqual([{ code: "PO-2", unitId: "m" }]);
});

it("UI-07 only the order that runs on the screen is said to be there: another one waits for it", async () => {
  books = { kind: "ORDER", number: "PO-2", itemText: "Housing", state: "RELEASED", unit: "M" };
  const busy = { unit: { code: "M", parallel: false }, operation: { order: "PO-1" }, components: [] };
  expect(await scan("PO-2", false, busy)).toEqual([{ kind: "AFTER", order: "PO-2", item: "Housing", running: "PO-1" }]);
  done = [];
  books = { ...books, number: "PO-1" };
  expect(await scan("PO-1", false, busy)).toEqual([{ kind: "HERE", name: "PO-1" }]);
});

it("UI-07 on a machine that runs several an order opens its own run, or the choice of the next with it", async () => {
  const several = { unit: { code: "M", parallel: true }, operation: { order: "PO-1" }, components: [], runs: [{ order: "PO-1" }, { order: "PO-2", operationId: "o2" }] };
  books = { kind: "ORDER", number: "PO-2", itemText: "Housing", state: "IN_PROGRESS", unit: "M" };
  expect(await scan("PO-2", false, several)).toEqual(["/station/M?run=o2"]);
  done = [];
  books = { ...books, number: "PO-3", state: "RELEASED" };
  expect(await scan("PO-3", false, several)).toEqual(["/station/M?run=next&order=PO-3"]);
});

it.each([
  [403, "FORBIDDEN"],
  [429, "BUSY"],
  [500, "BUSY"],
  [503, "OFFLINE"],
])("UI-09 where the server answers a scan with %i the tablet says %s", async (status, kind) => {
  vi.stubGlobal("fetch", async () => Response.json({}, { status }));
  const lines = { unit: { code: "M" }, operation: null, components: [] };
  for (const code of ["PO-2", "]C100340123450000000017"]) {
    done = [];
    expect(await scan(code, false, lines, false)).toMatchObject([{ kind }]);
  }
});
