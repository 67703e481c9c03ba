"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { Key, SecondKey } from "@/components/shop-floor/key";
import { Field } from "@/components/ui/field";
import { useFormats } from "@/lib/format/formats";
import type { Attending, Away, LeadView } from "@/lib/queries/operator/lead-view";
import { useFloor } from "./floor-provider";
import { Panel } from "./lead-panel";

/** Keys of people that are shown at once; a name or a number finds the others. */
const MOST = 12;

/** C-15: who is at work, and what of their shift nobody has booked; a lead puts somebody on the crew, and says who goes. */
export function AttendingPanel({ view: { attending, away, lines, cut } }: { view: LeadView }) {
  const t = useTranslations("attendance");
  const { offline } = useFloor();
  const floor = useTranslations("floor");
  const [putting, setPutting] = useState(false);
  const [going, setGoing] = useState<Attending>();
  return (
    <>
      <Panel title={t("atWork", { count: attending.length })} none={t("nobody")} empty={attending.length === 0} cut={cut.includes("attending")}>
        {attending.map((one) => (
          <Row key={one.personId} one={one} onGo={() => setGoing(one)} />
        ))}
      </Panel>
      <SecondKey icon="people" label={t("put")} disabled={offline || lines.length === 0} detail={offline ? floor("needsNetwork") : undefined} onClick={() => setPutting(true)} />
      {putting ? <PutDialog away={away} lines={lines} onClose={() => setPutting(false)} /> : null}
      {going === undefined ? null : <GoDialog one={going} onClose={() => setGoing(undefined)} />}
    </>
  );
}

function Row({ one, onGo }: { one: Attending; onGo: () => void }) {
  const t = useTranslations("attendance");
  const formats = useFormats();
  const { offline } = useFloor();
  const { name, shift, line, since, notBookedSeconds, timeZone } = one;
  const hours = formats.quantity((notBookedSeconds / 3600).toFixed(2), { decimals: 2 });
  return (
    <li className="flex min-h-14 min-w-0 flex-wrap items-center gap-4 border-b border-line pb-3 leading-[1.3] last:border-b-0">
      <span className="min-w-0 flex-1">
        <b className="block truncate text-floor-md">{name}</b>
        <span className="block text-ink-2">{t("here", { shift: shift === "" ? t("noShift") : shift, line: line ?? t("noLine"), time: formats.dayTime(since, timeZone) })}</span>
        <span className="block text-ink-2">{notBookedSeconds < 36 ? t("allBooked") : t("notBooked", { hours })}</span>
      </span>
      <SecondKey icon="sign-out" label={t("takeOff")} disabled={offline} onClick={onGo} />
    </li>
  );
}

function GoDialog({ one: { personId, name }, onClose }: { one: Attending; onClose: () => void }) {
  const t = useTranslations("attendance");
  const { tap } = useFloor();
  return (
    <FloorDialog
      onClose={onClose}
      title={t("takeOffTitle", { name })}
      actions={
        <Key
          icon="sign-out"
          label={t("takeOffConfirm", { name })}
          layout="row"
          primary
          onClick={() => {
            // Without the name: what waits lies on the tablet.
            tap({ command: { name: "take-off-crew", input: { personId } }, text: t("takenOff") });
            onClose();
          }}
        />
      }
    >
      <p className="text-floor-md">{t("takeOffDetail")}</p>
    </FloorDialog>
  );
}

function PutDialog({ away, lines, onClose }: { away: readonly Away[]; lines: LeadView["lines"]; onClose: () => void }) {
  const t = useTranslations("attendance");
  const { tap } = useFloor();
  const [sought, setSought] = useState("");
  const [only] = lines;
  const [lineId, setLineId] = useState(lines.length === 1 ? only?.id : undefined);
  const line = lines.find((one) => one.id === lineId);
  const words = sought.trim().toLocaleLowerCase();
  const found = away.filter((one) => one.siteName === line?.siteName && `${one.number} ${one.name}`.toLocaleLowerCase().includes(words));
  return (
    <FloorDialog onClose={onClose} title={line === undefined ? t("putLine") : t("putTitle")} description={t("putDetail")}>
      {line === undefined ? (
        <ul className="grid grid-cols-2 gap-4">
          {lines.map((one) => (
            <li key={one.id} className="grid">
              <SecondKey label={one.name} onClick={() => setLineId(one.id)} />
            </li>
          ))}
        </ul>
      ) : (
        <div className="grid gap-5">
          <Field size="floor" label={t("find")} value={sought} maxLength={80} onChange={(event) => setSought(event.target.value)} />
          {found.length === 0 ? <p>{t("noneFound")}</p> : null}
          <ul className="grid grid-cols-2 gap-4">
            {found.slice(0, MOST).map((one) => (
              <li key={one.personId} className="grid">
                <SecondKey
                  label={one.name}
                  detail={one.number}
                  onClick={() => {
                    tap({ command: { name: "put-on-crew", input: { workCentreId: line.id, personId: one.personId } }, text: t("putOn", { line: line.name }) });
                    onClose();
                  }}
                />
              </li>
            ))}
          </ul>
          {found.length > MOST ? <p className="text-ink-2">{t("more", { count: found.length - MOST })}</p> : null}
        </div>
      )}
    </FloorDialog>
  );
}
