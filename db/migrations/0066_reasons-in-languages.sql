ALTER TABLE "reference"."reason_code" DROP CONSTRAINT "reason_code_use_known";--> statement-breakpoint
ALTER TABLE "reference"."reason_code" ADD COLUMN "names" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "reference"."reason_code" ADD COLUMN "groups" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "reference"."site" ADD COLUMN "issue_order" text DEFAULT 'FEFO' NOT NULL;--> statement-breakpoint
ALTER TABLE "execution"."needs_attention" ADD COLUMN "with_hand_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "reference"."reason_code" ADD CONSTRAINT "reason_code_use_known" CHECK ("use" in ('STOP', 'SCRAP', 'REWORK', 'CORRECTION', 'ORDER', 'INDIRECT', 'DEFECT'));--> statement-breakpoint
ALTER TABLE "reference"."site" ADD CONSTRAINT "site_issue_order_known" CHECK ("issue_order" in ('FEFO', 'FIFO'));--> statement-breakpoint
-- Names of the reasons that were shipped, where the site has not named them anew.
UPDATE "reference"."reason_code" r SET "names" = v."names"::jsonb
FROM (VALUES
	('STOP', 'BRK-MECH', 'Mechanical breakdown', '{"de": "Mechanischer Defekt", "es": "Avería mecánica"}'),
	('STOP', 'BRK-ELEC', 'Electrical breakdown', '{"de": "Elektrischer Defekt", "es": "Avería eléctrica"}'),
	('STOP', 'CHG-OVER', 'Changeover', '{"de": "Umrüsten", "es": "Cambio de formato"}'),
	('STOP', 'CHG-CLEAN', 'Cleaning', '{"de": "Reinigung", "es": "Limpieza"}'),
	('STOP', 'MAT-WAIT', 'Waiting for material', '{"de": "Warten auf Material", "es": "Espera de material"}'),
	('STOP', 'MAT-DEFECT', 'Material defect', '{"de": "Material fehlerhaft", "es": "Material defectuoso"}'),
	('STOP', 'QA-WAIT', 'Waiting for quality', '{"de": "Warten auf Qualität", "es": "Espera de calidad"}'),
	('STOP', 'OP-ABSENT', 'No operator', '{"de": "Kein Bediener", "es": "Sin operario"}'),
	('STOP', 'PM', 'Planned maintenance', '{"de": "Geplante Wartung", "es": "Mantenimiento planificado"}'),
	('STOP', 'BREAK', 'Break', '{"de": "Pause", "es": "Descanso"}'),
	('STOP', 'MEETING', 'Meeting', '{"de": "Besprechung", "es": "Reunión"}'),
	('STOP', 'UTIL-LOSS', 'Utility lost', '{"de": "Versorgung ausgefallen", "es": "Fallo de suministro"}'),
	('SCRAP', 'FILL', 'Fill level', '{"de": "Füllmenge", "es": "Nivel de llenado"}'),
	('SCRAP', 'LABEL', 'Label', '{"de": "Etikett", "es": "Etiqueta"}'),
	('SCRAP', 'SURFACE', 'Surface', '{"de": "Oberfläche", "es": "Superficie"}'),
	('SCRAP', 'DIM', 'Dimension', '{"de": "Maß", "es": "Dimensión"}'),
	('SCRAP', 'CONTAM', 'Contamination', '{"de": "Verunreinigung", "es": "Contaminación"}'),
	('SCRAP', 'HANDLING', 'Handling', '{"de": "Handhabung", "es": "Manipulación"}'),
	('SCRAP', 'STARTUP', 'Start-up', '{"de": "Anfahren", "es": "Arranque"}'),
	('SCRAP', 'SAMPLE', 'Sample', '{"de": "Muster", "es": "Muestra"}'),
	('CORRECTION', 'MISKEY', 'Typed wrong', '{"de": "Vertippt", "es": "Error al teclear"}'),
	('CORRECTION', 'WRONG-LOT', 'Wrong lot', '{"de": "Falsche Charge", "es": "Lote equivocado"}'),
	('CORRECTION', 'WRONG-ORDER', 'Wrong order', '{"de": "Falscher Auftrag", "es": "Orden equivocada"}'),
	('CORRECTION', 'DUPLICATE', 'Recorded twice', '{"de": "Doppelt erfasst", "es": "Registrado dos veces"}'),
	('CORRECTION', 'LATE-INFO', 'Known later', '{"de": "Später bekannt", "es": "Conocido más tarde"}'),
	('INDIRECT', 'CLEANING', 'Cleaning', '{"de": "Reinigung", "es": "Limpieza"}'),
	('INDIRECT', 'MEETING', 'Meeting', '{"de": "Besprechung", "es": "Reunión"}'),
	('INDIRECT', 'TRAINING', 'Training', '{"de": "Schulung", "es": "Formación"}'),
	('INDIRECT', 'WAITING', 'Waiting for work', '{"de": "Warten auf Arbeit", "es": "Espera de trabajo"}'),
	('INDIRECT', 'UPKEEP', 'Upkeep', '{"de": "Pflege und Ordnung", "es": "Orden y cuidado"}'),
	('INDIRECT', 'TRANSPORT', 'Moving material', '{"de": "Material bewegen", "es": "Mover material"}'),
	('INDIRECT', 'OTHER', 'Other work', '{"de": "Andere Arbeit", "es": "Otro trabajo"}')
) AS v ("use", "code", "name", "names")
WHERE r."use" = v."use" AND r."code" = v."code" AND r."name" = v."name";
