import { connect } from "@/db/client";
import { createNotifier } from "@/lib/live/notify";

/** A second process that tells one change and ends: `teller.ts <database url>`. */
const connection = connect(process.argv[2] ?? "", { max: 1 });
const notifier = createNotifier(connection.sql);
notifier.tellLive([{ siteId: "site", kind: "lot", id: "from-another-process", orderId: null }]);
await notifier.flush();
await connection.close();
