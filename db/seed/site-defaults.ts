type Reason = readonly [code: string, name: string, cls: ReasonClass, valuation: "NORMAL" | "ABNORMAL", german: string, spanish: string];
type ReasonClass = "FAILURE" | "CHANGEOVER" | "MATERIAL" | "QUALITY" | "OPERATOR" | "PLANNED" | "EXTERNAL" | "OTHER";

/** Seed reason codes of domain §2.5; a company edits them from there. */
export const STOP_REASONS: readonly Reason[] = [
  ["BRK-MECH", "Mechanical breakdown", "FAILURE", "ABNORMAL", "Mechanischer Defekt", "Avería mecánica"],
  ["BRK-ELEC", "Electrical breakdown", "FAILURE", "ABNORMAL", "Elektrischer Defekt", "Avería eléctrica"],
  ["CHG-OVER", "Changeover", "CHANGEOVER", "NORMAL", "Umrüsten", "Cambio de formato"],
  ["CHG-CLEAN", "Cleaning", "CHANGEOVER", "NORMAL", "Reinigung", "Limpieza"],
  ["MAT-WAIT", "Waiting for material", "MATERIAL", "ABNORMAL", "Warten auf Material", "Espera de material"],
  ["MAT-DEFECT", "Material defect", "MATERIAL", "ABNORMAL", "Material fehlerhaft", "Material defectuoso"],
  ["QA-WAIT", "Waiting for quality", "QUALITY", "ABNORMAL", "Warten auf Qualität", "Espera de calidad"],
  ["OP-ABSENT", "No operator", "OPERATOR", "ABNORMAL", "Kein Bediener", "Sin operario"],
  ["PM", "Planned maintenance", "PLANNED", "NORMAL", "Geplante Wartung", "Mantenimiento planificado"],
  ["BREAK", "Break", "PLANNED", "NORMAL", "Pause", "Descanso"],
  ["MEETING", "Meeting", "PLANNED", "NORMAL", "Besprechung", "Reunión"],
  ["UTIL-LOSS", "Utility lost", "EXTERNAL", "ABNORMAL", "Versorgung ausgefallen", "Fallo de suministro"],
];

export const SCRAP_REASONS: readonly Reason[] = [
  ["FILL", "Fill level", "QUALITY", "ABNORMAL", "Füllmenge", "Nivel de llenado"],
  ["LABEL", "Label", "QUALITY", "ABNORMAL", "Etikett", "Etiqueta"],
  ["SURFACE", "Surface", "QUALITY", "ABNORMAL", "Oberfläche", "Superficie"],
  ["DIM", "Dimension", "QUALITY", "ABNORMAL", "Maß", "Dimensión"],
  ["CONTAM", "Contamination", "QUALITY", "ABNORMAL", "Verunreinigung", "Contaminación"],
  ["HANDLING", "Handling", "OPERATOR", "ABNORMAL", "Handhabung", "Manipulación"],
  ["STARTUP", "Start-up", "CHANGEOVER", "NORMAL", "Anfahren", "Arranque"],
  ["SAMPLE", "Sample", "QUALITY", "NORMAL", "Muster", "Muestra"],
];

export const CORRECTION_REASONS: readonly Reason[] = [
  ["MISKEY", "Typed wrong", "OTHER", "NORMAL", "Vertippt", "Error al teclear"],
  ["WRONG-LOT", "Wrong lot", "OTHER", "NORMAL", "Falsche Charge", "Lote equivocado"],
  ["WRONG-ORDER", "Wrong order", "OTHER", "NORMAL", "Falscher Auftrag", "Orden equivocada"],
  ["DUPLICATE", "Recorded twice", "OTHER", "NORMAL", "Doppelt erfasst", "Registrado dos veces"],
  ["LATE-INFO", "Known later", "OTHER", "NORMAL", "Später bekannt", "Conocido más tarde"],
];

/** Why less was issued than went in (EX-03): what a lead finds at the containers, in the plan or in the count. */
export const ISSUED_SHORT_REASONS: readonly Reason[] = [
  ["NOT-SCANNED", "Used, not scanned", "OPERATOR", "ABNORMAL", "Verbraucht, nicht gescannt", "Usado, sin escanear"],
  ["OPEN-PACK", "From an open container", "MATERIAL", "NORMAL", "Aus offenem Gebinde", "De un envase abierto"],
  ["OTHER-ORDER", "Issued to another order", "OPERATOR", "ABNORMAL", "Auf anderen Auftrag entnommen", "Entregado a otra orden"],
  ["PLAN-HIGH", "Planned quantity too high", "PLANNED", "NORMAL", "Planmenge zu hoch", "Cantidad prevista excesiva"],
  ["NO-BACKFLUSH", "Should be issued by itself", "OTHER", "ABNORMAL", "Sollte von selbst entnommen werden", "Debería entregarse solo"],
  ["COUNT-HIGH", "Counted more than was made", "QUALITY", "ABNORMAL", "Mehr gezählt als gefertigt", "Contado más de lo hecho"],
];

/** What people do on no order (§2.1 LabourBooking): it is paid and makes nothing. */
export const INDIRECT_REASONS: readonly Reason[] = [
  ["CLEANING", "Cleaning", "PLANNED", "NORMAL", "Reinigung", "Limpieza"],
  ["MEETING", "Meeting", "PLANNED", "NORMAL", "Besprechung", "Reunión"],
  ["TRAINING", "Training", "PLANNED", "NORMAL", "Schulung", "Formación"],
  ["WAITING", "Waiting for work", "OPERATOR", "ABNORMAL", "Warten auf Arbeit", "Espera de trabajo"],
  ["UPKEEP", "Upkeep", "PLANNED", "NORMAL", "Pflege und Ordnung", "Orden y cuidado"],
  ["TRANSPORT", "Moving material", "MATERIAL", "NORMAL", "Material bewegen", "Mover material"],
  ["OTHER", "Other work", "OTHER", "NORMAL", "Andere Arbeit", "Otro trabajo"],
];

type Policy = {
  readonly messageType: string;
  readonly direction: "IN" | "OUT";
  readonly mode: "EVENT" | "BATCH";
  readonly schedule: string | null;
  readonly bundle: number | null;
  readonly priority: number;
  readonly targetSeconds: number;
};

const event = (messageType: string, direction: "IN" | "OUT", priority: number, targetSeconds: number): Policy => ({
  messageType,
  direction,
  mode: "EVENT",
  schedule: null,
  bundle: null,
  priority,
  targetSeconds,
});

/** Told to the ERP every minute in one call, or as soon as fifty wait. */
const together = (messageType: string, priority: number, targetSeconds: number): Policy => ({
  ...event(messageType, "OUT", priority, targetSeconds),
  mode: "BATCH",
  schedule: "* * * * *",
  bundle: 50,
});

/** Integration policy as shipped (domain §8.1): what must be acted on now is told at once; IT may change every line. */
export const DEFAULT_POLICIES: readonly Policy[] = [
  event("mes.line.down.v1", "OUT", 0, 15),
  event("mes.line.restored.v1", "OUT", 0, 15),
  event("mes.exception.raised.v1", "OUT", 0, 15),
  event("mes.exception.resolved.v1", "OUT", 0, 15),
  event("mes.lot.held.v1", "OUT", 0, 15),
  event("mes.lot.released.v1", "OUT", 0, 15),
  event("mes.production.confirmed.v1", "OUT", 1, 60),
  event("mes.material.issued.v1", "OUT", 1, 60),
  event("mes.material.scrapped.v1", "OUT", 1, 60),
  event("mes.production.received.v1", "OUT", 1, 60),
  event("mes.entry.reversed.v1", "OUT", 1, 60),
  event("mes.order.status.v1", "OUT", 1, 60),
  event("mes.order.acknowledged.v1", "OUT", 1, 60),
  event("mes.shift-production.proposed.v1", "OUT", 1, 60),
  together("mes.quality.recorded.v1", 2, 300),
  together("mes.genealogy.recorded.v1", 2, 300),
  together("mes.labour.totals.v1", 3, 1_800),
  together("mes.shift.kpi.v1", 3, 1_800),
  together("mes.wip.snapshot.v1", 3, 1_800),
  together("mes.projection.snapshot.v1", 3, 1_800),
  together("mes.reconciliation.snapshot.v1", 3, 1_800),
  event("erp.order.v1", "IN", 1, 60),
  event("erp.lot.v1", "IN", 1, 60),
  event("erp.stock.v1", "IN", 1, 60),
  ...[
    "erp.item.v1",
    "erp.bom.v1",
    "erp.routing.v1",
    "erp.work-centre.v1",
    "erp.calendar.v1",
    "erp.person.v1",
    "erp.inspection-plan.v1",
    "erp.rate.v1",
    "erp.standard-cost.v1",
    "erp.price.v1",
    "erp.commitment.v1",
    "erp.delivery.v1",
    "erp.salvage.v1",
  ].map((type) => event(type, "IN", 2, 900)),
];
