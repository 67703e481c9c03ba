/** People of the plant that the journey sets up. Two steps: its work units are known only after the first poll. */
export const PEOPLE = {
  operator: { badge: "2001", pin: "582047" },
  planner: { email: "planner@plant.example", password: "planner-of-plant-1" },
  finance: { email: "finance@plant.example", password: "finance-of-plant-1" },
  integration: { email: "it@plant.example", password: "integration-of-plant-1" },
} as const;

const sites = ["PLANT-1"];

const workCentres = ["MOLD-1", "MOLD-2", "DEBURR-1", "ASSY-1", "TEST-1", "PACK-1"];

/** What Tryton has no field for: times of each step, and rates beside a machine's own. No setup, which an operator would have to end. */
const PLAN = {
  routings: {
    "RT-HOUSING": {
      costingLotSize: "100",
      steps: [
        { operation: "Mold housing", runHours: "0.004", crew: "0.5" },
        { operation: "Deburr housing", runHours: "0.002" },
      ],
    },
    "RT-PUMP": {
      steps: [
        { operation: "Assemble pump", runHours: "0.05" },
        { operation: "Leak test", runHours: "0.01" },
        { operation: "Pack pump", runHours: "0.008" },
      ],
    },
  },
  rates: [
    { workCentres, element: "LABOUR", rate: "24" },
    { workCentres, element: "OVERHEAD", rate: "9" },
    { workCentres: ["TEST-1", "PACK-1"], element: "MACHINE", rate: "12" },
  ],
};

/** The company before anything is known of its ERP: site, people, connection. */
export function company(tryton: { readonly url: string; readonly db: string; readonly user: string; readonly password: string }): object {
  return {
    sites: [{ code: "PLANT-1", name: "Plant 1", timeZone: "Europe/Berlin", currency: "EUR" }],
    people: [
      { name: "Operator 2001", number: "P-2001", ...PEOPLE.operator, roles: ["OPERATOR"], sites },
      { name: "Planner", ...PEOPLE.planner, roles: ["PLANNER"], sites },
      { name: "Finance", ...PEOPLE.finance, roles: ["FINANCE"], sites },
      { name: "Integration", ...PEOPLE.integration, roles: ["IT"], sites },
    ],
    connections: [
      {
        code: "tryton",
        name: "Tryton",
        adapter: "tryton",
        settings: { url: tryton.url, database: tryton.db, user: tryton.user, site: "PLANT-1", timeZone: "Europe/Berlin", underPct: "5", ...PLAN },
        secrets: { password: tryton.password },
        pollSeconds: 2,
        sites: { "PLANT-1": "PLANT-1" },
      },
    ],
  };
}

/** Topic up to a work unit, as its gateway publishes it. */
export const topicOf = (workCentre: string): string => `plant-1/molding/${workCentre.toLowerCase()}/unit`;

/** What hangs on work units: what their machines say, and the tablet at the first of them. */
export function equipmentOf(workCentres: readonly string[]): object {
  const tags = workCentres.flatMap((workCentre) => {
    const at = { address: topicOf(workCentre), workUnit: `${workCentre}.UNIT` };
    return [
      { ...at, kind: "STATE" },
      { ...at, kind: "COUNTER", name: "GOOD", counter: "GOOD" },
    ];
  });
  return {
    sources: [{ code: "plant-json", site: "PLANT-1", kind: "PLAIN_JSON", topicFilter: "plant-1/#", tags }],
    tablets: [{ site: "PLANT-1", workCentre: workCentres[0], name: "Tablet molding" }],
  };
}
