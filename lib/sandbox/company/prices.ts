/** List price of a carton in euro. */
const PRICES: Readonly<Record<string, string>> = {
  "OAT-BARISTA-1L": "1.18",
  "OAT-CHOC-1L": "0.96",
  "OAT-VANILLA-1L": "0.99",
  "ALMOND-ORIG-1L": "1.09",
  "MILK-CHOC-1L": "1.19",
};

/** What a carton of this drink is sold for. */
export function demoPrice(item: string): string {
  return PRICES[item] ?? "0";
}
