import type { ReactNode } from "react";
import { Stopwatch } from "@/components/data/age";
import { formatQuantity, unitSymbol } from "@/lib/format/quantity";

/** What the sign-on screen knows of the line; plain text, so that it crosses to the browser. */
export type LineContext = {
  readonly running: {
    readonly order: string;
    readonly good: string;
    readonly planned: string;
    readonly uom: string;
    readonly goodPerHour: string | null;
    readonly since: string;
  } | null;
  readonly signedOn: readonly string[];
};

function Fact({ title, main, detail }: { title: string; main: ReactNode; detail: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-3">{title}</dt>
      <dd>
        <span className="block truncate text-floor-md leading-[1.25] font-semibold">{main}</span>
        <span className="block text-ink-2">{detail}</span>
      </dd>
    </div>
  );
}

/** What goes on meanwhile at this line: the operation runs on, and whoever is on it stays on until the next one signs on. */
export function SignOnContext({ context }: { context: LineContext }) {
  const { running, signedOn } = context;
  return (
    <dl className="mt-auto grid grid-cols-2 gap-4 border-t border-line pt-4 portrait:mt-6">
      {running === null ? (
        <Fact title="Running here" main="Nothing" detail="no operation is in hand" />
      ) : (
        <Fact
          title="Running here, not interrupted"
          main={`${running.order}, ${formatQuantity(running.good)} of ${formatQuantity(running.planned)} ${unitSymbol(running.uom)}`}
          detail={
            <>
              {running.goodPerHour === null ? "Just started" : `Good ${formatQuantity(running.goodPerHour)} /h`}, <Stopwatch since={running.since} hours />
            </>
          }
        />
      )}
      {signedOn.length === 0 ? (
        <Fact title="Signed on now" main="Nobody" detail="the line waits for you" />
      ) : (
        <Fact title="Signed on now" main={signedOn.map((number) => `Badge ${number}`).join(", ")} detail="stays on until you sign on" />
      )}
    </dl>
  );
}
