import type { HttpAnswer, HttpFailure } from "@/lib/erp/http/request";
import type { Backlog, Broken, ConnectionTest, PollOutcome, Retry } from "@/lib/erp/port";
import type { AllOrders } from "./orders";
import type { AllLots } from "./stock";

/** What came back for a document. `broken`: the way to the partner is not as the settings say. */
export type Answered = HttpAnswer | HttpFailure | Broken;

/** Carries documents to the partner and back, over HTTP or through folders. */
export type Partner = {
  /** Hands over the document of that BODID and waits for the answer to it. */
  send(bodId: string, text: string, signal?: AbortSignal): Promise<Answered>;
  /** The answer that the partner gave to that BODID earlier; null when it certainly never had the document. */
  stored(bodId: string, signal?: AbortSignal): Promise<Answered | null>;
  /** What the partner has for us since `cursor`. */
  poll(cursor: string | null, limit: number, signal?: AbortSignal): Promise<PollOutcome>;
  /** A cursor from which everything is asked for anew. Absent where nothing is asked for. */
  startOver?(cursor: string): string;
  /** All that it has in stock now. Absent where it cannot be asked. */
  stock?(signal?: AbortSignal): Promise<AllLots | Retry | Broken>;
  /** All orders that it shows now. Absent where it cannot be asked. */
  orders?(signal?: AbortSignal): Promise<AllOrders | Retry | Broken>;
  /** Files that wait in its folders; null where they cannot be looked into. Absent where nothing can wait between the two sides. */
  backlog?(): Promise<Backlog | null>;
  /** Proves that documents can get there, without sending one. */
  test(signal?: AbortSignal): Promise<ConnectionTest>;
};
