"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { StateGlyph } from "@/components/data/state-glyph";
import { useStateWord } from "@/components/shop-floor/state-word";
import { Dialog } from "@/components/ui/dialog";
import { orderHref } from "@/lib/client/planner/links";
import type { UnitScreen } from "@/lib/queries/planner/unit-screen";
import type { UnitStop } from "@/lib/queries/planner/unit-stops";
import { StopReasonForm } from "./stop-reason-form";
import { useStopWords } from "./stop-words";

/** One stop with all that is known of it: who or what said so, and what the machine itself said (ST-01). */
export function StopDialog({ screen, stop, onClose }: { screen: UnitScreen; stop: UnitStop; onClose: () => void }) {
  const t = useTranslations("unit.stop");
  const close = useTranslations("unit.stops")("close");
  const word = useStateWord();
  const words = useStopWords(screen);
  return (
    <Dialog title={t("title", { unit: screen.unit.code, time: words.when(stop) })} labels={{ close }} onClose={onClose}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2">
        <Fact name={t("reason")}>
          {stop.reason === null && stop.reasonCode === null
            ? t("notNamed")
            : [words.why(stop), ...(stop.reasonCode === null || stop.reason === null ? [] : [stop.reasonCode])].join(", ")}
        </Fact>
        <Fact name={t("lasted")}>{words.lasted(stop)}</Fact>
        <Fact name={t("state")}>
          <StateGlyph state={stop.state} word={word(stop.state)} />
        </Fact>
        <Fact name={t("raw")}>{stop.rawState}</Fact>
        <Fact name={t("source")}>{t(stop.source)}</Fact>
        <Fact name={t("order")}>{stop.order === null ? t("noOrder") : screen.mayPlan ? <Link href={orderHref(stop.order, screen.site.code)}>{stop.order}</Link> : stop.order}</Fact>
        {stop.comment === null ? null : <Fact name={t("comment")}>{stop.comment}</Fact>}
      </dl>
      {screen.mayClassify ? <StopReasonForm screen={screen} stop={stop} onDone={onClose} /> : null}
    </Dialog>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-sm text-ink-3">{name}</dt>
      <dd className="font-medium break-words">{children}</dd>
    </div>
  );
}
