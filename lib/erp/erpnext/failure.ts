import { z } from "zod";

/** How a call can end badly, in the words of the wire. */
export type FrappeFailure =
  /** No answer. `reached` false: nothing can have happened there. */
  | { readonly kind: "transport"; readonly reached: boolean; readonly code: string; readonly reason: string }
  /** An answer that is no success. `exception` null: not Frappe speaks but something before it. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly exception: string | null;
      readonly reason: string;
      readonly retryAfterSeconds?: number;
      readonly raw: string;
    }
  /** A success whose body is not what was asked for. */
  | { readonly kind: "unexpected"; readonly reason: string; readonly raw: string };

/** Thrown by the client for every failed call. */
export class FrappeError extends Error {
  override readonly name = "FrappeError";
  constructor(readonly failure: FrappeFailure) {
    super(failure.reason);
  }
}

const LONGEST_REASON = 500;
const LONGEST_RAW = 4000;

const Body = z.object({ exc_type: z.string().min(1).optional(), exception: z.string().optional(), _server_messages: z.string().optional(), _error_message: z.string().optional() });
const Messages = z.array(z.string());
const Message = z.object({ message: z.string() });

/** Reads the error of an answer: the class as Frappe names it, and what it told the user. */
export function failureOf(status: number, body: string, retryAfterSeconds?: number): FrappeFailure {
  const parsed = Body.safeParse(parseJson(body));
  const known = parsed.success ? parsed.data : {};
  const exception = known.exc_type ?? null;
  const [first] = messagesOf(known._server_messages ?? "");
  const words = first ?? known._error_message ?? known.exception?.replace(/^[\w.]+:\s*/, "") ?? "";
  return {
    kind: "answer",
    status,
    exception,
    reason: plain(words) || (exception === null ? `The answer (status ${status}) is not Frappe's.` : `ERPNext refuses with ${exception}.`),
    raw: body.slice(0, LONGEST_RAW),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** `_server_messages` is a text of a list of texts, each an object once more. */
function messagesOf(text: string): string[] {
  const list = Messages.safeParse(parseJson(text));
  if (!list.success) return [];
  return list.data.flatMap((each) => {
    const one = Message.safeParse(parseJson(each));
    return one.success && one.data.message.trim() !== "" ? [one.data.message] : [];
  });
}

/** Words for people: messages of Frappe carry links and bold type. */
export function plain(words: string): string {
  const bare = words
    .replace(/<br\s*\/?>/gi, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&nbsp;/g, " ")
    .replace(/[<>{}]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return bare.length > LONGEST_REASON ? `${bare.slice(0, LONGEST_REASON)}…` : bare;
}

/** The text as JSON; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
