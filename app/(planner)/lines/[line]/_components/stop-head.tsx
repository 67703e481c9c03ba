import type { ReactNode } from "react";
import { Glyph } from "@/components/ui/glyph";
import { formatTimeWithSeconds, formatWeekdayTime } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import type { LineScreen } from "@/lib/queries/planner/line-screen";
import type { StopView } from "@/lib/queries/planner/stop-view";

/** The one red thing of the page: since when, why, until when, who waits, and whether the ERP knows. Outlined while it is old. */
export function StopHead({ screen, stop }: { screen: LineScreen; stop: StopView }) {
  const reading = { timeZone: screen.site.timeZone };
  const waiting = screen.orders.filter((order) => order.left !== null);
  return (
    <header className="-mx-6 -mt-3.5 flex flex-wrap items-center gap-x-8 gap-y-2 bg-down px-6 py-2 text-on-down stale:bg-transparent stale:text-down-ink stale:ring-2 stale:ring-down-edge stale:ring-inset">
      <h1 className="mr-auto flex items-center gap-3 text-xl leading-[1.15] font-semibold tracking-[-0.015em]">
        <Glyph shape="down-inverse" className="size-6" />
        {`${screen.line.code} is down since ${formatWeekdayTime(stop.since, reading)}`}
      </h1>
      <Fact name="Reason">{stop.reason ?? stop.reasonCode ?? "nobody has said yet"}</Fact>
      <Fact name={stop.basis === "ESTIMATE" && stop.extensions === 0 ? "Expected back" : "Expected back, assumed"}>{formatWeekdayTime(stop.restoreAt, reading)}</Fact>
      <Fact name="Waiting on it">{waitingText(waiting)}</Fact>
      <Fact name="ERP knows">{erpText(screen, reading)}</Fact>
    </header>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <dl className="max-w-72 min-w-0">
      <dt className="text-xs">{name}</dt>
      <dd className="truncate font-semibold">{children}</dd>
    </dl>
  );
}

function waitingText(waiting: LineScreen["orders"]): string {
  if (waiting.length === 0) return "nothing";
  const shown = waiting.slice(0, 2).map((order) => `${order.number} ${formatQuantity(order.left ?? "0")}`);
  return `${shown.join(", ")}${waiting.length > 2 ? ` and ${waiting.length - 2} more` : ""}`;
}

function erpText({ erp }: LineScreen, reading: { timeZone: string }): string {
  if (erp === null) return "not told";
  if (erp.at !== null) return `since ${formatTimeWithSeconds(erp.at, reading)}`;
  return erp.state === "REJECTED" || erp.state === "DEAD" ? "it refused the message" : "message on its way";
}
