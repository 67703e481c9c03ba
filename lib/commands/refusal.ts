import type { RefusalParams } from "@/lib/domain/shared/decision";

/** Why a command was not carried out: a code that a screen turns into what happened, why, and the next step. */
export type Refusal = {
  readonly ok: false;
  readonly code: string;
  readonly params: RefusalParams;
  /** Input that does not fit, by field path, when the code is INVALID_INPUT. */
  readonly fields?: Readonly<Record<string, string>>;
};

/** What a caller gets back. A repeat of the same command gets the first answer again. */
export type CommandResult<Output> = { readonly ok: true; readonly data: Output; readonly repeated: boolean } | Refusal;
