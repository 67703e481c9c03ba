/** A piece of a demo instruction; `picture` is a file of `db/seed/instruction-pictures`. */
type DemoPiece = { readonly kind: "TEXT" | "STEP"; readonly text: string } | { readonly kind: "PICTURE"; readonly picture: string; readonly text: string };

export type DemoInstruction = {
  readonly site: string;
  readonly item: string;
  readonly opNo: number;
  readonly title: string;
  readonly gate: "NONE" | "START" | "COMPLETION";
  readonly pieces: readonly DemoPiece[];
  readonly points: readonly string[];
};

const step = (text: string): DemoPiece => ({ kind: "STEP", text });

/**
 * What the demo's quality manager has written: one that is only read, one that is ticked before the start and one before the end. What gates something is
 * at the filling and packing lines; mixing and pasteurising start without.
 */
export const DEMO_INSTRUCTIONS: readonly DemoInstruction[] = [
  {
    site: "SITE-A",
    item: "OAT-BASE",
    opNo: 10,
    title: "Mixing the oat base",
    gate: "NONE",
    pieces: [
      { kind: "TEXT", text: "The order matters: flour that meets cold water clots, and enzyme above 62 °C is spent at once." },
      { kind: "PICTURE", picture: "mixer.png", text: "What goes in where, and in which order" },
      step("Shut the drain and fill with water of 60 °C up to the mark at 60 %."),
      step("Start the stirrer, then add the oat flour slowly: a sack in no less than three minutes."),
      step("Add the enzyme last, between 58 and 62 °C, and note the time."),
    ],
    points: [],
  },
  {
    site: "SITE-A",
    item: "OAT-BARISTA-1L",
    opNo: 30,
    title: "Line clearance before filling",
    gate: "START",
    pieces: [
      { kind: "TEXT", text: "Nothing of the last product may be on the line when the next one starts. Almond before oat: rinse the tank line twice." },
      { kind: "PICTURE", picture: "filler.png", text: "Where to look before the start" },
      step("Walk along the line from the tank to the capper, and take away every carton, lid and label of the last order."),
      step("Rinse the tank line, then hang the label of the new product at its valve."),
      step("Shut the guard and test it: opened, the filler must not turn."),
    ],
    points: [
      "Nozzles are clean and dry",
      "No cartons, lids or labels of the last order are left",
      "The guard is shut and was tested",
      "The best-before date at the printer is that of the order",
    ],
  },
  {
    site: "SITE-A",
    item: "ALMOND-ORIG-1L",
    opNo: 40,
    title: "Closing the last pallet",
    gate: "COMPLETION",
    pieces: [
      step("Wrap the last pallet even if it is not full, and write its cases on the label."),
      step("Put what is left of cases and film back to the store, with its label to the front."),
    ],
    points: ["The last pallet is wrapped and labelled", "Nothing with almond is left at the packer", "Cases and film are back in the store"],
  },
];
