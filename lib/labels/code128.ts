import { FNC1 } from "@/lib/domain/materials/gs1";

/**
 * Data of a ^BC field in mode N: `>:` and `>;` begin in subset B and C, `>8` is FNC1, `>6` and `>5` change to B and to C, where two digits are one
 * character; `>0`, `><` and `>=` are the signs >, ^ and ~. Six digits or more are worth the change.
 */
export function code128(data: string, gs1: boolean): string {
  const digitsAt = (from: number) => /^\d*/.exec(data.slice(from))?.[0].length ?? 0;
  let subset: "B" | "C" = digitsAt(0) >= 4 ? "C" : "B";
  let written = `${subset === "C" ? ">;" : ">:"}${gs1 ? ">8" : ""}`;
  for (let at = 0; at < data.length;) {
    const char = data.charAt(at);
    if (char === FNC1) {
      written += ">8";
      at += 1;
    } else if (subset === "C") {
      if (digitsAt(at) >= 2) {
        written += data.slice(at, at + 2);
        at += 2;
      } else {
        written += ">6";
        subset = "B";
      }
    } else if (digitsAt(at) >= 6 && digitsAt(at) % 2 === 0) {
      written += ">5";
      subset = "C";
    } else {
      written += char === ">" ? ">0" : char === "^" ? "><" : char === "~" ? ">=" : char;
      at += 1;
    }
  }
  return written;
}

/** Width of the bars of `code128` in modules, the thinnest bar: 11 a character, the start, the check and 13 for the stop with them; without the quiet zones. */
export function code128Modules(data: string, gs1: boolean): number {
  const written = code128(data, gs1);
  let characters = 0;
  let pairs = false;
  for (let at = 0; at < written.length; characters += 1) {
    const next = written.charAt(at + 1);
    if (written.charAt(at) !== ">") at += pairs ? 2 : 1;
    else {
      if (next === ";" || next === "5") pairs = true;
      if (next === ":" || next === "6") pairs = false;
      at += 2;
    }
  }
  return (characters + 1) * 11 + 13;
}
