"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { reasonKeys, wipKeys } from "@/lib/client/office-keys";
import { readScreen } from "@/lib/client/read-screen";
import { useCommand } from "@/lib/client/use-command";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { ReasonChoice } from "@/lib/queries/operator/reason-choices";
import type { UnitScreen } from "@/lib/queries/planner/unit-screen";
import type { UnitStop } from "@/lib/queries/planner/unit-stops";
import { classifyStopAction } from "../actions";

/** ST-05: names why the machine stood, or names it anew, with words where that reason asks for them (ST-03). */
export function StopReasonForm({ screen: { line, unit, site }, stop, onDone }: { screen: UnitScreen; stop: UnitStop; onDone: () => void }) {
  const t = useTranslations("unit.stop");
  const client = useQueryClient();
  const command = useCommand({ onDone });
  const [chosen, setChosen] = useState("");
  const [comment, setComment] = useState("");
  const address = `/lines/${encodeURIComponent(line.code)}/units/${encodeURIComponent(unit.code)}/reasons?${new URLSearchParams({ site: site.code }).toString()}`;
  const { data, isError } = useQuery({ queryKey: reasonKeys.unit(unit.id), queryFn: () => readScreen<readonly ReasonChoice[]>(address) });
  const reason = data?.find(({ code }) => code === chosen);
  const words = comment.trim();
  const send = () =>
    command.send(async () => {
      const answer = await classifyStopAction({ commandId: v7(), intervalId: stop.id, reason: chosen, ...(words === "" ? {} : { comment: words }) });
      if (answer.ok) await client.invalidateQueries({ queryKey: wipKeys.all });
      return answer;
    });
  return (
    <form
      className="mt-4 grid gap-3 border-t border-line pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Select
        label={stop.reasonCode === null ? t("why") : t("whyElse")}
        value={chosen}
        disabled={data === undefined}
        error={isError ? t("noReasons") : undefined}
        onChange={(event) => setChosen(event.target.value)}
        options={[
          { value: "", label: t("choose") },
          ...(data ?? []).map((one) => ({ value: one.code, label: [...(one.groups ?? []).map(({ name }) => name), one.name].join(" / ") })),
        ]}
      />
      {reason === undefined ? null : (
        <Field label={reason.comment ? t("words") : t("wordsIfAny")} value={comment} maxLength={500} onChange={(event) => setComment(event.target.value)} />
      )}
      <Button type="submit" tone="primary" busy={command.busy} disabled={reason === undefined || (reason.comment && words === "")} className="justify-self-start">
        {t("save")}
      </Button>
      {command.refusal === null ? null : (
        <p role="alert" className="text-sm font-medium text-down-ink">
          {refusalSentence(command.refusal, { timeZone: site.timeZone })}
        </p>
      )}
    </form>
  );
}
