import { v7 as uuidv7 } from "uuid";
import type { OperatorCommand } from "./operator-command";
import { inPatience } from "./patience";
import { entryIdOf, type QueueItem, type QueueStore, type SendResult, wireInput } from "./queue-item";

/** How the queue stands, for a screen. */
export type QueueState = {
  readonly items: readonly QueueItem[];
  /** Since when the server cannot be reached, as ISO text; null while it can. */
  readonly offlineSince: string | null;
  readonly sending: boolean;
  /** When the server last accepted something from here. */
  readonly savedAt: string | null;
  /** A refusal that came right after its tap: it is answered to the hand that made it, all others wait behind a banner. */
  readonly loud: number | null;
};

export type QueueParts = {
  readonly store: QueueStore;
  /** Sends one command of an account, whose session the browser may no longer have (SEC-06); throws when no answer came. Given up when `signal` says so. */
  readonly send: (command: OperatorCommand["name"], input: Record<string, unknown>, accountId: string, signal: AbortSignal) => Promise<SendResult>;
  readonly now: () => number;
  /** Remembers over a reload how far this device's clock is off; without it a page begins with its own clock. */
  readonly offset?: { readonly read: () => number; readonly keep: (ms: number) => void };
  /** Runs `work` while no other tab of this device does. */
  readonly alone?: (work: () => Promise<void>) => Promise<void>;
};

/** What a tap gives to the queue. */
export type NewCommand = { readonly command: OperatorCommand; readonly text: string; readonly accountId: string; readonly takesBack?: string };

export const EMPTY_QUEUE: QueueState = { items: [], offlineSince: null, sending: false, savedAt: null, loud: null };
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000] as const;
/** A fault on the server leaves nothing behind, so it is tried again, but not for ever. */
const MOST_FAULTS = 4;
/** Longer than the slowest command takes on a busy server. Giving up too early costs one more send: the server knows its id again (EX-23). */
const SEND_PATIENCE_MS = 15_000;
/** A clock that is off by this much more or less is worth remembering; below it, it is the way of the message. */
const OFFSET_STEP_MS = 250;
/** Who tapped longer ago than this has gone on to something else. */
const LOUD_MS = 60_000;

export type CommandQueue = ReturnType<typeof createCommandQueue>;

/** Totals on the screen contain what waits of somebody else, which the server cannot have before they sign on again: no total to be held to (EX-05). */
function withoutExpectation(command: OperatorCommand): OperatorCommand {
  return command.name === "confirm-production" ? { ...command, input: { ...command.input, expectedTotal: undefined } } : command;
}

/** Commands whose reversal still waits: it needs the entry that they became (EX-22). */
function takenBackIn(items: readonly QueueItem[]): ReadonlySet<string | null> {
  return new Set(items.filter((item) => item.state === "WAITING").map((item) => item.takesBack));
}

/**
 * The tablet's commands: kept with id and event time before anything else happens, sent one after the other, the same bytes on every
 * resend, held while there is no network. A refusal stays until a person has seen it; nothing is dropped (EX-22, UI-08).
 */
export function createCommandQueue({ store, send, now, offset, alone = (work) => work() }: QueueParts) {
  const watchers = new Set<() => void>();
  let state = EMPTY_QUEUE;
  let account: string | null = null;
  let clock = { offsetMs: offset?.read() ?? 0, heardMs: 0 };
  let running: Promise<void> | undefined;
  let again = false;
  let failures = 0;
  let linkUp = true;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function become(next: Partial<QueueState>): void {
    state = { ...state, ...next };
    for (const watcher of watchers) watcher();
  }

  async function change(item: QueueItem): Promise<void> {
    await store.put(item);
    become({ items: state.items.map((one) => (one.sequence === item.sequence ? item : one)) });
  }

  async function drop(item: QueueItem): Promise<void> {
    await store.remove(item.sequence);
    become({ items: state.items.filter((one) => one.sequence !== item.sequence) });
  }

  /** Never before what the server has said: a tap right after a start must not seem older than the start. */
  function eventTime(): string {
    const last = state.items.at(-1)?.eventTime;
    const at = Math.max(now() + clock.offsetMs, clock.heardMs, last === undefined ? 0 : Date.parse(last) + 1);
    return new Date(at).toISOString();
  }

  function unreachable(): void {
    const pause = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    failures += 1;
    clearTimeout(retry);
    retry = setTimeout(() => void flush(), pause);
    away();
  }

  function away(): void {
    if (state.offlineSince === null) become({ offlineSince: new Date(now()).toISOString() });
  }

  /** The entry that a reversal names is known once its own command was answered. */
  function resolved(item: QueueItem): QueueItem | "wait" | "void" {
    if (item.takesBack === null || item.command.name !== "reverse-entry" || item.command.input.entryId !== "") return item;
    const original = state.items.find((one) => one.commandId === item.takesBack);
    if (original === undefined || original.state === "REFUSED") return "void";
    const entryId = entryIdOf(original);
    return entryId === undefined ? "wait" : { ...item, command: { ...item.command, input: { ...item.command.input, entryId } } };
  }

  /** Sends one item; answers whether to go on with the next. */
  async function sendOne(waiting: QueueItem): Promise<boolean> {
    const item = resolved(waiting);
    if (item === "wait") return true;
    if (item === "void") {
      await drop(waiting);
      return true;
    }
    if (item !== waiting) await change(item);
    let answer: SendResult;
    try {
      answer = await inPatience((signal) => send(item.command.name, wireInput(item), item.accountId, signal), SEND_PATIENCE_MS);
    } catch {
      // No answer: it may have arrived or not. The next send of the same id finds out.
      unreachable();
      return false;
    }
    failures = 0;
    if (state.offlineSince !== null && linkUp) become({ offlineSince: null });
    if (!answer.ok && answer.code === "UNAUTHENTICATED") return false;
    if (!answer.ok && answer.code === "FAULT" && item.attempts + 1 < MOST_FAULTS) {
      await change({ ...item, attempts: item.attempts + 1 });
      unreachable();
      return false;
    }
    await change({ ...item, attempts: item.attempts + 1, state: answer.ok ? "SENT" : "REFUSED", answer });
    if (answer.ok) become({ savedAt: new Date(now()).toISOString() });
    else if (now() + clock.offsetMs - Date.parse(item.eventTime) < LOUD_MS) become({ loud: item.sequence });
    return true;
  }

  async function drain(): Promise<void> {
    do {
      again = false;
      for (const item of state.items.filter((one) => one.state === "WAITING" && one.accountId === account)) {
        // Whoever took the tablet over meanwhile sends what is theirs alone (SEC-06); they make the run look again.
        if (item.accountId !== account) break;
        if (!(await sendOne(item))) {
          // Who stopped it makes it look again: a timer, or the next sign-on.
          again = false;
          return;
        }
      }
    } while (again);
  }

  /** Sends what waits, in order. One run at a time; a call during a run makes it look again. */
  async function flush(): Promise<void> {
    if (running !== undefined) {
      again = true;
      return running;
    }
    clearTimeout(retry);
    again = false;
    become({ sending: true });
    running = run();
    return running;
  }

  async function run(): Promise<void> {
    try {
      await alone(drain);
    } finally {
      running = undefined;
      become({ sending: false });
    }
    // Tapped when the last look was over and the run was not.
    if (again) await flush();
  }

  return {
    read: () => state,
    watch(watcher: () => void): () => void {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    /** Reads what an earlier page left, and sends it for the person who is signed on now. */
    async open(accountId: string): Promise<void> {
      account = accountId;
      const kept = await store.all();
      const needed = takenBackIn(kept);
      // What was sent is in every later read of the server.
      const done = kept.filter((item) => item.state === "SENT" && !needed.has(item.commandId));
      for (const item of done) await store.remove(item.sequence);
      const known = new Set([...state.items, ...done].map((item) => item.sequence));
      become({ items: [...kept.filter((item) => !known.has(item.sequence)), ...state.items].sort((a, b) => a.sequence - b.sequence) });
      await flush();
    },
    /** Keeps a command and sends it as soon as possible; resolves once it is on the disk. */
    async add({ command, text, accountId, takesBack }: NewCommand): Promise<QueueItem> {
      const othersWait = state.items.some((item) => item.state === "WAITING" && item.accountId !== accountId);
      const item = await store.add({
        commandId: uuidv7(),
        command: othersWait ? withoutExpectation(command) : command,
        accountId,
        eventTime: eventTime(),
        clockOffsetMs: Math.round(clock.offsetMs),
        text,
        takesBack: takesBack ?? null,
        state: "WAITING",
        attempts: 0,
        answer: null,
      });
      become({ items: [...state.items, item] });
      void flush();
      return item;
    },
    flush,
    /** What the live stream knows of the server: reachable or not, and its clock. */
    heard(link: { readonly up: boolean; readonly offsetMs?: number; readonly serverNow?: string }): void {
      if (link.offsetMs !== undefined && Math.abs(link.offsetMs - clock.offsetMs) > OFFSET_STEP_MS) offset?.keep(link.offsetMs);
      clock = { offsetMs: link.offsetMs ?? clock.offsetMs, heardMs: Math.max(clock.heardMs, link.serverNow === undefined ? 0 : Date.parse(link.serverNow)) };
      linkUp = link.up;
      if (!link.up) return away();
      if (state.offlineSince === null) return;
      // A stream that is heard does not prove that entries get through: while some wait, only an answer does.
      if (!state.items.some((item) => item.state === "WAITING" && item.accountId === account)) become({ offlineSince: null });
      else if (running === undefined) void flush();
    },
    /** The server's own figures contain these commands now: their copies here have done their duty. */
    async shown(commandIds: readonly string[]): Promise<void> {
      const seen = new Set(commandIds);
      const needed = takenBackIn(state.items);
      for (const item of state.items) {
        // What somebody else sent as they left, without hearing the answer, is known from here on as well.
        const done = item.state === "SENT" || (item.state === "WAITING" && item.accountId !== account);
        if (done && seen.has(item.commandId) && !needed.has(item.commandId)) await drop(item);
      }
    },
    /** A person has read why it was refused. */
    async dismiss(sequence: number): Promise<void> {
      const item = state.items.find((one) => one.sequence === sequence);
      if (item?.state !== "REFUSED") return;
      if (state.loud === sequence) become({ loud: null });
      await drop(item);
    },
  };
}
