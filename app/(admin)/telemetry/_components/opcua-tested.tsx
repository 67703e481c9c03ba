import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import type { ServerTest } from "@/lib/edge/opcua-admin";
import { formatDate } from "@/lib/format/instant";
import { delayWords } from "./delay-words";

type OpcuaTestedProps = { tested: ServerTest; timeZone: string; /** Takes the shown certificate for the server's. */ accept: (fingerprint: string) => void };

/** What a test of an OPC UA server found: what is there, or what is wrong and the next step. A certificate that nobody has accepted is shown for comparing. */
export function OpcuaTested({ tested, timeZone, accept }: OpcuaTestedProps) {
  const t = useTranslations("telemetry");
  if (tested.ok) {
    return (
      <div role="status" className="grid gap-1 text-sm">
        <Mark kind="saved">{t("opcua.works", { time: delayWords(tested.milliseconds) })}</Mark>
        <p className="text-ink-2">{t("opcua.worksNodes", { count: tested.nodes })}</p>
        <ul className="grid gap-0.5">
          {tested.examples.map(({ node, value }) => (
            <li key={node} className="break-all text-ink-2">
              {node} <span className="font-medium text-ink">{value}</span>
            </li>
          ))}
        </ul>
        {tested.unknown.length === 0 ? null : <Mark kind="warning">{t("opcua.missing", { nodes: tested.unknown.slice(0, 5).join(", "), count: tested.unknown.length })}</Mark>}
      </div>
    );
  }
  const { certificate } = tested.problem;
  return (
    <div role="alert" className="grid gap-1 text-sm">
      <Mark kind="failed">{t("opcua.fails")}</Mark>
      <p className="break-words text-ink-2">{t(`opcua.problems.${tested.problem.code}`, { detail: tested.problem.detail })}</p>
      {certificate === null ? null : (
        <div className="mt-1 grid justify-items-start gap-2 rounded border border-line-strong p-3">
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
            <dt className="text-ink-3">{t("opcua.fingerprint")}</dt>
            <dd className="tabular-nums break-all">{certificate.fingerprint.toUpperCase().replaceAll(/(..)(?=.)/g, "$1:")}</dd>
            <dt className="text-ink-3">{t("opcua.subject")}</dt>
            <dd className="break-all">{certificate.subject}</dd>
            <dt className="text-ink-3">{t("opcua.until")}</dt>
            <dd>{formatDate(certificate.validTo, { timeZone })}</dd>
          </dl>
          <p className="text-ink-2">{t("opcua.compare")}</p>
          <Button onClick={() => accept(certificate.fingerprint)}>{t("opcua.accept")}</Button>
        </div>
      )}
    </div>
  );
}
