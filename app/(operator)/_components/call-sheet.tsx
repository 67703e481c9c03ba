"use client";

import { FloorMain } from "@/components/layout/floor-shell";
import { Key, SecondKey } from "@/components/shop-floor/key";
import { Icon, type IconName } from "@/components/ui/icon";
import type { Call } from "@/lib/client/operator-command";
import { formatTime } from "@/lib/format/instant";
import type { OpenCall, RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";

const CALLS: readonly { call: Call; label: string; icon: IconName; detail: string }[] = [
  { call: "LEAD", label: "Shift lead", icon: "person", detail: "help or a decision" },
  { call: "MAINTENANCE", label: "Maintenance", icon: "wrench", detail: "the machine does not run" },
  { call: "MATERIAL", label: "Material", icon: "truck", detail: "something is missing" },
  { call: "QUALITY", label: "Quality", icon: "flask", detail: "something looks wrong" },
  { call: "SAFETY", label: "Safety", icon: "hand", detail: "information, not a stop" },
];

/** Whom to call to this machine: one tap calls; a call that is open already says since when, and ends by a tap of who called or came. */
export function CallSheet({ view, onClose }: { view: RunView; onClose: () => void }) {
  const { tap } = useFloor();
  const { id, name, site } = view.unit;
  return (
    <FloorMain className="flex flex-col gap-6 py-6">
      <div>
        <h1 className="text-floor-lg font-semibold">Who should come to {name}?</h1>
        <p className="text-ink-2">One tap calls. In danger press the emergency stop of the machine first: this screen stops nothing.</p>
      </div>
      <div className="grid flex-1 auto-rows-[minmax(120px,1fr)] gap-4 landscape:max-h-[420px] landscape:grid-cols-3 portrait:max-h-[760px] portrait:grid-cols-1">
        {CALLS.map(({ call, label, icon, detail }) => {
          const open = view.calls.find((one) => one.call === call);
          if (open === undefined) {
            return (
              <Key
                key={call}
                icon={icon}
                label={<>{label}</>}
                layout="wide"
                detail={detail}
                onClick={() => {
                  tap({ command: { name: "raise-call", input: { workUnitId: id, call } }, text: `Called ${label.toLowerCase()}` });
                  onClose();
                }}
              />
            );
          }
          return <OpenCallCard key={call} icon={icon} label={label} open={open} timeZone={site.timeZone} />;
        })}
      </div>
      <SecondKey icon="arrow-left" label="Back" onClick={onClose} className="mt-auto min-w-48 self-start" />
    </FloorMain>
  );
}

/** A call that is open: since when, whether somebody comes, and the key that ends it for whoever may. */
function OpenCallCard({ icon, label, open, timeZone }: { icon: IconName; label: string; open: OpenCall; timeZone: string }) {
  const { tap } = useFloor();
  const { id } = open;
  const since = `called ${formatTime(open.raisedAt, { timeZone })}${open.acknowledged ? ", on the way" : ""}`;
  // Nobody has come yet: who called takes it back; afterwards it is done.
  const withdraws = open.own && !open.acknowledged;
  return (
    <section aria-label={`Call to ${label.toLowerCase()}`} className="flex min-h-0 flex-col justify-between gap-3 rounded border-2 border-amber bg-surface px-5 py-4">
      <p className="flex items-center gap-4">
        <Icon name={icon} className="size-9 flex-none" />
        <span>
          <b className="block text-floor-md">{label}</b>
          <span className="text-ink-2">{since}</span>
        </span>
      </p>
      {id === null || !open.mayEnd ? (
        <p className="text-ink-2">{id === null ? "Not sent yet." : "Ended by whoever comes, or by who called."}</p>
      ) : (
        <SecondKey
          icon={withdraws ? "undo" : "check"}
          label={withdraws ? "Withdraw the call" : "Done"}
          onClick={() =>
            tap({ command: { name: "resolve-exception", input: { exceptionId: id } }, text: withdraws ? `Withdrew the call to ${label.toLowerCase()}` : `${label}: done` })
          }
        />
      )}
    </section>
  );
}
