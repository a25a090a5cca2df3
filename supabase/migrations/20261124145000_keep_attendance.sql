-- Attendance is a fact and stays: who was checked in cannot withdraw, and whoever came counts among
-- those expected, whatever became of the registration later. Desk and scanner count the same people.

-- Withdrawing one's own registration. Errors: not_found, already_attended, registration_closed.
create or replace function private.withdraw(p_registration uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
  v_row public.registrations;
  v_closes timestamptz;
begin
  select * into v_row from public.registrations where id = p_registration and person_id = v_person for update;
  if v_row.id is null then perform private.raise('not_found', '{}', 404); end if;
  if v_row.status = 'canceled' then return; end if;
  select coalesce(d.closes_at, e.registration_closes_at) into v_closes
  from public.divisions d join public.events e on e.id = d.event_id where d.id = v_row.division_id;
  -- Who was there was there: only staff can still cancel, and the attendance stays.
  if exists (select from public.standing_scans where registration_id = v_row.id and direction = 'in'
      and counts_attendance) then
    perform private.raise('already_attended', jsonb_build_object('registration_id', v_row.id));
  end if;
  if clock_timestamp() >= v_closes then
    perform private.raise('registration_closed', jsonb_build_object('closed_at', v_closes));
  end if;
  update public.registrations set status = 'canceled', status_reason = null where id = p_registration;
end $$;

-- The figures of an event's check-in, for its desk and its scanners. Expected is who is approved, and who
-- came all the same.
create or replace function private.event_attendance(p_event uuid) returns jsonb
  language plpgsql stable security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
begin
  if p_event is null or not private.person_may(v_person, p_event, array['scanner']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  return (
    with attended as materialized (select * from public.attendances where event_id = p_event),
    arrived as materialized (
      select registration_id, min(at) as at from attended where counts_attendance group by registration_id),
    expected as materialized (
      select r.id, r.division_id, r.union_id, a.at from public.registrations r
      left join arrived a on a.registration_id = r.id
      where r.event_id = p_event and (r.status = 'approved' or a.at is not null))
    select jsonb_build_object(
      'revision', pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
      'serverTime', private.to_ms(clock_timestamp()),
      'expected', (select count(*) from expected), 'arrived', (select count(at) from expected),
      'unexpected', (select count(*) from arrived a join public.registrations r on r.id = a.registration_id
        where r.status <> 'approved'),
      'byDivision', (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'number', d.number, 'name', d.name,
          'expected', x.expected, 'arrived', x.arrived) order by d.number), '[]')
        from public.divisions d cross join lateral (select count(*) as expected, count(at) as arrived
          from expected where division_id = d.id) x where d.event_id = p_event),
      'byTeam', (select coalesce(jsonb_agg(jsonb_build_object('unionId', t.union_id, 'name', coalesce(u.short_name, ''),
          'expected', t.expected, 'arrived', t.arrived) order by u.sort_order, u.name), '[]')
        from (select union_id, count(*) as expected, count(at) as arrived from expected group by union_id) t
        left join public.unions u on u.id = t.union_id),
      'byCheckpoint', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name,
          'people', x.people, 'entries', x.entries) order by c.sort_order, c.name), '[]')
        from public.checkpoints c cross join lateral (
          select count(distinct registration_id) as people, count(*) as entries
          from attended where checkpoint_id = c.id) x where c.event_id = p_event),
      'timeline', (select coalesce(jsonb_agg(jsonb_build_object('at', bucket, 'count', count) order by bucket), '[]')
        from (select private.to_ms(at) / 300000 * 300000 as bucket, count(*) as count from arrived group by 1) b),
      'devices', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name,
          'lastSeenAt', private.to_ms(last_seen_at), 'revoked', revoked_at is not null) order by name), '[]')
        from public.devices where event_id = p_event),
      'conflicts', (select coalesce(jsonb_agg(jsonb_build_object('kind', x.kind, 'scanId', x.scan_id,
          'otherScanId', x.other_scan_id, 'registrationId', x.registration_id, 'name', p.name,
          'gate', s.gate, 'at', private.to_ms(s.corrected_at), 'reason', s.override_reason, 'verdict', s.verdict,
          'otherGate', o.gate, 'otherAt', private.to_ms(o.corrected_at)) order by s.corrected_at, s.id), '[]')
        from private.event_conflicts(p_event) x
        join public.scans s on s.id = x.scan_id
        left join public.scans o on o.id = x.other_scan_id
        left join public.registrations r on r.id = x.registration_id
        left join public.people p on p.id = r.person_id)));
end $$;

-- The organizer's list tells who has arrived and filters by it: `arrival` is `arrived` or `missing`.
drop function public.list_registrations(uuid, jsonb, int, int);
drop function private.list_registrations(uuid, jsonb, int, int);
create function private.list_registrations(p_event uuid, p_filter jsonb, p_limit int, p_offset int)
  returns table (id uuid, person_id uuid, name text, sex text, phone text, birth_date date,
    has_identity boolean, identity_tail text, union_id uuid, union_name text, union_order int,
    division_id uuid, division_number smallint, division_name text, status text, status_reason text,
    blocked_reason text, serial smallint, short_code text, trade_years numeric, answers jsonb,
    source text, created_at timestamptz, arrived_at timestamptz, total bigint)
  language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_search constant text := nullif(trim(p_filter ->> 'search'), '');
begin
  if not private.may(p_event, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  return query
  with arrived as materialized (
    select s.registration_id, min(s.corrected_at) as at from public.standing_scans s
    where s.event_id = p_event and s.direction = 'in' and s.counts_attendance and s.registration_id is not null
    group by s.registration_id)
  select r.id, p.id, p.name, p.sex, p.phone, p.birth_date, i.person_id is not null, i.tail,
    u.id, coalesce(u.short_name, ''), coalesce(u.sort_order, 100000), d.id, d.number, d.name, r.status, r.status_reason,
    r.blocked_reason, r.serial, r.short_code, r.trade_years, r.answers, r.source, r.created_at,
    a.at, count(*) over ()
  from public.registrations r
  join public.people p on p.id = r.person_id
  join public.divisions d on d.id = r.division_id
  left join public.unions u on u.id = r.union_id
  left join public.person_identities i on i.person_id = p.id
  left join arrived a on a.registration_id = r.id
  where r.event_id = p_event
    and (p_filter ->> 'division_id' is null or r.division_id = (p_filter ->> 'division_id')::uuid)
    and (p_filter ->> 'union_id' is null or r.union_id = (p_filter ->> 'union_id')::uuid)
    and (p_filter ->> 'status' is null or r.status = p_filter ->> 'status')
    and (p_filter ->> 'arrival' is null or case p_filter ->> 'arrival' when 'arrived' then a.at is not null
      else a.at is null and r.status = 'approved' end)
    and (v_search is null or strpos(p.name, v_search) > 0 or strpos(p.phone, v_search) > 0
      or r.short_code = upper(v_search) or strpos(u.name, v_search) > 0)
  order by coalesce(u.sort_order, 100000), u.name, d.number, p.name, r.created_at, r.id
  limit least(p_limit, 5000) offset p_offset;
exception when data_exception then
  perform private.raise('invalid_input', jsonb_build_object('field', 'filter'), 400);
end $$;
create function public.list_registrations(p_event uuid, p_filter jsonb default '{}', p_limit int default 50, p_offset int default 0)
  returns table (id uuid, person_id uuid, name text, sex text, phone text, birth_date date,
    has_identity boolean, identity_tail text, union_id uuid, union_name text, union_order int,
    division_id uuid, division_number smallint, division_name text, status text, status_reason text,
    blocked_reason text, serial smallint, short_code text, trade_years numeric, answers jsonb,
    source text, created_at timestamptz, arrived_at timestamptz, total bigint)
  language sql stable set search_path = '' as $$
  select * from private.list_registrations(p_event, p_filter, p_limit, p_offset);
$$;
grant execute on function private.list_registrations(uuid, jsonb, int, int),
  public.list_registrations(uuid, jsonb, int, int) to authenticated;
