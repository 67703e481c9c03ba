import { z } from "zod";

const schema = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  /** PostgreSQL to use; `npm start` sets it to its own server when it is absent. */
  DATABASE_URL: z.string().optional(),
  /** MQTT broker to use; `npm start` sets it to its own broker when it is absent. */
  MQTT_URL: z.string().optional(),
  PORT: z.coerce.number().int().positive().default(3000),
  /** "off": no demo company, no sandbox processes, no trace of them. */
  MILLRACE_DEMO: z.enum(["on", "off"]).default("on"),
  /** Demo time against real time: 60 lets an hour pass in a minute. */
  MILLRACE_DEMO_SPEED: z.coerce.number().positive().max(3600).default(1),
  /** Where the embedded services keep their data. */
  MILLRACE_HOME: z.string().default(".millrace"),
  /** Name of this process in logs and metrics. */
  MILLRACE_PROCESS: z.string().default("web"),
  /** Signs sessions and encrypts stored credentials; 32 characters or more. */
  MILLRACE_SECRET: z.string().min(32, "MILLRACE_SECRET needs at least 32 characters").optional(),
  NEXTAUTH_URL: z.string().optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

/** The settings of this process; the only reader of `process.env`. A wrong value stops the start with its name and reason. */
export const env = load();

function load(): z.infer<typeof schema> {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) throw new Error(`Settings are not usable:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
