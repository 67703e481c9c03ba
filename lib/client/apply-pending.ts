import type { RunEntry } from "@/lib/queries/operator/run-entries";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { NotReady } from "@/lib/queries/operator/dispatch-list";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { ConfirmInput } from "./operator-command";
import { larger, minus, smaller } from "./exact";
import { isPositive, lessUntilZero, plus } from "./pace";
import { pendingIn } from "./pending-in";
import type { QueueItem } from "./queue-item";

/** Whoever reads the view; an account that is nobody's has no person. */
export type PendingReader = { readonly accountId: string; readonly personId: string | null };

/**
 * The view of a reader as it will be when all that is pending has been taken: what a tap shows within the same moment (UI-06). What waits here of somebody else
 * changes what everybody sees, as a quantity, and never what they themselves have read, called or begun.
 */
export function applyPending(view: RunView, items: readonly QueueItem[], reader: PendingReader): RunView {
  const pending = pendingIn(view, items);
  return pending.filter((item) => !isUndone(item, pending)).reduce((shown, item) => applyOne(shown, item, pending, reader), view);
}

/** Whether something that is not sent yet takes it back, so that neither changes anything: a lot that came off for another is on as it was (TR-01). A quantity is taken off again where it was added. */
function isUndone({ command, commandId }: QueueItem, pending: readonly QueueItem[]): boolean {
  return command.name !== "confirm-production" && pending.some((one) => one.takesBack === commandId);
}

function applyOne(view: RunView, item: QueueItem, pending: readonly QueueItem[], reader: PendingReader): RunView {
  const { command } = item;
  const own = item.accountId === reader.accountId;
  switch (command.name) {
    case "start-operation":
      return command.input.workUnitId === view.unit.id ? start(view, command.input.operationId, item, own ? reader.personId : null) : view;
    case "finish-setup":
      return onOperation(view, command.input.operationId, (operation) => ({ ...operation, state: "RUNNING", since: item.eventTime }));
    case "resume-operation":
      return onOperation(view, command.input.operationId, (operation) => ({
        ...operation,
        state: operation.pausedFrom ?? "RUNNING",
        pausedFrom: null,
        reason: null,
        since: item.eventTime,
      }));
    case "pause-operation": {
      const { reason, comment } = command.input;
      const name = view.reasons.stop.find((one) => one.code === reason)?.name ?? reason;
      return onOperation(view, command.input.operationId, (operation) => ({
        ...operation,
        state: "PAUSED",
        pausedFrom: operation.state === "SETUP" ? "SETUP" : "RUNNING",
        reason: { code: reason, name, comment: comment ?? null },
        since: item.eventTime,
      }));
    }
    case "confirm-production":
      return onOperation(view, command.input.operationId, (operation) => addQuantity(operation, command.input, 1));
    case "reverse-entry":
      return takeBack(view, item, pending);
    case "raise-call": {
      const { call, workUnitId } = command.input;
      if (workUnitId !== view.unit.id || view.calls.some((one) => one.call === call)) return view;
      return { ...view, calls: [{ id: null, call, raisedAt: item.eventTime, acknowledged: false, own, mayEnd: own }, ...view.calls] };
    }
    case "resolve-exception": {
      const { exceptionId } = command.input;
      return { ...view, calls: view.calls.filter((one) => one.id !== exceptionId) };
    }
    case "resolve-counter": {
      const { exceptionId } = command.input;
      return { ...view, counters: view.counters?.filter((one) => one.exceptionId !== exceptionId) ?? [] };
    }
    case "classify-stop":
    case "split-stop": {
      const { intervalId } = command.input;
      return { ...view, stops: view.stops.filter((one) => one.id !== intervalId) };
    }
    case "issue-material":
      return command.input.lot === undefined ? view : takeLot(view, { ...command.input, lot: command.input.lot });
    case "return-material": {
      const { lot, componentId, quantity } = command.input;
      return { ...view, components: view.components.map((component) => givenBack(component, lot ?? null, componentId, quantity)) };
    }
    case "mount-lot": {
      const { lot, lotId } = command.input;
      return { ...view, components: view.components.map((component) => mounted(component, { lot, lotId }, item.eventTime)) };
    }
    case "unmount-lot": {
      const { mountId } = command.input;
      return { ...view, components: view.components.map((component) => unmounted(component, mountId)) };
    }
    case "acknowledge-instruction": {
      if (!own) return view;
      const { instructionId, operationId } = command.input;
      return {
        ...view,
        instructions: view.instructions.map((one) =>
          one.id !== instructionId
            ? one
            : // What another person has read is not what this one has.
              { ...one, reader: item.accountId, acknowledged: [...(one.reader === item.accountId ? one.acknowledged : []), operationId], known: "READ" as const },
        ),
      };
    }
    case "record-check": {
      const { checkId } = command.input;
      const left = (checks: RunView["checks"]) => checks.filter((one) => one.id !== checkId);
      return {
        ...view,
        checks: left(view.checks),
        waiting: view.waiting.map((one) => {
          if (one.checks?.some(({ id }) => id === checkId) !== true) return one;
          const checks = left(one.checks);
          return {
            ...one,
            checks,
            notReady: one.notReady.flatMap((reason): readonly NotReady[] =>
              reason.kind !== "CHECKS" ? [reason] : checks.length === 0 ? [] : [{ ...reason, count: checks.length }],
            ),
          };
        }),
      };
    }
    case "start-indirect": {
      if (!own) return view;
      const { code } = command.input;
      const name = view.indirect.choices.find((one) => one.code === code)?.name ?? code;
      return { ...view, indirect: { ...view.indirect, now: { code, name, since: item.eventTime } } };
    }
    case "end-indirect":
      if (!own) return view;
      return { ...view, indirect: { ...view.indirect, now: null } };
    case "accept-handover":
    case "read-handover": {
      // Accepted it is by one for all, read by each for themselves.
      if (command.name === "read-handover" && !own) return view;
      const { handoverId } = command.input;
      return { ...view, handovers: view.handovers.filter((one) => one.id !== handoverId) };
    }
    case "acknowledge-exception":
    case "take-over-exception": {
      const { exceptionId } = command.input;
      const taken = { acknowledged: true, takenAt: item.eventTime, next: null };
      return { ...view, calls: view.calls.map((one) => (one.id === exceptionId ? { ...one, ...taken } : one)) };
    }
    // What these change shows with the server's answer alone.
    case "ask-deviation":
    case "add-entry-photo":
    case "complete-operation":
    // What a correction leaves, and what an order that is opened again waits for, the server says.
    case "correct-entry":
    case "reopen-order":
    case "abandon-setup":
    case "hold-order":
    case "place-hold":
    case "resume-order":
    case "skip-operation":
    case "sign-on-operation":
    case "sign-off-operation":
    case "offer-handover":
    case "settle-attention":
    case "take-in-entry":
    case "see-refusal":
    case "end-shift":
    case "put-on-crew":
    case "take-off-crew":
      return view;
    default:
      // Kept by a newer version of the application than this page is of: it waits, and shows with the server's answer.
      command satisfies never;
      return view;
  }
}

function onOperation(view: RunView, operationId: string, change: (operation: RunOperation) => RunOperation): RunView {
  return view.operation?.id === operationId ? { ...view, operation: change(view.operation) } : view;
}

/** EX-01, EX-17: whoever starts it is on it, and on no other work. `personId`: the reader's, where they started it themselves. */
function start(view: RunView, operationId: string, { accountId, eventTime }: QueueItem, personId: string | null): RunView {
  const waiting = view.waiting.find((one) => one.operationId === operationId);
  if (view.operation !== null || waiting === undefined) return view;
  // What the screen had before it started; until the server answers that is all there is without the network (EX-22).
  const { components, ...prepared } = waiting.prepared ?? asListed(waiting);
  const operation: RunOperation = {
    ...prepared,
    id: waiting.operationId,
    orderId: waiting.orderId,
    order: waiting.order,
    opNo: waiting.opNo,
    name: waiting.name,
    item: waiting.item,
    description: waiting.description,
    uom: waiting.uom,
    decimals: waiting.decimals,
    state: isPositive(waiting.setupHours) ? "SETUP" : "RUNNING",
    pausedFrom: null,
    since: eventTime,
    reason: null,
    held: false,
    planFrom: eventTime,
    perHour: null,
    proposal: null,
  };
  // Who somebody else is, the tablet does not know; the server's answer says it.
  const people = [{ personId: personId ?? accountId, number: "", name: "", since: eventTime }];
  const indirect = personId === null ? view.indirect : { ...view.indirect, now: null };
  return { ...view, operation, components, people, indirect, waiting: view.waiting.filter((one) => one !== waiting) };
}

/** Of one that could not start yet when it was read, or that a tablet kept before it knew of this: what the list said of it. */
function asListed({ good, quantity }: RunView["waiting"][number]): NonNullable<RunView["waiting"][number]["prepared"]> {
  const none = { scrap: "0", rework: "0", openRework: "0", minGood: null, arrived: null, planPerHour: null, components: [] };
  return { isLast: false, processed: good, good, target: quantity, maxGood: quantity, scrapQuestion: quantity, ...none };
}

function addQuantity(operation: RunOperation, input: Pick<ConfirmInput, "activity" | "good" | "scrap" | "rework">, sign: 1 | -1): RunOperation {
  const by = (value = "0") => (sign === 1 ? value : minus("0", value));
  const [good, scrap, rework] = [by(input.good), by(input.scrap), by(input.rework)];
  const totals = { good: plus(operation.good, good), scrap: plus(operation.scrap, scrap) };
  if (input.activity === "REWORK")
    return { ...operation, ...totals, openRework: lessUntilZero(operation.openRework, plus(good, scrap)), reworkedAgain: plus(operation.reworkedAgain ?? "0", rework) };
  return {
    ...operation,
    ...totals,
    processed: plus(operation.processed, good, scrap, rework),
    rework: plus(operation.rework, rework),
    openRework: plus(operation.openRework, rework),
    arrived: operation.arrived === null ? null : minus(operation.arrived, plus(good, scrap, rework)),
    proposal: sign === 1 ? proposalLeft(operation, good, scrap) : operation.proposal,
  };
}

function proposalLeft({ proposal }: RunOperation, good: string, scrap: string): RunOperation["proposal"] {
  if (proposal === null) return null;
  const left = { ...proposal, good: lessUntilZero(proposal.good, good), scrap: lessUntilZero(proposal.scrap, scrap) };
  return left.good === "0" && left.scrap === "0" ? null : left;
}

function takeBack(view: RunView, item: QueueItem, pending: readonly QueueItem[]): RunView {
  if (item.command.name !== "reverse-entry") return view;
  const original = pending.find((one) => one.commandId === item.takesBack);
  if (original?.command.name === "confirm-production") {
    const { input } = original.command;
    return onOperation(view, input.operationId, (operation) => addQuantity(operation, input, -1));
  }
  const { entryId } = item.command.input;
  const entry = view.entries.find((one) => one.id === entryId);
  if (entry === undefined || entry.reversed || view.operation === null) return view;
  const entries: RunEntry[] = view.entries.map((one) => (one.id === entry.id ? { ...one, reversed: true } : one));
  return { ...view, entries, operation: entry.kind === "PRODUCTION" ? addQuantity(view.operation, entry, -1) : view.operation };
}

type Component = RunView["components"][number];
type Lot = Component["lots"][number];

/** A lot as a command names it: `lotId` says which of several of that number. */
type Numbered = { readonly lot: string; readonly lotId?: string | undefined };

const isNamed =
  ({ lot, lotId }: Numbered) =>
  (one: Lot): boolean =>
    one.number === lot && (lotId === undefined || one.lotId === lotId);

/** A lot with what is on hand and free of it now; one of which nothing is free may not be taken, as the server says of it (EX-10). */
function stocked(lot: Lot, onHand: string, free: string): Lot {
  const blocked = lot.blocked !== null && lot.blocked !== "RESERVED" ? lot.blocked : isPositive(free) ? null : "RESERVED";
  return { ...lot, onHand, free, blocked };
}

/** EX-12: a substitute is counted by its factor, which the tablet does not know: its line is left as it is until the server has answered. */
function takeLot(view: RunView, { quantity, componentId, ...named }: Numbered & { readonly quantity?: string; readonly componentId?: string }): RunView {
  const index = view.components.findIndex((component) => (componentId === undefined ? component.lots.some(isNamed(named)) : component.id === componentId));
  const components = view.components.map((component, position): Component => {
    const lot = component.lots.find(isNamed(named));
    if (position !== index || lot === undefined) return component;
    const substitute = lot.item !== component.item;
    if (substitute && quantity === undefined) return component;
    const taken = quantity ?? smaller(larger(component.remaining, "0"), lot.free);
    const lots = component.lots
      .map((one) => (one === lot ? stocked(one, lessUntilZero(one.onHand, taken), lessUntilZero(one.free, taken)) : one))
      .filter((one) => one.onHand !== "0");
    return substitute ? { ...component, lots } : { ...component, issued: plus(component.issued, taken), remaining: lessUntilZero(component.remaining, taken), lots };
  });
  return { ...view, components };
}

/** What goes back is off its line and in its lot again; a substitute's line waits for the server (EX-12). */
function givenBack(component: Component, lot: string | null, componentId: string | undefined, quantity: string): Component {
  const taken = component.taken.find((one) => one.lot === lot && component.id === (componentId ?? component.id));
  if (taken === undefined) return component;
  const rest = component.taken.map((one) => (one === taken ? { ...one, quantity: lessUntilZero(one.quantity, quantity) } : one)).filter((one) => one.quantity !== "0");
  const lots = component.lots.map((one) => (lot !== null && one.number === lot ? stocked(one, plus(one.onHand, quantity), plus(one.free, quantity)) : one));
  if (taken.substitute) return { ...component, taken: rest, lots };
  const issued = lessUntilZero(component.issued, quantity);
  return { ...component, taken: rest, lots, issued, remaining: lessUntilZero(component.required, issued) };
}

function mounted(component: Component, named: Numbered, at: string): Component {
  const lot = component.lots.find(isNamed(named));
  // Whatever fed its line comes off.
  return lot === undefined || component.mode !== "BACKFLUSH" ? component : { ...component, mounted: { mountId: "", lot: named.lot, left: lot.onHand, since: at }, mountedToo: [] };
}

function unmounted(component: Component, mountId: string): Component {
  const all = component.mounted === null ? [] : [component.mounted, ...(component.mountedToo ?? [])];
  const [first = null, ...rest] = all.filter((one) => one.mountId !== mountId);
  return first === component.mounted && rest.length === (component.mountedToo ?? []).length ? component : { ...component, mounted: first, mountedToo: rest };
}
