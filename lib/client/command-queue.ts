import { createEntryClock } from "./entry-clock";
import { createKeptEntries } from "./kept-entries";
import { goneFromDisk, keptByAll } from "./kept-by-all";
import { createLane, createPauses, createRetry, createTurns, type Mine } from "./lane";
import { inPatience } from "./patience";
import { type Approval, entryOf, keptAnswer, type NewCommand, type NewItem, type QueueItem, type SendResult, wireInput, withFixedTime } from "./queue-item";
import { EMPTY_QUEUE, isFaulty, isPassing, isReceipt, listedAs, proven, type QueueState, refusedHere, resolved, takenBackIn, withoutExpectation } from "./queue-state";
import type { Prove, QueueParts } from "./queue-parts";
import { createPhotoLane } from "./photo-lane";
import { isPhoto, photoEntry, photosOf, undoes, withEntry } from "./queued-photo";
import { sharedDisk } from "./shared-disk";

/** Longer than the slowest command takes on a busy server. Giving up too early costs one more send: the server knows its id again (EX-23). */
const SEND_PATIENCE_MS = 15_000;
/** Who tapped longer ago than this has gone on to something else. */
const LOUD_MS = 60_000;

export type CommandQueue = ReturnType<typeof createCommandQueue>;

/**
 * The tablet's commands: kept with id and event time before anything else happens, sent one after the other, the same bytes on every
 * resend, held while there is no network. A refusal stays until a person has seen it; nothing is dropped (EX-22, UI-08). A tablet without storage
 * holds them in memory while the network is there, and takes none without it.
 */
export function createCommandQueue({ store: disk, send, now, ticks, offset, latest, pageOfTablet = false, alone = (work) => work(() => true), pages }: QueueParts) {
  const watchers = new Set<() => void>();
  let state = EMPTY_QUEUE;
  let account: string | null = null;
  let prove: Prove = () => Promise.resolve(undefined);
  const clock = createEntryClock({ now, ticks, offset, latest });
  let linkUp = true;
  /** How often another page has said that it changed something, and how often it had when the disk was last read. */
  let said = 0;
  let saidAsRead = 0;
  const commandRetry = createRetry(() => void flush());
  const pauses = createPauses(now);
  const store = createKeptEntries({
    disk: sharedDisk(disk, () => pages?.tell()),
    now,
    changed: () => become({ storage: store.trouble(), held: store.held() }),
    mended: () => void reread(),
  });
  const taps = createTurns();
  /** Commands whose reversal is on its way to the disk. */
  const undoing = new Set<string>();
  /** Numbers of what is on its way off the disk. */
  const dropping = new Set<number>();
  /** Its reversal needs the entry that it became (EX-22). */
  const isNeeded = (commandId: string, items: readonly QueueItem[] = state.items): boolean => undoing.has(commandId) || takenBackIn(items).has(commandId);

  function become(next: Partial<QueueState>): void {
    state = { ...state, ...next };
    for (const watcher of watchers) watcher();
  }

  /** Nobody finds an item as it was while the disk takes its time. */
  async function change(changed: QueueItem): Promise<void> {
    const item: QueueItem = { ...changed, answer: changed.answer === null ? null : keptAnswer(changed.answer) };
    become({ items: state.items.map((one) => (one.sequence === item.sequence ? item : one)) });
    await store.put(item);
  }

  /** The page that a tablet keeps sends nothing: there, times are put right later. */
  const asSent = <Item extends QueueItem>(item: Item): Item => (pageOfTablet ? item : withFixedTime(item));

  async function drop({ sequence }: QueueItem): Promise<void> {
    dropping.add(sequence);
    await store.remove(sequence);
    become({ items: state.items.filter((one) => one.sequence !== sequence) });
    dropping.delete(sequence);
  }

  const serverNow = () => new Date(clock.serverMs()).toISOString();

  const eventTime = () => clock.eventTime(state.items.at(-1)?.eventTime);

  function unreachable(): void {
    commandRetry.later();
    away();
  }

  function away(): void {
    if (state.offlineSince === null) become({ offlineSince: serverNow() });
  }

  /** Sends one item; answers whether to go on with the next. */
  async function sendOne(chosen: QueueItem, mine: Mine): Promise<boolean> {
    // As it is by now: it was chosen before the disk was read, and what it takes back may have been put away since.
    const waiting = state.items.find(({ sequence }) => sequence === chosen.sequence);
    if (waiting?.state !== "WAITING") return true;
    const known = resolved(waiting, state.items);
    if (known === "wait") return true;
    if (known === "void") {
      await drop(waiting);
      return true;
    }
    const item = asSent(known);
    if (item !== waiting) await change(item);
    // Of another command than the one that was proven, it waits for whoever tapped.
    if (item.accountId !== account && item.proof === undefined) return true;
    let answer: SendResult;
    try {
      answer = await inPatience((signal) => send(item.command.name, wireInput(item), item, signal), SEND_PATIENCE_MS);
    } catch {
      // No answer: it may have arrived or not. The next send of the same id finds out.
      unreachable();
      return false;
    }
    // Asleep for so long that another page took over: what became of it is on the disk.
    if (!mine()) return false;
    commandRetry.over();
    if (state.offlineSince !== null && linkUp) become({ offlineSince: null });
    if (!answer.ok && answer.code === "UNAUTHENTICATED") return false;
    if (!answer.ok && answer.code === "UNPROVEN") return unproven(item);
    if (!answer.ok && answer.code === "FAULT") {
      const tried = { ...item, attempts: item.attempts + 1 };
      await change(tried);
      if (isPassing(tried)) {
        unreachable();
        return false;
      }
      // It may be recorded some day, or a person has to see to it; what else was entered is not to wait for that.
      pauses.begin(item.sequence, tried.attempts);
      return true;
    }
    pauses.over(item.sequence);
    // That a refusal was read is of no more use here once the server has heard it, whatever it makes of that.
    if (isReceipt(item)) {
      await drop(item);
      return true;
    }
    const answered: QueueItem = { ...item, attempts: item.attempts + 1, state: answer.ok ? "SENT" : "REFUSED", answer };
    await change(answer.ok ? { ...answered, answeredAt: serverNow() } : answered);
    if (answer.ok) await recorded(answered);
    else tell(answered);
    return true;
  }

  /** Nothing proves to the server who tapped it: it waits for them, and the others do not (SEC-06). Answers whether to go on with the next. */
  async function unproven(item: QueueItem): Promise<boolean> {
    await change({ ...item, proof: undefined });
    return item.accountId !== account;
  }

  const saved = () => become({ savedAt: serverNow() });

  async function recorded(item: QueueItem): Promise<void> {
    saved();
    for (const photo of photosOf(state.items, item.commandId)) await change(withEntry(photo, item));
    // What was taken back needs no photo any more.
    for (const photo of state.items.filter(isPhoto)) if (photo.state === "WAITING" && undoes(item, photo)) await drop(photo);
  }

  function tell(refused: QueueItem): void {
    if (refused.accountId === account && clock.serverMs() - Date.parse(refused.eventTime) < LOUD_MS) become({ loud: refused.sequence });
  }

  /** What may go in the session of whoever is signed on: theirs, and what is proven to be tapped here by somebody else (SEC-06). */
  const sendable = () => (account === null ? [] : state.items.filter((one) => one.state === "WAITING" && (one.accountId === account || one.proof !== undefined)));

  /** EX-21: what the person tapped on a page that never heard the server. Where that cannot be fetched it is judged as it is, and a lead sees what is refused. */
  async function putTimesRight(): Promise<void> {
    if (pageOfTablet || sendable().every((one) => one.accountId !== account || one.deviceMs === undefined)) return;
    const own = { items: () => state.items, accountId: account, prove, change };
    const right = await inPatience(() => import("./put-times-right")).catch(() => undefined);
    await right?.putTimesRight(own, { serverMs: clock.serverMs(), offsetMs: clock.offsetMs() });
  }

  const commands = createLane({
    async look(mine) {
      const by = account;
      const last = await refresh();
      await putTimesRight();
      for (const item of sendable().filter((one) => !isPhoto(one) && (one.sequence <= last || store.held().includes(one.sequence)))) {
        // Whoever took the tablet over meanwhile makes the run look again.
        if (account !== by) break;
        if (!mine() || (pauses.left(item.sequence) === 0 && !(await sendOne(item, mine)))) return false;
      }
      commandRetry.after(pauses.soonest(sendable().filter((one) => !isPhoto(one))));
      return true;
    },
    alone: (work) => alone(work, "commands"),
    changed(sending) {
      if (sending) commandRetry.stop();
      become({ sending });
    },
  });

  const photos = createPhotoLane(
    { send, pauses, items: () => state.items, sendable, asSent, change, drop, unproven, saved, tell },
    { refresh, account: () => account, offline: () => state.offlineSince !== null, alone: (work) => alone(work, "photos") },
  );

  /** Sends what waits, in order, and the photos after it. */
  async function flush(): Promise<void> {
    await commands.go();
    await photos.go();
  }

  /**
   * An entry and its photo, both at once; where there is no room for the photo, the entry with the word that there was none (EX-22). Without storage both are held in
   * memory while the network is there. Else nothing is taken, and the person reads why.
   */
  async function keep(tapped: NewItem, photo: NewCommand["photo"]): Promise<readonly QueueItem[]> {
    const byHand = async (item: NewItem) => (item.accountId === account ? proven(item, prove) : item);
    const known = resolved(tapped, state.items);
    const entry = await byHand(typeof known === "string" ? tapped : known);
    const kept = photo === undefined ? undefined : await byHand(photoEntry(entry, photo.text));
    const both = kept === undefined ? [entry] : [entry, { ...kept, photo: photo?.picture }];
    const without = kept === undefined ? [] : [[entry, refusedHere(kept, "PHOTO_NOT_KEPT")]];
    const items =
      (await store.add(both, ...without)) ?? (state.offlineSince === null ? store.hold(...both) : store.hold(refusedHere(entry, `TABLET_${store.trouble() ?? "REFUSED"}`)));
    become({ items: keptByAll(state.items, [...state.items, ...items], store.held(), false) });
    const refused = items.find((item) => item.state === "REFUSED");
    if (refused !== undefined) become({ loud: refused.sequence });
    return items;
  }

  /** What the disk has: of one that is broken, nothing before it is mended. */
  const kept = async () => (store.trouble() === null ? store.all() : undefined);

  /** What other pages of this device have made of the queue shows here as well (UI-08). */
  function take(found: readonly QueueItem[], saidBefore: number): void {
    const before = new Map(state.items.map((item) => [item.sequence, item]));
    const items = keptByAll(state.items, found, store.held(), said !== saidAsRead);
    saidAsRead = saidBefore;
    if (items === state.items) return;
    become({ items, loud: items.some(({ sequence }) => sequence === state.loud) ? state.loud : null });
    for (const item of items) {
      const was = before.get(item.sequence);
      if (isFaulty(item) && item.attempts > (was?.attempts ?? 0)) pauses.begin(item.sequence, item.attempts);
      if (was?.state !== "WAITING") continue;
      if (item.state === "SENT") saved();
      if (item.state === "REFUSED") tell(item);
    }
  }

  /** Answers up to which number no entry of another page is missing: what was tapped here meanwhile may have come after one. */
  async function refresh(): Promise<number> {
    const before = { items: state.items, said };
    const found = await kept();
    if (found === undefined) return Infinity;
    take(found, before.said);
    const gone = goneFromDisk(before.items, state.items, found, [...store.held(), ...dropping]);
    await Promise.all(gone.map(store.put));
    return Math.max(0, ...[...found, ...gone].map(({ sequence }) => sequence));
  }

  /** Another page has changed something: it may be closed, or not send, with entries that still wait. */
  async function toldByPage(): Promise<void> {
    said += 1;
    if (account === null) return;
    await refresh();
    if (state.offlineSince === null && sendable().length > 0) await flush();
  }

  /** What an earlier page left on the disk, and sends what of it may go. */
  async function reread(): Promise<void> {
    const saidBefore = said;
    const found = (await kept()) ?? state.items;
    const own = new Set(state.items.map((item) => item.sequence));
    // What was sent is in every later read of the server; the page that a tablet keeps is no such read.
    const done = found.filter((item) => !pageOfTablet && item.state === "SENT" && !own.has(item.sequence) && !isNeeded(item.commandId, [...found, ...state.items]));
    take(
      found.filter((item) => !done.includes(item)),
      saidBefore,
    );
    for (const item of done) await store.remove(item.sequence);
    await flush();
  }

  pages?.listen(() => void toldByPage());

  /** What was refused went through past the queue, as `became`, for a lead approved it (SEC-12): from here on it is that, and its photo follows it. */
  async function approved(sequence: number, { commandId, command, text, answer }: Pick<QueueItem, "commandId" | "command" | "text" | "answer">): Promise<void> {
    const item = state.items.find((one) => one.sequence === sequence);
    if (item?.state !== "REFUSED") return;
    if (state.loud === sequence) become({ loud: null });
    for (const photo of photosOf(state.items, item.commandId)) await change({ ...photo, command: { ...photo.command, input: { entryCommandId: commandId } } });
    const sent: QueueItem = { ...item, commandId, command, text, answer, state: "SENT", approval: undefined, answeredAt: serverNow() };
    await change(sent);
    await recorded(sent);
    await seen(item, text);
    void flush();
  }

  /** EX-22: who entered something has read why it was not taken, or it went through: it is not the lead's then. What the server never had is not either. */
  async function seen({ accountId, attempts, ...refused }: QueueItem, text: string): Promise<void> {
    if (attempts === 0 || accountId !== account || (store.trouble() !== null && state.offlineSince !== null)) return;
    await add({ command: { name: "see-refusal", input: { refusedId: listedAs(refused) } }, text, accountId });
  }

  async function add({ command, text, accountId, takesBack, photo }: NewCommand): Promise<QueueItem> {
    const othersWait = state.items.some((item) => item.state === "WAITING" && item.accountId !== accountId && !isPhoto(item) && !isReceipt(item));
    // The page that a tablet keeps sends nothing, so that no server knows its times yet.
    const when = { eventTime: eventTime(), clockOffsetMs: clock.offsetMs(), ...(pageOfTablet ? clock.unheard() : {}) };
    const entry = entryOf({ command: othersWait ? withoutExpectation(command) : command, text, accountId, takesBack }, when);
    if (entry.takesBack !== null) undoing.add(entry.takesBack);
    // One after the other, so that their numbers are in the order of the taps whatever the disk does.
    const [item] = await taps.take(() => keep(entry, photo)).finally(() => undoing.delete(entry.takesBack ?? ""));
    if (item === undefined) throw new Error("the store kept nothing of a tap");
    const sent = commands.go();
    void sent.then(photos.go);
    if (store.held().includes(item.sequence)) await sent;
    return state.items.find(({ sequence }) => sequence === item.sequence) ?? item;
  }

  return {
    read: () => state,
    watch(watcher: () => void): () => void {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    /** Reads what an earlier page left, and sends it in the session of the person who is signed on now; `proving` proves what they tap. */
    async open(accountId: string, proving?: Prove): Promise<void> {
      account = accountId;
      prove = proving ?? (() => Promise.resolve(undefined));
      await reread();
    },
    /** Tries at once what waits because the server faulted on it. */
    async sendAgain(sequence: number): Promise<void> {
      pauses.over(sequence);
      await flush();
    },
    /**
     * Keeps a command and sends it as soon as possible, its photo later; resolves once they are on the disk, and where that takes nothing once it was sent or could not
     * be. What a tablet could not take at all is REFUSED.
     */
    add,
    flush,
    /** Keeps what was tapped, however long the disk takes, for until then it is neither in the state nor held; then sends what waits for no longer than `ms`. */
    async leave(ms: number): Promise<void> {
      await taps.over();
      await Promise.race([flush(), new Promise<void>((resolve) => setTimeout(resolve, ms))]);
      await taps.over();
    },
    /** How far the server's clock is ahead of this device's, in whole ms, as far as it is known. */
    offsetMs: clock.offsetMs,
    /** When the server made this page; `loaded`: just now. To be told before the queue is opened. */
    served: clock.served,
    /** What the live stream knows of the server: reachable or not, and its clock. */
    heard(link: { readonly up: boolean; readonly offsetMs?: number; readonly serverNow?: string }): void {
      clock.heard(link);
      linkUp = link.up;
      if (!link.up) return away();
      if (state.offlineSince === null) return;
      // A stream that is heard does not prove that entries get through: while some wait, only an answer does.
      if (sendable().every(isPhoto)) become({ offlineSince: null });
      if (!commands.running()) void flush();
    },
    /** The server's own figures contain these commands now: their copies here have done their duty. */
    async shown(commandIds: readonly string[]): Promise<void> {
      const seen = new Set(commandIds);
      for (const { sequence, approval, text } of state.items)
        if (approval !== undefined && seen.has(approval.commandId)) await approved(sequence, { ...approval, text, answer: { ok: true, data: {} } });
      for (const item of state.items) {
        // What somebody else sent as they left, without hearing the answer, is known from here on as well.
        const done = item.state === "SENT" || (item.state === "WAITING" && item.accountId !== account);
        // Asked of each: a reversal may be tapped while others are dropped.
        if (done && seen.has(item.commandId) && !isNeeded(item.commandId)) await drop(item);
      }
    },
    /**
     * Sends what is not to wait for the network (EX-22): none of it is kept here before the server has answered.
     * @throws Error when nobody has answered: it may be sent again under the same id, and counts once (EX-23).
     */
    async sendNow(
      { commandId, command, text, accountId }: Pick<QueueItem, "commandId" | "command" | "text" | "accountId">,
      signed?: () => Promise<SendResult>,
    ): Promise<SendResult> {
      const answer = await (signed?.() ?? inPatience((signal) => send(command.name, { ...command.input, commandId }, { accountId }, signal), SEND_PATIENCE_MS));
      if (!answer.ok) return answer;
      // Until the server's own figures contain it, they are shown with it.
      const head = { commandId, command, text, accountId, eventTime: eventTime(), clockOffsetMs: clock.offsetMs() };
      const sent = store.hold({ ...head, takesBack: null, state: "SENT", attempts: 1, answer: keptAnswer(answer), answeredAt: serverNow() });
      become({ items: [...state.items, ...sent] });
      for (const item of sent) await recorded(item);
      void flush();
      return answer;
    },
    approved,
    /** What a lead approves is about to be sent past the queue, or was answered with a no: then `approval` is undefined. Resolves once the tablet knows it over a reload. */
    async approving(sequence: number, approval: Approval | undefined): Promise<void> {
      const item = state.items.find((one) => one.sequence === sequence);
      if (item?.state === "REFUSED") await change({ ...item, approval });
    },
    /** A person has read why it was refused: what there is a photo of, it takes along. `text`: how the queue calls that it was read. */
    async dismiss(sequence: number, text?: string): Promise<void> {
      const item = state.items.find((one) => one.sequence === sequence);
      if (item?.state !== "REFUSED") return;
      if (state.loud === sequence) become({ loud: null });
      for (const photo of photosOf(state.items, item.commandId)) await drop(photo);
      await drop(item);
      await seen(item, text ?? item.text);
    },
  };
}
