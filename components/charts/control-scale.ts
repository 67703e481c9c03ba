/** Pixels of a control chart; figures are written exactly elsewhere. */
export type ControlScale = { readonly x: (index: number) => number; readonly y: (value: string) => number };

type Frame = { readonly width: number; readonly height: number; readonly count: number };

/** A scale on which all values and limits lie within the frame, with a tenth of room above and below. */
export function controlScale({ width, height, count }: Frame, values: readonly string[]): ControlScale {
  const numbers = values.map(Number);
  const [low, high] = numbers.length === 0 ? [0, 1] : [Math.min(...numbers), Math.max(...numbers)];
  const room = high > low ? (high - low) / 10 : 1;
  const [bottom, top] = [low - room, high + room];
  return {
    x: (index) => (count <= 1 ? width / 2 : Math.round((index / (count - 1)) * (width - 12)) + 6),
    y: (value) => Math.round(height - ((Number(value) - bottom) / (top - bottom)) * height),
  };
}
