const PRINTABLE = /^[\P{C}\n\r\t]*$/u;

/** Bytes, given as hexadecimal digits, as text; null when they are none. A character that was cut off at the end does not count. */
export function readableText(hex: string): string | null {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  for (const cut of [0, 1, 2, 3]) {
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, bytes.length - cut));
      return PRINTABLE.test(text) ? text : null;
    } catch {
      // Not UTF-8 up to here: perhaps its last character was cut.
    }
  }
  return null;
}

/** Sixteen bytes a line with their offset: "0000  7b 22 74 73 …". */
export function hexLines(hex: string): string {
  const pairs = hex.match(/../g) ?? [];
  const lines: string[] = [];
  for (let at = 0; at < pairs.length; at += 16) lines.push(`${at.toString(16).padStart(4, "0")}  ${pairs.slice(at, at + 16).join(" ")}`);
  return lines.join("\n");
}
