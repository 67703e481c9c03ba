"use client";

import type { ReactNode } from "react";
import { useTranslations } from "next-intl";
import { Stopwatch } from "@/components/data/age";
import { Icon } from "@/components/ui/icon";

/** The line stands: for how long, and what is known about it. The one solid red of the screen. */
export function StopPanel({
  since,
  initialNow,
  facts,
  children,
}: {
  since: string;
  initialNow?: string;
  facts: readonly { name: string; value: ReactNode }[];
  children?: ReactNode;
}) {
  const title = useTranslations("states")("stopped");
  return (
    <section
      aria-label={title}
      className="flex min-h-0 flex-1 flex-col rounded border-3 border-down-edge bg-[#a80f14] px-6 py-4 text-on-down portrait:grid portrait:flex-none portrait:grid-cols-[auto_1fr] portrait:gap-x-8"
    >
      <div>
        <div className="flex items-center gap-3 text-floor-lg font-semibold">
          <Icon name="stop" className="size-[34px]" />
          {title}
        </div>
        <Stopwatch since={since} hours={false} initialNow={initialNow} className="my-1 block text-[6.5rem] leading-none font-semibold tracking-[-0.035em]" />
      </div>
      {children === undefined ? null : <div className="portrait:hidden">{children}</div>}
      <dl className="mt-auto grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 leading-[1.25] portrait:my-auto">
        {facts.map((fact) => (
          <div key={fact.name} className="contents">
            <dt>{fact.name}</dt>
            <dd className="font-semibold break-words">{fact.value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
