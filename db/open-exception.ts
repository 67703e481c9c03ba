import { sql } from "drizzle-orm";
import { exception } from "./schema/exception";

/** §2.2: whether an exception is still to be dealt with, as the indexes of open ones say it. */
export const isOpenException = sql`${exception.state} in ('RAISED','ACKNOWLEDGED','IN_PROGRESS')`;
