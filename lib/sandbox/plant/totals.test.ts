import { expect, it } from "vitest";
import { seededRandom } from "@/lib/sandbox/company/random";
import { distort } from "./distort";
import { Ledger } from "./totals";

const said = (name: string, value: number, atMs: number, seq: number) => ({ kind: "COUNTER" as const, name, value, atMs, seq });

it("counts from the first reading on, through a rollover and a new start, and each thing once", () => {
  const ledger = new Ledger("sim/hall/s001/filler");
  for (const [index, value] of [65_530, 65_535, 2].entries()) ledger.hear(said("GOOD", value, index * 1000, index));
  ledger.hear(said("GOOD", 2, 2000, 2));
  ledger.restart();
  ledger.hear(said("GOOD", 1, 3000, 3));
  // Of this one nobody can know.
  ledger.restart();
  ledger.hear(said("GOOD", 5, 4000, 4));
  ledger.hear({ kind: "PARAMETER", name: "temp", value: 20.13, atMs: 4000, seq: 5 });
  ledger.hear({ kind: "PARAMETER", name: "temp", value: -0.29, atMs: 4000, seq: 6 });
  ledger.hear({ kind: "STATE", name: "", value: "DOWN", atMs: 4000, seq: 7 });
  ledger.hear({ kind: "STATE", name: "", value: "DOWN", atMs: 5000, seq: 8 });
  expect(ledger.totals()).toEqual({
    address: "sim/hall/s001/filler",
    parameters: { temp: { samples: 2, hundredths: 1984 } },
    counters: { GOOD: { readings: 5, made: 5 + 3 + 1 + 4 } },
    states: 2,
    history: [{ state: "DOWN", atMs: 4000 }],
    aside: 0,
  });
});

it("takes it that a machine was in no state that another one follows at the same instant", () => {
  const ledger = new Ledger("sim/hall/s001/filler");
  const states = [
    ["HELD", 1000],
    ["PRODUCING", 2000],
    ["DOWN", 2000],
    ["HELD", 2000],
    ["DOWN", 3000],
  ] as const;
  for (const [seq, [value, atMs]] of states.entries()) ledger.hear({ kind: "STATE", name: "", value, atMs, seq });
  expect(ledger.totals()).toMatchObject({
    states: 5,
    history: [
      { state: "HELD", atMs: 1000 },
      { state: "DOWN", atMs: 3000 },
    ],
  });
});

it("lets messages be late and come twice by chance, loses none, and keeps births in their place", () => {
  const distortion = distort(seededRandom(3), { repeated: 0.1, late: 0.1 });
  const messages = Array.from({ length: 400 }, (_, index) => ({
    topic: index % 50 === 30 ? "spBv1.0/SIM/NBIRTH/S001" : "spBv1.0/SIM/NDATA/S001",
    payload: String(index),
    options: { qos: 0 as const, retain: false },
  }));
  const out = [...messages.flatMap((message) => distortion.pass(message)), ...distortion.flush()].map(({ payload }) => Number(payload));
  expect(new Set(out)).toEqual(new Set(messages.keys()));
  expect(out.length).toBeGreaterThan(400);
  expect(out.slice(0, 20)).toEqual([...Array(20).keys()]);
  expect(out.some((number, index) => number < (out[index - 1] ?? 0))).toBe(true);
  for (const [index, number] of out.entries()) if (number % 50 === 30) expect(Math.max(...out.slice(0, index))).toBeLessThan(number);
});
