import { type CodeReading, elementText, FNC1, isControl, readCode } from "@/lib/domain/materials/gs1";
import { fnc1Signs } from "./scanner-setting";

/** Reads a code as this tablet's scanner sends it (UI-07). */
export function readScan(code: string): CodeReading {
  return readCode(code, { year: new Date().getFullYear(), standIns: fnc1Signs() });
}

/** The lot that a scanned label or typed text names: that of a GS1 label, else the text as it stands. */
export function lotOfScan(code: string): string {
  const reading = readScan(code);
  return reading.kind === "GS1" ? (reading.elements.lot ?? reading.elements.serial ?? reading.text) : reading.text;
}

/** What a label said, as labels print it; what was read of any other code. */
export function printedElements(reading: CodeReading): string {
  if (reading.kind === "BROKEN") return reading.at;
  return reading.kind === "PLAIN" ? reading.text : `${elementText(reading.elements) ?? ""}${reading.others.join("")}`;
}

/** A code with its control characters in sight: FNC1 as `<GS>`, others by their number. */
export function visibleCode(code: string): string {
  return Array.from(code)
    .map((char) => (char === FNC1 ? "<GS>" : isControl(char) ? `<${char.charCodeAt(0)}>` : char))
    .join("");
}
