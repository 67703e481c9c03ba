"use client";

import { useTranslations } from "next-intl";
import { FloorMain } from "@/components/layout/floor-shell";
import { Key, SecondKey } from "@/components/shop-floor/key";
import { Icon, type IconName } from "@/components/ui/icon";
import type { Call } from "@/lib/client/operator-command";
import { useFormats } from "@/lib/format/formats";
import type { OpenCall } from "@/lib/queries/operator/open-calls";
import type { RunView } from "@/lib/queries/operator/run-view";
import { CallClock } from "./call-clock";
import { useCallOwner } from "./call-words";
import { useFloor } from "./floor-provider";

const CALLS: readonly { call: Call; icon: IconName }[] = [
  { call: "LEAD", icon: "person" },
  { call: "MAINTENANCE", icon: "wrench" },
  { call: "MATERIAL", icon: "truck" },
  { call: "QUALITY", icon: "flask" },
  { call: "SAFETY", icon: "hand" },
];

/** Whom to call to this machine: one tap calls; a call that is open already says since when, and ends by a tap of who called or came. */
export function CallSheet({ view, onClose }: { view: RunView; onClose: () => void }) {
  const t = useTranslations("calls");
  const back = useTranslations("floor")("back");
  const { tap } = useFloor();
  const { id, name, site } = view.unit;
  return (
    <FloorMain className="flex flex-col gap-6 py-6">
      <div>
        <h1 className="text-floor-lg font-semibold">{t("who", { machine: name })}</h1>
        <p className="text-ink-2">{t("warning")}</p>
      </div>
      <div className="grid flex-1 auto-rows-auto content-stretch gap-4 landscape:max-h-[520px] landscape:grid-cols-3 portrait:max-h-[760px] portrait:grid-cols-1">
        {CALLS.map(({ call, icon }) => {
          const open = view.calls.find((one) => one.call === call);
          if (open === undefined) {
            return (
              <Key
                key={call}
                icon={icon}
                label={<>{t(`${call}.label`)}</>}
                layout="wide"
                detail={t(`${call}.detail`)}
                onClick={() => {
                  tap({ command: { name: "raise-call", input: { workUnitId: id, call } }, text: t(`${call}.called`) });
                  onClose();
                }}
              />
            );
          }
          return <OpenCallCard key={call} call={call} icon={icon} open={open} timeZone={site.timeZone} asOf={view.asOf} />;
        })}
      </div>
      <SecondKey icon="arrow-left" label={back} onClick={onClose} className="mt-auto min-w-48 self-start" />
    </FloorMain>
  );
}

/** A call that is open: since when, who has it, when it goes to somebody else, and the key that ends it for whoever may. */
function OpenCallCard({ call, icon, open, timeZone, asOf }: { call: Call; icon: IconName; open: OpenCall; timeZone: string; asOf: string }) {
  const t = useTranslations("calls");
  const formats = useFormats();
  const { tap } = useFloor();
  const ownerOf = useCallOwner();
  const { id, owner, takenAt, next } = open;
  const since = t(open.acknowledged ? "sinceOnTheWay" : "since", { time: formats.time(open.raisedAt, timeZone) });
  const who =
    id === null || owner == null
      ? null
      : takenAt == null
        ? t("mine.waitsFor", { owner: ownerOf(owner) })
        : t("mine.hasItSince", { owner: ownerOf(owner), time: formats.time(takenAt, timeZone) });
  // Nobody has come yet: who called takes it back; afterwards it is done.
  const withdraws = open.own && !open.acknowledged;
  return (
    <section aria-label={t(`${call}.call`)} className="flex flex-col justify-between gap-3 rounded border-2 border-amber bg-surface px-5 py-4">
      <p className="flex items-center gap-4">
        <Icon name={icon} className="size-9 flex-none" />
        <span>
          <b className="block text-floor-md">{t(`${call}.label`)}</b>
          <span className="block text-ink-2">{since}</span>
          {who === null ? null : <span className="block text-ink-2">{who}</span>}
          {next == null ? null : <CallClock next={next} asOf={asOf} />}
        </span>
      </p>
      {id === null || !open.mayEnd ? (
        <p className="text-ink-2">{id === null ? t("notSent") : t("endedByOthers")}</p>
      ) : (
        <SecondKey
          icon={withdraws ? "undo" : "check"}
          label={withdraws ? t("withdraw") : t("done")}
          onClick={() => tap({ command: { name: "resolve-exception", input: { exceptionId: id } }, text: t(withdraws ? `${call}.withdrew` : `${call}.done`) })}
        />
      )}
    </section>
  );
}
