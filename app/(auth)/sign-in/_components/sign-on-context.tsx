import type { ReactNode } from "react";
import { useTranslations } from "next-intl";
import { Stopwatch } from "@/components/data/age";
import { useFormats } from "@/lib/format/formats";

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
  const t = useTranslations("signIn");
  const formats = useFormats();
  const { running, signedOn } = context;
  const age = () => (running === null ? null : <Stopwatch since={running.since} hours />);
  return (
    <dl className="mt-auto grid grid-cols-2 gap-4 border-t border-line pt-4 portrait:mt-6">
      {running === null ? (
        <Fact title={t("line.running")} main={t("line.nothing")} detail={t("line.noOperation")} />
      ) : (
        <Fact
          title={t("line.notInterrupted")}
          main={t("line.made", { order: running.order, good: formats.quantity(running.good), planned: formats.quantity(running.planned), unit: formats.unit(running.uom) })}
          detail={running.goodPerHour === null ? t.rich("line.justStarted", { age }) : t.rich("line.rate", { rate: formats.quantity(running.goodPerHour), age })}
        />
      )}
      {signedOn.length === 0 ? (
        <Fact title={t("line.signedOn")} main={t("line.nobody")} detail={t("line.waits")} />
      ) : (
        <Fact title={t("line.signedOn")} main={signedOn.map((number) => t("badge", { number })).join(", ")} detail={t("line.stays")} />
      )}
    </dl>
  );
}
