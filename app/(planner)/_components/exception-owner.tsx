import { Age, Countdown } from "@/components/data/age";
import { escalationTarget, exceptionOwner } from "@/lib/format/planner/exception-words";
import type { OpenException } from "@/lib/queries/planner/exceptions";

/** Who has an exception and since when, and how long until it goes to somebody else (§2.5). */
export function ExceptionOwner({ exception, asOf }: { exception: OpenException; asOf: string }) {
  const { acknowledgedAt, next } = exception;
  return (
    <>
      {exceptionOwner(exception)}
      {acknowledgedAt === null ? null : (
        <>
          {", taken "}
          <Age since={acknowledgedAt} initialNow={asOf} />
          {" ago"}
        </>
      )}
      {next === null ? null : (
        <>
          {`; to ${escalationTarget(next)} in `}
          <Countdown until={next.at} initialNow={asOf} className="font-semibold tabular-nums" />
        </>
      )}
    </>
  );
}
