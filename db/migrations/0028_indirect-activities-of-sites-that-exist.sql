-- New sites get these with their other reasons; sites that were set up before have none.
INSERT INTO reference.reason_code (id, site_id, code, name, use, class, valuation, position)
SELECT gen_random_uuid(), s.id, r.code, r.name, 'INDIRECT', r.class, r.valuation, r.position
FROM reference.site s
CROSS JOIN (VALUES
  ('CLEANING', 'Cleaning', 'PLANNED', 'NORMAL', 0),
  ('MEETING', 'Meeting', 'PLANNED', 'NORMAL', 1),
  ('TRAINING', 'Training', 'PLANNED', 'NORMAL', 2),
  ('WAITING', 'Waiting for work', 'OPERATOR', 'ABNORMAL', 3),
  ('UPKEEP', 'Upkeep', 'PLANNED', 'NORMAL', 4),
  ('TRANSPORT', 'Moving material', 'MATERIAL', 'NORMAL', 5),
  ('OTHER', 'Other work', 'OTHER', 'NORMAL', 6)
) AS r (code, name, class, valuation, position)
ON CONFLICT (site_id, use, code) DO NOTHING;
