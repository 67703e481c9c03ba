/** A table of a report, in words: the same on a screen and on paper. */
export type ReportSection = {
  readonly title: string;
  /** `figure`: written to the right. `wide`: takes the room that the others leave. */
  readonly columns: readonly { readonly label: string; readonly figure?: boolean; readonly wide?: boolean }[];
  readonly rows: readonly (readonly string[])[];
  /** What stands there when it has no rows. */
  readonly none: string;
  /** What one must know to read the figures. */
  readonly note?: string;
};
