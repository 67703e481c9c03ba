import { objectsOf, orderOf, type Books } from "./books";
import { type OrderSummary, summarise } from "./order-summary";
import { textOf } from "./amount";

const STYLE = `:root{color-scheme:light dark}body{font:14px/1.45 system-ui,sans-serif;margin:24px auto;max-width:1200px;padding:0 16px}h1{font-size:20px;margin:0}
h2{font-size:15px;margin:24px 0 8px}p{margin:4px 0 16px;opacity:.75}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:6px 10px 6px 0;border-bottom:1px solid color-mix(in srgb,currentColor 18%,transparent);vertical-align:top}
th{font-weight:600;font-size:12px;opacity:.75}.n{text-align:right;font-variant-numeric:tabular-nums}a{color:inherit}button{font:inherit;padding:2px 10px}form{display:inline}form.change{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:end}form.change label{display:grid;gap:2px}input{font:inherit;padding:2px 6px}[role=alert]{font-weight:600;opacity:1}.off{text-decoration:line-through;opacity:.6}.scroll{overflow-x:auto}`;

/** The clerk's list of all orders, open ones first. */
export function ordersPage(books: Books, off: boolean): string {
  const orders = objectsOf(books, "erp.order.v1")
    .map((order) => summarise(books, order))
    .toSorted((a, b) => a.order.order.localeCompare(b.order.order));
  const rows = orders.map(
    (
      each,
    ) => `<tr><td><a href="/orders/${encodeURIComponent(each.order.order)}">${html(each.order.order)}</a></td><td>${html(each.order.site)}</td><td>${html(each.order.item)}</td>
<td class="n">${html(each.order.qty)} ${html(each.order.uom)}</td><td>${html(words(each.progress))}</td><td class="n">${html(each.received)}</td>
<td>${lots(each.lots)}</td><td>${html(instant(each.order.due))}</td><td class="n">${each.order.erpVersion}</td><td>${buttons(each)}</td></tr>`,
  );
  return page(
    "Orders",
    `<h1>Sandbox ERP</h1>${off ? '<p role="alert">Switched off: Millrace gets no answer. npm run plant -- erp on</p>' : ""}<p>The other side of the wire: it plans, keeps stock and books what the floor reports. ${books.postings.size} messages booked.</p>
<div class="scroll"><table><thead><tr><th>Order</th><th>Site</th><th>Item</th><th class="n">Ordered</th><th>Status</th><th class="n">Received</th><th>Finished lots</th><th>Due (UTC)</th><th class="n">Version</th><th></th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`,
  );
}

/** One order with what was confirmed, consumed, received, and every document; `wrong` says why a change was not stored. Null when there is no such order. */
export function orderPage(books: Books, number: string, wrong?: string): string | null {
  const order = orderOf(books, number);
  if (order === null) return null;
  const each = summarise(books, order);
  const operations = each.operations.map(
    (row) => `<tr><td>${row.operation}</td><td class="n">${html(row.good)}</td><td class="n">${html(row.scrap)}</td><td class="n">${html(row.rework)}</td></tr>`,
  );
  const consumed = each.consumed.map(
    (row) =>
      `<tr><td>${html(row.item)}</td><td>${html(row.lot ?? "")}</td><td class="n">${html(row.qty)}</td><td class="n">${html(textOf(books.stock.get(`${order.site} ${row.item} ${row.lot ?? "-"}`) ?? 0n))}</td></tr>`,
  );
  const documents = each.documents.map(
    (row) =>
      `<tr${row.reversed ? ' class="off"' : ""}><td>${html(row.document)}${row.parts.map((part) => `, ${html(part)}`).join("")}</td><td>${html(row.type)}</td><td class="n">${row.sequence}</td><td>${html(instant(row.at))}</td><td>${html(row.messageId)}</td></tr>`,
  );
  return page(
    order.order,
    `<p><a href="/">All orders</a></p><h1>${html(order.order)} ${buttons(each)}</h1>
<p>${html(order.qty)} ${html(order.uom)} ${html(order.item)} at ${html(order.site)}, due ${html(instant(order.due))} UTC. ${html(words(each.progress))}, received ${html(each.received)} ${html(order.uom)}${each.lots.length === 0 ? "" : ` in ${lots(each.lots)}`}.</p>
${changeForm(each, wrong)}${table("Confirmed", ["Operation", "#Good", "#Scrap", "#Rework"], operations)}${table("Consumed", ["Item", "Lot", "#Quantity", "#Left in stock"], consumed)}${table("Documents", ["Document", "Message", "#Sequence", "Booked (UTC)", "Key"], documents)}`,
  );
}

function table(title: string, heads: readonly string[], rows: readonly string[]): string {
  if (rows.length === 0) return `<h2>${title}</h2><p>Nothing yet.</p>`;
  const head = heads.map((text) => (text.startsWith("#") ? `<th class="n">${text.slice(1)}</th>` : `<th>${text}</th>`)).join("");
  return `<h2>${title}</h2><div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function buttons({ order, progress }: OrderSummary): string {
  const button = (action: string, label: string): string => `<form method="post" action="/orders/${encodeURIComponent(order.order)}/${action}"><button>${label}</button></form>`;
  if (progress === "PLANNED") return `${button("release", "Release")} ${button("cancel", "Cancel")}`;
  return progress === "RELEASED" ? `${button("revoke", "Revoke")} ${button("cancel", "Cancel")}` : "";
}

/** Quantity, due date and priority of an order that is still open; what the floor has begun may refuse the change, and says so. */
function changeForm({ order }: OrderSummary, wrong?: string): string {
  if (order.status !== "CREATED" && order.status !== "RELEASED") return "";
  const field = (label: string, name: string, value: string, rest: string): string => `<label>${html(label)}<input name="${name}" value="${html(value)}" required ${rest}></label>`;
  return `<h2>Change</h2>${wrong === undefined ? "" : `<p role="alert">Not changed. ${html(wrong)}</p>`}<form class="change" method="post" action="/orders/${encodeURIComponent(order.order)}/change">
${field(`Quantity, ${order.uom}`, "qty", order.qty, 'inputmode="decimal" size="10"')}${field("Due (UTC)", "due", new Date(order.due).toISOString().slice(0, 16), 'type="datetime-local"')}${field("Priority, 1 is the most urgent", "priority", String(order.priority), 'type="number" min="1" max="999"')}<button>Change</button></form>`;
}

function lots(rows: OrderSummary["lots"]): string {
  return rows.map((row) => `${html(row.lot ?? "")} (${html(row.qty)})`).join(", ");
}

function words(code: string): string {
  const text = code.toLowerCase().replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function instant(text: string): string {
  return text.slice(0, 16).replace("T", " ");
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${html(title)} · Sandbox ERP</title><style>${STYLE}</style></head><body>${body}</body></html>`;
}

function html(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
