import type { ReactNode } from "react";

/** JSON as people read it: indented, names apart from values. */
export function JsonBlock({ value, label, className }: { value: unknown; label: string; className?: string }) {
  return (
    <pre
      role="group"
      aria-label={label}
      tabIndex={0}
      className={`overflow-auto rounded-sm bg-canvas px-3 py-2.5 font-sans text-sm leading-[1.5] whitespace-pre-wrap break-words ${className ?? ""}`}
    >
      {render(value, 0)}
    </pre>
  );
}

const ENVELOPE = ["id", "source", "type", "subject", "sequence", "time", "recordtime", "dataschema", "correlationid", "causationid"];

/** A message with its envelope first and in the order of the contract; the database keeps none. */
export function inOrder(payload: unknown): unknown {
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) return payload;
  const place = (name: string) => (name === "data" ? ENVELOPE.length + 1 : ENVELOPE.includes(name) ? ENVELOPE.indexOf(name) : ENVELOPE.length);
  return Object.fromEntries(Object.entries(payload).toSorted(([a], [b]) => place(a) - place(b)));
}

function render(value: unknown, depth: number): ReactNode {
  if (Array.isArray(value))
    return value.length === 0
      ? "[]"
      : block(
          "[",
          "]",
          value.map((one, index) => ({ key: String(index), node: render(one, depth + 1) })),
          depth,
        );
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return "{}";
    return block(
      "{",
      "}",
      entries.map(([name, inner]) => ({
        key: name,
        node: (
          <>
            <span className="text-ink-3">{name}: </span>
            {render(inner, depth + 1)}
          </>
        ),
      })),
      depth,
    );
  }
  if (typeof value === "string") return <span className="font-medium text-ink">{value === "" ? '""' : value}</span>;
  return <span className="text-ink-2">{value === undefined ? "" : JSON.stringify(value)}</span>;
}

function block(open: string, close: string, rows: readonly { key: string; node: ReactNode }[], depth: number): ReactNode {
  const indent = "  ".repeat(depth + 1);
  return (
    <>
      {open}
      {rows.map(({ key, node }) => (
        <span key={key}>
          {"\n"}
          {indent}
          {node}
        </span>
      ))}
      {`\n${"  ".repeat(depth)}${close}`}
    </>
  );
}
