"use client";

import { Age } from "@/components/data/age";
import { SecondKey } from "@/components/shop-floor/key";
import { Dialog } from "@/components/ui/dialog";
import { formatTime } from "@/lib/format/instant";
import type { RunPerson } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";

/** Who is booked on the operation that is shown. */
export type PeopleOnRun = { readonly operationId: string; readonly title: string; readonly people: readonly RunPerson[] };

/** Who is signed on at the tablet and who is booked on the run; joining, leaving, and somebody else signing on. */
export function PeopleDialog({ open, onOpenChange, people, timeZone }: { open: boolean; onOpenChange: (open: boolean) => void; people?: PeopleOnRun; timeZone: string }) {
  const { person, tap, offline, switchPerson } = useFloor();
  const joined = people?.people.some((one) => one.personId === person.personId) ?? false;
  const send = (name: "sign-on-operation" | "sign-off-operation", text: string) => {
    if (people !== undefined) tap({ command: { name, input: { operationId: people.operationId } }, text });
    onOpenChange(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={person.name}
      description={people === undefined ? "Signed on at this tablet." : `Signed on at this tablet. On ${people.title}:`}
      actions={
        <>
          <SecondKey icon="badge" label="Somebody else signs on" onClick={switchPerson} className="flex-1" />
          {people === undefined || !person.may.execute || person.personId === null ? null : joined ? (
            <SecondKey
              icon="sign-out"
              label="Leave this run"
              disabled={offline}
              detail={offline ? "needs the network" : undefined}
              onClick={() => send("sign-off-operation", "Left the run")}
              className="flex-1"
            />
          ) : (
            <SecondKey
              icon="people"
              label="Join this run"
              primary={!offline}
              disabled={offline}
              detail={offline ? "needs the network" : undefined}
              onClick={() => send("sign-on-operation", "Joined the run")}
              className="flex-1"
            />
          )}
        </>
      }
    >
      {people === undefined ? (
        <p className="text-ink-2">Open a machine to see who works on its run.</p>
      ) : people.people.length === 0 ? (
        <p className="text-ink-2">Nobody is booked on this run. Its time is not attended until somebody joins.</p>
      ) : (
        <ul className="grid grid-cols-1 gap-3">
          {people.people.map((one) => (
            <li key={one.personId} className="flex min-h-14 items-center gap-4 border-b border-line pb-3 last:border-b-0 last:pb-0">
              <b className="min-w-0 flex-1 truncate text-floor-md">
                {one.name}
                {one.personId === person.personId ? <span className="font-normal text-ink-2">, you</span> : null}
              </b>
              <span className="whitespace-nowrap text-ink-2">
                since {formatTime(one.since, { timeZone })}, <Age since={one.since} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
