import { Thread, type ThreadItem } from "@/components/data/thread";
import { ButtonLink } from "@/components/ui/button-link";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { formatDate, formatDayTime, formatTime, formatTimeWithSeconds, formatWeekday } from "@/lib/format/instant";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import { secondsBetween } from "@/lib/format/duration";
import type { MessageRow } from "@/lib/queries/admin/message-row";
import type { Conversation } from "@/lib/queries/admin/thread";
import { formatLag } from "./lag-panel";
import { messageWords, missingWords, stateWord } from "./message-words";
import { ScrollToCurrent } from "./scroll-to-current";

type ThreadPanelProps = { conversation: Conversation; selectedId: string | null; timeZone: string; hrefOf: (row: MessageRow) => string; allHref: string; className?: string };

/** Recorded later than this after it happened: the conversation says so. */
const LATE_SECONDS = 120;
const WAITING = new Set(["NEW", "SENDING", "DELIVERED", "RETRY_WAIT", "REPLAYED", "RECEIVED"]);
const REFUSED = new Set(["REJECTED", "DEAD", "REFUSED"]);

/** What was said about an order: the ERP at the left, Millrace at the right, in order of time. */
export function ThreadPanel({ conversation, selectedId, timeZone, hrefOf, allHref, className }: ThreadPanelProps) {
  const { order, name, messages, earlier, later } = conversation;
  const items = threadItems(messages, selectedId, timeZone, hrefOf);
  return (
    <Panel
      title={order === null ? name : `Order ${name}`}
      note={order === null ? undefined : `${order.item}, ${formatQuantityWithUnit(order.quantity, order.uom)}`}
      className={className}
    >
      {items.length === 0 ? (
        <EmptyState title="Nothing was said about it">As soon as either side says something, it stands here.</EmptyState>
      ) : (
        <ScrollToCurrent label={`Conversation about ${name}`}>
          <Thread
            items={[
              ...(earlier > 0 ? [{ kind: "gap" as const, id: "earlier", label: `${earlier} earlier ${earlier === 1 ? "message" : "messages"}` }] : []),
              ...items,
              ...(later > 0 ? [{ kind: "gap" as const, id: "later", label: `${later} more after it` }] : []),
            ]}
          />
        </ScrollToCurrent>
      )}
      <div className="mt-auto border-t border-line px-4 py-2.5">
        <ButtonLink href={allHref} tone="quiet" icon="search">
          All messages of {name}
        </ButtonLink>
      </div>
    </Panel>
  );
}

function threadItems(messages: readonly MessageRow[], selectedId: string | null, timeZone: string, hrefOf: (row: MessageRow) => string): ThreadItem[] {
  const items: ThreadItem[] = [];
  let day = "";
  for (const row of messages) {
    const own = formatDate(row.at, { timeZone });
    if (own !== day) items.push({ kind: "gap", id: own, label: `${formatWeekday(row.at, { timeZone })}, ${own}` });
    day = own;
    items.push(threadItem(row, messages, selectedId, timeZone, hrefOf));
  }
  return items;
}

function threadItem(row: MessageRow, all: readonly MessageRow[], selectedId: string | null, timeZone: string, hrefOf: (row: MessageRow) => string): ThreadItem {
  const { title, detail } = messageWords(row, { timeZone });
  const late = row.eventTime !== null && secondsBetween(row.eventTime, row.at) > LATE_SECONDS && row.direction === "OUT";
  const head =
    row.direction === "OUT" ? all.find((one) => one.direction === "OUT" && one.laneKey === row.laneKey && one.sequence < row.sequence && REFUSED.has(one.state)) : undefined;
  const parked = head !== undefined && WAITING.has(row.state);
  return {
    kind: "message",
    id: row.id,
    side: row.direction === "OUT" ? "millrace" : "erp",
    title,
    time: formatTime(row.at, { timeZone }),
    ...(late && row.eventTime !== null
      ? { detail: `${detail === undefined ? "" : `${detail}; `}happened ${formatDayTime(row.eventTime, { timeZone })}` }
      : detail === undefined
        ? {}
        : { detail }),
    result: parked && head.direction === "OUT" ? `waits behind message ${head.sequence}` : resultOf(row, timeZone),
    ...(row.direction === "OUT" && row.document !== null ? { document: row.document } : {}),
    state: REFUSED.has(row.state) ? "rejected" : parked || row.state === "PARKED" ? "parked" : WAITING.has(row.state) || row.state === "FAILED" ? "waiting" : "ok",
    href: hrefOf(row),
    selected: row.id === selectedId,
  };
}

function resultOf(row: MessageRow, timeZone: string): string {
  const { word } = stateWord(row);
  if (row.state === "REJECTED" || row.state === "DEAD") return word;
  if (row.reasonCode === "NEVER_TAKEN" && row.state === "RESOLVED") return "passed over: the ERP never took what it takes back";
  if (row.settledAt === null) return row.direction === "IN" && row.state === "PARKED" ? `waits for ${missingWords(row.missing)}` : word.charAt(0).toLowerCase() + word.slice(1);
  const took = formatLag(Math.max(0, (Date.parse(row.settledAt) - Date.parse(row.at)) / 1000));
  if (row.state === "ACCEPTED") return `accepted in ${took}`;
  if (row.state === "APPLIED") return `applied in ${took}`;
  return `${word}, ${formatTimeWithSeconds(row.settledAt, { timeZone })}`;
}
