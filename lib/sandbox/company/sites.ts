/** A machine; `constraint` marks the one whose state is the line's (ST-06). */
export type DemoUnit = { readonly workUnit: string; readonly text: string; readonly type: "UNIT" | "PRODUCTION_UNIT"; readonly constraint: boolean };

export type DemoWorkCentre = {
  readonly workCentre: string;
  readonly text: string;
  readonly type: "PRODUCTION_LINE" | "WORK_CELL" | "PROCESS_CELL";
  readonly costCentre: string;
  readonly units: readonly DemoUnit[];
};

export type DemoArea = { readonly area: string; readonly text: string; readonly workCentres: readonly DemoWorkCentre[] };

export type DemoSite = {
  readonly site: string;
  readonly text: string;
  readonly zone: string;
  readonly currency: string;
  /** Stock locations: raw material, tanks, packaging, finished goods. */
  readonly locations: { readonly raw: string; readonly tank: string; readonly pack: string; readonly finished: string };
  readonly areas: readonly DemoArea[];
};

const cell = (workCentre: string, unit: string, text: string, costCentre: string): DemoWorkCentre => ({
  workCentre,
  text,
  type: "PROCESS_CELL",
  costCentre,
  units: [{ workUnit: `${workCentre}.${unit}`, text, type: "UNIT", constraint: true }],
});

const fillingLine = (workCentre: string, text: string, costCentre: string): DemoWorkCentre => ({
  workCentre,
  text,
  type: "PRODUCTION_LINE",
  costCentre,
  units: [
    { workUnit: `${workCentre}.FILLER`, text: `${text}, filler`, type: "PRODUCTION_UNIT", constraint: true },
    { workUnit: `${workCentre}.CAPPER`, text: `${text}, capper`, type: "PRODUCTION_UNIT", constraint: false },
  ],
});

const packer = (workCentre: string, text: string, costCentre: string): DemoWorkCentre => ({
  workCentre,
  text,
  type: "PRODUCTION_LINE",
  costCentre,
  units: [{ workUnit: `${workCentre}.PACKER`, text, type: "PRODUCTION_UNIT", constraint: true }],
});

/** The two plants of the demo company: a maker of plant-based and dairy drinks. */
export const DEMO_SITES: readonly DemoSite[] = [
  {
    site: "SITE-A",
    text: "Site A",
    zone: "Europe/Berlin",
    currency: "EUR",
    locations: { raw: "A-RAW", tank: "A-TANK", pack: "A-PACK", finished: "A-FG" },
    areas: [
      {
        area: "PROCESS",
        text: "Process",
        workCentres: [
          cell("MIX-1", "MIXER", "Mixer 1", "4110"),
          cell("MIX-2", "MIXER", "Mixer 2", "4110"),
          cell("PAST-1", "PASTEURISER", "Pasteuriser 1", "4120"),
          cell("PAST-2", "PASTEURISER", "Pasteuriser 2", "4120"),
        ],
      },
      {
        area: "FILLING",
        text: "Filling and packing",
        workCentres: [fillingLine("L1", "Line 1", "4210"), fillingLine("L2", "Line 2", "4210"), packer("P1", "Packer 1", "4220"), packer("P2", "Packer 2", "4220")],
      },
    ],
  },
  {
    site: "SITE-B",
    text: "Site B",
    zone: "Europe/Berlin",
    currency: "EUR",
    locations: { raw: "B-RAW", tank: "B-TANK", pack: "B-PACK", finished: "B-FG" },
    areas: [
      { area: "PROCESS", text: "Process", workCentres: [cell("MIX-7", "MIXER", "Mixer 7", "5110"), cell("PAST-7", "PASTEURISER", "Pasteuriser 7", "5120")] },
      { area: "FILLING", text: "Filling and packing", workCentres: [fillingLine("L7", "Line 7", "5210"), packer("P7", "Packer 7", "5220")] },
    ],
  },
];
