import type { HTMLAttributes, ReactNode, TdHTMLAttributes, ThHTMLAttributes } from "react";
import clsx from "clsx";

type CellLook = {
  /** A column of figures: right-aligned, never wrapped. */
  num?: boolean;
};

/** A table. Give it a caption: it is read before the cells. `scroll` keeps the header in sight over many rows; `wide` scrolls sideways, and nothing around it does; `dense` takes the room out of a board with many columns. */
export function Table({
  caption,
  scroll = false,
  wide = false,
  fixed = false,
  dense = false,
  className,
  children,
}: {
  caption: string;
  scroll?: boolean;
  wide?: boolean;
  fixed?: boolean;
  dense?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const table = (
    <table className={clsx("w-full border-collapse", dense ? "[--cell-edge:10px] [--cell:6px]" : "[--cell-edge:16px] [--cell:12px]", fixed && "table-fixed", className)}>
      <caption className="sr-only">{caption}</caption>
      {children}
    </table>
  );
  if (wide) return <div className="relative overflow-x-auto">{table}</div>;
  if (!scroll) return table;
  return (
    // Focusable, so that the rows can be scrolled by keyboard.
    <div role="group" aria-label={caption} tabIndex={0} className="min-h-0 flex-1 overflow-auto [&_thead_th]:sticky [&_thead_th]:top-0 [&_thead_th]:z-10 [&_thead_th]:bg-surface">
      {table}
    </div>
  );
}

/** A column's name, with its unit. `unseen` is read aloud only: a column of buttons says what it is by itself. */
export function Th({ num = false, unseen = false, className, scope = "col", children, ...rest }: ThHTMLAttributes<HTMLTableCellElement> & CellLook & { unseen?: boolean }) {
  return (
    <th
      {...rest}
      scope={scope}
      className={clsx(
        "border-b border-line-strong px-(--cell) py-1.5 text-xs font-medium whitespace-nowrap text-ink-3 first:pl-(--cell-edge) last:pr-(--cell-edge)",
        num ? "text-right" : "text-left",
        className,
      )}
    >
      {unseen ? <span className="sr-only">{children}</span> : children}
    </th>
  );
}

/** The name of a row. */
export function RowHead({ className, ...rest }: ThHTMLAttributes<HTMLTableCellElement>) {
  return (
    <th
      {...rest}
      scope="row"
      className={clsx(
        "h-(--row) border-b border-line px-(--cell) py-1.5 text-left font-normal first:pl-(--cell-edge) last:pr-(--cell-edge) in-[tr:last-child]:border-b-0 in-data-total:border-b-0 in-data-total:font-semibold",
        className,
      )}
    />
  );
}

/** A cell. `flush` leaves out the padding, for what draws to the edges. */
export function Td({ num = false, flush = false, className, ...rest }: TdHTMLAttributes<HTMLTableCellElement> & CellLook & { flush?: boolean }) {
  return (
    <td
      {...rest}
      className={clsx(
        "h-(--row) border-b border-line in-[tr:last-child]:border-b-0 in-data-total:border-b-0 in-data-total:font-semibold",
        flush ? "p-0" : "px-(--cell) py-1.5 first:pl-(--cell-edge) last:pr-(--cell-edge)",
        num && "text-right whitespace-nowrap",
        className,
      )}
    />
  );
}

/** A row. `selected` is the one shown beside; `total` closes the column; `tone` for the row that is wrong or only carries others. */
export function Tr({
  selected = false,
  total = false,
  tone = "plain",
  className,
  ...rest
}: HTMLAttributes<HTMLTableRowElement> & { selected?: boolean; total?: boolean; tone?: "plain" | "critical" | "quiet" }) {
  return (
    <tr
      {...rest}
      aria-selected={selected || undefined}
      data-total={total || undefined}
      className={clsx(selected && "bg-accent-soft", total && "border-t border-ink", tone === "critical" && "bg-down-soft", tone === "quiet" && "bg-canvas", className)}
    />
  );
}
