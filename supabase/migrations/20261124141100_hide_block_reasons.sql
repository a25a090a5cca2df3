-- Why somebody is stopped at the door is a word among staff. It stood in rows that the person reads,
-- of the registration and of its history. Staff get it through list_registrations and scan_roster.

-- A column that is added later is granted here by name as well; a test asks for it.
revoke select on public.registrations from authenticated;
grant select (id, event_id, division_id, person_id, union_id, status, status_reason, serial, short_code,
  trade_years, answers, consents, source, request_id, one_each, is_live, revision, created_at, updated_at,
  canceled_at) on public.registrations to authenticated;

-- The history has no reader but the desk.
alter policy registration_history_read on public.registration_history
  using (exists (select from public.registrations r
    where r.id = registration_id and private.may(r.event_id, array['manager'])));
