import type { Context, TrytonClient } from "./client";
import { TrytonError } from "./failure";
import type { Value } from "./values";

/** The one question that we answer with yes: an effective date in the future, when the floor's day is ahead of the server's. */
const FUTURE_DATE = ".effective_date_future";
const MOST_QUESTIONS = 3;

/** Presses a button of a model, and gives consent where Tryton asks about a future effective date. Other questions are thrown. */
export async function press(client: TrytonClient, model: string, button: string, ids: readonly number[], extra: Context = {}): Promise<Value> {
  for (let asked = 0; ; asked += 1) {
    try {
      return await client.call(`model.${model}.${button}`, [ids], extra);
    } catch (error) {
      const name = questionOf(error);
      if (name === null || !name.endsWith(FUTURE_DATE) || asked === MOST_QUESTIONS) throw error;
      await client.call("model.res.user.warning.create", [[{ user: await client.userId(), name, always: false }]]);
    }
  }
}

function questionOf(error: unknown): string | null {
  if (!(error instanceof TrytonError) || error.failure.kind !== "error" || error.failure.name !== "UserWarning") return null;
  return error.failure.texts[0] ?? null;
}
