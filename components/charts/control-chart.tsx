import clsx from "clsx";
import { controlScale } from "./control-scale";

type ControlChartProps = {
  /** What it shows, as a sentence with the last value: a reader hears this instead. */
  label: string;
  /** Oldest first. */
  values: readonly string[];
  lowerLimit: string | null;
  upperLimit: string | null;
  /** What the process does by itself; null while there are too few values. */
  control: { readonly mean: string; readonly lower: string; readonly upper: string } | null;
  /** Words at the lines, by their kind. */
  words: { readonly limit: string; readonly control: string };
  /** Writes a limit as the reader writes figures. */
  figure: (value: string) => string;
  className?: string;
};

const [WIDTH, HEIGHT] = [560, 170];
/** Room for the figures of the limits, behind the last value. */
const FIGURES = 64;

/** The last values of a characteristic between its limits (solid) and those of its process (dashed). A value outside the limits is a cross. */
export function ControlChart({ label, values, lowerLimit, upperLimit, control, words, figure, className }: ControlChartProps) {
  const limits = [lowerLimit, upperLimit].filter((value) => value !== null);
  const own = control === null ? [] : [control.lower, control.upper];
  const { x, y } = controlScale({ width: WIDTH - FIGURES, height: HEIGHT, count: values.length }, [...values, ...limits, ...own, ...(control === null ? [] : [control.mean])]);
  const isOut = (value: string) => (lowerLimit !== null && Number(value) < Number(lowerLimit)) || (upperLimit !== null && Number(value) > Number(upperLimit));
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={clsx("h-auto max-h-[240px] w-full text-ink", className)}>
      {limits.map((value) => (
        <g key={`limit ${value}`}>
          <line x1={0} x2={WIDTH - FIGURES} y1={y(value)} y2={y(value)} stroke="currentColor" strokeWidth={2}>
            <title>{`${words.limit} ${figure(value)}`}</title>
          </line>
          <text x={WIDTH - FIGURES + 8} y={y(value)} dominantBaseline="middle" fontSize={17} fontWeight={600} fill="currentColor">
            {figure(value)}
          </text>
        </g>
      ))}
      {own.map((value) => (
        <line key={`own ${value}`} x1={0} x2={WIDTH - FIGURES} y1={y(value)} y2={y(value)} stroke="var(--color-ink-3)" strokeDasharray="6 6">
          <title>{`${words.control} ${figure(value)}`}</title>
        </line>
      ))}
      {control === null ? null : <line x1={0} x2={WIDTH - FIGURES} y1={y(control.mean)} y2={y(control.mean)} stroke="var(--color-line-strong)" />}
      <polyline points={values.map((value, index) => `${x(index)},${y(value)}`).join(" ")} fill="none" stroke="var(--color-bar)" strokeWidth={2} />
      {values.map((value, index) =>
        isOut(value) ? (
          <path key={x(index)} d={`M${x(index) - 6} ${y(value) - 6}l12 12m0 -12l-12 12`} stroke="var(--color-down-ink)" strokeWidth={3} />
        ) : (
          <circle key={x(index)} cx={x(index)} cy={y(value)} r={4} fill="var(--color-bar)" />
        ),
      )}
    </svg>
  );
}
