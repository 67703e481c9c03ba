"use client";

import { useTranslations } from "next-intl";
import { acknowledgeTap } from "@/lib/client/acknowledge";
import type { QueueItem } from "@/lib/client/queue-item";
import { approvalOf, approvedInput, sendApproved, staysUnanswered } from "@/lib/client/send-approved";
import { useFormats } from "@/lib/format/formats";
import { refusalIn, refusalSentenceIn } from "@/lib/format/refusal-in";
import { useFloor } from "./floor-provider";
import { type LeadSays, LeadSigns } from "./lead-signs";
import type { Override } from "./override-of";

type ApproveHereProps = {
  item: QueueItem;
  override: Override;
  timeZone: string;
  onClose: () => void;
};

/**
 * EX-01, EX-07, EX-10, SEC-12: a shift lead approves what was refused, at the tablet at which it was entered, be it somebody else's or their own. The entry stays
 * with who entered it and when. It goes straight to the server, for nothing of badge and PIN may be kept; without an answer the
 * same entry is sent again, also after this was closed, and counts once.
 */
export function ApproveHere({ item, override, timeZone, onClose }: ApproveHereProps) {
  const t = useTranslations("floor.approve");
  const entries = useTranslations("entries");
  const refusals = useTranslations("refusals");
  const formats = useFormats();
  const { person, approved, approving } = useFloor();

  async function sign({ badge, pin, reason }: LeadSays): Promise<string | undefined> {
    const unanswered = item.approval;
    const sending = unanswered ?? approvalOf(item, override.again(reason.code), reason);
    const { commandId, command } = sending;
    await approving(item.sequence, sending);
    const answer = await sendApproved(command.name, approvedInput(item, sending), person.accountId, { badge, pin }).catch(() => undefined);
    if (answer?.ok === true) {
      acknowledgeTap();
      await approved(item.sequence, { commandId, command, text: entries("approved", { text: item.text }), answer });
      onClose();
      return undefined;
    }
    acknowledgeTap("refused");
    if (!staysUnanswered(answer, unanswered !== undefined)) await approving(item.sequence, undefined);
    return answer === undefined ? t("unreachable") : refusalSentenceIn(refusals, answer, formats.reading(timeZone));
  }

  const refused = item.answer?.ok === false ? refusalIn(refusals, item.answer, formats.reading(timeZone)) : undefined;
  const description = t("entry", { text: item.text, why: refused === undefined ? "" : `${refused.what} ${refused.why}` });
  return <LeadSigns description={description} question={override} given={item.approval?.reason} onSign={sign} onClose={onClose} />;
}
