/** A line of a body of one JSON value a line, with its number from 1 on. `value` is undefined where the line is no JSON. */
export class JsonLine {
  constructor(
    readonly number: number,
    readonly text: string,
    readonly value: unknown,
  ) {}
}
