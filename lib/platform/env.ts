import { z } from "zod";

/** An address with one of these schemes, as they stand before its colon. */
const address = (example: string, ...schemes: string[]) =>
  z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)), `must be an address such as ${example}`);

const variables = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  /** PostgreSQL to use; `npm start` sets it to its own server when it is absent. */
  DATABASE_URL: address("postgres://user:password@host:5432/millrace", "postgres", "postgresql").optional(),
  /** MQTT broker to use; `npm start` sets it to its own broker when it is absent. */
  MQTT_URL: address("mqtt://broker.example:1883", "mqtt", "mqtts", "tcp", "ssl", "ws", "wss").optional(),
  /** SEC-15: PEM files for `mqtts://`: whom to trust as the broker, and the certificate and key by which it knows Millrace; these two together, or none. */
  MQTT_CA_FILE: z.string().min(1).optional(),
  MQTT_CERT_FILE: z.string().min(1).optional(),
  MQTT_KEY_FILE: z.string().min(1).optional(),
  PORT: z.coerce.number().int().positive().default(3000),
  /** "off": no demo company, no sandbox processes, no trace of them. */
  MILLRACE_DEMO: z.enum(["on", "off"]).default("on"),
  /** Demo time against real time: 60 lets an hour pass in a minute. */
  MILLRACE_DEMO_SPEED: z.coerce.number().positive().max(3600).default(1),
  /** Days for which raw telemetry is kept, 90 at least; minute averages, states and counts on orders stay. */
  MILLRACE_TELEMETRY_DAYS: z.coerce.number().int().min(90).max(36_500).default(400),
  /** IN-05: base of the growing wait after a message could not be delivered, in seconds; the longest wait is 150 times as much. */
  MILLRACE_RETRY_SECONDS: z.coerce.number().positive().max(60).default(2),
  /** IN-05: for how long nothing is sent to an ERP that failed five times in a row, in seconds; ten times as long when its settings are wrong. */
  MILLRACE_CIRCUIT_SECONDS: z.coerce.number().positive().max(3600).default(30),
  /** For how long a worker that says nothing any more keeps the messages that it was sending, in seconds. */
  MILLRACE_LEASE_SECONDS: z.coerce.number().min(1).max(3600).default(60),
  /** Where the embedded services keep their data. */
  MILLRACE_HOME: z.string().default(".millrace"),
  /** Below this folder, and nowhere else, connections may exchange files with an ERP; `exchange` in MILLRACE_HOME unless set. */
  MILLRACE_EXCHANGE: z.string().optional(),
  /** Folder of the built web app; a second build beside the first needs one of its own. */
  MILLRACE_DIST_DIR: z.string().default(".next"),
  /** Name of this process in logs and metrics. */
  MILLRACE_PROCESS: z.string().default("web"),
  /** Signs sessions and encrypts stored credentials; 32 characters or more. */
  MILLRACE_SECRET: z.string().min(32, "MILLRACE_SECRET needs at least 32 characters").optional(),
  /** Address under which people open Millrace; https makes cookies Secure and pins the browser to it. */
  NEXTAUTH_URL: z.url().optional(),
  /** Single sign-on of the office: all three, or none. */
  OIDC_ISSUER: z.url().optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  /** Sandbox ERP of the demo: where it listens (loopback only) and keeps its books. */
  SANDBOX_ERP_PORT: z.coerce.number().int().min(0).max(65_535).default(4100),
  SANDBOX_ERP_STATE: z.string().default(".millrace/sandbox-erp"),
  /** Bearer key that the sandbox ERP asks of its callers. */
  SANDBOX_ERP_KEY: z.string().min(8).optional(),
  /** Where the sandbox ERP sends its webhooks, and the secret that it signs them with; none are sent without both. */
  SANDBOX_ERP_WEBHOOK_URL: z.url().optional(),
  SANDBOX_ERP_WEBHOOK_SECRET: z.string().min(16).optional(),
  /** "none": the sandbox ERP starts empty; tests fill it. */
  SANDBOX_ERP_COMPANY: z.enum(["demo", "none"]).default("demo"),
  /** Demo minutes after which the demo company's ERP says again what it has in stock; 0: only when a clerk asks for it. */
  SANDBOX_ERP_STOCK_MINUTES: z.coerce.number().nonnegative().max(1440).default(15),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

const schema = variables
  .refine(({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET }) => new Set([OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET].map((value) => value === undefined)).size === 1, {
    message: "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: set all three, or none",
    path: ["OIDC_ISSUER"],
  })
  .refine(({ MQTT_CERT_FILE, MQTT_KEY_FILE }) => (MQTT_CERT_FILE === undefined) === (MQTT_KEY_FILE === undefined), {
    message: "MQTT_CERT_FILE and MQTT_KEY_FILE belong together: set both, or none",
    path: ["MQTT_CERT_FILE"],
  });

/** The settings of this process; the only reader of `process.env`. A wrong value stops the start with its name and reason. */
export const env = load();

function load(): z.infer<typeof schema> {
  // A variable that is set to nothing, as in a copy of .env.example, is not set.
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== "")));
  if (parsed.success) return parsed.data;
  const fault = new Error(`Settings are not usable:\n${z.prettifyError(parsed.error)}`);
  fault.name = "SettingsFault";
  throw fault;
}
