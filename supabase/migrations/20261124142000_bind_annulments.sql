-- Undoing at the gate is for what the same device has done; anything else is a manager's, with a
-- reason, and stands in the log. And a device that was revoked gets no list of people any more.

-- The device whose own scans an annulment may undo. Null: somebody who manages the event, whose word
-- holds for every device (and what was annulled before this rule). An annulment may arrive before its
-- scan, so whether it holds is asked when it is read.
alter table public.scan_annulments add column device_id uuid;
alter table public.scan_annulments add foreign key (event_id, device_id)
  references public.devices (event_id, id);

create or replace view public.standing_scans with (security_invoker = true) as
select s.id, s.event_id, s.registration_id, s.checkpoint_id, s.device_id, s.gate, s.direction,
  s.corrected_at, s.verdict, s.override_reason, s.clock_offset_ms, s.upload_offset_ms,
  c.counts_attendance, c.allow_reentry,
  private.counting_period(c.count_mode, c.session_starts, e.time_zone, s.corrected_at) as period
from public.scans s
join public.checkpoints c on c.id = s.checkpoint_id
join public.events e on e.id = s.event_id
where s.let_through and not s.quarantined
  and not exists (select from public.scan_annulments a where a.scan_id = s.id and a.event_id = s.event_id
    and (a.device_id is null or a.device_id = s.device_id));

create function private.log_annulment(p_scan public.scans, p_reason text) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.write_audit((select auth.uid()), 'annul_scan', 'event', p_scan.event_id,
    (select union_id from public.events where id = p_scan.event_id),
    jsonb_build_object('scan', p_scan.id, 'registration', p_scan.registration_id, 'reason', p_reason));
end $$;

-- Otherwise as it was. An annulment is filed for the device that sends it.
create or replace function private.record_scans(p_batch jsonb) returns jsonb
  language plpgsql security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
  v_now constant bigint := private.to_ms(clock_timestamp());
  v_scans constant jsonb := coalesce(nullif(p_batch -> 'scans', 'null'), '[]');
  v_undone constant jsonb := coalesce(nullif(p_batch -> 'annulments', 'null'), '[]');
  v_device public.devices;
  v_zone text;
  v_scan_faults text[];
  v_undo_faults text[];
  v_added int;
  v_undone_ids uuid[];
  v_manages boolean;
begin
  if jsonb_typeof(p_batch) is distinct from 'object' then
    perform private.raise('invalid_input', '{"field": "batch"}', 400);
  elsif jsonb_typeof(v_scans) <> 'array' then
    perform private.raise('invalid_input', '{"field": "scans"}', 400);
  elsif jsonb_typeof(v_undone) <> 'array' then
    perform private.raise('invalid_input', '{"field": "annulments"}', 400);
  elsif coalesce(p_batch ->> 'device_id', '') !~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' then
    perform private.raise('invalid_input', '{"field": "device_id"}', 400);
  elsif jsonb_typeof(coalesce(nullif(p_batch -> 'sent_at', 'null'), '0')) <> 'number'
    or coalesce(p_batch ->> 'sent_at', '0')::numeric not between 0 and 4102444800000 then
    perform private.raise('invalid_input', '{"field": "sent_at"}', 400);
  elsif jsonb_array_length(v_scans) + jsonb_array_length(v_undone) > 500 then
    perform private.raise('batch_too_large', '{"limit": 500}', 413);
  end if;
  select * into v_device from public.devices where id = (p_batch ->> 'device_id')::uuid;
  -- An unknown device and somebody else's are told apart by nobody.
  if v_device.id is null or not private.person_may(v_person, v_device.event_id, array['scanner']) then
    perform private.raise('not_permitted', '{"field": "device_id"}', 403);
  end if;
  select time_zone into v_zone from public.events where id = v_device.event_id;
  select coalesce(array_agg(private.scan_fault(x.value) order by x.ordinality), '{}') into v_scan_faults
  from jsonb_array_elements(v_scans) with ordinality x;
  select coalesce(array_agg(private.annulment_fault(x.value) order by x.ordinality), '{}') into v_undo_faults
  from jsonb_array_elements(v_undone) with ordinality x;

  with good as materialized (
    select x.value as row, (x.value ->> 'id')::uuid as id, nullif(x.value -> 'pass', 'null') as pass,
      (x.value ->> 'checkpoint_id')::uuid as checkpoint_id,
      coalesce(x.value ->> 'registration_id', x.value -> 'pass' ->> 'registrationId')::uuid as claimed,
      floor((x.value ->> 'device_time')::numeric)::bigint as device_ms,
      floor((x.value ->> 'clock_offset')::numeric)::bigint as offset_ms
    from jsonb_array_elements(v_scans) with ordinality x where v_scan_faults[x.ordinality] is null
  ), gates as materialized (
    select c.id, private.checkpoint_json(c) as checkpoint from public.checkpoints c
    where c.event_id = v_device.event_id
  )
  insert into public.scans (id, event_id, device_id, checkpoint_id, registration_id, scanned_by, way,
    direction, gate, code_digest, pass, device_time, clock_offset_ms, corrected_at, upload_offset_ms,
    local_verdict, override_reason, verdict, quarantined)
  select g.id, v_device.event_id, v_device.id, g.checkpoint_id, r.id, v_person, g.row ->> 'way',
    g.row ->> 'direction', g.row ->> 'gate', g.row ->> 'code_digest', g.pass,
    private.from_ms(g.device_ms), g.offset_ms, t.at, v_now - (p_batch ->> 'sent_at')::numeric::bigint,
    g.row ->> 'local_verdict', trim(g.row ->> 'override_reason'),
    -- Rules and duplicates depend on what has arrived; they are concluded when read.
    private.decide_scan(private.scan_input(v_device.event_id, v_zone, c.checkpoint || '{"rules": {}}', r.id,
      g.pass, g.row ->> 'direction', t.at, null)) ->> 'kind',
    coalesce(t.at > v_device.revoked_at, false)
  from good g
  join gates c on c.id = g.checkpoint_id
  cross join lateral (select private.from_ms(g.device_ms + coalesce(g.offset_ms, 0)) as at) t
  left join public.registrations r on r.id = g.claimed and r.event_id = v_device.event_id
  on conflict (id) do nothing;
  get diagnostics v_added = row_count;

  if jsonb_array_length(v_undone) > 0 then
    v_manages := private.person_may(v_person, v_device.event_id, array['manager']);
    with added as (
      insert into public.scan_annulments (id, event_id, scan_id, annulled_by, reason, annulled_at, device_id)
      select (x.value ->> 'id')::uuid, v_device.event_id, (x.value ->> 'scan_id')::uuid, v_person,
        coalesce(x.value ->> 'reason', ''), private.from_ms(floor((x.value ->> 'at')::numeric)::bigint),
        case when not v_manages then v_device.id end
      from jsonb_array_elements(v_undone) with ordinality x where v_undo_faults[x.ordinality] is null
      on conflict (id) do nothing
      returning id
    )
    select array_agg(id) into v_undone_ids from added;
    -- A manager who undoes what others did is in the log, as from the desk.
    perform private.log_annulment(s, a.reason)
    from public.scan_annulments a join public.scans s on s.id = a.scan_id and s.event_id = a.event_id
    where v_manages and a.id = any (v_undone_ids) and s.device_id <> v_device.id;
  end if;

  update public.devices set last_seen_at = now() where id = v_device.id;
  if v_added > 0 or v_undone_ids is not null then
    perform realtime.send(jsonb_build_object('revision', pg_current_xact_id()::text::bigint),
      'changed', 'event:' || v_device.event_id, false);
  end if;
  return jsonb_build_object('serverTime', v_now, 'revoked', v_device.revoked_at is not null,
    'scans', private.scan_answers(v_device, v_zone, v_scans, v_scan_faults),
    'annulments', (select coalesce(jsonb_agg(case when v_undo_faults[x.ordinality] is null
        then jsonb_build_object('id', x.value ->> 'id', 'result', 'recorded')
        else jsonb_build_object('id', x.value -> 'id', 'result', 'refused', 'field', v_undo_faults[x.ordinality]) end
      order by x.ordinality), '[]') from jsonb_array_elements(v_undone) with ordinality x));
end $$;

-- Otherwise as it was.
create or replace function private.scan_answers(p_device public.devices, p_zone text, p_scans jsonb, p_faults text[])
  returns jsonb language sql stable security definer set search_path = '' set enable_seqscan = off as $$
  with gates as materialized (
    select c.id, private.checkpoint_json(c) as checkpoint from public.checkpoints c
    where c.event_id = p_device.event_id
  ), rows as materialized (
    select x.ordinality as place, x.value -> 'id' as raw_id, p_faults[x.ordinality] as fault,
      case when p_faults[x.ordinality] is null then (x.value ->> 'id')::uuid end as id
    from jsonb_array_elements(p_scans) with ordinality x
  )
  select coalesce(jsonb_agg(case
      when s.id is not null then jsonb_build_object('id', s.id, 'result', 'recorded', 'verdict', s.verdict,
        'advice', case when known.list is null and c.checkpoint -> 'rules' = '{}'
          then jsonb_build_object('kind', s.verdict)
          else private.decide_scan(private.scan_input(s.event_id, p_zone, c.checkpoint, s.registration_id,
            s.pass, s.direction, s.corrected_at, known.list)) end)
      -- A good row that was not stored names a checkpoint of another event, or an id already taken.
      else jsonb_build_object('id', r.raw_id, 'result', 'refused', 'field', coalesce(r.fault, case
        when exists (select from public.scans o where o.id = r.id) then 'id' else 'checkpoint_id' end))
    end order by r.place), '[]')
  from rows r
  -- Compared as a row, so that no plan reads all of the device's scans for it; likewise below, where
  -- a registration's scans are of its own event anyway.
  left join public.scans s on s.id = r.id
    and (s.event_id, s.device_id) is not distinct from (p_device.event_id, p_device.id)
  left join gates c on c.id = s.checkpoint_id
  left join lateral (
    select jsonb_agg(jsonb_build_object('checkpointId', k.checkpoint_id, 'direction', k.direction,
      'at', private.to_ms(k.corrected_at), 'gate', k.gate)) as list
    from public.scans k
    where k.registration_id = s.registration_id and k.let_through
      and not k.quarantined and (k.corrected_at, k.id) < (s.corrected_at, s.id)
      and not exists (select from public.scan_annulments a where a.scan_id = k.id and a.event_id = k.event_id
        and (a.device_id is null or a.device_id = k.device_id))
  ) known on true;
$$;

-- Annulling from the desk, with a reason; repeating it under one id changes nothing.
-- Errors: not_permitted, reason_required.
create or replace function private.annul_scan(p_id uuid, p_scan uuid, p_reason text) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
  v_scan public.scans;
begin
  select * into v_scan from public.scans where id = p_scan;
  if v_scan.id is null or not private.person_may(v_person, v_scan.event_id, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  if char_length(trim(coalesce(p_reason, ''))) not between 1 and 200 then
    perform private.raise('reason_required', '{"field": "reason"}', 400);
  end if;
  insert into public.scan_annulments (id, event_id, scan_id, annulled_by, reason, annulled_at)
  values (coalesce(p_id, gen_random_uuid()), v_scan.event_id, p_scan, v_person, trim(p_reason), now())
  on conflict (id) do nothing;
  if not found then return; end if;
  perform private.log_annulment(v_scan, trim(p_reason));
  perform realtime.send(jsonb_build_object('revision', pg_current_xact_id()::text::bigint),
    'changed', 'event:' || v_scan.event_id, false);
end $$;

-- A lost phone: what it scans from now on is kept apart for review, and it gets no list any more.
create or replace function private.revoke_device(p_device uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
  v_row public.devices;
begin
  select * into v_row from public.devices where id = p_device;
  if v_row.id is null or not private.person_may(v_person, v_row.event_id, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  update public.devices set revoked_at = now() where id = p_device and revoked_at is null;
  if not found then return; end if;
  perform private.write_audit((select auth.uid()), 'revoke_device', 'event', v_row.event_id,
    (select union_id from public.events where id = v_row.event_id), jsonb_build_object('device', v_row.name));
  -- The device asks for its list, and learns it.
  perform realtime.send(jsonb_build_object('revision', pg_current_xact_id()::text::bigint),
    'changed', 'event:' || v_row.event_id, false);
end $$;

-- Errors: not_permitted, and device_revoked for a device that names itself and was.
drop function public.scan_roster(uuid, bigint);
drop function private.scan_roster(uuid, bigint);
create function private.scan_roster(p_event uuid, p_since bigint, p_device uuid) returns jsonb
  language plpgsql stable security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
  v_now constant bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  -- A revision from the future is of another database (a restored one): start over.
  v_since constant bigint := case when p_since between 1 and v_now then p_since else 0 end;
  v_event public.events;
begin
  select * into v_event from public.events where id = p_event;
  if v_event.id is null or not private.person_may(v_person, p_event, array['scanner']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  if exists (select from public.devices where id = p_device and event_id = p_event and revoked_at is not null) then
    perform private.raise('device_revoked', '{}', 403);
  end if;
  return jsonb_build_object(
    'revision', v_now, 'full', v_since = 0, 'serverTime', private.to_ms(clock_timestamp()),
    'event', jsonb_build_object('id', v_event.id, 'name', v_event.name, 'timeZone', v_event.time_zone,
      'startsAt', private.to_ms(v_event.starts_at), 'endsAt', private.to_ms(v_event.ends_at)),
    'divisions', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'number', number, 'name', name)
      order by number), '[]') from public.divisions where event_id = p_event),
    'checkpoints', (select coalesce(jsonb_agg(private.checkpoint_json(c) order by c.sort_order, c.name), '[]')
      from public.checkpoints c where c.event_id = p_event),
    'keys', (select coalesce(jsonb_agg(jsonb_build_object('kid', kid, 'key', public_key,
      'revoked', revoked_at is not null)), '[]') from public.pass_keys),
    'eventNames', (select coalesce(jsonb_object_agg(id, name), '{}') from (
      select id, name from public.events where status <> 'draft' and visibility = 'public'
        and ends_at > now() - interval '60 days' order by starts_at limit 1000) near),
    'entries', (select coalesce(jsonb_agg(jsonb_build_object('registrationId', r.id, 'serial', r.serial,
        'status', r.status, 'blockedReason', r.blocked_reason, 'division', d.number, 'name', coalesce(p.name, ''),
        'union', coalesce(u.short_name, ''), 'phoneTail', right(p.phone, 4), 'shortCode', r.short_code)), '[]')
      from public.registrations r
      join public.divisions d on d.id = r.division_id
      join public.people p on p.id = r.person_id
      left join public.unions u on u.id = r.union_id
      where r.event_id = p_event and r.revision >= v_since),
    'admissions', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'registrationId', s.registration_id,
        'checkpointId', s.checkpoint_id, 'direction', s.direction, 'at', private.to_ms(s.corrected_at),
        'gate', s.gate)), '[]')
      from public.scans s where s.event_id = p_event and s.revision >= v_since and s.let_through
        and s.registration_id is not null and not s.quarantined
        and not exists (select from public.scan_annulments a where a.scan_id = s.id and a.event_id = p_event
          and (a.device_id is null or a.device_id = s.device_id))),
    'annulled', (select coalesce(jsonb_agg(a.scan_id), '[]') from public.scan_annulments a
      join public.scans s on s.id = a.scan_id and s.event_id = p_event
      where a.event_id = p_event and a.revision >= v_since and v_since > 0
        and (a.device_id is null or a.device_id = s.device_id)));
end $$;
create function public.scan_roster(p_event uuid, p_since bigint default 0, p_device uuid default null)
  returns jsonb language sql stable set search_path = '' as $$
  select private.scan_roster(p_event, p_since, p_device);
$$;

-- The devices of an event for its desk, those in use first: who enrolled each, how much it has sent,
-- and how much of that came after it was revoked and does not count.
create function private.event_devices(p_event uuid) returns table (id uuid, name text, enrolled_by text,
    enrolled_at timestamptz, last_seen_at timestamptz, revoked_at timestamptz, scans int, kept_apart int)
  language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.may(p_event, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  return query
  select d.id, d.name, coalesce(p.name, p.email, ''), d.enrolled_at, d.last_seen_at, d.revoked_at,
    n.scans, n.kept_apart
  from public.devices d
  join public.people p on p.id = d.enrolled_by
  cross join lateral (select count(*)::int as scans, count(*) filter (where s.quarantined)::int as kept_apart
    from public.scans s where s.event_id = d.event_id and s.device_id = d.id) n
  where d.event_id = p_event
  order by d.revoked_at is not null, d.name, d.enrolled_at;
end $$;
create function public.event_devices(p_event uuid) returns table (id uuid, name text, enrolled_by text,
    enrolled_at timestamptz, last_seen_at timestamptz, revoked_at timestamptz, scans int, kept_apart int)
  language sql stable set search_path = '' as $$ select * from private.event_devices(p_event); $$;

grant execute on function
  private.scan_roster(uuid, bigint, uuid), public.scan_roster(uuid, bigint, uuid),
  private.event_devices(uuid), public.event_devices(uuid) to authenticated;
