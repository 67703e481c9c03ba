import type { ReactNode } from "react";
import Link from "next/link";
import clsx from "clsx";
import { Countdown } from "@/app/(admin)/_components/countdown";
import { Age } from "@/components/data/age";
import { Glyph, type GlyphShape } from "@/components/ui/glyph";
import { Panel } from "@/components/ui/panel";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatTimeWithSeconds } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import type { ConnectionRow } from "@/lib/queries/admin/channel-scope";
import type { InboundWaiting, Lane, Lanes } from "@/lib/queries/admin/lanes";

import { typeLabel } from "@/lib/format/message-types";

type LanesPanelProps = {
  lanes: Lanes;
  connections: readonly ConnectionRow[];
  now: string;
  selected: { connectionId: string; laneKey: string } | null;
  hrefOf: (connectionCode: string, laneKey: string) => string;
  /** What of the ERP is of a type and in a state. */
  inboundHref: (connectionCode: string | null, type: string, state: InboundWaiting["state"]) => string;
  /** All lanes were asked for, and the addresses that ask for all and for a few again. */
  all: boolean;
  allHref: string;
  fewHref: string;
  /** The messages that wait, one by one. */
  waitingHref: string;
};

/** How many the panel shows before somebody asks for all. */
const LANES = 8;

type LaneWord = { shape: GlyphShape; word: ReactNode; tone: "plain" | "warning" | "critical" };

/** The lanes with something in them: depth, age of the oldest message, and what the first one waits for. */
export function LanesPanel({ lanes, connections, now, selected, hrefOf, inboundHref, all, allHref, fewHref, waitingHref }: LanesPanelProps) {
  const several = connections.length > 1;
  const columns = several ? 6 : 5;
  const connection = (id: string) => connections.find((one) => one.id === id);
  const most = Math.max(1, ...lanes.lanes.map((lane) => lane.depth), ...lanes.inbound.map((one) => one.depth));
  const more = lanes.total.lanes - lanes.lanes.length;
  const inbound = all ? lanes.inbound : lanes.inbound.slice(0, LANES);
  const moreInbound = lanes.inbound.length - inbound.length;
  return (
    <Panel title="Lanes" note={`one per order, strictly in order${more > 0 ? `, ${formatQuantity(String(more))} more wait` : ""}`}>
      <Table caption="Lanes with depth, age of the oldest message and state" dense className="[--cell-edge:calc(var(--spacing)*4)]!">
        <thead>
          <tr>
            <Th>Lane</Th>
            {several ? <Th>ERP</Th> : null}
            <Th>State</Th>
            <Th num>Depth</Th>
            <Th num className="max-[1380px]:pr-(--cell-edge)!">
              Oldest
            </Th>
            <Th className="w-24 max-[1380px]:hidden">
              <span className="sr-only">Depth as a bar</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {lanes.lanes.map((lane) => {
            const of = connection(lane.connectionId);
            const { shape, word, tone } = laneWord(lane, of, now);
            return (
              <Row
                key={`${lane.connectionId} ${lane.laneKey}`}
                name={
                  <Link href={hrefOf(of?.code ?? "", lane.laneKey)} scroll={false} className="font-semibold text-ink no-underline hover:underline">
                    {lane.laneKey}
                  </Link>
                }
                {...{ shape, word, tone, now }}
                connection={several ? (of?.name ?? "") : undefined}
                urgent={lane.priority === 0}
                selected={selected?.connectionId === lane.connectionId && selected.laneKey === lane.laneKey}
                depth={lane.depth}
                oldestAt={lane.oldestAt}
                late={lane.late}
                share={lane.depth / most}
              />
            );
          })}
          {lanes.quiet.map((lane) => {
            const of = connection(lane.connectionId);
            return (
              <Row
                key={`${lane.connectionId} ${lane.laneKey}`}
                name={
                  <Link href={hrefOf(of?.code ?? "", lane.laneKey)} scroll={false} className="font-semibold text-ink no-underline hover:underline">
                    {lane.laneKey}
                  </Link>
                }
                shape="idle"
                connection={several ? (of?.name ?? "") : undefined}
                word={`Empty, last ${formatTimeWithSeconds(lane.lastAt, { timeZone: of?.timeZone ?? "UTC" })}`}
                tone="plain"
                now={now}
                depth={0}
                share={0}
                selected={selected?.connectionId === lane.connectionId && selected.laneKey === lane.laneKey}
              />
            );
          })}
          {more > 0 ? (
            <MoreRow columns={columns} href={all ? waitingHref : allHref}>
              {all ? `${formatQuantity(String(more))} more lanes wait: their messages` : `Show all ${formatQuantity(String(lanes.total.lanes))} lanes with something in them`}
            </MoreRow>
          ) : all && lanes.lanes.length > LANES ? (
            <MoreRow columns={columns} href={fewHref}>
              Show only the first {LANES}
            </MoreRow>
          ) : null}
          {lanes.lanes.length + lanes.quiet.length === 0 ? (
            <tr>
              <Td colSpan={columns} className="text-ink-2">
                Nothing was said in the last day.
              </Td>
            </tr>
          ) : null}
          {lanes.inbound.length === 0 ? null : (
            <tr>
              <th scope="colgroup" colSpan={columns} className="h-7 border-b border-line px-4 text-left text-xs font-medium text-ink-3">
                ERP to Millrace
              </th>
            </tr>
          )}
          {inbound.map((one) => {
            const { shape, word, tone } = inboundWord(one);
            return (
              <Row
                key={`${one.connectionId} ${one.type} ${one.state}`}
                name={
                  <Link
                    href={inboundHref(several ? (connection(one.connectionId)?.code ?? null) : null, one.type, one.state)}
                    className="font-semibold text-ink no-underline hover:underline"
                  >
                    {typeLabel(one.type)}
                  </Link>
                }
                {...{ shape, word, tone, now }}
                connection={several ? (connection(one.connectionId)?.name ?? "") : undefined}
                depth={one.depth}
                oldestAt={one.oldestAt}
                late={false}
                share={one.depth / most}
              />
            );
          })}
          {moreInbound > 0 ? (
            <MoreRow columns={columns} href={allHref}>
              Show {moreInbound} more kinds of messages
            </MoreRow>
          ) : null}
        </tbody>
      </Table>
    </Panel>
  );
}

function MoreRow({ href, columns, children }: { href: string; columns: number; children: ReactNode }) {
  return (
    <tr>
      <Td colSpan={columns}>
        <Link href={href} scroll={false} className="text-ink underline underline-offset-2">
          {children}
        </Link>
      </Td>
    </tr>
  );
}

type RowProps = LaneWord & {
  name: ReactNode;
  /** Name of its ERP, where there are several. */ connection: string | undefined;
  now: string;
  depth: number;
  oldestAt?: string;
  late?: boolean;
  share: number;
  selected?: boolean;
  urgent?: boolean;
};

function Row({ name, connection, shape, word, tone, now, depth, oldestAt, late = false, share, selected = false, urgent = false }: RowProps) {
  const ink = tone === "critical" ? "font-semibold text-down-ink" : tone === "warning" ? "font-semibold text-amber-ink" : "";
  return (
    <Tr tone={tone === "critical" ? "critical" : "plain"} selected={selected && tone !== "critical"}>
      <RowHead className="whitespace-nowrap">
        <span className="flex items-center gap-2">
          <Glyph shape={shape} />
          <span className="max-w-[13rem] truncate">{name}</span>
          {urgent ? <span className="rounded-sm border border-line-strong px-1 text-2xs font-medium text-ink-2">P0</span> : null}
        </span>
      </RowHead>
      {connection === undefined ? null : <Td className="max-w-32 truncate text-ink-2">{connection}</Td>}
      <Td className={clsx("max-w-0 w-1/2 truncate", ink)}>{word}</Td>
      <Td num>{formatQuantity(String(depth))}</Td>
      <Td num className={clsx("max-[1380px]:pr-(--cell-edge)!", tone === "critical" ? "font-semibold text-down-ink" : late && "font-semibold text-amber-ink")}>
        {oldestAt === undefined ? "" : <Age since={oldestAt} initialNow={now} />}
      </Td>
      <Td className="max-[1380px]:hidden">
        <span aria-hidden="true" className="ml-auto block h-2 w-20 bg-sunken">
          <i className={clsx("block h-full", tone === "critical" ? "bg-down" : "bg-bar")} style={{ width: `${share * 100}%` }} />
        </span>
      </Td>
    </Tr>
  );
}

/** What the first message of a lane waits for. */
function laneWord(lane: Lane, connection: ConnectionRow | undefined, now: string): LaneWord {
  if (lane.state === "REJECTED" || lane.state === "DEAD") {
    if (lane.proposed) return { shape: "down", word: "Waits for a second person", tone: "critical" };
    const behind = lane.depth > 1 ? "Parked behind " : "";
    return {
      shape: "down",
      word: lane.state === "REJECTED" ? (behind === "" ? "Refused by the ERP" : `${behind}a refusal`) : behind === "" ? "Given up after 12 tries" : `${behind}one given up`,
      tone: "critical",
    };
  }
  if (connection?.enabled === false) return { shape: "planned", word: "Paused with its connection", tone: "plain" };
  const held = connection !== undefined && connection.circuit !== "CLOSED";
  if (held && lane.priority === 0) return { shape: "blocked", word: "Held: the ERP does not know", tone: "warning" };
  if (held) return { shape: "offline", word: "Held, goes on by itself", tone: "plain" };
  if (lane.state === "RETRY_WAIT") {
    return {
      shape: "blocked",
      word: (
        <>
          Try {lane.attempts + 1} of 12 in <Countdown to={lane.nextAt} initialNow={now} />
        </>
      ),
      tone: "warning",
    };
  }
  if (lane.state === "SENDING" || lane.state === "DELIVERED")
    return lane.leasedUntil !== null && lane.leasedUntil < now
      ? { shape: "blocked", word: "Its sender is gone; taken over", tone: "warning" }
      : { shape: "running", word: "Sending", tone: "plain" };
  if (lane.nextAt > now) return { shape: "planned", word: "Leaves with the next batch", tone: "plain" };
  return { shape: "running", word: "Due", tone: "plain" };
}

function inboundWord({ state }: InboundWaiting): LaneWord {
  if (state === "PARKED") return { shape: "blocked", word: "Wait for master data", tone: "warning" };
  if (state === "FAILED") return { shape: "blocked", word: "Failed here", tone: "warning" };
  if (state === "REFUSED") return { shape: "down", word: "Refused here", tone: "critical" };
  return { shape: "running", word: "Being applied", tone: "plain" };
}
