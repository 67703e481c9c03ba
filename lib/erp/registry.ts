import { b2mmlSystem } from "./b2mml/adapter";
import { erpnextSystem } from "./erpnext/adapter";
import { odooSystem } from "./odoo/adapter";
import type { ErpSystem } from "./port";
import { restSystem } from "./rest/adapter";
import { sapSystem } from "./sap-s4/adapter";
import { trytonSystem } from "./tryton/adapter";

/** Every kind of ERP that a connection can be made to, by the name that is stored with the connection. The only place that knows them all. */
export const erpSystems: ReadonlyMap<string, ErpSystem> = new Map(
  [restSystem, erpnextSystem, sapSystem, trytonSystem, odooSystem, b2mmlSystem].map((system) => [system.system, system]),
);
