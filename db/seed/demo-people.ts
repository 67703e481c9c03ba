/** A floor person of the demo: signs in with badge and PIN on an enrolled tablet. */
export type DemoPerson = {
  readonly site: string;
  readonly number: string;
  readonly name: string;
  readonly badge: string;
  readonly pin: string;
  readonly rateClass: string;
  readonly role: "OPERATOR" | "LEAD" | "MAINTENANCE";
};

export const DEMO_PEOPLE: readonly DemoPerson[] = [
  { site: "SITE-A", number: "P-0417", name: "Operator 0417", badge: "0417", pin: "041700", rateClass: "A1", role: "OPERATOR" },
  { site: "SITE-A", number: "P-0533", name: "Operator 0533", badge: "0533", pin: "053300", rateClass: "A1", role: "OPERATOR" },
  { site: "SITE-A", number: "P-0212", name: "Operator 0212", badge: "0212", pin: "021200", rateClass: "A1", role: "OPERATOR" },
  { site: "SITE-A", number: "P-0108", name: "Shift lead 0108", badge: "0108", pin: "010800", rateClass: "A2", role: "LEAD" },
  { site: "SITE-A", number: "P-0901", name: "Fitter 0901", badge: "0901", pin: "090100", rateClass: "A2", role: "MAINTENANCE" },
  { site: "SITE-B", number: "P-0741", name: "Operator 0741", badge: "0741", pin: "074100", rateClass: "A1", role: "OPERATOR" },
  { site: "SITE-B", number: "P-0709", name: "Shift lead 0709", badge: "0709", pin: "070900", rateClass: "A2", role: "LEAD" },
  { site: "SITE-B", number: "P-0902", name: "Fitter 0902", badge: "0902", pin: "090200", rateClass: "A2", role: "MAINTENANCE" },
];

/** A desk person of the demo. `sites` null: both. */
export type DemoDesk = {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly ("PLANNER" | "FINANCE" | "IT" | "QUALITY_MANAGER" | "QUALITY_TECH" | "EXECUTIVE" | "LEAD" | "SYSTEM_ADMIN")[];
  readonly sites: readonly string[] | null;
};

export const DEMO_DESKS: readonly DemoDesk[] = [
  { email: "planner@demo.example", name: "Planner", roles: ["PLANNER"], sites: null },
  // Who proposes a move of production does not approve it (SEC-01).
  { email: "planner-2@demo.example", name: "Second planner", roles: ["PLANNER"], sites: null },
  { email: "planner-b@demo.example", name: "Planner site B", roles: ["PLANNER"], sites: ["SITE-B"] },
  { email: "finance@demo.example", name: "Finance", roles: ["FINANCE"], sites: null },
  { email: "it@demo.example", name: "Integration", roles: ["IT"], sites: null },
  { email: "quality@demo.example", name: "Quality manager", roles: ["QUALITY_MANAGER"], sites: null },
  // Who records a check does not decide over it (SEC-01).
  { email: "technician@demo.example", name: "Quality technician", roles: ["QUALITY_TECH"], sites: null },
  { email: "lead@demo.example", name: "Shift lead", roles: ["LEAD"], sites: null },
  { email: "admin@demo.example", name: "User administrator", roles: ["SYSTEM_ADMIN"], sites: null },
];

/** Password of all desk people of the demo. */
export const DEMO_PASSWORD = "millrace-demo";

/** Codes that turn any browser into a demo tablet at a line. */
export const DEMO_ENROLMENTS: readonly { readonly code: string; readonly site: string; readonly workCentre: string | null; readonly name: string; readonly kind?: "WALL" }[] = [
  { code: "DEMO-L2", site: "SITE-A", workCentre: "L2", name: "Tablet line 2" },
  { code: "DEMO-A", site: "SITE-A", workCentre: null, name: "Tablet site A" },
  { code: "DEMO-B", site: "SITE-B", workCentre: null, name: "Tablet site B" },
  { code: "DEMO-WALL", site: "SITE-A", workCentre: null, name: "Wall site A", kind: "WALL" },
];
