import { describe, expect, it } from "vitest";
import { instructionFiles } from "./keep-instruction-files";

type Needs = Parameters<typeof instructionFiles>[0][number];
type Lines = Parameters<typeof instructionFiles>[1];

/** A machine with what runs and waits there, and an instruction with these files for some of it. */
const machine = (code: string, running: string | null, waiting: readonly string[], files: Readonly<Record<string, readonly string[]>>): Needs => ({
  unit: { code },
  operation: running === null ? null : { id: running },
  waiting: waiting.map((operationId) => ({ operationId })),
  instructions: Object.entries(files).map(([operationId, names]) => ({
    id: `of-${operationId}`,
    title: "Filling",
    version: 1,
    gate: "NONE",
    content: { blocks: [{ kind: "TEXT", text: "Mind the seal" }, ...names.map((file) => ({ kind: "PICTURE" as const, file, text: "" }))], points: [] },
    operationIds: [operationId],
    acknowledged: [],
    known: "NEW",
    reader: "account-1",
  })),
});
const lines = (own: string, other: string): Lines =>
  [own, other].map((code) => ({ own: code === own, units: [{ id: code, code, name: code, machine: null, loaded: null, handover: false }] }));
const at = (...files: readonly string[]) => files.map((file) => `/api/instruction-files/${file}`);

describe("EX-22 the pictures and PDFs that a tablet keeps before anybody has opened them", () => {
  it("come in the order in which they are needed: what runs, then what waits, the tablet's own line before others", () => {
    const views = [
      machine("FILL-2", "op-7", ["op-8"], { "op-8": ["next-there"], "op-7": ["runs-there"] }),
      machine("MIX-1", "op-1", ["op-2", "op-3"], { "op-3": ["later"], "op-2": ["next", "next-too"], "op-1": ["runs"] }),
    ];
    expect(instructionFiles(views, lines("MIX-1", "FILL-2"))).toEqual(at("runs", "next", "next-too", "later", "runs-there", "next-there"));
  });

  it("are each named once, at the first place that needs it", () => {
    const views = [machine("MIX-1", null, ["op-2", "op-3"], { "op-2": ["drawing"], "op-3": ["photo", "drawing"] })];
    expect(instructionFiles(views, lines("MIX-1", "FILL-2"))).toEqual(at("drawing", "photo"));
  });
});
