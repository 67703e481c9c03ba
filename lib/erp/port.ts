import type { z } from "zod";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import type { OutboundMessage, OutboundType } from "@/lib/messages/outbound";
import type { Http } from "./http/request";
import type { Json } from "./json";
import type { ListedOrder, OrderBooks, StockBooks } from "./read-back";
import { SAME_WORDS, type WordPair, type Words, wordsOf } from "./words";

export type { Json };

/** What an adapter must know again at the next attempt (stamps, draft ids). The outbox stores it with the message; the adapter keeps nothing. */
export type AdapterMemory = { readonly [key: string]: Json };

/** One document of several that a message became in the ERP. */
export type DocumentPart = { readonly kind: string; readonly number: string };

/** What the outbox hands over with a message. */
export type Delivery = {
  /** What the last attempt remembered; null at the first. */
  readonly memory: AdapterMemory | null;
  /** Stores memory durably, before the call goes on: what must survive a killed worker is remembered before the ERP is asked. */
  remember(memory: AdapterMemory): Promise<void>;
  /** For `mes.entry.reversed.v1`: how the ERP took the message that is reversed. Null for all others, and where it took none: then nothing may be booked. */
  readonly original: { readonly document: string; readonly parts: readonly DocumentPart[]; readonly memory: AdapterMemory | null } | null;
  readonly signal?: AbortSignal;
};

/** The ERP holds the fact under this document number. */
export type Accepted = { readonly kind: "accepted"; readonly document: string; readonly parts: readonly DocumentPart[] };

/** The ERP refuses for a business reason: a person is needed. `reason` is plain words, `raw` what the ERP said (cut to some kB). */
export type Rejected = { readonly kind: "rejected"; readonly code: string; readonly reason: string; readonly raw: string };

/**
 * Certainly nothing was posted; the same may succeed later (IN-05). `scope` "message": the ERP itself is well, and only this message is too early (its
 * order is locked by somebody, something that it builds on has not arrived); other messages need not wait for it.
 */
export type Retry = { readonly kind: "retry"; readonly reason: string; readonly retryAfterSeconds?: number; readonly scope?: "message" };

/** Nobody knows whether it was posted: look it up before any second attempt. */
export type Unknown = { readonly kind: "unknown"; readonly reason: string };

/** Configuration or authentication is wrong: every message would fail, the connection stops and a person is told. */
export type Broken = { readonly kind: "broken"; readonly code: string; readonly reason: string };

export type PostOutcome = Accepted | Rejected | Retry | Unknown | Broken;

/** Of a bundle only: the ERP left this message alone, because of one before it or because it takes them singly. Nothing was posted. */
export type NotTaken = { readonly kind: "not-taken"; readonly reason: string };
export type BundleOutcome = PostOutcome | NotTaken;

/** Answer of a look-up. `absent` proves that nothing was posted; `unknown` and `retry` say to look again later, not to post. */
export type FindOutcome = Accepted | { readonly kind: "absent" } | Retry | Unknown | Broken;

/** Something the ERP sent that cannot be read as a message: kept and explained, and it never stops the rest. */
export type Unreadable = { readonly id: string; readonly type: string | null; readonly raw: Json; readonly reason: string };

/** One page of changes. `cursor` is to be stored once the page is applied; the next poll may bring its last entries again (inclusive). */
export type PollPage = {
  readonly kind: "page";
  readonly messages: readonly InboundMessage[];
  readonly unreadable: readonly Unreadable[];
  readonly cursor: string;
  /** True: ask again at once. */
  readonly more: boolean;
};
export type PollOutcome = PollPage | Retry | Broken;

export type WebhookRequest = {
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they came: signatures cover them, not what they parse to. */
  readonly rawBody: string;
  readonly receivedAt: Date;
};

/** `hint`: genuine, but it only says that something changed, so poll now. `refused`: not genuine; nothing of it may be used. */
export type WebhookOutcome =
  | { readonly kind: "messages"; readonly messages: readonly InboundMessage[]; readonly unreadable: readonly Unreadable[] }
  | { readonly kind: "hint" }
  | { readonly kind: "refused"; readonly code: "SIGNATURE" | "REPLAY" | "MALFORMED" | "NOT_SUPPORTED"; readonly reason: string };

/** Orders as the ERP holds them; one that it does not know is missing. */
export type OrdersOutcome = { readonly kind: "orders"; readonly orders: readonly OrderBooks[] } | Retry | Broken;

/** A page of the ERP's orders. `cursor` null: there is no more. */
export type OrderListOutcome = { readonly kind: "order-list"; readonly orders: readonly ListedOrder[]; readonly cursor: string | null } | Retry | Broken;

/** A page of the ERP's stock. `cursor` null: there is no more. */
export type StockOutcome = { readonly kind: "stock"; readonly stock: readonly StockBooks[]; readonly cursor: string | null } | Retry | Broken;

/** Files or the like that lie between the two sides: told and not taken by the ERP yet, and told by it and not taken in here. */
export type Backlog = { readonly forErp: number; readonly forUs: number };

export type ConnectionTest = { readonly kind: "ok"; readonly system: string; readonly detail: string } | Retry | Broken;

/** What an ERP can hold. Screens say what would be lost instead of losing it silently. */
export type Capabilities = {
  readonly outbound: readonly OutboundType[];
  readonly inbound: readonly InboundType[];
  readonly webhook: boolean;
  readonly scrapReason: boolean;
  readonly reworkQuantity: boolean;
  readonly machineLabourSplit: boolean;
  readonly backdatedPosting: boolean;
  readonly qualityResults: boolean;
  readonly openDowntime: boolean;
  readonly reversal: boolean;
  /** The ERP stores our key itself. */
  readonly nativeKey: boolean;
  /** How many messages the ERP takes in one call. Absent: one. */
  readonly bundle?: number;
  /** Everything is read anew every so many hours, because changes are found by stamps that somebody may set back. Null or absent: never. */
  readonly fullReadHours?: number | null;
  /** The adapter can say what the ERP holds of an order, and of its stock (IN-11). */
  readonly readOrders: boolean;
  readonly readStock: boolean;
  /** It can list the orders that are open in the ERP, or were changed or booked on since an instant: so one that never came here is found, and a late correction. */
  readonly listOrders: boolean;
  /** What it holds of an order can say what the order cost, by element (C-17). */
  readonly readCosts: boolean;
};

/**
 * The one door to an ERP, in the product's own words. An adapter translates and calls; it holds no business rule and no state,
 * and what the other side does never surfaces as an exception: outcomes are data.
 */
export type ErpAdapter = {
  capabilities(): Capabilities;
  /** Posts one message. The caller looks up first wherever an earlier attempt ended `unknown` or was cut off. */
  post(message: OutboundMessage, delivery: Delivery): Promise<PostOutcome>;
  /**
   * Posts several messages in one call and answers one outcome for each, in the order given. None of them was ever sent before; those of one lane stand
   * in its order, and after one that was not accepted the later ones of its lane are not taken. Present where the capability `bundle` is above 1.
   */
  postBundle?(messages: readonly OutboundMessage[], deliveries: readonly Delivery[]): Promise<readonly BundleOutcome[]>;
  /** Asks the ERP whether it holds this message already. */
  findByKey(message: OutboundMessage, delivery: Delivery): Promise<FindOutcome>;
  /** Changes since `cursor` (null: everything), at most about `limit`. */
  poll(cursor: string | null, options: { readonly limit: number; readonly signal?: AbortSignal }): Promise<PollOutcome>;
  /** A cursor from which everything is read anew, which keeps of this one what objects are told apart by. Present where changes are found by the stamps of records. */
  startOver?(cursor: string): string;
  /** What lies between the two sides now; null where it cannot be counted at the moment. Present where messages wait in a place that both watch. */
  backlog?(): Promise<Backlog | null>;
  verifyWebhook(request: WebhookRequest): WebhookOutcome;
  /** Proves address, credentials and rights without changing anything. */
  test(signal?: AbortSignal): Promise<ConnectionTest>;
  /** What the ERP holds of these orders. Present where the capability says so. */
  readOrders?(orders: readonly string[], signal?: AbortSignal): Promise<OrdersOutcome>;
  /**
   * The orders that are open in the ERP now, whoever opened them, and those on which something was booked or changed since; a page after `cursor` (null: from
   * the start). Only orders that a poll would tell as well. Present where the capability says so.
   */
  listOrders?(since: Date, cursor: string | null, signal?: AbortSignal): Promise<OrderListOutcome>;
  /** What the ERP has on hand, a page after `cursor` (null: from the start). Present where the capability says so. */
  readStock?(cursor: string | null, signal?: AbortSignal): Promise<StockOutcome>;
};

/** How one kind of ERP is configured and opened. */
export type ErpSystem = {
  /** Folder name, stored with the connection: `rest`, `tryton`. */
  readonly system: string;
  readonly title: string;
  readonly settings: z.ZodType;
  readonly secrets: z.ZodType;
  /** What this kind of ERP calls things as delivered; a connection's own table counts before it. */
  readonly delivered?: readonly WordPair[];
  /**
   * @param words the connection's vocabulary over the delivered one
   * @param exchange the folder of this installation below which files may be exchanged; without one there are none
   * @throws ZodError when settings or secrets do not fit
   */
  create(settings: unknown, secrets: unknown, http: Http, words?: Words, exchange?: string): ErpAdapter;
};

/** Describes one kind of ERP; its settings and secrets are parsed here once, so that the adapter gets them typed. */
export function defineErpSystem<Settings, Secrets>(system: {
  readonly system: string;
  readonly title: string;
  readonly settings: z.ZodType<Settings>;
  readonly secrets: z.ZodType<Secrets>;
  readonly delivered?: readonly WordPair[];
  readonly create: (settings: Settings, secrets: Secrets, http: Http, words: Words, exchange: string) => ErpAdapter;
}): ErpSystem {
  const asDelivered = system.delivered === undefined ? SAME_WORDS : wordsOf([], system.delivered);
  return {
    ...system,
    create: (settings, secrets, http, words = asDelivered, exchange = "") => system.create(system.settings.parse(settings), system.secrets.parse(secrets), http, words, exchange),
  };
}
