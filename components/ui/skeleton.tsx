import clsx from "clsx";

/** One grey bar where words will be. */
export function Skeleton({ className }: { className?: string }) {
  return <i aria-hidden="true" className={clsx("skeleton", className)} />;
}

const WIDTHS = ["w-2/3", "w-1/2", "w-3/5", "w-2/5"] as const;

/** Rows of grey bars in the place of a table or list; says "Loading" to those who do not see it. */
export function LoadingRows({ rows = 6, columns = 1, label = "Loading", className }: { rows?: number; columns?: number; label?: string; className?: string }) {
  return (
    <div role="status" aria-label={label} aria-busy="true" className={clsx("grid", className)}>
      {Array.from({ length: rows }, (_, row) => (
        <div
          key={row}
          className="grid items-center gap-4 border-t border-line px-4 first:border-t-0"
          style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, minHeight: "calc(var(--row) + 8px)" }}
        >
          {Array.from({ length: columns }, (__, column) => (
            <Skeleton key={column} className={columns === 1 ? WIDTHS[row % WIDTHS.length] : "w-3/5"} />
          ))}
        </div>
      ))}
    </div>
  );
}
