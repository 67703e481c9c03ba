import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import type { InboundMessage } from "@/lib/messages/inbound";

/** An object as it is stored now, value by value in words that people know it by. */
export type StoredView = Readonly<Record<string, string>>;

/** Which values of a view are money; types without have none here. */
export const MONEY_IN_VIEW: ReadonlyMap<string, readonly string[]> = new Map([
  ["erp.rate.v1", ["Rate per hour"]],
  ["erp.standard-cost.v1", ["Material", "Labour", "Machine", "Overhead", "Total"]],
  ["erp.price.v1", ["Price"]],
  ["erp.lot.v1", ["Unit cost"]],
  ["erp.commitment.v1", ["Penalty per unit and day"]],
  ["erp.salvage.v1", ["Credited"]],
]);

const Rows = z.array(z.object({ view: z.record(z.string(), z.string().nullable()) }));

/** The object that a message speaks of, as it is stored at a site; null when there is none. */
export async function storedView(tx: Tx, siteId: string, message: InboundMessage): Promise<StoredView | null> {
  const rows: unknown = await tx.execute(statementOf(siteId, message));
  const [row] = Rows.parse(rows);
  if (row === undefined) return null;
  return Object.fromEntries(Object.entries(row.view).flatMap(([field, value]) => (value === null || value === "" ? [] : [[field, value]])));
}

function statementOf(siteId: string, { type, data }: InboundMessage): SQL {
  const site = sql`${siteId}::uuid`;
  switch (type) {
    case "erp.item.v1":
      return sql`
        select jsonb_build_object('Description', v.description, 'Kind', lower(v.kind), 'Base unit', v.base_uom, 'Decimals', v.decimals::text, 'Tracked by', lower(v.tracking),
          'Shelf life, days', v.shelf_life_days::text, 'Least remaining life, days', v.min_remaining_life_days::text, 'Needs release', ${yes(sql`v.needs_release`)}, 'In use', ${yes(sql`v.active`)}, 'GTIN', v.gtin)
          || ${lines(sql`select 'Unit ' || c.from_uom as field, c.numerator || ' ' || c.to_uom || ' for ' || c.denominator as value from reference.uom_conversion c where c.item_id = i.id and c.valid_to is null`)} as view
        from reference.item i join reference.item_version v on v.item_id = i.id and v.valid_to is null
        where i.site_id = ${site} and i.code = ${data.item}`;
    case "erp.work-centre.v1":
      return sql`
        select jsonb_build_object('Name', e.name, 'Type', lower(replace(e.type, '_', ' ')), 'Area', p.code, 'Cost centre', e.cost_centre, 'In use', ${yes(sql`e.active`)})
          || ${lines(sql`select 'Machine ' || u.code as field, concat_ws(', ', u.name, u.asset_number) as value from reference.equipment u where u.parent_id = e.id and u.level = 'WORK_UNIT' and u.active`)}
          || ${lines(sql`select 'Weekday ' || c.weekday || ' from ' || c.from_time as field, 'to ' || c.to_time as value from reference.calendar_pattern c where c.work_centre_id = e.id`)} as view
        from reference.equipment e left join reference.equipment p on p.id = e.parent_id
        where e.site_id = ${site} and e.code = ${data.workCentre} and e.level = 'WORK_CENTRE'`;
    case "erp.calendar.v1":
      return sql`
        select ${lines(sql`select 'Weekday ' || (p.shift ->> 'weekday') || ', ' || (p.shift ->> 'shift') as field, (p.shift ->> 'from') || ' to ' || (p.shift ->> 'to') as value from jsonb_array_elements(c.shifts) as p(shift)`)}
          || ${lines(sql`select x.day || coalesce(', ' || x.shift_name, '') as field, concat_ws(', ', x.text, x.from_time || ' to ' || x.to_time) as value from reference.calendar_exception x where x.site_id = c.site_id and x.work_centre_id is not distinct from c.work_centre_id`)} as view
        from reference.calendar c left join reference.equipment e on e.id = c.work_centre_id
        where c.site_id = ${site} and e.code is not distinct from ${data.workCentre}::text`;
    case "erp.person.v1":
      return sql`
        select jsonb_build_object('Name', p.name, 'Rate class', p.rate_class, 'Works here', ${yes(sql`p.active`)})
          || ${lines(sql`select 'May use ' || q.capability as field, coalesce('until ' || ${instant(site, sql`q.valid_to`)}, 'for good') as value from reference.person_qualification q where q.person_id = p.id`)} as view
        from reference.person p
        where p.site_id = ${site} and p.number = ${data.person}`;
    case "erp.rate.v1":
      return sql`
        select jsonb_build_object('Rate per hour', ${number(sql`r.rate`)} || ' ' || r.currency, 'By', lower(replace(r.basis, '_', ' ')), 'Until', ${instant(site, sql`r.valid_to`)}) as view
        from reference.work_centre_rate r join reference.equipment e on e.id = r.work_centre_id
        where e.site_id = ${site} and e.code = ${data.workCentre} and r.element = ${data.element} and r.rate_class = ${data.rateClass ?? ""}
          and r.valid_from = ${data.validFrom}::timestamptz and r.valid_to is distinct from r.valid_from
        order by r.erp_version desc limit 1`;
    case "erp.bom.v1":
      return sql`
        select jsonb_build_object('Status', lower(v.status), 'From', ${instant(site, sql`v.valid_from`)}, 'Until', ${instant(site, sql`v.valid_to`)})
          || ${lines(sql`select 'Component ' || l.position as field, concat_ws(', ', c.code, ${number(sql`l.quantity_per`)} || ' ' || l.uom, 'scrap ' || ${number(sql`l.scrap_factor`)}, 'operation ' || l.op_no,
              lower(replace(l.issue_mode, '_', ' ')), 'mix ' || l.mix_group, (select 'or ' || string_agg(o.code, ' or ' order by b.priority) from reference.bom_line_substitute b join reference.item o on o.id = b.item_id where b.bom_line_id = l.id)) as value
              from reference.bom_line l join reference.item c on c.id = l.item_id where l.bom_version_id = v.id`)} as view
        from reference.bom_version v join reference.item i on i.id = v.item_id
        where i.site_id = ${site} and i.code = ${data.item} and v.version = ${data.version}`;
    case "erp.routing.v1":
      return sql`
        select jsonb_build_object('Status', lower(v.status), 'From', ${instant(site, sql`v.valid_from`)}, 'Until', ${instant(site, sql`v.valid_to`)})
          || ${lines(sql`select 'Operation ' || o.op_no as field, concat_ws(', ', o.name, e.code, 'setup ' || ${number(sql`o.setup_machine_h`)} || ' / ' || ${number(sql`o.setup_labour_h`)} || ' h',
              'run ' || ${number(sql`o.run_machine_h`)} || ' / ' || ${number(sql`o.run_labour_h`)} || ' h', 'yield ' || ${number(sql`o.yield`)}, 'crew ' || ${number(sql`o.crew`)}) as value
              from reference.routing_operation o join reference.equipment e on e.id = o.work_centre_id where o.routing_version_id = v.id`)} as view
        from reference.routing_version v join reference.item i on i.id = v.item_id
        where i.site_id = ${site} and i.code = ${data.item} and v.version = ${data.version}`;
    case "erp.standard-cost.v1":
      return sql`
        select jsonb_build_object('Material', ${number(sql`c.material`)}, 'Labour', ${number(sql`c.labour`)}, 'Machine', ${number(sql`c.machine`)}, 'Overhead', ${number(sql`c.overhead`)},
          'Total', ${number(sql`c.total`)} || ' ' || c.currency, 'Lot size', ${number(sql`c.costing_lot_size`)}, 'From', ${instant(site, sql`c.valid_from`)}, 'Until', ${instant(site, sql`c.valid_to`)}) as view
        from reference.standard_cost c join reference.item i on i.id = c.item_id
        where i.site_id = ${site} and i.code = ${data.item} and c.version = ${data.version}`;
    case "erp.price.v1":
      return sql`
        select jsonb_build_object('Price', ${number(sql`p.price`)} || ' ' || p.currency, 'Until', ${instant(site, sql`p.valid_to`)}) as view
        from reference.price p join reference.item i on i.id = p.item_id
        where i.site_id = ${site} and i.code = ${data.item} and p.customer = ${data.customer ?? ""} and p.valid_from = ${data.validFrom}::timestamptz and p.valid_to is distinct from p.valid_from
        order by p.erp_version desc limit 1`;
    case "erp.lot.v1":
      return sql`
        select jsonb_build_object('Status in the ERP', lower(replace(l.erp_status, '_', ' ')), 'Unit cost', ${number(sql`l.unit_cost`)}, 'Supplier lot', l.supplier_lot,
          'Received', ${instant(site, sql`l.received_at`)}, 'Made', ${instant(site, sql`l.made_at`)}, 'Expires', ${instant(site, sql`l.expires_at`)})
          || ${lines(sql`select 'On hand at ' || e.code as field, ${number(sql`k.on_hand`)} || ' ' || l.uom as value from materials.lot_stock k join reference.equipment e on e.id = k.location_id where k.lot_id = l.id`)} as view
        from materials.lot l join reference.item i on i.id = l.item_id
        where l.site_id = ${site} and i.code = ${data.item} and l.number = ${data.lot}`;
    case "erp.inspection-plan.v1":
      return sql`
        select jsonb_build_object('Item', i.code, 'Operation', p.op_no::text, 'Samples', p.sample_size::text, 'From', ${instant(site, sql`p.valid_from`)}, 'Until', ${instant(site, sql`p.valid_to`)})
          || ${lines(sql`select 'Position ' || c.position as field, concat_ws(', ', c.name, 'from ' || ${number(sql`c.lsl`)}, 'to ' || ${number(sql`c.usl`)}, c.uom, c.accept_number || ' may be rejected') as value
              from quality.characteristic c where c.plan_id = p.id`)} as view
        from quality.inspection_plan p left join reference.item i on i.id = p.item_id
        where p.site_id = ${site} and p.code = ${data.plan} and p.version = ${data.version}`;
    case "erp.stock.v1":
      return sql`
        select jsonb_object_agg(i.code || ' ' || l.number || ' at ' || e.code, ${number(sql`k.on_hand`)} || ' ' || l.uom) as view
        from materials.lot_stock k join materials.lot l on l.id = k.lot_id join reference.item i on i.id = l.item_id join reference.equipment e on e.id = k.location_id
        where k.site_id = ${site} and e.erp_version is not null
        having count(*) > 0`;
    case "erp.delivery.v1":
      return sql`
        select jsonb_build_object('Supplier', concat_ws(', ', d.supplier, d.supplier_name), 'Item', i.code, 'Still to come', ${number(sql`d.quantity`)} || ' ' || d.uom, 'Due', ${instant(site, sql`d.expected_at`)}, 'State', lower(d.state)) as view
        from reference.inbound_delivery d join reference.item i on i.id = d.item_id
        where d.site_id = ${site} and d.number = ${data.delivery} and d.line = ${data.line}`;
    case "erp.commitment.v1":
      return sql`
        select jsonb_build_object('Customer', c.customer || ', ' || c.customer_name, 'Item', i.code, 'Still to deliver', ${number(sql`c.quantity`)} || ' ' || c.uom, 'Due', ${instant(site, sql`c.due_at`)},
          'Class', c.priority_class, 'Penalty per unit and day', ${number(sql`c.penalty_per_unit_day`)} || ' ' || c.currency, 'State', lower(c.state)) as view
        from reference.commitment c join reference.item i on i.id = c.item_id
        where c.site_id = ${site} and c.number = ${data.commitment} and c.line = ${data.line}`;
    case "erp.salvage.v1":
      return sql`
        select jsonb_build_object('Credited', ${number(sql`sum((e.payload ->> 'change')::numeric)`)} || ' ' || min(e.payload ->> 'currency')) as view
        from eventlog.event e join execution.production_order o on o.id = e.order_id
        where o.site_id = ${site} and o.number = ${data.order} and e.type = 'salvage.credited' and e.payload ->> 'document' = ${data.document}
        having count(*) > 0`;
    case "erp.order.v1":
      return sql`
        select jsonb_build_object('State', lower(replace(o.state, '_', ' ')), 'Item', i.code, 'Quantity', ${number(sql`o.quantity`)} || ' ' || o.uom, 'Start', ${instant(site, sql`o.planned_start_at`)},
          'Due', ${instant(site, sql`o.due_at`)}, 'Priority', o.priority::text, 'May go over, %', ${number(sql`o.over_pct * 100`)}, 'May stay under, %', ${number(sql`o.under_pct * 100`)},
          'BOM version', o.bom_version, 'Routing version', o.routing_version, 'Output lot', o.output_lot_number, 'Customer order', o.customer ->> 'commitment', 'Closed in the ERP', ${instant(site, sql`o.erp_closed_at`)})
          || ${lines(sql`select 'Operation ' || p.op_no as field, concat_ws(', ', e.code, ${number(sql`p.required`)} || ' required') as value
              from execution.order_operation p join reference.equipment e on e.id = p.work_centre_id where p.order_id = o.id`)}
          || ${lines(sql`select 'Component ' || m.position as field, concat_ws(', ', c.code, ${number(sql`m.required`)} || ' ' || m.uom) as value
              from execution.order_component m join reference.item c on c.id = m.item_id where m.order_id = o.id`)} as view
        from execution.production_order o join reference.item i on i.id = o.item_id
        where o.site_id = ${site} and o.number = ${data.order}`;
  }
}

/** Rows of field and value as one object. */
function lines(rows: SQL): SQL {
  return sql`coalesce((select jsonb_object_agg(line.field, line.value) from (${rows}) line), '{}'::jsonb)`;
}

/** A decimal without trailing zeros, so that two writings of one number are the same. */
function number(value: SQL): SQL {
  return sql`trim_scale(${value})::text`;
}

function yes(value: SQL): SQL {
  return sql`case when ${value} then 'yes' else 'no' end`;
}

/** A day and time as the site's clock has it. */
function instant(site: SQL, value: SQL): SQL {
  return sql`to_char(${value} at time zone (select s.time_zone from reference.site s where s.id = ${site}), 'YYYY-MM-DD HH24:MI')`;
}
