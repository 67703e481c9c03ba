import type { outboxStates } from "@/db/schema/integration";
import { type Decision, accept, refuse } from "@/lib/domain/shared/decision";

export type MessageState = (typeof outboxStates)[number];

/**
 * `send` takes a message (also one whose worker died), `accept` … `die` settle it, `wait` puts it back,
 * `skip` passes over what this ERP cannot hold, `replay` and `resolve` are a person's, `withdraw` takes back what was not posted yet, `bury` ends a
 * resolved one after its tombstone.
 */
export type MessageTrigger = "send" | "deliver" | "accept" | "reject" | "wait" | "die" | "skip" | "replay" | "resolve" | "withdraw" | "bury";

/** IN-02, domain §8.2. What is not listed is refused. */
const TRANSITIONS: Readonly<Record<MessageState, Partial<Record<MessageTrigger, MessageState>>>> = {
  NEW: { send: "SENDING", withdraw: "REPLAYED" },
  RETRY_WAIT: { send: "SENDING", withdraw: "REPLAYED" },
  REPLAYED: { send: "SENDING" },
  SENDING: { send: "SENDING", deliver: "DELIVERED", accept: "ACCEPTED", reject: "REJECTED", wait: "RETRY_WAIT", die: "DEAD", skip: "RESOLVED", bury: "RESOLVED" },
  DELIVERED: { send: "SENDING", accept: "ACCEPTED", reject: "REJECTED", wait: "RETRY_WAIT", die: "DEAD" },
  REJECTED: { replay: "REPLAYED", resolve: "REPLAYED" },
  DEAD: { replay: "REPLAYED", resolve: "REPLAYED" },
  ACCEPTED: {},
  RESOLVED: {},
};

/** What a message becomes; refusal INVALID_TRANSITION for what the state machine does not know. */
export function moveMessage(from: MessageState, trigger: MessageTrigger): Decision<MessageState, "INVALID_TRANSITION"> {
  const to = TRANSITIONS[from][trigger];
  return to === undefined ? refuse("INVALID_TRANSITION", { from, trigger }) : accept(to);
}

/** The states from which a trigger is allowed: what a guarded UPDATE asks for. */
export function statesBefore(trigger: MessageTrigger): readonly MessageState[] {
  return MESSAGE_STATES.filter((state) => TRANSITIONS[state][trigger] !== undefined);
}

const MESSAGE_STATES: readonly MessageState[] = ["NEW", "SENDING", "DELIVERED", "RETRY_WAIT", "ACCEPTED", "REJECTED", "DEAD", "REPLAYED", "RESOLVED"];
