import { z } from "zod";
import { type Books, objectOf, objectsOf, orderOf, stockKey } from "./books";
import { Fault, type Faults } from "./faults";
import { type Incoming, json, jsonBody, type Outgoing, problem } from "./http-message";
import type { Ledger } from "./ledger";
import { newOrder, NewOrder } from "./new-order";
import { summarise } from "./order-summary";
import { stockSnapshot } from "./stock-snapshot";
import { textOf } from "./amount";

const ObjectBody = z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) });
const PeriodBody = z.object({ site: z.string(), openFrom: z.iso.datetime({ offset: true }).nullable(), late: z.enum(["POST", "REFUSE"]).default("REFUSE") });
const OrderChange = z.object({
  qty: z.string().optional(),
  due: z.string().optional(),
  priority: z.number().optional(),
  overPct: z.string().optional(),
  underPct: z.string().optional(),
  plannedStart: z.string().optional(),
});

const Signed = z.string().regex(/^-?\d{1,12}(\.\d{1,6})?$/);
const CorrectionBody = z.object({
  order: z.string(),
  good: Signed.default("0"),
  scrap: Signed.default("0"),
  received: Signed.default("0"),
  consumed: z.array(z.object({ item: z.string(), lot: z.string(), qty: Signed })).default([]),
});

const SiteBody = z.object({ site: z.string().min(1) });
const Power = z.object({ on: z.boolean() });
const LotChange = z.object({ qualityStatus: z.string(), statusReason: z.string().nullable().default(null) });

/** What the clerk's button does to the status of an order. */
const STATUS_OF: Readonly<Record<string, string>> = { release: "RELEASED", revoke: "CREATED", cancel: "CANCELLED", close: "CLOSED" };

/** The back door for tests and demos under `/sandbox`: what a clerk would do in the ERP, and faults. Null for other paths. */
export function sandboxRoutes(ledger: Ledger, faults: Faults, now: () => Date, request: Incoming): Outgoing | null {
  if (!request.path.startsWith("/sandbox/")) return null;
  if (request.method !== "GET" && request.method !== "DELETE" && request.headers["content-type"] !== "application/json") {
    return problem(415, "CONTENT_TYPE", "Send application/json.");
  }
  try {
    return answer(ledger, faults, now, request) ?? problem(404, "NO_ROUTE", "There is no such address.");
  } catch (error) {
    if (error instanceof z.ZodError) return problem(400, "SCHEMA", z.prettifyError(error));
    throw error;
  }
}

function answer(ledger: Ledger, faults: Faults, now: () => Date, request: Incoming): Outgoing | null {
  const { books } = ledger;
  const [, , what = "", name, action] = request.path.split("/").map(decodeURIComponent);
  switch (`${request.method} ${what}`) {
    case "GET orders":
      return name === undefined
        ? json(
            200,
            objectsOf(books, "erp.order.v1").map((order) => summarise(books, order)),
          )
        : withOrder(books, name, (order) => json(200, summarise(books, order)));
    case "POST orders":
      return name === undefined ? json(201, newOrder(ledger, NewOrder.parse(jsonBody(request)), now())) : changeStatus(ledger, name, STATUS_OF[action ?? ""]);
    case "PATCH orders":
      return withOrder(books, name ?? "", (order) => json(200, ledger.change("erp.order.v1", { ...order, ...OrderChange.parse(jsonBody(request)) })));
    case "PATCH lots":
      return changeLot(ledger, [name, action, request.path.split("/").map(decodeURIComponent)[5]].join("/"), LotChange.parse(jsonBody(request)));
    case "POST objects": {
      const body = ObjectBody.parse(jsonBody(request));
      return json(200, ledger.change(body.type, body.data));
    }
    case "GET objects":
      return json(
        200,
        [...books.objects.values()].map((each) => each.message).filter((each) => each.type === request.query.get("type")),
      );
    // Counts the stock of a site and says it: what an ERP does every quarter of an hour.
    case "POST stock":
      return json(201, ledger.change("erp.stock.v1", stockSnapshot(books, SiteBody.parse(jsonBody(request)).site, now())));
    case "GET stock":
      return json(
        200,
        [...books.stock].map(([key, amount]) => ({ key, qty: textOf(amount) })),
      );
    case "GET postings":
      return json(
        200,
        [...books.postings.values()].map(({ at, message, receipt, reversed }) => ({ at, message, receipt, reversed })),
      );
    case "POST corrections": {
      const correction = CorrectionBody.parse(jsonBody(request));
      return withOrder(books, correction.order, (order) => {
        ledger.correct(order.site, correction);
        return json(201, correction);
      });
    }
    case "POST period": {
      const lock = PeriodBody.parse(jsonBody(request));
      ledger.lockPeriod(lock);
      return json(200, lock);
    }
    case "POST power": {
      const { on } = Power.parse(jsonBody(request));
      faults.switch(on);
      return json(200, { on });
    }
    case "POST faults":
      faults.add(Fault.parse(jsonBody(request)));
      return json(201, faults.list());
    case "GET faults":
      return json(200, faults.list());
    case "DELETE faults":
      faults.clear();
      return json(200, []);
    default:
      return null;
  }
}

/** Release, revoke, cancel or close: a new version of the order with that status. */
export function changeStatus(ledger: Ledger, number: string, status: string | undefined): Outgoing {
  if (status === undefined) return problem(404, "NO_ROUTE", "An order can be released, revoked, cancelled or closed.");
  return withOrder(ledger.books, number, (order) => json(200, ledger.change("erp.order.v1", { ...order, status })));
}

/** What the form of the order page says: a decimal, minutes of UTC, 1 to 999. */
const FormChange = z.object({
  qty: z
    .string()
    .trim()
    .regex(/^\d{1,9}(\.\d{1,6})?$/, "The quantity must be a number such as 1500 or 12.5."),
  due: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/, "The due date must have a day and a time.")
    .transform((text) => new Date(`${text}Z`))
    .pipe(z.date("There is no such day."))
    .transform((day) => day.toISOString()),
  priority: z.coerce.number("The priority must be a number.").int("The priority must be a whole number.").min(1, "The priority begins at 1.").max(999, "The priority ends at 999."),
});

/** A new version of the order with what the clerk typed; text says what does not fit, null that it was changed. Throws when there is no such order. */
export function changeOrder(ledger: Ledger, number: string, form: URLSearchParams): string | null {
  const order = orderOf(ledger.books, number);
  if (order === null) throw new Error(`Order ${number} is not known.`);
  const typed = FormChange.safeParse(Object.fromEntries(form));
  if (!typed.success) return typed.error.issues.map((issue) => issue.message).join(" ");
  if (Number(typed.data.qty) === 0) return "The quantity must be more than zero; cancel the order instead.";
  ledger.change("erp.order.v1", { ...order, ...typed.data });
  return null;
}

/** Blocks or releases a lot, with the stock that is left of it. */
function changeLot(ledger: Ledger, subject: string, change: z.infer<typeof LotChange>): Outgoing {
  const lot = objectOf(ledger.books, "erp.lot.v1", subject);
  if (lot === null) return problem(404, "LOT_UNKNOWN", `Lot ${subject} is not known.`);
  const left = textOf(ledger.books.stock.get(stockKey(lot.site, lot.item, lot.lot)) ?? 0n);
  return json(200, ledger.change("erp.lot.v1", { ...lot, ...change, stock: lot.stock.slice(0, 1).map(({ location }) => ({ location, qty: left })) }));
}

function withOrder(books: Books, number: string, then: (order: NonNullable<ReturnType<typeof orderOf>>) => Outgoing): Outgoing {
  const order = orderOf(books, number);
  return order === null ? problem(404, "ORDER_UNKNOWN", `Order ${number} is not known.`) : then(order);
}
