import bwipjs from "bwip-js/node";
import { FNC1 } from "@/lib/domain/materials/gs1";
import { fitsBars, type LabelCode, type LabelSymbol } from "./lot-label";

/** Dots a module: enough that no printer blurs it. */
const SCALE = 8;
const QUIET_MODULES = 2;

/** The code of a label as a PNG; null for bars that cannot say it, or not within the width of a label (`fitsBars`). */
export async function drawCode(code: LabelCode, symbol: LabelSymbol): Promise<Buffer | null> {
  const square = symbol === "DATAMATRIX";
  if (!square && !fitsBars(code)) return null;
  // The drawing library takes FNC1 by this name; a caret of the data itself is doubled.
  const text = `${code.gs1 ? "^FNC1" : ""}${code.data.replaceAll("^", "^^").replaceAll(FNC1, "^FNC1")}`;
  return bwipjs.toBuffer({
    bcid: square ? "datamatrix" : "code128",
    text,
    parsefnc: true,
    scale: SCALE,
    paddingwidth: QUIET_MODULES,
    paddingheight: QUIET_MODULES,
    ...(square ? {} : { height: 12 }),
    backgroundcolor: "FFFFFF",
  });
}
