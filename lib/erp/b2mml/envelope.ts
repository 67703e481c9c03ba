import { instant } from "./build";
import type { B2mmlDocument, Element } from "./document";
import type { OutboundMessage } from "@/lib/messages/outbound";

export const RELEASE = "7.0.1";

/** Both ends of the channel by their logical ids, and what the partner calls our site. */
export type Parties = { readonly us: string; readonly partner: string; readonly site: string; readonly plant: string | null };

/** What is written for one message: verb and noun, what stands under the verb, and the noun itself. */
export type Draft = {
  readonly verb: "Acknowledge" | "Cancel" | "Process" | "Sync";
  readonly noun: string;
  /** What the document is about, as `Sender/TaskID`. */
  readonly task: string;
  readonly action: Element;
  readonly content: Element;
};

/** The site that a message comes from, as the partner calls it. */
export function plantOf(message: Pick<OutboundMessage, "source">, { site, plant }: Parties): string {
  const source = message.source.replace(/^mes\//, "");
  return source === site ? (plant ?? site) : source;
}

/** The whole document of a message: its id is the BODID, so each attempt sends the same one. */
export function documentOf(message: OutboundMessage, draft: Draft, parties: Parties): B2mmlDocument {
  // PROCESS asks for its own Acknowledge; the other verbs are answered by a ConfirmBOD, which is to come in any case.
  const confirmation = draft.verb === "Process" ? "OnError" : "Always";
  return {
    root: `${draft.verb}${draft.noun}`,
    body: {
      "@releaseID": RELEASE,
      ApplicationArea: applicationArea(message, draft.task, confirmation, parties),
      DataArea: { [draft.verb]: draft.action, [draft.noun]: [draft.content] },
    },
  };
}

/**
 * IN-06: a message was settled by people and will not come. It stands for it in the sequence, as the one message that has no noun: a ConfirmBOD
 * that names the BODID nobody has to wait for.
 */
export function tombstoneOf(message: Extract<OutboundMessage, { type: "mes.message.resolved.v1" }>, parties: Parties): B2mmlDocument {
  const { resolvedId, resolvedType, reason } = message.data;
  const original = { CreationDateTime: instant(message.time), BODID: resolvedId };
  const ChangeStatus = { Code: "RESOLVED", Description: [reason], EffectiveDateTime: instant(message.recordtime), ReasonCode: resolvedType };
  return {
    root: "ConfirmBOD",
    body: {
      ApplicationArea: applicationArea(message, "resolve-message", "Always", parties),
      DataArea: { Confirm: { OriginalApplicationArea: original, ResponseCriteria: [{ ChangeStatus }] }, BOD: [{ OriginalApplicationArea: original }] },
    },
  };
}

function applicationArea(message: OutboundMessage, task: string, confirmation: "Always" | "OnError", parties: Parties): Element {
  return {
    Sender: { LogicalID: parties.us, TaskID: task, ReferenceID: `${message.subject}#${message.sequence}`, ConfirmationCode: confirmation },
    Receiver: [{ LogicalID: parties.partner }],
    CreationDateTime: instant(message.time),
    BODID: message.id,
  };
}

/** Asks the partner to show a noun. `since` null: all of it. */
export function getDocument(noun: string, skeleton: Element, since: string | null, parties: Parties, at: { readonly bodId: string; readonly time: string }): B2mmlDocument {
  return {
    root: `Get${noun}`,
    body: {
      "@releaseID": RELEASE,
      ApplicationArea: {
        Sender: { LogicalID: parties.us, ConfirmationCode: "OnError" },
        Receiver: [{ LogicalID: parties.partner }],
        CreationDateTime: instant(at.time),
        BODID: at.bodId,
      },
      DataArea: { Get: since === null ? {} : { Expression: [`since ${since}`] }, [noun]: [skeleton] },
    },
  };
}
