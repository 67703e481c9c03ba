"use client";

import { useTranslations } from "next-intl";
import { InstructionBody } from "@/components/shop-floor/instruction-body";
import { TickList } from "@/components/shop-floor/tick-list";
import { Surface } from "@/components/ui/surface";
import type { InstructionDetail } from "@/lib/queries/quality/instructions";

/** What the tablet shows of a version, in its size and its colours; nothing in it is ticked. */
export function InstructionPreview({ title, gate, version, content }: Pick<InstructionDetail, "title" | "gate" | "version" | "content">) {
  const t = useTranslations("instructions");
  return (
    <Surface theme="dark" floor className="max-h-[70vh] min-h-0! overflow-auto rounded border border-line p-6">
      <div className="grid gap-5">
        <div>
          <p className="text-floor-lg leading-tight font-semibold break-words">{title}</p>
          <p className="text-ink-2">{t("head", { gate, version })}</p>
        </div>
        <InstructionBody pieces={content.blocks} />
        {content.points.length === 0 ? null : (
          <div className="grid gap-4">
            <p className="text-floor-md font-semibold">{t("checklist")}</p>
            <TickList label={t("checklist")} points={content.points} ticked={[]} />
          </div>
        )}
      </div>
    </Surface>
  );
}
