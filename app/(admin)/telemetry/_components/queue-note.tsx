import { Mark, type MarkKind } from "@/components/ui/mark";
import { PanelFoot } from "@/components/ui/panel";
import { formatDayTime } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import type { Translator } from "@/lib/i18n/translator";
import type { QueueState } from "@/lib/queries/admin/telemetry-sources";
import { askQueueTestAction } from "../actions";
import { CommandButton } from "./command-button";

type QueueNoteProps = { t: Translator<"telemetry">; queue: QueueState; siteId: string; timeZone: string };

/** Whether the broker keeps what is said while no worker listens, and what to set where it does not. */
export function QueueNote({ t, queue, siteId, timeZone }: QueueNoteProps) {
  const { broker, asked, testedAt } = queue;
  const { kind, words } = found(t, queue);
  return (
    <PanelFoot>
      <Mark kind={kind}>{t("broker.title")}</Mark>
      <span className="min-w-0 grow break-words">
        {words}
        {testedAt === null ? null : <span className="block text-xs text-ink-3">{t("queue.tested", { broker, time: formatDayTime(testedAt, { timeZone }) })}</span>}
      </span>
      {testedAt === null ? null : asked ? (
        <span className="shrink-0 text-ink-3">{t("queue.asked")}</span>
      ) : (
        <CommandButton label={t("queue.again")} name={t("queue.againName")} action={askQueueTestAction} input={{ siteId, broker }} timeZone={timeZone} />
      )}
    </PanelFoot>
  );
}

function found(t: QueueNoteProps["t"], { said, kept, problem }: QueueState): { kind: MarkKind; words: string } {
  if (problem !== null) {
    const { code, detail } = problem;
    const why = code === "NOT_BROUGHT" || code === "TOO_SLOW" || code === "SOURCE_LISTENS" ? t(`queue.problems.${code}`, { detail }) : t(`broker.problems.${code}`, { detail });
    return { kind: "warning", words: `${t("queue.undone")} ${why}` };
  }
  if (said === null || kept === null) return { kind: "queued", words: t("queue.first") };
  const all = formatQuantity(String(said));
  if (kept === said) return { kind: "saved", words: t("queue.kept", { all }) };
  return { kind: "critical", words: t("queue.lost", { lost: formatQuantity(String(said - kept)), all }) };
}
