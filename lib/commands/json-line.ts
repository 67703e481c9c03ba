/** A line of a body of one JSON value a line, with its number from 1 on. `value` is undefined where the line is no JSON, `said` its bytes where it is no UTF-8. */
export class JsonLine {
  constructor(
    readonly number: number,
    readonly said: string | Uint8Array,
    readonly value: unknown,
  ) {}
}
