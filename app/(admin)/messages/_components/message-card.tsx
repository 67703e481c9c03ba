import type { ReactNode } from "react";
import { FactList, RejectCard } from "@/components/data/reject-card";
import { ButtonLink } from "@/components/ui/button-link";
import { Glyph } from "@/components/ui/glyph";
import { Panel } from "@/components/ui/panel";
import { secondsBetween } from "@/lib/format/duration";
import { formatDayTime, formatDayTimeWithSeconds } from "@/lib/format/instant";
import type { MessageDetail } from "@/lib/queries/admin/message-detail";
import { factsOf } from "./message-facts";
import { messageWords, missingWords, stateWord } from "./message-words";
import { guideOf, NEVER_SENT, stepsFor } from "./refusal-guide";
import { RepairActions, type RepairRights } from "./repair-actions";
import { ReplayInbound } from "./replay-inbound";
import { SettleInbound } from "./settle-inbound";
import { takesTwoPeople } from "./two-people";

type MessageCardProps = { detail: MessageDetail; rights: RepairRights; accountId: string | null; timeZone: string; /** False on the page of the message itself. */ open?: boolean };

/** One message: what it is, how it stands, and what a person does about it. Red only while it stands still. */
export function MessageCard({ detail, rights, accountId, timeZone, open = true }: MessageCardProps) {
  const { row, proposedBy } = detail;
  const openLink = open ? (
    <ButtonLink href={`/messages/${row.id}`} tone="quiet" className="justify-self-start">
      Payload and every try
    </ButtonLink>
  ) : null;
  if (row.direction === "OUT" && (row.state === "REJECTED" || row.state === "DEAD")) return <StuckCard {...{ detail, rights, accountId, timeZone, openLink }} />;
  const { title, detail: more } = messageWords(row, { timeZone });
  const { shape, word } = stateWord(row);
  const steps = row.direction === "IN" ? stepsFor(row.state, row.reasonCode, row.type, detail.replayable) : [];
  const facts = factsOf(detail, timeZone);
  return (
    <Panel label={title} className="content-start">
      <header className="border-b border-line px-[18px] pt-3.5 pb-3">
        <h2 className="mb-1 text-lg leading-tight font-semibold tracking-[-0.01em]">{title}</h2>
        <p className="text-sm text-ink-2">{[more, placeWords(detail)].filter((part) => part !== undefined).join(". ")}</p>
      </header>
      <div className="grid gap-3 px-[18px] py-3">
        <p className="flex items-center gap-2 font-semibold">
          <Glyph shape={shape} />
          {word}
        </p>
        <p className="leading-[1.45]">{happened(detail, timeZone)}</p>
        {row.direction === "OUT" && row.document !== null ? <Documents document={row.document} parts={detail.parts ?? []} /> : null}
        {steps.length === 0 ? null : (
          <ol className="grid list-inside list-decimal gap-1">
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        )}
        <FactList facts={facts} />
        {detail.replayable ? <ReplayInbound messageId={row.id} allowed={rights.replay} timeZone={timeZone} /> : null}
        {detail.settleable ? (
          <SettleInbound
            messageId={row.id}
            rights={rights}
            proposal={proposedBy === null ? null : { mine: proposedBy.accountId === accountId, reason: detail.settledReason ?? "" }}
            twoPeople={detail.takesTwo}
            timeZone={timeZone}
          />
        ) : null}
        {openLink}
      </div>
    </Panel>
  );
}

function StuckCard({ detail, rights, accountId, timeZone, openLink }: Omit<MessageCardProps, "open"> & { openLink: ReactNode }) {
  const { row, proposedBy } = detail;
  const { noun } = messageWords(row, { timeZone });
  const because = guideOf(row.reasonCode)?.because;
  const subject = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`;
  const title =
    row.state === "DEAD"
      ? `${subject} could not be delivered`
      : row.reasonCode === NEVER_SENT
        ? `${subject} was not sent${because === undefined ? "" : ` because ${because}`}`
        : `The ERP refused ${noun}${because === undefined ? "" : ` because ${because}`}`;
  const last = detail.attempts.find((attempt) => attempt.action === "POST" || attempt.action === "LOOK_UP");
  const at = last?.endedAt ?? row.at;
  const proposal = detail.attempts.find((attempt) => attempt.outcome === "proposed");
  const words = quoteOf(last?.answer) ?? row.reason ?? undefined;
  return (
    <RejectCard
      title={title}
      sub={`${placeWords(detail)}, ${row.state === "DEAD" ? "given up" : row.reasonCode === NEVER_SENT ? "kept back" : "refused"} ${formatDayTimeWithSeconds(at, { timeZone })}`}
      happened={
        proposedBy === null
          ? happened(detail, timeZone)
          : `${proposedBy.name} proposed on ${formatDayTime(proposal?.endedAt ?? row.at, { timeZone })} not to send it: “${proposal?.reason ?? ""}”. A second person has to approve.`
      }
      steps={proposedBy === null ? stepsFor(row.state, row.reasonCode, row.type) : ["Finance approves that it is not sent, or integration replays it."]}
      facts={factsOf(detail, timeZone)}
      {...(words === undefined ? {} : { quote: row.reasonCode === null || words.includes(row.reasonCode) ? words : `${row.reasonCode}: ${words}` })}
      actions={
        <>
          <RepairActions
            messageId={row.id}
            rights={rights}
            proposal={proposedBy === null ? null : { by: proposedBy.name, mine: proposedBy.accountId === accountId, reason: proposal?.reason ?? "" }}
            twoPeople={takesTwoPeople(row.type)}
            timeZone={timeZone}
          />
          {openLink}
        </>
      }
      note={takesTwoPeople(row.type) ? "Not sending needs a reason and a second person." : "Not sending needs a reason."}
    />
  );
}

function Documents({ document, parts }: { document: string; parts: readonly { kind: string; number: string }[] }) {
  return (
    <div className="rounded-sm bg-canvas px-2.5 py-2">
      <p className="text-xs text-ink-3">Document in the ERP</p>
      <p className="text-md font-semibold select-all">{document}</p>
      {parts.length > 1 ? (
        <ul className="mt-1 grid gap-0.5 text-sm text-ink-2">
          {parts.map((part) => (
            <li key={`${part.kind} ${part.number}`}>
              {part.kind} <span className="select-all">{part.number}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function placeWords({ row }: MessageDetail): string {
  return row.direction === "OUT"
    ? `Message ${row.sequence} of ${row.laneKey}`
    : `From the ERP${row.version === null ? "" : `, version ${row.version}`}, by ${row.door === "WEBHOOK" ? "webhook" : row.door === "POLL" ? "polling" : "hand"}`;
}

/** Recorded later than this after it happened: it was kept on a tablet without a network. */
const LATE_SECONDS = 120;

/** How it came to this, in plain words. */
function happened({ row, attempts, behind, waitsFor, parkedUntil, approvedBy, proposedBy, settledReason }: MessageDetail, timeZone: string): string {
  if (row.direction === "IN") {
    if (row.state === "PARKED")
      return `It waits for ${missingWords(row.missing) || "what it refers to"}${parkedUntil === null ? "" : `, until ${formatDayTime(parkedUntil, { timeZone })} at the latest`}.`;
    if (row.state === "APPLIED") return "It was applied here.";
    const who = proposedBy?.name ?? "Somebody";
    if (row.state === "RESOLVED") return `${who} settled it without applying it${approvedBy === null ? "" : `, approved by ${approvedBy}`}: “${settledReason ?? ""}”.`;
    if (proposedBy !== null) return `${row.reason ?? ""} ${who} proposed to settle it without applying it: “${settledReason ?? ""}”. A second person has to approve.`;
    if (row.state === "STALE") return "A newer version was here already, so it changed nothing.";
    return row.reason ?? "It is being applied.";
  }
  switch (row.state) {
    case "ACCEPTED": {
      const replay = attempts.find((attempt) => attempt.action === "REPLAY");
      if (replay !== undefined) return `${replay.worker ?? "Somebody"} sent it again on ${formatDayTime(replay.startedAt, { timeZone })}, and the ERP took it.`;
      return row.attempts > 0 ? `The ERP took it after ${row.attempts} ${row.attempts === 1 ? "try" : "tries"} without an answer.` : "The ERP took it at the first try.";
    }
    case "RESOLVED":
      return proposedBy === null
        ? (row.reason ?? "It was passed over.")
        : `${proposedBy.name} settled it without sending${approvedBy === null ? "" : `, approved by ${approvedBy}`}.`;
    case "REPLAYED":
      return proposedBy === null ? "It goes out again in a moment." : "A note goes to the ERP in its place.";
    case "REJECTED":
    case "DEAD": {
      const late = row.eventTime !== null && secondsBetween(row.eventTime, row.at) > LATE_SECONDS;
      const recorded =
        late && row.eventTime !== null
          ? `It happened on ${formatDayTime(row.eventTime, { timeZone })} and was recorded only on ${formatDayTime(row.at, { timeZone })}.`
          : `The floor recorded it on ${formatDayTime(row.at, { timeZone })}.`;
      const waits = behind === 0 ? "" : ` ${behind === 1 ? "One later message waits" : `${behind} later messages wait`} behind it; other orders go on.`;
      return `${recorded} ${wentWords(row)}${waits}`;
    }
    case "RETRY_WAIT":
      return `${row.reason ?? "The ERP did not take it."} It is tried again by itself at ${formatDayTimeWithSeconds(row.nextAt, { timeZone })}.`;
    case "NEW":
    case "SENDING":
    case "DELIVERED":
      return waitsFor === null ? "It is the first of its lane." : `It waits for message ${waitsFor}, which has to be accepted first.`;
  }
}

/** What came of sending it. */
function wentWords({ state, reasonCode }: MessageDetail["row"]): string {
  if (state === "DEAD") return "No try got a usable answer.";
  return reasonCode === NEVER_SENT ? "The ERP was not asked." : "The ERP answered no, so it is not sent again by itself.";
}

/** The ERP's own words out of a stored answer. */
function quoteOf(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null) return undefined;
  if ("reason" in answer && typeof answer.reason === "string") return answer.reason;
  return "raw" in answer && typeof answer.raw === "string" ? answer.raw : undefined;
}
