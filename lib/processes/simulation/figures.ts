import { z } from "zod";

const Count = z.number().int();
const MachineTotals = z.object({
  address: z.string(),
  parameters: z.record(z.string(), z.object({ samples: Count, hundredths: Count })),
  counters: z.record(z.string(), z.object({ readings: Count, made: Count })),
  states: Count,
  history: z.array(z.object({ state: z.string(), atMs: z.number() })).readonly(),
  aside: Count,
});
/** What one machine of a run said, as the simulator prints it: samples and their sum in hundredths, readings and what they counted, states, and messages that have to be put aside. */
export type MachineTotals = z.infer<typeof MachineTotals>;

/** Reads what the simulator printed, a machine a line. */
export function readTotals(printed: string): MachineTotals[] {
  return printed
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => MachineTotals.parse(JSON.parse(line)));
}

/** Figures by what they are of, such as the samples of one parameter of a machine; the states that it was in, one after the other, are a text. */
export type Figures = ReadonlyMap<string, number | string>;

/** What a receiver has to have of a run. */
export function wantedFigures(machines: readonly MachineTotals[]): Map<string, number | string> {
  return new Map(
    machines.flatMap(({ address, parameters, counters, states, history, aside }): (readonly [string, number | string])[] => [
      ...Object.entries(parameters).flatMap(([name, { samples, hundredths }]) =>
        parameterFigures(`${address} ${name}`, [samples, samples, samples], [hundredths, hundredths, hundredths]),
      ),
      ...Object.entries(counters).flatMap(([name, { readings, made }]) => counterFigures(`${address} ${name}`, readings, made)),
      ...machineFigures(address, states, history, aside),
    ]),
  );
}

/** Samples and their sum: of the samples themselves, of their minutes and of their hours. */
export function parameterFigures(of: string, [samples, minutes, hours]: readonly number[], [sum, sumOfMinutes, sumOfHours]: readonly number[]): [string, number][] {
  return [
    [`${of}: samples`, samples ?? 0],
    [`${of}: sum in hundredths`, sum ?? 0],
    [`${of}: samples of its minutes`, minutes ?? 0],
    [`${of}: sum of its minutes in hundredths`, sumOfMinutes ?? 0],
    [`${of}: samples of its hours`, hours ?? 0],
    [`${of}: sum of its hours in hundredths`, sumOfHours ?? 0],
  ];
}

export function counterFigures(of: string, readings: number, made: number): [string, number][] {
  return [
    [`${of}: readings`, readings],
    [`${of}: counted`, made],
  ];
}

/** `history`: in which state it was from which instant on, by its own clock. */
export function machineFigures(of: string, states: number, history: readonly { readonly state: string; readonly atMs: number }[], aside: number): [string, number | string][] {
  const changes = history.flatMap(({ state, atMs }, index) => (history[index - 1]?.state === state ? [] : [`${state} ${new Date(atMs).toISOString()}`]));
  return [
    [`${of}: messages of its state`, states],
    [`${of}: states`, changes.join(", ")],
    [`${of}: messages put aside`, aside],
  ];
}

/** What has come to some figures since others were read. */
export function since(before: Figures, now: Figures): Figures {
  return new Map([...now].map(([of, figure]) => [of, typeof figure === "string" ? figure : figure - Number(before.get(of) ?? 0)]));
}

/** What differs, in words, a figure a line. */
export function differences(wanted: Figures, found: Figures): string[] {
  return [...new Set([...wanted.keys(), ...found.keys()])].flatMap((of) => {
    const [one, other] = [wanted.get(of) ?? 0, found.get(of) ?? 0];
    if (one === other) return [];
    if (typeof one === "number" && typeof other === "number") return [`${of}: ${one} said, ${other} stored (${other > one ? "+" : ""}${other - one})`];
    return [`${of}: said ${one === "" ? "nothing" : one}; stored ${other === "" ? "nothing" : other}`];
  });
}
