ALTER TABLE "reference"."reason_code" DROP CONSTRAINT "reason_code_use_known";--> statement-breakpoint
ALTER TABLE "reference"."reason_code" ADD CONSTRAINT "reason_code_use_known" CHECK ("use" in ('STOP', 'SCRAP', 'REWORK', 'CORRECTION', 'ORDER', 'INDIRECT', 'DEFECT', 'ISSUED_SHORT'));--> statement-breakpoint
-- New sites get these with their other reasons; sites that were set up before have none.
INSERT INTO reference.reason_code (id, site_id, code, name, names, use, class, valuation, position)
SELECT gen_random_uuid(), s.id, r.code, r.name, r.names::jsonb, 'ISSUED_SHORT', r.class, r.valuation, r.position
FROM reference.site s
CROSS JOIN (VALUES
  ('NOT-SCANNED', 'Used, not scanned', '{"de": "Verbraucht, nicht gescannt", "es": "Usado, sin escanear"}', 'OPERATOR', 'ABNORMAL', 0),
  ('OPEN-PACK', 'From an open container', '{"de": "Aus offenem Gebinde", "es": "De un envase abierto"}', 'MATERIAL', 'NORMAL', 1),
  ('OTHER-ORDER', 'Issued to another order', '{"de": "Auf anderen Auftrag entnommen", "es": "Entregado a otra orden"}', 'OPERATOR', 'ABNORMAL', 2),
  ('PLAN-HIGH', 'Planned quantity too high', '{"de": "Planmenge zu hoch", "es": "Cantidad prevista excesiva"}', 'PLANNED', 'NORMAL', 3),
  ('NO-BACKFLUSH', 'Should be issued by itself', '{"de": "Sollte von selbst entnommen werden", "es": "Debería entregarse solo"}', 'OTHER', 'ABNORMAL', 4),
  ('COUNT-HIGH', 'Counted more than was made', '{"de": "Mehr gezählt als gefertigt", "es": "Contado más de lo hecho"}', 'QUALITY', 'ABNORMAL', 5)
) AS r (code, name, names, class, valuation, position)
ON CONFLICT (site_id, use, code) DO NOTHING;
