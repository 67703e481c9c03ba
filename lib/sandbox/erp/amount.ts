/** A quantity in millionths: exact, and all that a ledger of quantities needs. */
export type Amount = bigint;

const ONE = 1_000_000n;

/** Reads a decimal text with at most six decimals. */
export function amountOf(text: string): Amount {
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const magnitude = BigInt(whole) * ONE + BigInt(fraction.padEnd(6, "0"));
  return text.startsWith("-") ? -magnitude : magnitude;
}

/** Writes it without needless zeros. */
export function textOf(amount: Amount): string {
  const magnitude = amount < 0n ? -amount : amount;
  const fraction = (magnitude % ONE).toString().padStart(6, "0").replace(/0+$/, "");
  return `${amount < 0n ? "-" : ""}${magnitude / ONE}${fraction === "" ? "" : `.${fraction}`}`;
}
