type Parameter = { readonly name: string; readonly uom: string; readonly low?: string; readonly high?: string };

/** Units in which the machines of the demo measure. */
export const PROCESS_UNITS = [
  { code: "BAR", name: "bar", symbol: "bar", decimals: 3 },
  { code: "CEL", name: "degree Celsius", symbol: "°C", decimals: 3 },
  { code: "NCM", name: "newton centimetre", symbol: "N·cm", decimals: 3 },
] as const;

/** What the machines of the demo say, by unit: names as on the wire, limits as the process engineers set them. */
export const DEMO_SIGNALS = {
  /** Lines whose controller speaks Sparkplug B instead of plain JSON. */
  sparkplugLines: ["PAST-1"] as readonly string[],
  plainNames: { state: "", good: "GOOD", scrap: "SCRAP" },
  sparkplugNames: { state: "State", good: "Good Count", scrap: "Scrap Count" },
  counterModulus: 65_535 as number | null,
  parameters: {
    MIXER: [{ name: "mix-temp", uom: "CEL", low: "4", high: "70" }],
    PASTEURISER: [{ name: "past-temp", uom: "CEL", low: "136", high: "144" }],
    FILLER: [
      { name: "fill-temp", uom: "CEL", low: "18", high: "25" },
      { name: "pressure", uom: "BAR", low: "1.6", high: "2.6" },
    ],
    CAPPER: [{ name: "cap-torque", uom: "NCM", low: "140", high: "180" }],
    PACKER: [{ name: "glue-temp", uom: "CEL", low: "150", high: "180" }],
  } as Readonly<Record<string, readonly Parameter[]>>,
};
