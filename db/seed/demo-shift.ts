/** What was made at an operation at one go: so many hours after the demo's start, as text quantities. */
export type DemoEntry = { readonly atH: number; readonly good: string; readonly scrap: string; readonly scrapReason: string };

/** An operation of the demo that was begun before the demo's start; all hours count from there. */
export type DemoRun = {
  readonly order: string;
  readonly opNo: number;
  readonly workUnit: string;
  /** Personnel number of whoever runs it. */
  readonly person: string;
  readonly startH: number;
  /** When its setup was done. */
  readonly runH: number;
  /** When its machine waited for material meanwhile; null: it ran on. */
  readonly waited: readonly [fromH: number, toH: number] | null;
  /** When it was completed; null: it runs still. */
  readonly endH: number | null;
  /** Lots that were taken when it started to run, each for what was still needed as far as it went. */
  readonly lots: readonly string[];
  readonly made: readonly DemoEntry[];
};

/** Time that somebody of the crew was at work, in hours from the demo's start, and the line to which they came. */
export type DemoAttendance = { readonly person: string; readonly line: string; readonly fromH: number; /** Null: they are there still. */ readonly toH: number | null };

const SITE = "SITE-A";

const made = (atH: number, good: string, scrap = "0", scrapReason = "STARTUP"): DemoEntry => ({ atH, good, scrap, scrapReason });

const PACKAGING = ["CRT-9034", "LID-7731"];

/**
 * The shift in the middle of which the demo starts. Yesterday an oat base became a chocolate drink, from the mixer to the pallet. Today vanilla is filled at
 * line 1 out of the same base; almond and barista are pasteurised and wait for line 2. Operator 0417, who signs on first, runs nothing.
 */
export const DEMO_SHIFT: { readonly site: string; readonly crew: readonly DemoAttendance[]; readonly runs: readonly DemoRun[] } = {
  site: SITE,
  // Whoever runs something is there by then, and goes some minutes after it.
  crew: [
    { person: "P-0533", line: "L1", fromH: -34.1, toH: -32 },
    { person: "P-0212", line: "PAST-1", fromH: -32.1, toH: -29.1 },
    { person: "P-0533", line: "L1", fromH: -28.1, toH: -21.8 },
    { person: "P-0212", line: "PAST-1", fromH: -27, toH: -25.3 },
    { person: "P-0417", line: "P1", fromH: -21.9, toH: -19.7 },
    { person: "P-0533", line: "L1", fromH: -6.9, toH: null },
    { person: "P-0212", line: "PAST-1", fromH: -5.5, toH: -0.6 },
    { person: "P-0417", line: "PAST-2", fromH: -4.7, toH: -1.6 },
  ],
  runs: [
    {
      order: "4711-0070",
      opNo: 10,
      workUnit: "MIX-1.MIXER",
      person: "P-0533",
      startH: -34,
      runH: -33.45,
      waited: [-32.4, -32.32],
      endH: -32.1,
      lots: ["OAT-2611", "ENZ-0245"],
      made: [made(-32.8, "3050", "40"), made(-32.1, "3020", "15", "SAMPLE")],
    },
    {
      order: "4711-0070",
      opNo: 20,
      workUnit: "PAST-1.PASTEURISER",
      person: "P-0212",
      startH: -32,
      runH: -31.2,
      waited: null,
      endH: -29.2,
      lots: [],
      made: [made(-30.2, "3000", "20"), made(-29.2, "3035")],
    },
    {
      order: "4711-0073",
      opNo: 10,
      workUnit: "MIX-1.MIXER",
      person: "P-0533",
      startH: -28,
      runH: -27.5,
      waited: [-27.3, -27.23],
      endH: -27,
      lots: ["L-4711-0070", "COC-0418", "SUG-7702"],
      made: [made(-27, "2040", "26")],
    },
    {
      order: "4711-0073",
      opNo: 20,
      workUnit: "PAST-2.PASTEURISER",
      person: "P-0212",
      startH: -26.9,
      runH: -26.1,
      waited: [-25.75, -25.72],
      endH: -25.4,
      lots: [],
      made: [made(-25.4, "2030", "10", "SAMPLE")],
    },
    {
      order: "4711-0073",
      opNo: 30,
      workUnit: "L1.FILLER",
      person: "P-0533",
      startH: -25.2,
      runH: -24.1,
      waited: [-23.6, -23.5],
      endH: -21.9,
      lots: PACKAGING,
      made: [made(-23, "980", "14"), made(-21.9, "1028", "8", "FILL")],
    },
    {
      order: "4711-0073",
      opNo: 40,
      workUnit: "P1.PACKER",
      person: "P-0417",
      startH: -21.8,
      runH: -21.5,
      waited: null,
      endH: -19.8,
      lots: [],
      made: [made(-20.65, "1000"), made(-19.8, "1004", "4", "HANDLING")],
    },
    {
      order: "4711-0076",
      opNo: 10,
      workUnit: "MIX-2.MIXER",
      person: "P-0533",
      startH: -6.8,
      runH: -6.3,
      waited: [-5.9, -5.87],
      endH: -5.5,
      lots: ["L-4711-0070", "VAN-0093", "SUG-7702"],
      made: [made(-5.5, "3670", "50")],
    },
    {
      order: "4711-0076",
      opNo: 20,
      workUnit: "PAST-1.PASTEURISER",
      person: "P-0212",
      startH: -5.4,
      runH: -4.6,
      waited: [-4.1, -4.01],
      endH: -3.3,
      lots: [],
      made: [made(-3.3, "3650", "18", "SAMPLE")],
    },
    {
      order: "4711-0078",
      opNo: 10,
      workUnit: "MIX-2.MIXER",
      person: "P-0417",
      startH: -4.6,
      runH: -4.1,
      waited: [-3.8, -3.72],
      endH: -3.5,
      lots: ["ALM-1187", "SUG-7702"],
      made: [made(-3.5, "2450", "30")],
    },
    {
      order: "4711-0079",
      opNo: 10,
      workUnit: "MIX-1.MIXER",
      person: "P-0533",
      startH: -3.9,
      runH: -3.4,
      waited: [-3.1, -3.04],
      endH: -2.7,
      lots: ["L-4711-0070", "L-4711-0074", "OIL-5521"],
      made: [made(-2.7, "3060", "34")],
    },
    {
      order: "4711-0078",
      opNo: 20,
      workUnit: "PAST-2.PASTEURISER",
      person: "P-0417",
      startH: -3.4,
      runH: -2.6,
      waited: [-2.2, -2.11],
      endH: -1.7,
      lots: [],
      made: [made(-1.7, "2435", "12", "SAMPLE")],
    },
    {
      order: "4711-0079",
      opNo: 20,
      workUnit: "PAST-1.PASTEURISER",
      person: "P-0212",
      startH: -2.6,
      runH: -1.8,
      waited: [-1.2, -1.11],
      endH: -0.7,
      lots: [],
      made: [made(-0.7, "3045", "14", "SAMPLE")],
    },
    {
      order: "4711-0076",
      opNo: 30,
      workUnit: "L1.FILLER",
      person: "P-0533",
      startH: -2.4,
      runH: -1.4,
      waited: [-0.4, -0.36],
      endH: null,
      lots: PACKAGING,
      made: [made(-0.8, "560", "12"), made(-0.05, "690", "6", "FILL")],
    },
  ],
};
