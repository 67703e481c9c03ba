import { describe, expect, it } from "vitest";
import type { RunView } from "@/lib/queries/operator/run-view";
import { applyPending } from "./apply-pending";
import type { OperatorCommand } from "./operator-command";
import type { QueueItem } from "./queue-item";

const AT = "2026-03-02T10:12:00.000Z";
const operation: NonNullable<RunView["operation"]> = {
  id: "o1",
  orderId: "p1",
  order: "4711-0087",
  opNo: 30,
  name: "Filling",
  item: "OAT",
  description: "",
  uom: "EA",
  decimals: 0,
  state: "RUNNING",
  pausedFrom: null,
  since: AT,
  reason: null,
  isLast: true,
  held: false,
  processed: "3341",
  good: "3312",
  scrap: "21",
  rework: "8",
  openRework: "8",
  target: "4800",
  maxGood: "5040",
  minGood: "4560",
  arrived: "100",
  planPerHour: "780",
  planFrom: AT,
  perHour: "768",
  proposal: { good: "48", scrap: "0", since: AT },
};
const view: RunView = {
  asOf: AT,
  unit: {
    id: "u1",
    code: "L2.FILLER",
    name: "Filler",
    capabilities: [],
    parallel: false,
    microStopSeconds: 120,
    line: { id: "l", code: "L2", name: "L2" },
    site: { id: "s", code: "A", name: "A", timeZone: "Europe/Berlin" },
    machine: null,
  },
  operation,
  waiting: [],
  components: [
    {
      id: "c1",
      position: 10,
      item: "PK-LID",
      description: "Lid",
      uom: "EA",
      decimals: 0,
      tracked: true,
      mode: "MANUAL_SCAN",
      required: "100",
      issued: "0",
      remaining: "100",
      perUnit: "1.01",
      mounted: null,
      taken: [{ lot: "LID-1", quantity: "40", substitute: false }],
      lots: [{ lotId: "x", number: "LID-1", item: "PK-LID", itemName: "Lid", location: "A", onHand: "60", free: "60", expiresAt: null, status: "RELEASED", blocked: null }],
    },
  ],
  entries: [
    { id: "e1", at: AT, recordedAt: AT, personId: "m", reversed: false, kind: "PRODUCTION", activity: "RUN", good: "52", scrap: "0", rework: "0", reason: null, reversal: false },
  ],
  people: [],
  indirect: { now: null, choices: [{ code: "CLEANING", name: "Cleaning" }] },
  values: [],
  reasons: { stop: [{ code: "QA-WAIT", name: "Waiting for quality", class: "QUALITY", comment: false }], scrap: [] },
  calls: [],
  stops: [],
  checks: [],
  handovers: [],
  instructions: [],
  included: ["done"],
};

let sequence = 0;
const item = (command: OperatorCommand, more: Partial<QueueItem> = {}): QueueItem => ({
  sequence: ++sequence,
  commandId: `c${sequence}`,
  command,
  accountId: "a",
  eventTime: AT,
  clockOffsetMs: 0,
  text: "",
  takesBack: null,
  state: "WAITING",
  attempts: 0,
  answer: null,
  ...more,
});
/** A command that only a later version of the application knows. */
const unknown = JSON.parse('{"name":"weigh-part","input":{"operationId":"o1"}}') as OperatorCommand;
const confirm = (input: object) => ({ name: "confirm-production" as const, input: { operationId: "o1", ...input } });
const reading = { id: "i1", version: 2, title: "Clear the line", gate: "START" as const, content: { blocks: [], points: ["Guard shut"] }, operationIds: ["o1", "o2"] };
const left = { by: "A", offeredAt: AT, note: "", openPoints: [], counts: [], accepted: null, own: false, running: [] };

/** As the account sees it that made the items, unless they say otherwise. */
const asTold = (before: RunView, items: readonly QueueItem[]): RunView => applyPending(before, items, { accountId: "a", personId: "p-a" });

describe("UI-06 what a tap shows before the server has answered", () => {
  it("adds quantities and takes them off the line's count", () => {
    const shown = asTold(view, [item(confirm({ good: "48", origin: "COUNTER" })), item(confirm({ scrap: "2" })), item(confirm({ rework: "1" }))]).operation;
    expect(shown).toMatchObject({ good: "3360", scrap: "23", rework: "9", processed: "3392", openRework: "9", arrived: "49", proposal: null });
  });

  it("EX-13 what rework gives counts as good and not as processed", () => {
    expect(asTold(view, [item(confirm({ activity: "REWORK", good: "5", scrap: "1" }))]).operation).toMatchObject({
      good: "3317",
      scrap: "22",
      processed: "3341",
      openRework: "2",
    });
    const twice = [item(confirm({ activity: "REWORK", rework: "2" })), item(confirm({ activity: "REWORK", rework: "1" }))];
    expect(asTold(view, twice).operation).toMatchObject({ openRework: "8", reworkedAgain: "3" });
  });

  it("EX-01 what was read here is read, for this operation, before the server has heard it", () => {
    const before = { ...view, instructions: [{ ...reading, reader: "a", acknowledged: ["o2"], known: "CHANGED" as const }] };
    const command = { name: "acknowledge-instruction" as const, input: { instructionId: "i1", operationId: "o1", workUnitId: "u1", ticked: [1] } };
    expect(asTold(before, [item(command)]).instructions).toMatchObject([{ id: "i1", reader: "a", acknowledged: ["o2", "o1"], known: "READ" }]);
    expect(applyPending(before, [item(command, { accountId: "b" })], { accountId: "b", personId: "p-b" }).instructions).toMatchObject([
      { reader: "b", acknowledged: ["o1"], known: "READ" },
    ]);
    expect(asTold(before, [item({ ...command, input: { ...command.input, instructionId: "i2" } })])).toEqual(before);
  });

  it("EX-14 a check that was made here keeps nothing from starting, before the server has heard it", () => {
    const check = (id: string) => ({ id, operationId: "o2", plan: "QP-1", dueAt: AT, sampleSize: 1, characteristics: [] });
    const waits = {
      operationId: "o2",
      orderId: "p2",
      order: "4711-0088",
      opNo: 30,
      name: "Filling",
      item: "OAT",
      description: "",
      quantity: "10",
      good: "0",
      uom: "EA",
      decimals: 0,
      dueAt: AT,
      plannedStartAt: AT,
      setupHours: "0",
      skippable: false,
      notReady: [{ kind: "CHECKS" as const, count: 2 }],
      checks: [check("q1"), check("q2")],
    };
    const made = (checkId: string) => item({ name: "record-check", input: { checkId, operationId: "o2", results: [] } });
    const before: RunView = { ...view, waiting: [waits] };
    expect(asTold(before, [made("q1")]).waiting).toMatchObject([{ notReady: [{ kind: "CHECKS", count: 1 }], checks: [{ id: "q2" }] }]);
    expect(asTold(before, [made("q1"), made("q2")]).waiting).toMatchObject([{ notReady: [], checks: [] }]);
  });

  it("SEC-06 shows what waits of somebody else as theirs: nobody else has read it, called or begun it", () => {
    const theirs = { accountId: "b" };
    const instructions = [{ ...reading, reader: "a", acknowledged: ["o2"], known: "READ" as const }];
    const handovers = [{ ...left, id: "h1" }];
    const before: RunView = { ...view, instructions, handovers };
    const read = item({ name: "acknowledge-instruction", input: { instructionId: reading.id, operationId: "o1", workUnitId: "u1", ticked: [] } }, theirs);
    const handover = item({ name: "read-handover", input: { handoverId: "h1" } }, theirs);
    const begun = item({ name: "start-indirect", input: { workUnitId: "u1", code: "CLEANING" } }, theirs);
    expect(asTold(before, [read, handover, begun])).toEqual(before);
    const cleaning = { ...before, indirect: { ...view.indirect, now: { code: "CLEANING", name: "Cleaning", since: AT } } };
    expect(asTold(cleaning, [item({ name: "end-indirect", input: { workUnitId: "u1" } }, theirs)]).indirect).toEqual(cleaning.indirect);
    const called = { name: "raise-call" as const, input: { workUnitId: "u1", call: "LEAD" as const } };
    expect(asTold(view, [item(called, theirs)]).calls).toMatchObject([{ call: "LEAD", own: false, mayEnd: false }]);
    expect(asTold(view, [item(called)]).calls).toMatchObject([{ call: "LEAD", own: true, mayEnd: true }]);
  });

  it("counts nothing twice: what the server's view contains is left alone, what was refused never happened", () => {
    const items = [item(confirm({ good: "48" }), { commandId: "done", state: "SENT" }), item(confirm({ good: "5" }), { state: "REFUSED" })];
    expect(asTold(view, items)).toEqual(view);
  });

  it("takes back an entry of the server, and one that still waits here", () => {
    const entry = item(confirm({ good: "12" }));
    expect(asTold(view, [item({ name: "reverse-entry", input: { entryId: "e1", reason: "MISKEY" } })])).toMatchObject({
      operation: { good: "3260" },
      entries: [{ id: "e1", reversed: true }],
    });
    expect(asTold(view, [entry, item({ name: "reverse-entry", input: { entryId: "", reason: "MISKEY" } }, { takesBack: entry.commandId })]).operation?.good).toBe("3312");
  });

  it("names the other work that somebody goes over to, and forgets it with its end", () => {
    const begin = item({ name: "start-indirect", input: { workUnitId: "u1", code: "CLEANING" } });
    expect(asTold(view, [begin]).indirect.now).toEqual({ code: "CLEANING", name: "Cleaning", since: AT });
    expect(asTold(view, [begin, item({ name: "end-indirect", input: { workUnitId: "u1" } })]).indirect.now).toBeNull();
  });

  it("takes a handover off that is accepted or read, and leaves the others", () => {
    const handovers = [
      { ...left, id: "h1" },
      { ...left, id: "h2" },
    ];
    expect(asTold({ ...view, handovers }, [item({ name: "accept-handover", input: { handoverId: "h1" } })]).handovers.map((one) => one.id)).toEqual(["h2"]);
    expect(asTold({ ...view, handovers }, [item({ name: "read-handover", input: { handoverId: "h2" } })]).handovers.map((one) => one.id)).toEqual(["h1"]);
  });

  it("pauses with the words of the reason and resumes to where it was", () => {
    const pause = item({ name: "pause-operation", input: { operationId: "o1", reason: "QA-WAIT" } });
    expect(asTold(view, [pause]).operation).toMatchObject({ state: "PAUSED", reason: { name: "Waiting for quality" } });
    expect(asTold(view, [pause, item({ name: "resume-operation", input: { operationId: "o1" } })]).operation).toMatchObject({ state: "RUNNING", reason: null });
  });

  it("starts with the setup where one is planned", () => {
    const waiting = {
      operationId: "o2",
      orderId: "p2",
      order: "4711-0090",
      opNo: 30,
      name: "Filling",
      item: "OAT",
      description: "",
      quantity: "100",
      good: "0",
      uom: "EA",
      decimals: 0,
      dueAt: AT,
      plannedStartAt: AT,
      setupHours: "1",
      skippable: false,
      notReady: [],
    };
    const free = { ...view, operation: null, waiting: [waiting] };
    const started = item({ name: "start-operation", input: { operationId: "o2", workUnitId: "u1" } });
    expect(asTold(free, [started])).toMatchObject({ operation: { id: "o2", state: "SETUP", target: "100" }, waiting: [] });
    expect(asTold({ ...free, waiting: [{ ...waiting, setupHours: "0" }] }, [started]).operation?.state).toBe("RUNNING");
    // EX-22: what it was to make, and of what, is there without the network as well.
    const material = [{ ...view.components[0], id: "k9", item: "CARTON" }] as RunView["components"];
    const figures = { isLast: true, processed: "0", good: "0", scrap: "0", rework: "0", openRework: "0", target: "98", maxGood: "99", minGood: "95", scrapQuestion: "9.8" };
    const prepared = { ...figures, arrived: "40", planPerHour: "120.00", components: material };
    const cleaning = { ...view.indirect, now: { code: "CLEANING", name: "Cleaning", since: AT } };
    const shown = asTold({ ...free, indirect: cleaning, waiting: [{ ...waiting, prepared }] }, [started]);
    expect(shown.operation).toMatchObject({ id: "o2", state: "SETUP", ...figures, arrived: "40", planPerHour: "120.00" });
    expect(shown.components).toEqual(material);
    // EX-01, EX-17: who started it is on it, and off the other work.
    expect(shown.people).toMatchObject([{ personId: "p-a", since: AT }]);
    expect(shown.indirect.now).toBeNull();
    const asOther = applyPending({ ...free, indirect: cleaning }, [started], { accountId: "b", personId: "p-b" });
    expect(asOther.people).toHaveLength(1);
    expect(asOther.people).not.toMatchObject([{ personId: "p-b" }]);
    expect(asOther.indirect.now).not.toBeNull();
  });

  it("issues no more than the lot has, and shows a mounted lot", () => {
    expect(asTold(view, [item({ name: "issue-material", input: { operationId: "o1", lot: "LID-1" } })]).components[0]).toMatchObject({
      issued: "60",
      remaining: "40",
      lots: [],
    });
    const fed = { ...view, components: view.components.map((one) => ({ ...one, mode: "BACKFLUSH" as const })) };
    const mounted = (of: typeof fed | typeof view) => asTold(of, [item({ name: "mount-lot", input: { operationId: "o1", lot: "LID-1" } })]).components[0]?.mounted;
    expect([mounted(fed), mounted(view)]).toMatchObject([{ lot: "LID-1", left: "60" }, null]);
  });

  it("TR-01 shows no lot on the machine that was taken off it, and leaves another one on", () => {
    const on = { ...view, components: view.components.map((one) => ({ ...one, mounted: { mountId: "m1", lot: "LID-1", left: "60", since: "2026-03-02T10:00:00Z" } })) };
    const off = (mountId: string) => asTold(on, [item({ name: "unmount-lot", input: { mountId, operationId: "o1" } })]).components[0]?.mounted;
    expect([off("m1"), off("m2")?.lot]).toEqual([null, "LID-1"]);
    const beside = { ...on, components: on.components.map((one) => ({ ...one, mountedToo: [{ mountId: "m2", lot: "LID-2", left: "5", since: "2026-03-02T11:00:00Z" }] })) };
    const left = (mountId: string) => asTold(beside, [item({ name: "unmount-lot", input: { mountId, operationId: "o1" } })]).components[0];
    expect([left("m1"), left("m2")]).toMatchObject([
      { mounted: { lot: "LID-2" }, mountedToo: [] },
      { mounted: { lot: "LID-1" }, mountedToo: [] },
    ]);
  });

  it("EX-10 takes what is free of a lot, and offers it no longer once the rest is reserved", () => {
    const reserved = view.components.map((one) => ({ ...one, lots: one.lots.map((lot) => ({ ...lot, free: "50" })) }));
    const issue = item({ name: "issue-material", input: { operationId: "o1", lot: "LID-1" } });
    expect(asTold({ ...view, components: reserved }, [issue]).components[0]).toMatchObject({ issued: "50", lots: [{ onHand: "10", free: "0", blocked: "RESERVED" }] });
  });

  it("EX-12 counts no substitute on its line: the tablet does not know the factor", () => {
    const instead = { ...view, components: view.components.map((one) => ({ ...one, item: "PK-LID-OLD" })) };
    const issue = (quantity?: string) => item({ name: "issue-material", input: { operationId: "o1", lot: "LID-1", quantity } });
    expect(asTold(instead, [issue("20")]).components[0]).toMatchObject({ issued: "0", remaining: "100", lots: [{ onHand: "40" }] });
    expect(asTold(instead, [issue()])).toEqual(instead);
  });

  it("EX-11 issues on the line and mounts the lot that was named, where two share a number", () => {
    const [first] = view.components;
    if (first === undefined) throw new Error("the run takes nothing");
    const named = (id: string, mode: typeof first.mode) => ({ ...first, id, mode, lots: first.lots.map((lot) => ({ ...lot, lotId: `lot of ${id}` })) });
    const two = { ...view, components: [named("c1", "MANUAL_SCAN"), named("c2", "MANUAL_SCAN")] };
    const issue = item({ name: "issue-material", input: { operationId: "o1", lot: "LID-1", lotId: "lot of c2", componentId: "c2", quantity: "15" } });
    expect(asTold(two, [issue]).components.map((one) => one.issued)).toEqual(["0", "15"]);
    const fed = { ...view, components: [named("c1", "BACKFLUSH"), named("c2", "BACKFLUSH")] };
    const mount = item({ name: "mount-lot", input: { operationId: "o1", lot: "LID-1", lotId: "lot of c2" } });
    expect(asTold(fed, [mount]).components.map((one) => one.mounted?.lot)).toEqual([undefined, "LID-1"]);
  });

  it("EX-22 shows nothing of an issue, a mount or a check that is taken back before it was sent", () => {
    const back = (takesBack: string) => item({ name: "reverse-entry", input: { entryId: "", reason: "MISKEY" } }, { takesBack });
    const issue = item({ name: "issue-material", input: { operationId: "o1", lot: "LID-1" } });
    const fed = { ...view, components: view.components.map((one) => ({ ...one, mode: "BACKFLUSH" as const })) };
    const mount = item({ name: "mount-lot", input: { operationId: "o1", lot: "LID-1" } });
    expect(asTold(view, [issue, back(issue.commandId)])).toEqual(view);
    expect(asTold(fed, [mount, back(mount.commandId)])).toEqual(fed);
  });

  it("TR-01 shows on the machine what came off for another lot once that is taken back before it was sent", () => {
    const lots = view.components.flatMap((one) => one.lots.flatMap((lot) => [lot, { ...lot, lotId: "y", number: "LID-2" }]));
    const mounted = { mountId: "m1", lot: "LID-1", left: "60", since: AT };
    const on = { ...view, components: view.components.map((one) => ({ ...one, mode: "BACKFLUSH" as const, lots, mounted })) };
    const mount = item({ name: "mount-lot", input: { operationId: "o1", lot: "LID-2" } });
    const back = item({ name: "reverse-entry", input: { entryId: "", reason: "WRONG-LOT" } }, { takesBack: mount.commandId });
    expect(asTold(on, [mount]).components[0]?.mounted?.lot).toBe("LID-2");
    expect(asTold(on, [mount, back])).toEqual(on);
    const again = item({ name: "mount-lot", input: { operationId: "o1", lot: "LID-2" } });
    expect(asTold(on, [mount, back, again]).components[0]?.mounted?.lot).toBe("LID-2");
  });

  it("C-03 gives back on the line that was meant, where a lot was taken for two", () => {
    const two = {
      ...view,
      components: view.components.flatMap((one) => [
        { ...one, issued: "40" },
        { ...one, id: "c2", issued: "40" },
      ]),
    };
    const back = item({ name: "return-material", input: { operationId: "o1", lot: "LID-1", componentId: "c2", quantity: "15" } });
    expect(asTold(two, [back]).components.map((one) => one.issued)).toEqual(["40", "25"]);
  });

  it("C-03 what goes back is in the lot again and needed again; a substitute's line waits for the server, which knows its factor", () => {
    const back = (quantity: string) => item({ name: "return-material", input: { operationId: "o1", lot: "LID-1", quantity } });
    const taken = { ...view, components: view.components.map((one) => ({ ...one, issued: "40", remaining: "60" })) };
    expect(asTold(taken, [back("15")]).components[0]).toMatchObject({
      issued: "25",
      remaining: "75",
      taken: [{ lot: "LID-1", quantity: "25" }],
      lots: [{ onHand: "75", free: "75", blocked: null }],
    });
    expect(asTold(taken, [back("40")]).components[0]).toMatchObject({ issued: "0", remaining: "100", taken: [] });
    const reserved = { ...taken, components: taken.components.map((one) => ({ ...one, lots: one.lots.map((lot) => ({ ...lot, free: "0", blocked: "RESERVED" as const })) })) };
    expect(asTold(reserved, [back("15")]).components[0]?.lots).toMatchObject([{ onHand: "75", free: "15", blocked: null }]);
    const substitute = { ...taken, components: taken.components.map((one) => ({ ...one, taken: [{ lot: "LID-1", quantity: "40", substitute: true }] })) };
    expect(asTold(substitute, [back("15")]).components[0]).toMatchObject({ issued: "40", remaining: "60", taken: [{ quantity: "25" }] });
  });

  it("leaves what a newer version of the application kept to the server, and shows the rest", () => {
    expect(asTold(view, [item(unknown), item(confirm({ good: "48" }))]).operation?.good).toBe("3360");
  });
});
