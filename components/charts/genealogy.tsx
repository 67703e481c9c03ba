import Link from "next/link";
import clsx from "clsx";
import { placeNodes } from "./genealogy-layout";

/** `solid`: what was made. `hit`: meets every condition. `focus`: the lot that was asked for. */
export type GenealogyTone = "plain" | "solid" | "hit" | "focus";
export type GenealogyNode = { readonly id: string; readonly label: string; readonly detail?: string; readonly tone?: GenealogyTone; readonly href?: string };
export type GenealogyEdge = {
  readonly from: string;
  readonly to: string;
  readonly hit?: boolean;
  /** Quantity, time, equipment, operator: said with the edge. */ readonly label?: string;
};

type GenealogyProps = {
  label: string;
  nodes: readonly GenealogyNode[];
  edges: readonly GenealogyEdge[];
  labels?: { from: string; to: string };
};

const WIDTH = 168;
const HEIGHT = 52;
const GAP_X = 56;
const GAP_Y = 12;
const TONE: Record<GenealogyTone, string> = {
  plain: "border-line-strong bg-raised text-ink",
  solid: "border-bar bg-bar text-surface",
  hit: "border-down-edge bg-down text-on-down",
  focus: "border-2 border-accent bg-accent-soft text-ink",
};

/** Where lots come from and where they went, from left to right. Each node is read with what it is joined to. */
export function Genealogy({ label, nodes, edges, labels = { from: "from", to: "goes to" } }: GenealogyProps) {
  const placed = placeNodes(nodes, edges);
  const columns = 1 + Math.max(0, ...placed.map((node) => node.column));
  const heights = Array.from({ length: columns }, (_, column) => placed.filter((node) => node.column === column).length);
  const tallest = Math.max(1, ...heights);
  const height = tallest * (HEIGHT + GAP_Y) - GAP_Y;
  const spots = new Map(
    placed.map(({ id, column, row }) => [id, { x: column * (WIDTH + GAP_X), y: (height - ((heights[column] ?? 1) * (HEIGHT + GAP_Y) - GAP_Y)) / 2 + row * (HEIGHT + GAP_Y) }]),
  );
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const names = (ids: readonly { id: string; label?: string }[]) => ids.map(({ id, label: said }) => `${byId.get(id)?.label ?? id}${said ? ` (${said})` : ""}`).join(", ");
  const order = placed.toSorted((a, b) => a.column - b.column || a.row - b.row);
  return (
    // Focusable, so that a wide graph can be scrolled by keyboard.
    <div role="group" aria-label={label} tabIndex={0} className="overflow-auto px-4 pb-4">
      <div className="relative" style={{ width: columns * (WIDTH + GAP_X) - GAP_X, height }}>
        <svg aria-hidden="true" width="100%" height={height} className="absolute inset-0" fill="none">
          {edges
            .toSorted((a, b) => Number(a.hit ?? false) - Number(b.hit ?? false))
            .map((edge) => {
              const a = spots.get(edge.from);
              const b = spots.get(edge.to);
              if (!a || !b) return null;
              const middle = b.x - GAP_X / 2;
              return (
                <path
                  key={`${edge.from}>${edge.to}`}
                  d={`M${a.x + WIDTH} ${a.y + HEIGHT / 2}H${middle}V${b.y + HEIGHT / 2}H${b.x}`}
                  stroke={edge.hit ? "var(--color-down)" : "var(--color-bar-2)"}
                  strokeWidth={edge.hit ? 3 : 2}
                />
              );
            })}
        </svg>
        <ul>
          {order.map(({ id }) => {
            const node = byId.get(id);
            const spot = spots.get(id);
            if (!node || !spot) return null;
            const from = edges.filter((edge) => edge.to === id).map((edge) => ({ id: edge.from, label: edge.label }));
            const to = edges.filter((edge) => edge.from === id).map((edge) => ({ id: edge.to, label: edge.label }));
            const look = clsx("flex h-full flex-col justify-center rounded-sm border px-2.5 no-underline", TONE[node.tone ?? "plain"]);
            const body = (
              <>
                <b className="truncate text-sm leading-tight">{node.label}</b>
                {node.detail === undefined ? null : (
                  <span className={clsx("truncate text-2xs leading-[1.35]", (node.tone ?? "plain") === "plain" && "text-ink-3")}>{node.detail}</span>
                )}
                <span className="sr-only">
                  {from.length > 0 ? `, ${labels.from} ${names(from)}` : ""}
                  {to.length > 0 ? `, ${labels.to} ${names(to)}` : ""}
                </span>
              </>
            );
            return (
              <li
                key={id}
                className="absolute"
                style={{ left: spot.x, top: spot.y, width: WIDTH, height: HEIGHT }}
                title={node.detail === undefined ? node.label : `${node.label}, ${node.detail}`}
              >
                {node.href === undefined ? (
                  <div className={look}>{body}</div>
                ) : (
                  <Link href={node.href} className={clsx(look, "hover:border-ink")}>
                    {body}
                  </Link>
                )}
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}
