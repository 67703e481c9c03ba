"use client";

import { useTranslations } from "next-intl";
import { Age } from "@/components/data/age";
import { SecondKey } from "@/components/shop-floor/key";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { useFormats } from "@/lib/format/formats";
import type { Indirect } from "@/lib/queries/operator/indirect";
import type { RunPerson } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";

/** Who is booked on the operation that is shown. */
export type PeopleOnRun = { readonly operationId: string; readonly title: string; readonly people: readonly RunPerson[] };

/** What the person is on besides runs, and how they go over to it. */
export type OtherWork = { readonly now: Indirect["now"]; readonly workUnitId: string; readonly onBegin: () => void };

type PeopleDialogProps = {
  open: boolean;
  onClose: () => void;
  people?: PeopleOnRun;
  timeZone: string;
  /** Begins a handover to the next crew. */
  onHandOver?: () => void;
  indirect?: OtherWork;
};

/** Who is signed on at the tablet and who is booked on the run; joining, leaving, and somebody else signing on. */
export function PeopleDialog({ open, onClose, people, timeZone, onHandOver, indirect }: PeopleDialogProps) {
  const t = useTranslations("floor.people");
  const floor = useTranslations("floor");
  const handover = useTranslations("handover");
  const other = useTranslations("indirect");
  const attendance = useTranslations("attendance");
  const entries = useTranslations("entries");
  const formats = useFormats();
  const { person, tap, offline, switchPerson } = useFloor();
  const joined = people?.people.some((one) => one.personId === person.personId) ?? false;
  const send = (name: "sign-on-operation" | "sign-off-operation", text: string) => {
    if (people !== undefined) tap({ command: { name, input: { operationId: people.operationId } }, text });
    onClose();
  };
  return (
    <FloorDialog
      open={open}
      onClose={onClose}
      title={person.name}
      description={people === undefined ? t("here") : t("hereOn", { title: people.title })}
      actions={
        // Two abreast: with a word of two lines in a key, four do not fit beside each other.
        <div className="grid w-full grid-cols-2 gap-4">
          <SecondKey icon="badge" label={floor("menu.somebodyElse")} onClick={() => switchPerson()} />
          {onHandOver === undefined ? null : (
            <SecondKey
              icon="swap"
              label={handover("key")}
              onClick={() => {
                onClose();
                onHandOver();
              }}
            />
          )}
          {indirect === undefined ? null : (
            <SecondKey
              icon="spray"
              label={other("key")}
              disabled={offline}
              detail={offline ? floor("needsNetwork") : undefined}
              onClick={() => {
                onClose();
                indirect.onBegin();
              }}
            />
          )}
          {!person.may.execute || person.personId === null ? null : (
            <SecondKey
              icon="sign-out"
              label={attendance("end")}
              disabled={offline}
              detail={offline ? floor("needsNetwork") : attendance("endDetail")}
              onClick={() => {
                tap({ command: { name: "end-shift", input: {} }, text: attendance("ended") });
                switchPerson();
              }}
            />
          )}
          {people === undefined || !person.may.execute || person.personId === null ? null : joined ? (
            <SecondKey
              icon="sign-out"
              label={t("leave")}
              disabled={offline}
              detail={offline ? floor("needsNetwork") : undefined}
              onClick={() => send("sign-off-operation", entries("leftRun"))}
            />
          ) : (
            <SecondKey
              icon="people"
              label={t("join")}
              primary={!offline}
              disabled={offline}
              detail={offline ? floor("needsNetwork") : undefined}
              onClick={() => send("sign-on-operation", entries("joined"))}
            />
          )}
        </div>
      }
    >
      {indirect?.now == null ? null : (
        <div className="mb-6 flex flex-wrap items-center gap-4 rounded border border-line bg-sunken px-5 py-4">
          <b className="min-w-0 flex-1 text-floor-md">
            {other.rich("now", { name: indirect.now.name, time: formats.time(indirect.now.since, timeZone), age: () => <Age since={indirect.now?.since ?? ""} /> })}
          </b>
          <SecondKey
            icon="check"
            label={other("end")}
            disabled={offline}
            detail={offline ? floor("needsNetwork") : undefined}
            onClick={() => {
              tap({ command: { name: "end-indirect", input: { workUnitId: indirect.workUnitId } }, text: other("ended") });
              onClose();
            }}
          />
        </div>
      )}
      {people === undefined ? (
        <p className="text-ink-2">{t("openMachine")}</p>
      ) : people.people.length === 0 ? (
        <p className="text-ink-2">{t("nobody")}</p>
      ) : (
        <ul className="grid grid-cols-1 gap-3">
          {people.people.map((one) => (
            <li key={one.personId} className="flex min-h-14 items-center gap-4 border-b border-line pb-3 last:border-b-0 last:pb-0">
              <b className="min-w-0 flex-1 truncate text-floor-md">
                {one.personId === person.personId
                  ? t.rich("you", { name: one.name || person.name, quiet: (words) => <span className="font-normal text-ink-2">{words}</span> })
                  : one.name || t("unnamed")}
              </b>
              <span className="whitespace-nowrap text-ink-2">{t.rich("since", { time: formats.time(one.since, timeZone), age: () => <Age since={one.since} /> })}</span>
            </li>
          ))}
        </ul>
      )}
    </FloorDialog>
  );
}
