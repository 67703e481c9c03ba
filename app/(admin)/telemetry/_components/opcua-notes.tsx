import { Mark } from "@/components/ui/mark";
import { PanelFoot } from "@/components/ui/panel";
import { formatDayTime } from "@/lib/format/instant";
import type { Translator } from "@/lib/i18n/translator";
import type { OpcuaState, TelemetrySource } from "@/lib/queries/admin/telemetry-sources";

type NotesProps = { t: Translator<"telemetry">; source: TelemetrySource; now: string; timeZone: string };

/** What was lost is told for so long. */
const TOLD_MS = 86_400_000;

/** What is wrong between an OPC UA server and us, in plain words with the next step; nothing of one that is well. */
export function OpcuaNotes({ t, source: { code, active, opcua }, now, timeZone }: NotesProps) {
  if (opcua === null || !active) return null;
  return notesOf(t, code, opcua, now, timeZone).map(({ kind, words }) => (
    <PanelFoot key={words}>
      <Mark kind={kind}>{code}</Mark>
      <span className="break-words">{words}</span>
    </PanelFoot>
  ));
}

type Note = { readonly kind: "critical" | "warning"; readonly words: string };

function notesOf(
  t: NotesProps["t"],
  source: string,
  { state, problem, unknown, tooLong, lostAtServer, lostAtBroker, lostAt, broker }: OpcuaState,
  now: string,
  timeZone: string,
): Note[] {
  if (state === null) return [{ kind: "critical", words: t("opcua.nobodyText") }];
  const notes: Note[] = problem === null ? [] : [{ kind: "critical", words: t(`opcua.problems.${problem.code}`, { detail: problem.detail }) }];
  if (broker === false) notes.push({ kind: "critical", words: t("opcua.brokerAway") });
  if (unknown !== null && unknown.length > 0) notes.push({ kind: "warning", words: t("opcua.missing", { nodes: unknown.slice(0, 5).join(", "), count: unknown.length }) });
  if (tooLong !== null && tooLong.length > 0) notes.push({ kind: "warning", words: t("opcua.tooLong", { nodes: tooLong.slice(0, 5).join(", "), count: tooLong.length }) });
  if (lostAt !== null && Date.parse(now) - Date.parse(lostAt) < TOLD_MS) {
    const time = formatDayTime(lostAt, { timeZone });
    if (lostAtServer !== null && lostAtServer > 0) notes.push({ kind: "warning", words: t("opcua.lostServer", { count: lostAtServer, time }) });
    if (lostAtBroker !== null && lostAtBroker > 0) notes.push({ kind: "warning", words: t("opcua.lostBroker", { count: lostAtBroker, time }) });
  }
  return notes;
}
