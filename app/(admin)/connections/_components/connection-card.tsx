import type { ReactNode } from "react";
import Link from "next/link";
import { Countdown } from "@/app/(admin)/_components/countdown";
import { SyncNow } from "@/app/(admin)/_components/sync-now";
import { Age } from "@/components/data/age";
import { FactList } from "@/components/data/reject-card";
import { ButtonLink } from "@/components/ui/button-link";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import type { Abilities, ConnectionForm } from "@/lib/edge/connection-admin";
import { isUnmet, refusalOf } from "@/lib/format/channel-words";
import { formatDayTimeWithSeconds } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import { typeLabel } from "@/lib/format/message-types";
import type { ConnectionReads } from "@/lib/queries/admin/connection-reads";
import type { ConnectionRow } from "@/lib/queries/admin/channel-scope";
import type { ConfigurableSite } from "@/lib/queries/admin/configurable-sites";
import { ChangeConnection } from "./connection-dialog";
import { missingAbilities, presentAbilities } from "./missing-abilities";
import { PauseButton } from "./pause-button";
import { TestButton } from "./test-button";
import { WebhookBox } from "./webhook-box";

type ConnectionCardProps = {
  connection: ConnectionRow;
  abilities: Abilities | null;
  waiting: number;
  reads: ConnectionReads | null;
  now: string;
  maySync: boolean;
  kinds: readonly ConnectionForm[];
  sites: readonly ConfigurableSite[];
  /** Where its ERP calls. */
  webhook: string;
};

const FOREIGN = "It serves sites that are not yours.";

/** One ERP: how it answers, what it cannot hold, and what a person may do about it. */
export function ConnectionCard({ connection, abilities, waiting, reads, now, maySync, kinds, sites: configurable, webhook }: ConnectionCardProps) {
  const { id, name, code, timeZone, sites, adapter, lastAcceptedAt, lastPolledAt, readAt, pollSeconds, lastError, readError, readFailedSince, readWaitUntil } = connection;
  const at = (instant: string | null) =>
    instant === null ? (
      "never"
    ) : (
      <>
        {formatDayTimeWithSeconds(instant, { timeZone })}, <Age since={instant} initialNow={now} /> ago
      </>
    );
  const missing = abilities === null ? [] : missingAbilities(abilities);
  const present = abilities === null ? null : presentAbilities(abilities);
  const down = connection.enabled && (connection.circuit !== "CLOSED" || refusalOf(connection) !== null);
  return (
    <Panel id={code} title={name} note={`${kinds.find(({ system }) => system === adapter)?.title ?? adapter}, ${sites.join(", ")}`} tone={down ? "critical" : "plain"}>
      <div className="grid gap-4 px-4 pb-4">
        <p>
          <StateMark connection={connection} now={now} />
        </p>
        <FactList
          facts={[
            { name: "Last accepted", value: at(lastAcceptedAt) },
            { name: "Last read to the end", value: at(readAt) },
            {
              name: "Reads changes",
              value:
                readWaitUntil !== null && readWaitUntil > now ? (
                  <>
                    next try in <Countdown to={readWaitUntil} initialNow={now} />
                  </>
                ) : (
                  `every ${pollSeconds} s${lastPolledAt === null ? ", next in a moment" : ""}`
                ),
            },
            {
              name: "Waiting to be sent",
              value: (
                <Link href="/messages?state=waiting#messages" className="text-ink underline-offset-2 hover:underline">
                  {formatQuantity(String(waiting))} {waiting === 1 ? "message" : "messages"}
                </Link>
              ),
            },
            ...(reads === null || reads.backlog === null || reads.countedAt === null
              ? []
              : [
                  {
                    name: "Files between us",
                    value: (
                      <>
                        {formatQuantity(String(reads.backlog.forErp))} for the partner, {formatQuantity(String(reads.backlog.forUs))} to be taken in,{" "}
                        <Age since={reads.countedAt} initialNow={now} /> ago
                      </>
                    ),
                  },
                ]),
            { name: "Code", value: code },
          ]}
        />
        {readError === null || readFailedSince === null ? null : (
          <CardPart title="Why it cannot be read">
            <p className="rounded-sm bg-canvas px-2.5 py-2 text-sm break-words text-ink-2">{readError}</p>
            <p className="mt-1 text-sm">
              Since {formatDayTimeWithSeconds(readFailedSince, { timeZone })}, <Age since={readFailedSince} initialNow={now} /> ago.{" "}
              {readAt === null ? "Nothing that the ERP holds is here yet." : "What the ERP changed since its last read to the end is not here yet."}
            </p>
          </CardPart>
        )}
        {reads === null ? null : <ReadOtherwise reads={reads} load={connection.whole ? `/connections/${code}/load?from=start` : null} />}
        {lastError === null ? null : (
          <CardPart title="Last error in sending">
            <p className="rounded-sm bg-canvas px-2.5 py-2 text-sm break-words text-ink-2">{lastError}</p>
            {down ? <p className="mt-1 text-sm">If address, key or rights are wrong, press Change: once they are mended, what waits is sent by itself.</p> : null}
          </CardPart>
        )}
        {abilities?.webhook === true ? <WebhookBox address={webhook} system={adapter} /> : null}
        {present === null ? null : (
          <>
            <CardPart title="What this ERP brings">
              <p className="text-sm text-ink-2">{present.brings}</p>
            </CardPart>
            <CardPart title="What it takes">
              <p className="text-sm text-ink-2">{present.takes}</p>
            </CardPart>
          </>
        )}
        <CardPart title="What it does not do">
          {abilities === null ? (
            <p className="text-sm">It cannot be opened as it is stored. Press Change: the form says what is missing, or that its secrets have to be set again.</p>
          ) : missing.length === 0 ? (
            <p className="text-sm text-ink-2">Nothing is missing: it brings and takes all that Millrace knows, and can be compared.</p>
          ) : (
            <ul className="grid gap-1 text-sm">
              {missing.map((words) => (
                <li key={words} className="flex gap-2">
                  <span aria-hidden="true" className="text-ink-3">
                    –
                  </span>
                  {words}
                </li>
              ))}
            </ul>
          )}
        </CardPart>
      </div>
      <div className="mt-auto flex flex-wrap items-start gap-2 border-t border-line px-4 py-3">
        <TestButton connectionId={id} name={name} timeZone={timeZone} />
        <ChangeConnection
          connectionId={id}
          name={name}
          timeZone={timeZone}
          kinds={kinds}
          sites={configurable}
          urgent={abilities === null || down}
          forbidden={connection.whole ? undefined : FOREIGN}
        />
        <PauseButton connectionId={id} name={name} paused={!connection.enabled} timeZone={timeZone} forbidden={connection.whole ? undefined : FOREIGN} />
        {connection.whole ? (
          <>
            <ButtonLink href={`/connections/${code}/words`} icon="swap">
              Words
            </ButtonLink>
            <ButtonLink href={`/connections/${code}/load`} icon="search">
              Dry run
            </ButtonLink>
          </>
        ) : null}
        {maySync ? <SyncNow connectionId={id} name={name} timeZone={timeZone} /> : null}
      </div>
    </Panel>
  );
}

/** Named of what reads otherwise now; how many more there are is said. */
const NAMED = 3;

/** What the last read of everything found told otherwise than it was taken, and the way to take it; or that this is under way. */
function ReadOtherwise({ reads: { asked, passedOver }, load }: { reads: ConnectionReads; load: string | null }) {
  if (asked)
    return (
      <CardPart title="Reading everything from the start">
        <p className="text-sm text-ink-2">Asked for by a person. What reads otherwise than it was taken is taken anew.</p>
      </CardPart>
    );
  if (passedOver.length === 0) return null;
  const named = passedOver.slice(0, NAMED).map(({ type, subject }) => `${typeLabel(type)} ${subject}`);
  const more = passedOver.length - named.length;
  return (
    <CardPart title="Reads otherwise than it was taken">
      <Mark kind="warning">{`${formatQuantity(String(passedOver.length))} ${passedOver.length === 1 ? "record reads" : "records read"} otherwise now, as after a change of settings`}</Mark>
      <p className="mt-1 text-sm break-words text-ink-2">
        {named.join(", ")}
        {more > 0 ? `, and ${formatQuantity(String(more))} more` : ""}. Each stays as it came until the ERP changes it, or until everything is read and taken anew.
      </p>
      {load === null ? null : (
        <p className="mt-2">
          <ButtonLink href={load} icon="search">
            See what would change
          </ButtonLink>
        </p>
      )}
    </CardPart>
  );
}

function StateMark({ connection, now }: { connection: ConnectionRow; now: string }) {
  const { enabled, pausedBy, pausedAt, timeZone, circuit, failures, openUntil, readWaitUntil, lastError, readError, lastAcceptedAt, readAt } = connection;
  if (!enabled) {
    return (
      <span className="flex flex-wrap items-baseline gap-x-2">
        <Mark kind="queued">{`Paused by ${pausedBy ?? "a person"}: nothing is sent or read`}</Mark>
        {pausedAt === null ? null : <span className="text-ink-2">since {formatDayTimeWithSeconds(pausedAt, { timeZone })}</span>}
      </span>
    );
  }
  const refusal = refusalOf(connection);
  if (refusal !== null) {
    const next = circuit === "OPEN" ? openUntil : circuit === "CLOSED" ? readWaitUntil : null;
    return (
      <span className="flex flex-wrap items-baseline gap-x-2">
        <Mark kind="critical">{refusal.of === "KEY" ? "Answers, and refuses our key" : "Cannot be used as it is set up"}</Mark>
        {next === null || next <= now ? null : (
          <span className="text-ink-2">
            next try in <Countdown to={next} initialNow={now} />
          </span>
        )}
      </span>
    );
  }
  if (circuit === "OPEN" && openUntil !== null) {
    return (
      <span className="flex flex-wrap items-baseline gap-x-2">
        <Mark kind="critical">{`Does not answer, ${failures} tries in a row`}</Mark>
        <span className="text-ink-2">
          next try in <Countdown to={openUntil} initialNow={now} />
        </span>
      </span>
    );
  }
  if (circuit === "HALF_OPEN") return <Mark kind="critical">Does not answer; one message tries now</Mark>;
  if (readError !== null) return lastAcceptedAt === null && readAt === null ? <Mark kind="critical">Has never answered</Mark> : <Mark kind="warning">Cannot be read</Mark>;
  if (lastError !== null) return <Mark kind="warning">Answers, with an error lately</Mark>;
  return isUnmet(connection) ? <Mark kind="queued">Not asked yet</Mark> : <Mark kind="saved">Answers</Mark>;
}

function CardPart({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className="mb-[3px] text-xs font-medium text-ink-3">{title}</h3>
      {children}
    </div>
  );
}
