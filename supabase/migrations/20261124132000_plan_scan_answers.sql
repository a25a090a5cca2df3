-- Before statistics exist, on the first morning of a new installation, the planner takes the table of
-- scans for nearly empty and reads all of it for each row of a batch. Every look-up has its index.
alter function private.scan_answers(public.devices, text, jsonb, text[]) set enable_seqscan = off;
