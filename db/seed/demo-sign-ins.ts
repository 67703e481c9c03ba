import { DEMO_PASSWORD, DEMO_PEOPLE } from "./demo-people";

const operator = DEMO_PEOPLE.find((person) => person.role === "OPERATOR");
const lead = DEMO_PEOPLE.find((person) => person.role === "LEAD");
const fitter = DEMO_PEOPLE.find((person) => person.role === "MAINTENANCE");
const floor = (person: typeof operator): string => (person === undefined ? "" : `badge ${person.badge}, PIN ${person.pin}`);

/** What the start prints: who can sign in to the demo, and how. */
export const demoSignIns: readonly { readonly who: string; readonly how: string }[] = [
  { who: "Operator (any browser)", how: `/enrol?code=DEMO-L2, then ${floor(operator)}` },
  { who: "Shift lead", how: `same tablet, ${floor(lead)}` },
  { who: "Maintenance", how: `same tablet, ${floor(fitter)}` },
  { who: "Planner", how: `planner@demo.example, ${DEMO_PASSWORD}; planner-2@ approves what the first one moves` },
  { who: "Finance", how: `finance@demo.example, ${DEMO_PASSWORD}` },
  { who: "Integration", how: `it@demo.example, ${DEMO_PASSWORD}` },
  { who: "Quality manager", how: `quality@demo.example, ${DEMO_PASSWORD}; technician@ records checks` },
  { who: "User administrator", how: `admin@demo.example, ${DEMO_PASSWORD}` },
  { who: "Shift lead at a desk", how: `lead@demo.example, ${DEMO_PASSWORD}` },
];
