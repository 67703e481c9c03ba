import "server-only";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import type { Decision } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import type { CommandHead } from "./command-head.schema";
import type { ToTell } from "./services";

/** What a running command may use. Rows that it decides on are to be read FOR UPDATE through `tx`. */
export type CommandFrame = {
  readonly tx: Tx;
  readonly actor: Actor;
  readonly siteId: string;
  readonly commandId: string;
  /** Event time. */
  readonly at: Date;
  /** Record time. */
  readonly recordedAt: Date;
};

/** What follows from an accepted command: facts in order, messages to the ERP, the answer to the caller. */
export type CommandEffect<Output> = {
  readonly events: readonly NewEvent[];
  readonly messages?: readonly OutboundDraft[];
  readonly output: Output;
  /** What a command stored of machines beside its facts: screens and dispatchers hear of it after commit. */
  readonly stored?: ToTell;
  /**
   * What follows once these facts are in the current state, in the same transaction: a correction enters anew what it has taken back (EX-19). Its answer is the
   * command's, and its refusal unwinds all of it.
   */
  readonly next?: () => Promise<Decision<CommandEffect<Output>>>;
};

export type Command<Input extends CommandHead, Output> = {
  readonly name: string;
  readonly permission: Permission;
  readonly input: z.ZodType<Input>;
  /** What the output looks like outside; commands of the public API have one. */
  readonly answer?: z.ZodType<Output>;
  /** EX-21: it follows something else whenever the network allows, as a photo its entry: that it comes late puts no time in doubt. */
  readonly follows?: true;
  /** Site of what the command is about; null when there is no such thing, which answers NOT_FOUND. */
  site(tx: Tx, input: Input, actor: Actor): Promise<string | null>;
  run(frame: CommandFrame, input: Input): Promise<Decision<CommandEffect<Output>>>;
};

/** A command of the public API: it says what its output looks like outside. */
export type AnsweringCommand<Input extends CommandHead, Output> = Command<Input, Output> & { readonly answer: z.ZodType<Output> };

/** Describes one change of the world. The frame in `execute.ts` does what must never be forgotten; the definition holds the rest. */
export function defineCommand<Input extends CommandHead, Output>(command: AnsweringCommand<Input, Output>): AnsweringCommand<Input, Output>;
export function defineCommand<Input extends CommandHead, Output>(command: Command<Input, Output>): Command<Input, Output>;
export function defineCommand<Input extends CommandHead, Output>(command: Command<Input, Output>): Command<Input, Output> {
  return command;
}
