import { v7 as uuidv7 } from "uuid";
import type { Approvable, OperatorCommand } from "./operator-command";
import type { TapProof } from "./tap-proof";

/** Why something was not accepted; the same shape as a command's refusal. */
export type SendRefusal = { readonly ok: false; readonly code: string; readonly params: Readonly<Record<string, string | number | boolean | null | readonly string[]>> };
/** The server's answer to a command. */
export type SendResult = { readonly ok: true; readonly data: unknown } | SendRefusal;

/** What a lead approved in place and no answer came to: it may be recorded, and counts once if it is sent again as it is (EX-23). */
export type Approval = {
  readonly commandId: string;
  readonly command: Approvable;
  readonly reason: { readonly code: string; readonly name: string };
  /** What goes over the wire, the same each time. Absent where a page of an older version kept it. */
  readonly input?: Readonly<Record<string, unknown>>;
};

/**
 * A tap that is kept until the server has answered it and the screen shows it. Holds ids, quantities and photos of
 * parts, no prices and no names (ASVS 14.3).
 */
export type QueueItem = {
  /** Number of the command on this device; they are sent in this order (EX-21). */
  readonly sequence: number;
  readonly commandId: string;
  readonly command: OperatorCommand;
  /** Who tapped: another person's session must not speak for them (SEC-06). */
  readonly accountId: string;
  /** Proves that they tapped it, to a server whose session is another person's by then; absent where nothing does, and it waits for them. */
  readonly proof?: TapProof | undefined;
  /** Of what takes back an entry that was not sent yet: the proof that its hand withdrew it, for the case that the entry is refused. */
  readonly proofIfRefused?: TapProof | undefined;
  /** When it happened, on the server's clock as far as the device knew it. */
  readonly eventTime: string;
  /** Server time minus device time at the last contact. */
  readonly clockOffsetMs: number;
  /** What the device's clock said, of what was tapped before its page had heard the server: then its time is put right once that is heard (EX-21). */
  readonly deviceMs?: number | undefined;
  /** What the list of entries says: "Good +52". */
  readonly text: string;
  /** Command id of the queued entry that a reversal takes back; its entry id is known once that one is sent. */
  readonly takesBack: string | null;
  readonly state: "WAITING" | "SENT" | "REFUSED";
  readonly attempts: number;
  readonly answer: SendResult | null;
  /** When the server took it, on its own clock as far as the device knew it. */
  readonly answeredAt?: string;
  /** The JPEG of a photo; absent where the tablet had no room for it. */
  readonly photo?: Blob;
  /** Of what was refused: nothing of badge and PIN is in it (SEC-12). */
  readonly approval?: Approval;
};

export type NewItem = Omit<QueueItem, "sequence">;

/** What a tap gives to the queue. */
export type NewCommand = {
  readonly command: OperatorCommand;
  readonly text: string;
  readonly accountId: string;
  readonly takesBack?: string;
  /** A photo of what is entered, and what the list says of it while it waits. */
  readonly photo?: { readonly picture: Blob; readonly text: string };
};

/** A tap as it is kept before anything else happens to it. */
export function entryOf(
  { command, text, accountId, takesBack }: Omit<NewCommand, "photo" | "takesBack"> & { readonly takesBack: string | undefined },
  when: Pick<NewItem, "eventTime" | "clockOffsetMs" | "deviceMs">,
): NewItem {
  return { commandId: uuidv7(), command, accountId, ...when, text, takesBack: takesBack ?? null, state: "WAITING", attempts: 0, answer: null };
}

/** Where the queue outlives a reload. */
export type QueueStore = {
  /** Keeps all of them or none, each under the next sequence. */
  add(...items: readonly NewItem[]): Promise<readonly QueueItem[]>;
  put(item: QueueItem): Promise<void>;
  remove(sequence: number): Promise<void>;
  all(): Promise<readonly QueueItem[]>;
  /** Rejects while an entry could not be kept. */
  check(): Promise<void>;
};

/** What goes over the wire: the command's input with its head. The same for every resend, so that the server knows it again (EX-23). */
export function wireInput(item: QueueItem): Record<string, unknown> {
  return { ...item.command.input, commandId: item.commandId, eventTime: item.eventTime, deviceSequence: item.sequence, clockOffsetMs: item.clockOffsetMs };
}

/** An item as it is sent: from then on its time is put right no more, for it has to be the same on every resend (EX-23). */
export function withFixedTime<Item extends QueueItem>(item: Item): Item {
  return item.deviceMs === undefined ? item : { ...item, deviceMs: undefined };
}

/** How a command's answer names what it has made: an entry or an issue, a check, a mount. */
const MADE = ["entryId", "checkId", "mountId"] as const;

/** Id of what a sent command has made: an entry, an issue, a check or a mount; undefined where it made none of these. */
export function entryIdOf({ answer }: Pick<QueueItem, "answer">): string | undefined {
  return answer?.ok === true ? madeOf(answer.data)[0]?.[1] : undefined;
}

/** The server's answer as the tablet keeps it: what was made, or why nothing was. Whoever has taken a call stands in it by name, and nobody's name lies here (ASVS 14.3). */
export function keptAnswer(answer: SendResult): SendResult {
  if (answer.ok) return { ok: true, data: Object.fromEntries(madeOf(answer.data)) };
  const { owner: _owner, ...params } = answer.params;
  return { ...answer, params };
}

function madeOf(data: unknown): readonly (readonly [string, string])[] {
  const said = new Map<string, unknown>(typeof data === "object" && data !== null ? Object.entries(data) : []);
  return MADE.flatMap((name) => {
    const id = said.get(name);
    return typeof id === "string" ? [[name, id] as const] : [];
  });
}
