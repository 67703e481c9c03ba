import type { Actor } from "@/lib/auth/actor";
import { createCommandQueue, type CommandQueue } from "@/lib/client/command-queue";
import type { CommandName } from "@/lib/client/operator-command";
import type { NewCommand, QueueItem, SendResult } from "@/lib/client/queue-item";
import { memoryQueueStore } from "@/lib/client/queue-store";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { pauseOperation } from "@/lib/commands/execution/pause-operation";
import { resumeOperation } from "@/lib/commands/execution/resume-operation";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { seeRefusal } from "@/lib/commands/execution/see-refusal";
import { signOffOperation, signOnOperation } from "@/lib/commands/execution/sign-on";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { returnMaterial } from "@/lib/commands/materials/return-material";
import type { Services } from "@/lib/commands/services";
import { digestOf } from "@/lib/platform/digest";

type Run = (services: Services, actor: Actor, input: Record<string, unknown>) => Promise<SendResult>;

function run<Input extends CommandHead, Output>(command: Command<Input, Output>): Run {
  return (services, actor, input) => execute(services, actor, command, input);
}

const COMMANDS: Partial<Record<CommandName, Run>> = {
  "start-operation": run(startOperation),
  "finish-setup": run(finishSetup),
  "pause-operation": run(pauseOperation),
  "resume-operation": run(resumeOperation),
  "sign-on-operation": run(signOnOperation),
  "sign-off-operation": run(signOffOperation),
  "confirm-production": run(confirmProduction),
  "reverse-entry": run(reverseEntry),
  "see-refusal": run(seeRefusal),
  "issue-material": run(issueMaterial),
  "return-material": run(returnMaterial),
};

/** What the tablets of a hall share: its clock, the way to the server, and a record of what was tapped, answered and told. */
export type Hall = ReturnType<typeof openHall>;

/** A hall at an instant. Nothing goes wrong in it before `troubled` is set. */
export function openHall(db: Services["db"], from: Date) {
  const state = { now: from.getTime(), troubled: false };
  const services: Services = { db, clock: { now: () => new Date(state.now) }, tellLive: () => undefined, wakeOutbox: () => undefined };
  /** Digest of each answer that the server gave to a command, whether it arrived or not. */
  const answers = new Map<string, string[]>();
  const accepted = new Map<string, SendResult>();
  /** Requests that a page left behind. */
  const abandoned: Promise<unknown>[] = [];
  const faults: unknown[] = [];
  return {
    state,
    answers,
    /** What the server accepted, with its answer. */
    accepted,
    abandoned,
    faults,
    /** What was tapped, as the queue kept it. */
    tapped: new Map<string, QueueItem>(),
    /** What a tablet wrote down as the answer, with what it had sent. */
    told: new Map<string, QueueItem>(),
    async carryOut(actor: Actor, name: CommandName, input: Record<string, unknown>): Promise<SendResult> {
      const command = COMMANDS[name];
      if (command === undefined) throw new Error(`no tablet of this hall sends ${name}`);
      try {
        const answer = await command(services, actor, input);
        const id = String(input.commandId);
        answers.set(id, [...(answers.get(id) ?? []), digestOf(answer.ok ? answer.data : [answer.code, answer.params])]);
        if (answer.ok) accepted.set(id, answer);
        return answer;
      } catch (fault) {
        // The queue takes a fault for a lost connection; here nothing but a defect throws.
        faults.push(fault);
        throw fault;
      }
    },
  };
}

/** A page of the floor: a queue that lives until the page is left. */
type Page = { readonly queue: CommandQueue; readonly gone: Promise<void>; leave(): void; readonly left: boolean };

export type Tablet = ReturnType<typeof createTablet>;

/** A tablet with a disk of its own, whose clock is off by `offsetMs` and whose luck is `random` once the hall is troubled. */
export function createTablet(hall: Hall, home: Actor, offsetMs: number, random: () => number) {
  const disk = memoryQueueStore();
  const store: typeof disk = {
    ...disk,
    async put(item) {
      await disk.put(item);
      if (item.answer !== null) hall.told.set(item.commandId, item);
    },
  };
  let actor = home;
  let offlineUntil = 0;
  let page = newPage();

  const isOffline = (): boolean => hall.state.troubled && hall.state.now < offlineUntil;

  function newPage(): Page {
    let resolve = (): void => undefined;
    const gone = new Promise<void>((settle) => {
      resolve = settle;
    });
    const mark = { left: false };
    const created: Page = {
      get left() {
        return mark.left;
      },
      gone,
      leave() {
        mark.left = true;
        resolve();
      },
      queue: createCommandQueue({
        store: openTo(mark),
        now: () => hall.state.now - offsetMs,
        send: (name, input) => send(created, name, input),
        // The timers of a page end with it.
        alone: (work) => (created.left ? Promise.resolve() : work(() => !created.left)),
      }),
    };
    return created;
  }

  /** The disk as a page has it: one that is gone changes nothing on it any more, whatever it was about to do, and hears nothing of it. What was tapped on it is kept. */
  function openTo(page: Pick<Page, "left">): typeof disk {
    return {
      ...store,
      put: async (item) => (page.left ? undefined : store.put(item)),
      remove: async (sequence) => (page.left ? undefined : store.remove(sequence)),
      all: () => (page.left ? new Promise(() => undefined) : store.all()),
    };
  }

  async function send(from: Page, name: CommandName, input: Record<string, unknown>): Promise<SendResult> {
    const luck = random();
    if (isOffline()) throw new TypeError("Failed to fetch");
    const carryOut = () => hall.carryOut(actor, name, input);
    if (!hall.state.troubled || luck > 0.42) return carryOut();
    // Lost on the way there, lost on the way back, sent twice at once, the session is over, the page is left in the middle of it.
    if (luck < 0.1) throw new TypeError("Failed to fetch");
    if (luck < 0.2) {
      await carryOut();
      throw new TypeError("Failed to fetch");
    }
    if (luck < 0.3) return (await Promise.all([carryOut(), carryOut()]))[0];
    if (luck < 0.34) return { ok: false, code: "UNAUTHENTICATED", params: {} };
    const request = carryOut();
    // A fault in it is on record; nobody hears its answer.
    hall.abandoned.push(Promise.allSettled([request]));
    if (luck < 0.38) await Promise.allSettled([request]);
    from.leave();
    return new Promise(() => undefined);
  }

  /** What the page does as it opens, for whoever is signed on; a page without the network does not hear the server's clock. */
  async function begin(): Promise<void> {
    const { queue, gone } = page;
    const opened = queue.open(actor.accountId ?? "");
    queue.heard(isOffline() ? { up: false } : { up: true, offsetMs, serverNow: new Date(hall.state.now).toISOString() });
    await Promise.race([opened, gone]);
  }

  async function reload(): Promise<void> {
    page.leave();
    page = newPage();
    await begin();
  }

  /** The page that is there now, after as many reloads as it takes. */
  async function present(): Promise<Page> {
    while (page.left) await reload();
    return page;
  }

  return {
    random,
    begin,
    reload,
    person: () => actor,
    isOffline,
    kept: () => disk.all(),
    /** What the page shows that is there now: one that was just left shows nothing more. */
    looks: async () => (await present()).queue.read().items,
    /** No network for so many seconds. */
    goOffline(seconds: number): void {
      offlineUntil = hall.state.now + seconds * 1_000;
      page.queue.heard({ up: false });
    },
    /** Somebody takes the tablet over, whatever it is about to send. */
    async takeOver(by: Actor): Promise<void> {
      await present();
      actor = by;
      await begin();
    },
    async tap(command: NewCommand["command"], takesBack?: string): Promise<QueueItem> {
      const { queue } = await present();
      const item = await queue.add({ command, text: command.name, accountId: actor.accountId ?? "", ...(takesBack === undefined ? {} : { takesBack }) });
      hall.tapped.set(item.commandId, item);
      return item;
    },
    /** The screen shows figures of the server, which contain all that it has accepted: what somebody left behind unanswered is known by that. */
    async shows(): Promise<void> {
      const { queue } = await present();
      const before = queue.read().items;
      await queue.shown([...hall.accepted.keys()]);
      const kept = new Set(queue.read().items.map((item) => item.commandId));
      for (const item of before) {
        const answer = hall.accepted.get(item.commandId);
        if (item.state === "WAITING" && answer !== undefined && !kept.has(item.commandId)) hall.told.set(item.commandId, { ...item, state: "SENT", answer });
      }
    },
    /** Waits until the queue has sent what it can. */
    async settle(): Promise<void> {
      for (;;) {
        const { queue, gone } = await present();
        await Promise.race([queue.flush(), gone]);
        if (!page.left) return;
      }
    },
  };
}
