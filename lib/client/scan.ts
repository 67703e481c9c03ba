/** What a scanned or typed code says. `unknown` GS1 identifiers are kept out, the text stays readable in `text`. */
export type Scan = {
  /** As it was read, without symbology prefix and separators. */
  readonly text: string;
  readonly sscc?: string;
  readonly gtin?: string;
  readonly lot?: string;
  /** Day of expiry as `YYYY-MM-DD`. */
  readonly expires?: string;
  readonly serial?: string;
  /** Count (37) or net weight in kg (310n), as decimal text. */
  readonly quantity?: string;
};

const SEPARATOR = "\u001d";
/** Symbology identifiers that scanners put before GS1 element strings: GS1-128, DataMatrix, QR, DataBar. */
const SYMBOLOGY = /^\](C1|d2|Q3|e0)/;
const VARIABLE: Readonly<Record<string, { field: "lot" | "serial" | "quantity"; most: number }>> = {
  "10": { field: "lot", most: 20 },
  "21": { field: "serial", most: 20 },
  "37": { field: "quantity", most: 8 },
};

/** UI-07: reads AIs 00, 01, 10, 11, 17, 21, 37 and 310n; a code that is no GS1 element string is a lot number as it stands. */
export function readScan(code: string): Scan {
  const marked = SYMBOLOGY.test(code);
  const body = code.replace(SYMBOLOGY, "").trim();
  const plain = { text: body.replaceAll(SEPARATOR, " ").trim() };
  if (/^\(\d{2,4}\)/.test(body)) return { ...plain, ...readElements(bracketsOf(body)) };
  if (!marked && !body.includes(SEPARATOR) && !/^(01\d{14}|00\d{18}$)/.test(body)) return plain;
  return { ...plain, ...readElements(body) };
}

/** The lot that a scanned label or typed text names: that of a GS1 label, else the text as it stands. */
export function lotOfScan(code: string): string {
  const scan = readScan(code);
  return scan.lot ?? scan.text;
}

/** The printed form `(01)…(10)…` with a separator after each element. */
function bracketsOf(body: string): string {
  return body.replaceAll(/\((\d{2,4})\)/g, `${SEPARATOR}$1`).slice(1);
}

function readElements(body: string): Partial<Scan> | undefined {
  const found: { sscc?: string; gtin?: string; lot?: string; expires?: string; serial?: string; quantity?: string } = {};
  let rest = body;
  while (rest !== "") {
    if (rest.startsWith(SEPARATOR)) {
      rest = rest.slice(1);
      continue;
    }
    const fixed = /^(?:00(?<sscc>\d{18})|01(?<gtin>\d{14})|11(?<made>\d{6})|17(?<expires>\d{6})|310(?<places>\d)(?<weight>\d{6}))/.exec(rest);
    if (fixed?.groups) {
      const { sscc, gtin, expires, places, weight } = fixed.groups;
      if (sscc !== undefined) found.sscc = sscc;
      if (gtin !== undefined) found.gtin = gtin;
      if (expires !== undefined) found.expires = dayOf(expires);
      if (weight !== undefined) found.quantity = withPlaces(weight, Number(places));
      rest = rest.slice(fixed[0].length);
      continue;
    }
    const variable = VARIABLE[rest.slice(0, 2)];
    if (variable === undefined) return undefined;
    const end = rest.indexOf(SEPARATOR);
    const value = rest.slice(2, end === -1 ? undefined : end);
    if (value === "" || value.length > variable.most) return undefined;
    found[variable.field] = variable.field === "quantity" ? String(Number.parseInt(value, 10)) : value;
    rest = end === -1 ? "" : rest.slice(end + 1);
  }
  return found;
}

/** GS1 dates have two digits for the year, this century; day 00 is the last of the month. */
function dayOf(text: string): string {
  const [year, month, day] = [Number(`20${text.slice(0, 2)}`), Number(text.slice(2, 4)), Number(text.slice(4))];
  const date = day === 0 ? new Date(Date.UTC(year, month, 0)) : new Date(Date.UTC(year, month - 1, day));
  return date.toISOString().slice(0, 10);
}

function withPlaces(digits: string, places: number): string {
  const whole = digits.slice(0, digits.length - places).replace(/^0+(?=\d)/, "") || "0";
  const fraction = places === 0 ? "" : digits.slice(-places).replace(/0+$/, "");
  return fraction === "" ? whole : `${whole}.${fraction}`;
}
