"use client";

import { FloorMain } from "@/components/layout/floor-shell";
import { Key, SecondKey } from "@/components/shop-floor/key";
import type { IconName } from "@/components/ui/icon";
import type { Call } from "@/lib/client/operator-command";
import { formatTime } from "@/lib/format/instant";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";

const CALLS: readonly { call: Call; label: string; icon: IconName; detail: string }[] = [
  { call: "LEAD", label: "Shift lead", icon: "person", detail: "help or a decision" },
  { call: "MAINTENANCE", label: "Maintenance", icon: "wrench", detail: "the machine does not run" },
  { call: "MATERIAL", label: "Material", icon: "truck", detail: "something is missing" },
  { call: "QUALITY", label: "Quality", icon: "flask", detail: "something looks wrong" },
  { call: "SAFETY", label: "Safety", icon: "hand", detail: "information, not a stop" },
];

/** Whom to call to this machine: one tap calls; a call that is open already says since when. */
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
          return (
            <Key
              key={call}
              icon={icon}
              label={<>{label}</>}
              layout="wide"
              disabled={open !== undefined}
              detail={open === undefined ? detail : `called ${formatTime(open.raisedAt, { timeZone: site.timeZone })}${open.acknowledged ? ", on the way" : ""}`}
              onClick={() => {
                tap({ command: { name: "raise-call", input: { workUnitId: id, call } }, text: `Called ${label.toLowerCase()}` });
                onClose();
              }}
            />
          );
        })}
      </div>
      <SecondKey icon="arrow-left" label="Back" onClick={onClose} className="mt-auto min-w-48 self-start" />
    </FloorMain>
  );
}
