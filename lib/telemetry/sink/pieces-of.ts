/** A statement has at most 65,534 parameters: room for rows of thirteen columns. */
const ROWS = 5_000;

/** Rows in pieces that one statement takes where each value of them is a parameter, in their order; none where there are none. */
export function piecesOf<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, at) => rows.slice(at * ROWS, (at + 1) * ROWS));
}
