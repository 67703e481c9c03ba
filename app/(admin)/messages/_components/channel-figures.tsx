import { Figure, FigureRow } from "@/components/data/figure";
import { formatDayTime, formatTimeWithSeconds } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import type { ChannelScope } from "@/lib/queries/admin/channel-scope";
import type { LagRow } from "@/lib/queries/admin/lag";
import type { Lanes } from "@/lib/queries/admin/lanes";

/** §8.3: the share of messages that is to arrive within its target. */
const GOAL = 95;

/** The figures beside the answer: last acceptance, what waits, and how much was on time. */
export function ChannelFigures({ scope, lanes, lag, now }: { scope: ChannelScope; lanes: Lanes; lag: readonly LagRow[]; now: string }) {
  const last =
    scope.connections
      .map((one) => one.lastAcceptedAt ?? "")
      .toSorted()
      .at(-1) ?? "";
  const down = scope.connections.some((one) => one.enabled && one.circuit !== "CLOSED");
  const sent = lag.filter((row) => row.direction === "OUT");
  const accepted = sent.reduce((sum, row) => sum + row.count, 0);
  const within = accepted === 0 ? null : (100 * sent.reduce((sum, row) => sum + row.within, 0)) / accepted;
  const { timeZone } = scope;
  const age = last === "" ? 0 : Date.parse(now) - Date.parse(last);
  return (
    <FigureRow>
      <Figure
        label="Last accepted"
        value={last === "" ? "never" : age > 86_400_000 ? formatDayTime(last, { timeZone }) : formatTimeWithSeconds(last, { timeZone })}
        tone={down ? "warning" : "plain"}
      />
      <Figure
        label="Waiting"
        value={formatQuantity(String(lanes.total.messages))}
        note={`in ${formatQuantity(String(lanes.total.lanes))} ${lanes.total.lanes === 1 ? "lane" : "lanes"}`}
        tone={down && lanes.total.messages > 0 ? "warning" : "plain"}
      />
      <Figure label="Accepted, 24 h" value={formatQuantity(String(accepted))} />
      <Figure
        label="Within target, 24 h"
        value={within === null ? "none yet" : `${formatQuantity((Math.floor(within * 100) / 100).toFixed(2))} %`}
        note={within === null ? undefined : `goal ${GOAL}`}
        tone={within !== null && within < GOAL ? "warning" : "plain"}
      />
    </FigureRow>
  );
}
