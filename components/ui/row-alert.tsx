/** What went wrong with keys that stand in a row, in a line of its own below them and said aloud; nothing while nothing did. */
export function RowAlert({ children }: { children: string | undefined }) {
  if (children === undefined) return null;
  return (
    <p role="alert" className="basis-full text-sm font-medium text-down-ink">
      {children}
    </p>
  );
}
