import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import type { SendResult } from "@/lib/client/queue-item";
import type { useCommand } from "@/lib/client/use-command";
import { Refused } from "./refused";

type CommandFormProps = {
  command: ReturnType<typeof useCommand>;
  /** What the button that sends says. */
  label: string;
  /** Sends what is filled in. */
  save: () => Promise<SendResult>;
  /** A second button, for whoever was refused with this code and means it. */
  insist?: { readonly code: string; readonly label: string; readonly save: () => Promise<SendResult> };
  /** Buttons before it. */
  others?: ReactNode;
  timeZone: string;
  children: ReactNode;
};

/** The form of a dialog: its fields, why it was refused, and its buttons. The browser looks after what is required. */
export function CommandForm({ command: { busy, refusal, send }, label, save, insist, others, timeZone, children }: CommandFormProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send(save);
      }}
      className="grid gap-4"
    >
      {children}
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
      <div className="flex flex-wrap justify-end gap-2">
        {others}
        {insist === undefined || refusal?.code !== insist.code ? null : (
          <Button busy={busy} onClick={() => send(insist.save)}>
            {insist.label}
          </Button>
        )}
        <Button type="submit" tone="primary" busy={busy}>
          {label}
        </Button>
      </div>
    </form>
  );
}
