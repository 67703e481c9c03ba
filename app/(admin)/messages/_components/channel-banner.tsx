import { Countdown } from "@/app/(admin)/_components/countdown";
import { Banner } from "@/components/ui/banner";
import { formatDayTime, formatTime } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import type { ChannelScope } from "@/lib/queries/admin/channel-scope";

/** IN-09: since when an ERP has not answered, how much waits, and when the next try is made. Null while all is well. */
export function ChannelBanner({ scope, waiting, now }: { scope: ChannelScope; waiting: number; now: string }) {
  const count = `${formatQuantity(String(waiting))} ${waiting === 1 ? "message waits" : "messages wait"} in order and none is lost; the floor works on.`;
  if (scope.workers === 0 && scope.connections.length > 0)
    return <Banner icon="plug">No worker is running, so nothing is sent or read. {count} Start the worker; it takes up where the last one stopped.</Banner>;
  const down = scope.connections.find((one) => one.enabled && one.circuit !== "CLOSED");
  if (down === undefined) {
    const paused = scope.connections.find((one) => !one.enabled);
    return paused === undefined ? null : (
      <Banner icon="pause">
        {paused.name} is paused by a person. {count} Connections lets it go on.
      </Banner>
    );
  }
  const { timeZone } = down;
  const since =
    down.lastAcceptedAt === null
      ? ""
      : ` since ${now.slice(0, 10) === down.lastAcceptedAt.slice(0, 10) ? formatTime(down.lastAcceptedAt, { timeZone }) : formatDayTime(down.lastAcceptedAt, { timeZone })}`;
  return (
    <Banner>
      {scope.connections.length === 1 ? "The ERP" : down.name} has not answered{since}. {count}
      {down.openUntil === null ? null : (
        <>
          {" "}
          Next try in <Countdown to={down.openUntil} initialNow={now} />.
        </>
      )}
    </Banner>
  );
}
