-- Check-in: checkpoints, scanning devices, scans as append-only facts, attendance derived from them.

create table public.checkpoints (
  id uuid primary key default gen_random_uuid(),
  event_id uuid not null references public.events (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 40),
  sort_order smallint not null default 1,
  division_ids uuid[],                                  -- null: all divisions
  opens_at timestamptz,
  closes_at timestamptz check (closes_at > opens_at),
  direction text not null default 'in' check (direction in ('in', 'out', 'both')),
  count_mode text not null default 'once'
    check (count_mode in ('once', 'once_per_day', 'per_session', 'every_time')),
  session_starts timestamptz[] not null default '{}',   -- a time belongs to the last session begun
  counts_attendance boolean not null default true,
  allow_reentry boolean not null default false,
  rules jsonb not null default '{}' check (jsonb_typeof(rules) = 'object'),  -- see CheckpointRules
  unique (event_id, id),
  unique (event_id, name)
);

create table public.devices (
  id uuid primary key,                                  -- made by the device, one per event
  event_id uuid not null references public.events (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 40),   -- the gate it stands at
  enrolled_by uuid not null references public.people (id),
  enrolled_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  revoked_at timestamptz,
  unique (event_id, id)
);
create index devices_enrolled_by on public.devices (enrolled_by);

create table public.scans (
  id uuid primary key,                                  -- made by the device: a repeated upload has no effect
  event_id uuid not null references public.events (id),
  device_id uuid not null,
  checkpoint_id uuid not null,
  registration_id uuid references public.registrations (id),
  scanned_by uuid not null references public.people (id),
  way text not null check (way in ('camera', 'photo', 'keyboard', 'short_code', 'name')),
  direction text not null check (direction in ('in', 'out')),
  gate text not null,
  code_digest text,                                     -- SHA-256 of the code; never the code itself
  pass jsonb,                                           -- what a genuine pass stated
  device_time timestamptz not null,
  clock_offset_ms bigint,                               -- what the device added to its clock
  corrected_at timestamptz not null,
  received_at timestamptz not null default now(),
  upload_offset_ms bigint,                              -- how far its clock was off at the upload
  local_verdict text not null,
  override_reason text,
  let_through boolean not null generated always as
    (local_verdict in ('admitted', 'admitted_unlisted') or override_reason is not null) stored,
  verdict text not null,                                -- from the registration's history at corrected_at
  quarantined boolean not null default false,           -- made after the device was revoked
  revision bigint not null default pg_current_xact_id()::text::bigint,
  foreign key (event_id, device_id) references public.devices (event_id, id),
  foreign key (event_id, checkpoint_id) references public.checkpoints (event_id, id)
);
create index scans_registration on public.scans (registration_id, corrected_at);
create index scans_event on public.scans (event_id, revision);
create index scans_device on public.scans (event_id, device_id);
create index scans_checkpoint on public.scans (event_id, checkpoint_id, corrected_at);
create index scans_scanned_by on public.scans (scanned_by);

-- Undoing a scan is a fact of its own. It may name a scan that has not arrived yet.
create table public.scan_annulments (
  id uuid primary key,
  event_id uuid not null references public.events (id),
  scan_id uuid not null,
  annulled_by uuid not null references public.people (id),
  reason text not null default '' check (char_length(reason) <= 200),
  annulled_at timestamptz not null,
  received_at timestamptz not null default now(),
  revision bigint not null default pg_current_xact_id()::text::bigint
);
create index scan_annulments_scan on public.scan_annulments (scan_id);
create index scan_annulments_event on public.scan_annulments (event_id, revision);
create index scan_annulments_annulled_by on public.scan_annulments (annulled_by);

create trigger scans_append_only before update or delete on public.scans
  for each row execute function private.refuse_change();
create trigger scan_annulments_append_only before update or delete on public.scan_annulments
  for each row execute function private.refuse_change();

-- Every event can be checked in to from the start.
create function private.add_first_checkpoint() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.checkpoints (event_id, name) values (new.id, '签到');
  return null;
end $$;
create trigger events_first_checkpoint after insert on public.events
  for each row execute function private.add_first_checkpoint();

-- Row-level security ------------------------------------------------------------------------------

-- The events whose check-in the caller may see: own role on the event, or staff of its union.
create function private.checkin_events() returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select g.event_id from public.grants g
  where g.person_id = private.person_id() and g.role in ('manager', 'scanner') and g.revoked_at is null
    and g.starts_at <= now() and (g.ends_at is null or g.ends_at > now())
  union
  select e.id from public.events e join public.unions u on u.id = e.union_id
  where u.ancestor_ids && private.granted_unions(array['admin', 'organizer']);
$$;
grant execute on function private.checkin_events() to authenticated;

alter table public.checkpoints enable row level security;
create policy checkpoints_read on public.checkpoints for select to anon, authenticated
  using (event_id in (select id from public.events));
grant select on public.checkpoints to anon, authenticated, service_role;

alter table public.devices enable row level security;
create policy devices_read_staff on public.devices for select to authenticated
  using (event_id in (select private.checkin_events()));
grant select on public.devices to authenticated, service_role;

alter table public.scans enable row level security;
create policy scans_read_staff on public.scans for select to authenticated
  using (event_id in (select private.checkin_events()));
grant select on public.scans to authenticated, service_role;

alter table public.scan_annulments enable row level security;
create policy scan_annulments_read_staff on public.scan_annulments for select to authenticated
  using (event_id in (select private.checkin_events()));
grant select on public.scan_annulments to authenticated, service_role;

-- The decision ------------------------------------------------------------------------------------

create function private.to_ms(p_at timestamptz) returns bigint
  language sql immutable set search_path = '' as $$ select floor(extract(epoch from p_at) * 1000)::bigint; $$;
create function private.from_ms(p_ms bigint) returns timestamptz
  language sql immutable set search_path = '' as $$
  select timestamptz 'epoch' + p_ms * interval '1 millisecond';
$$;

-- The counting period that a time belongs to; null where every entry counts for itself.
create function private.counting_period(p_mode text, p_starts timestamptz[], p_zone text, p_at timestamptz)
  returns text language sql stable set search_path = '' as $$
  select case p_mode
    when 'once' then 'once'
    when 'once_per_day' then (p_at at time zone p_zone)::date::text
    when 'per_session' then 'session ' || (select count(*) from unnest(p_starts) s where s <= p_at)
  end;
$$;
grant execute on function private.counting_period(text, timestamptz[], text, timestamptz) to authenticated, service_role;

-- Twin of decide() in src/lib/checkin/domain/decide.ts, on the same JSON. Both run the cases of
-- tests/fixtures/checkin-decisions.json; a change to one is a change to the other.
create function private.decide_scan(p jsonb) returns jsonb
  language plpgsql stable set search_path = '' as $$
declare
  v_presented constant jsonb := p -> 'presented';
  v_kind constant text := v_presented ->> 'kind';
  v_entry constant jsonb := nullif(p -> 'entry', 'null');
  v_checkpoint constant jsonb := p -> 'checkpoint';
  v_here constant text := v_checkpoint ->> 'id';
  v_direction constant text := case v_checkpoint ->> 'direction' when 'both' then p ->> 'direction'
    else v_checkpoint ->> 'direction' end;
  v_known constant jsonb := p -> 'known';
  v_zone constant text := p ->> 'timeZone';
  v_at constant bigint := (p ->> 'at')::bigint;
  v_revoked constant boolean := coalesce((v_presented ->> 'keyRevoked')::boolean, false);
  v_serial constant int := (v_presented ->> 'serial')::int;
  v_listed boolean;
  v_division int;
  v_when text;
  v_starts timestamptz[];
  v_period text;
  v_entries jsonb;
  v_last bigint;
  v_rule record;
  v_first record;
begin
  if v_kind = 'unreadable' or (v_kind = 'registration' and v_entry is null) then
    return '{"kind": "invalid"}';
  end if;
  if v_kind = 'pass' then
    if v_presented ->> 'eventId' <> p ->> 'eventId' then
      return case when v_revoked then '{"kind": "invalid"}'::jsonb
        else jsonb_build_object('kind', 'foreign', 'eventId', v_presented ->> 'eventId') end;
    end if;
    if v_serial < (v_entry ->> 'serial')::int then return '{"kind": "revoked"}'; end if;
  end if;
  v_listed := v_kind = 'registration' or coalesce(v_serial = (v_entry ->> 'serial')::int, false);
  if v_kind = 'pass' and v_revoked and not v_listed then return '{"kind": "invalid"}'; end if;

  if v_listed then
    case
      when v_entry ->> 'status' = 'canceled' then return '{"kind": "canceled"}';
      when v_entry ->> 'status' in ('pending', 'rejected') then
        return jsonb_build_object('kind', 'unapproved', 'status', v_entry ->> 'status');
      when v_entry ->> 'status' = 'waitlisted' then return '{"kind": "waitlisted"}';
      when v_entry ->> 'blockedReason' is not null then
        return jsonb_build_object('kind', 'blocked', 'text', v_entry ->> 'blockedReason');
      else null;
    end case;
  end if;

  v_division := case when v_listed then v_entry ->> 'division' else v_presented ->> 'division' end::int;
  if jsonb_typeof(v_checkpoint -> 'divisions') = 'array'
    and not coalesce(v_checkpoint -> 'divisions' @> to_jsonb(v_division), false) then
    return '{"kind": "wrong_division"}';
  end if;

  if v_direction = 'in' then
    v_when := case
      when v_at < (v_checkpoint ->> 'opensAt')::bigint then 'early'
      when v_at >= (v_checkpoint ->> 'closesAt')::bigint then 'late'
      when v_kind = 'pass' and v_at < (v_presented ->> 'notBefore')::bigint * 1000 then 'early'
      when v_kind = 'pass' and v_at >= (v_presented ->> 'notAfter')::bigint * 1000 then 'late'
    end;
    if v_when is not null then
      return jsonb_build_object('kind', 'invalid_time', 'when', v_when);
    end if;

    if v_checkpoint -> 'rules' <> '{}' then
      select coalesce(jsonb_agg(k), '[]'), max((k ->> 'at')::bigint) into v_entries, v_last
      from jsonb_array_elements(v_known) k
      where k ->> 'direction' = 'in' and k ->> 'checkpointId' = v_here;
      for v_rule in select r.key, r.value, r.value #>> '{}' as text, jsonb_typeof(r.value) as type
        from jsonb_each(v_checkpoint -> 'rules') r order by r.key collate "C"
      loop
        if not coalesce(case
          when v_rule.key = 'maxEntries' and v_rule.type = 'number' then
            jsonb_array_length(v_entries) < v_rule.text::numeric
          when v_rule.key = 'maxDays' and v_rule.type = 'number' then
            (select count(distinct d) from (
              select (private.from_ms((k ->> 'at')::bigint) at time zone v_zone)::date
              from jsonb_array_elements(v_entries) k
              union select (private.from_ms(v_at) at time zone v_zone)::date) days (d)) <= v_rule.text::numeric
          when v_rule.key = 'minMinutesBetween' and v_rule.type = 'number' then
            v_last is null or v_at - v_last >= v_rule.text::numeric * 60000
          when v_rule.key = 'requires' and v_rule.type = 'string' then
            exists (select from jsonb_array_elements(v_known) k
              where k ->> 'direction' = 'in' and k ->> 'checkpointId' = v_rule.text)
          else false
        end, false) then
          return jsonb_build_object('kind', 'rules', 'rule', v_rule.key);
        end if;
      end loop;
    end if;

    if v_checkpoint ->> 'count' <> 'every_time' and v_known <> '[]' then
      select coalesce(array_agg(private.from_ms(s::bigint)), '{}') into v_starts
      from jsonb_array_elements_text(v_checkpoint -> 'sessionStarts') s;
      v_period := private.counting_period(v_checkpoint ->> 'count', v_starts, v_zone, private.from_ms(v_at));
      with here as (
        select k ->> 'direction' as direction, (k ->> 'at')::bigint as at, k ->> 'gate' as gate
        from jsonb_array_elements(v_known) k
        where k ->> 'checkpointId' = v_here and (v_checkpoint ->> 'count' = 'once'
          or private.counting_period(v_checkpoint ->> 'count', v_starts, v_zone,
            private.from_ms((k ->> 'at')::bigint)) = v_period)
      )
      select e.at, e.gate, (v_checkpoint ->> 'allowReentry')::boolean and exists (select from here o
        where o.direction = 'out' and o.at > (select max(at) from here where direction = 'in')) as left_since
      into v_first from here e where e.direction = 'in' order by e.at limit 1;
      if v_first.at is not null and not v_first.left_since then
        return jsonb_build_object('kind', 'already_checked_in', 'at', v_first.at, 'gate', v_first.gate);
      end if;
    end if;
  end if;
  return jsonb_build_object('kind', case when v_listed then 'admitted' else 'admitted_unlisted' end);
end $$;

-- A checkpoint as the decision reads it.
create function private.checkpoint_json(p public.checkpoints) returns jsonb
  language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', p.id, 'name', p.name, 'countsAttendance', p.counts_attendance,
    'divisions', case when p.division_ids is not null then
      (select coalesce(jsonb_agg(d.number order by d.number), '[]') from public.divisions d where d.id = any (p.division_ids)) end,
    'opensAt', private.to_ms(p.opens_at), 'closesAt', private.to_ms(p.closes_at),
    'direction', p.direction, 'count', p.count_mode, 'allowReentry', p.allow_reentry, 'rules', p.rules,
    'sessionStarts', (select coalesce(jsonb_agg(private.to_ms(s) order by s), '[]') from unnest(p.session_starts) s));
$$;

-- What the decision needs about one scan, from the registration's own history at the scan's time: the
-- state then, not the state when the upload arrived.
create function private.scan_input(p_event uuid, p_zone text, p_checkpoint jsonb, p_registration uuid,
  p_pass jsonb, p_direction text, p_at timestamptz, p_known jsonb) returns jsonb
  language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'presented', case
      when p_pass is not null then p_pass || jsonb_build_object('kind', 'pass', 'keyRevoked',
        not exists (select from public.pass_keys k where k.kid = (p_pass ->> 'kid')::smallint
          and (k.revoked_at is null or k.revoked_at > p_at)))
      when p_registration is not null then '{"kind": "registration"}'::jsonb
      else '{"kind": "unreadable"}'::jsonb end,
    'eventId', p_event, 'timeZone', p_zone, 'checkpoint', p_checkpoint, 'direction', p_direction,
    'known', coalesce(p_known, '[]'), 'at', private.to_ms(p_at),
    'entry', (select jsonb_build_object('status', h.status, 'serial', h.serial,
        'division', d.number, 'blockedReason', h.blocked_reason)
      from public.registration_history h join public.divisions d on d.id = h.division_id
      where h.registration_id = p_registration and h.at <= p_at order by h.at desc, h.id desc limit 1));
$$;

-- The first field of an uploaded row that can't be what it should, or null.
create function private.scan_fault(p jsonb) returns text
  language plpgsql immutable set search_path = '' as $$
declare
  c_uuid constant text := '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';
  c_latest constant bigint := 4102444800000;   -- the year 2100
  v_pass constant jsonb := nullif(p -> 'pass', 'null');
begin
  if jsonb_typeof(p) <> 'object' then return 'row'; end if;
  if coalesce(p ->> 'id', '') !~ c_uuid then return 'id'; end if;
  if coalesce(p ->> 'checkpoint_id', '') !~ c_uuid then return 'checkpoint_id'; end if;
  if coalesce(p ->> 'registration_id', '00000000-0000-0000-0000-000000000000') !~ c_uuid then return 'registration_id'; end if;
  if coalesce(p ->> 'way', '') not in ('camera', 'photo', 'keyboard', 'short_code', 'name') then return 'way'; end if;
  if coalesce(p ->> 'direction', '') not in ('in', 'out') then return 'direction'; end if;
  if jsonb_typeof(p -> 'gate') is distinct from 'string' or char_length(p ->> 'gate') > 40 then return 'gate'; end if;
  if coalesce(p ->> 'code_digest', repeat('0', 64)) !~ '^[0-9a-f]{64}$' then return 'code_digest'; end if;
  if jsonb_typeof(p -> 'device_time') is distinct from 'number'
    or (p ->> 'device_time')::numeric not between 0 and c_latest then return 'device_time'; end if;
  if jsonb_typeof(coalesce(nullif(p -> 'clock_offset', 'null'), '0')) <> 'number'
    or (coalesce(p ->> 'clock_offset', '0'))::numeric + (p ->> 'device_time')::numeric not between 0 and c_latest
    then return 'clock_offset'; end if;
  if coalesce(p ->> 'local_verdict', '') not in ('invalid', 'foreign', 'revoked', 'canceled', 'unapproved',
    'waitlisted', 'blocked', 'wrong_division', 'invalid_time', 'rules', 'already_checked_in', 'admitted',
    'admitted_unlisted') then return 'local_verdict'; end if;
  if p ->> 'override_reason' is not null and char_length(trim(p ->> 'override_reason')) not between 1 and 200
    then return 'override_reason'; end if;
  if v_pass is not null and (jsonb_typeof(v_pass) <> 'object'
    or coalesce(v_pass ->> 'eventId', '') !~ c_uuid or coalesce(v_pass ->> 'registrationId', '') !~ c_uuid
    or not coalesce((select bool_and(coalesce(v_pass ->> f.name, '') ~ '^\d{1,10}$'
        and (substring(v_pass ->> f.name from '^\d{1,10}$'))::bigint <= f.highest)
      from (values ('kid', 255), ('serial', 65535), ('division', 65535), ('notBefore', 4294967295),
        ('notAfter', 4294967295)) f (name, highest)), false)) then return 'pass'; end if;
  return null;
end $$;

-- The same for an annulment.
create function private.annulment_fault(p jsonb) returns text
  language plpgsql immutable set search_path = '' as $$
declare
  c_uuid constant text := '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';
begin
  if jsonb_typeof(p) <> 'object' then return 'row'; end if;
  if coalesce(p ->> 'id', '') !~ c_uuid then return 'id'; end if;
  if coalesce(p ->> 'scan_id', '') !~ c_uuid then return 'scan_id'; end if;
  if char_length(coalesce(p ->> 'reason', '')) > 200 then return 'reason'; end if;
  if jsonb_typeof(p -> 'at') is distinct from 'number' or (p ->> 'at')::numeric not between 0 and 4102444800000
    then return 'at'; end if;
  return null;
end $$;

-- Devices -----------------------------------------------------------------------------------------

-- Enrols a device, or renames it. Errors: not_permitted, invalid_input {field}, device_revoked.
create function private.enroll_device(p_device uuid, p_event uuid, p_name text) returns public.devices
  language plpgsql security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
  v_name constant text := trim(coalesce(p_name, ''));
  v_row public.devices;
begin
  if p_event is null or not private.person_may(v_person, p_event, array['scanner']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  if p_device is null then perform private.raise('invalid_input', '{"field": "device"}', 400); end if;
  if char_length(v_name) not between 1 and 40 then
    perform private.raise('invalid_input', '{"field": "name"}', 400);
  end if;
  insert into public.devices as d (id, event_id, name, enrolled_by) values (p_device, p_event, v_name, v_person)
  on conflict (id) do update set name = excluded.name, last_seen_at = now() where d.event_id = p_event
  returning * into v_row;
  if v_row.id is null then perform private.raise('invalid_input', '{"field": "device"}', 400); end if;
  if v_row.revoked_at is not null then perform private.raise('device_revoked', '{}', 403); end if;
  return v_row;
end $$;
create function public.enroll_device(p_device uuid, p_event uuid, p_name text) returns public.devices
  language sql set search_path = '' as $$ select private.enroll_device(p_device, p_event, p_name); $$;

-- A lost phone: what it scans from now on is kept apart for review.
create function private.revoke_device(p_device uuid) returns void
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
  perform private.write_audit((select auth.uid()), 'revoke_device', 'event', v_row.event_id,
    (select union_id from public.events where id = v_row.event_id), jsonb_build_object('device', v_row.name));
end $$;
create function public.revoke_device(p_device uuid) returns void
  language sql set search_path = '' as $$ select private.revoke_device(p_device); $$;

-- Down to the device ------------------------------------------------------------------------------

-- The events that the caller may scan for, the nearest first.
create function private.scan_events() returns jsonb
  language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'name', e.name, 'venue', e.venue,
    'startsAt', private.to_ms(e.starts_at), 'endsAt', private.to_ms(e.ends_at), 'timeZone', e.time_zone)
    order by e.distance), '[]')
  from (select *, abs(extract(epoch from starts_at - now())) as distance from public.events
    where id in (select private.checkin_events()) and status in ('published', 'finished')
    order by distance limit 50) e;
$$;
create function public.scan_events() returns jsonb
  language sql stable set search_path = '' as $$ select private.scan_events(); $$;

-- What a device needs to decide by itself: everything, or what changed since a revision. The answer's
-- revision is the snapshot's xmin, so that a transaction committed late is fetched the next time.
create function private.scan_roster(p_event uuid, p_since bigint) returns jsonb
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
        and not exists (select from public.scan_annulments a where a.scan_id = s.id and a.event_id = p_event)),
    'annulled', (select coalesce(jsonb_agg(scan_id), '[]') from public.scan_annulments
      where event_id = p_event and revision >= v_since and v_since > 0));
end $$;
create function public.scan_roster(p_event uuid, p_since bigint default 0) returns jsonb
  language sql stable set search_path = '' as $$ select private.scan_roster(p_event, p_since); $$;

-- Up from the device ------------------------------------------------------------------------------

-- Files a batch: {device_id, sent_at, scans: [...], annulments: [...]}, at most 500 rows, each with an
-- answer of its own: {id, result: 'recorded', verdict, advice} or {id, result: 'refused', field}.
-- What a device let in has happened, so it is filed whatever the rule would have said. Repeating a
-- batch, or a part of it in another batch, changes nothing.
-- Errors for the batch as a whole: not_permitted, invalid_input {field}, batch_too_large {limit}.
create function private.record_scans(p_batch jsonb) returns jsonb
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
  v_undo_added int;
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

  insert into public.scan_annulments (id, event_id, scan_id, annulled_by, reason, annulled_at)
  select (x.value ->> 'id')::uuid, v_device.event_id, (x.value ->> 'scan_id')::uuid, v_person,
    coalesce(x.value ->> 'reason', ''), private.from_ms(floor((x.value ->> 'at')::numeric)::bigint)
  from jsonb_array_elements(v_undone) with ordinality x where v_undo_faults[x.ordinality] is null
  on conflict (id) do nothing;
  get diagnostics v_undo_added = row_count;

  update public.devices set last_seen_at = now() where id = v_device.id;
  if v_added + v_undo_added > 0 then
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

-- One answer per uploaded row. The advice takes in what is known by now: earlier scans of the person,
-- from whatever device. Only the stored facts, never this advice, decide who attended.
create function private.scan_answers(p_device public.devices, p_zone text, p_scans jsonb, p_faults text[])
  returns jsonb language sql stable security definer set search_path = '' as $$
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
      and not exists (select from public.scan_annulments a where a.scan_id = k.id and a.event_id = k.event_id)
  ) known on true;
$$;
create function public.record_scans(p_batch jsonb) returns jsonb
  language sql set search_path = '' as $$ select private.record_scans(p_batch); $$;

-- Annulling from the desk, with a reason. Errors: not_permitted, reason_required.
create function private.annul_scan(p_id uuid, p_scan uuid, p_reason text) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
  v_event uuid;
begin
  select event_id into v_event from public.scans where id = p_scan;
  if v_event is null or not private.person_may(v_person, v_event, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  if char_length(trim(coalesce(p_reason, ''))) not between 1 and 200 then
    perform private.raise('reason_required', '{"field": "reason"}', 400);
  end if;
  insert into public.scan_annulments (id, event_id, scan_id, annulled_by, reason, annulled_at)
  values (coalesce(p_id, gen_random_uuid()), v_event, p_scan, v_person, trim(p_reason), now())
  on conflict (id) do nothing;
  perform realtime.send(jsonb_build_object('revision', pg_current_xact_id()::text::bigint),
    'changed', 'event:' || v_event, false);
end $$;
create function public.annul_scan(p_id uuid, p_scan uuid, p_reason text) returns void
  language sql set search_path = '' as $$ select private.annul_scan(p_id, p_scan, p_reason); $$;

-- Conclusions -------------------------------------------------------------------------------------

-- Scans that let somebody through and stand, with their counting period.
create view public.standing_scans with (security_invoker = true) as
select s.id, s.event_id, s.registration_id, s.checkpoint_id, s.device_id, s.gate, s.direction,
  s.corrected_at, s.verdict, s.override_reason, s.clock_offset_ms, s.upload_offset_ms,
  c.counts_attendance, c.allow_reentry,
  private.counting_period(c.count_mode, c.session_starts, e.time_zone, s.corrected_at) as period
from public.scans s
join public.checkpoints c on c.id = s.checkpoint_id
join public.events e on e.id = s.event_id
where s.let_through and not s.quarantined
  and not exists (select from public.scan_annulments a where a.scan_id = s.id and a.event_id = s.event_id);

-- Who attended: the earliest standing entry per registration, checkpoint and counting period.
create view public.attendances with (security_invoker = true) as
select distinct on (registration_id, checkpoint_id, coalesce(period, id::text))
  registration_id, event_id, checkpoint_id, period, id as scan_id, gate, corrected_at as at, counts_attendance
from public.standing_scans
where direction = 'in' and registration_id is not null
order by registration_id, checkpoint_id, coalesce(period, id::text), corrected_at, id;
grant select on public.standing_scans, public.attendances to authenticated, service_role;

-- What somebody should look at; the twin of conflicts() in src/lib/checkin/domain/attendance.ts.
create function private.event_conflicts(p_event uuid)
  returns table (kind text, scan_id uuid, other_scan_id uuid, registration_id uuid)
  language sql stable security definer set search_path = '' as $$
  with standing as (select * from public.standing_scans where event_id = p_event),
  repeated as (
    select s.id, s.device_id, s.registration_id, s.period, s.allow_reentry,
      first_value(s.id) over same as first_id, first_value(s.device_id) over same as first_device
    from standing s where s.direction = 'in' and s.registration_id is not null
    window same as (partition by s.registration_id, s.checkpoint_id, s.period order by s.corrected_at, s.id)
  )
  select 'clock', id, null::uuid, registration_id from standing
    where abs(clock_offset_ms) > 120000 or abs(upload_offset_ms - coalesce(clock_offset_ms, 0)) > 120000
  union all
  select 'override', id, null, registration_id from standing where override_reason is not null
  union all
  select 'despite_refusal', id, null, registration_id from standing
    where override_reason is null and verdict not in ('admitted', 'admitted_unlisted')
  union all
  select 'twice', id, first_id, registration_id from repeated
    where period is not null and not allow_reentry and first_id <> id and first_device <> device_id;
$$;

-- The figures of an event's check-in, for its desk and its scanners.
create function private.event_attendance(p_event uuid) returns jsonb
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
      left join arrived a on a.registration_id = r.id where r.event_id = p_event and r.status = 'approved')
    select jsonb_build_object(
      'revision', pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
      'serverTime', private.to_ms(clock_timestamp()),
      'expected', (select count(*) from expected), 'arrived', (select count(at) from expected),
      'unexpected', (select count(*) from arrived where registration_id not in (select id from expected)),
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
create function public.event_attendance(p_event uuid) returns jsonb
  language sql stable set search_path = '' as $$ select private.event_attendance(p_event); $$;

-- What a person's passes app shows and keeps for times without a network. (It stands here because it
-- tells checkpoints and arrival.)
create function private.my_passes() returns jsonb
  language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'registrationId', r.id, 'status', r.status, 'serial', r.serial, 'shortCode', r.short_code,
    'code', p.code, 'name', me.name, 'division', d.name, 'team', coalesce(u.short_name, ''),
    'event', jsonb_build_object('id', e.id, 'name', e.name, 'venue', e.venue, 'address', e.address,
      'startsAt', private.to_ms(e.starts_at), 'endsAt', private.to_ms(e.ends_at),
      'timeZone', e.time_zone, 'status', e.status),
    'checkpoints', (select coalesce(jsonb_agg(jsonb_build_object('name', c.name,
        'opensAt', private.to_ms(c.opens_at), 'closesAt', private.to_ms(c.closes_at))
        order by c.sort_order, c.name), '[]')
      from public.checkpoints c where c.event_id = e.id
        and (c.division_ids is null or r.division_id = any (c.division_ids)) and c.direction <> 'out'),
    'arrivedAt', (select private.to_ms(min(a.at)) from public.attendances a
      where a.registration_id = r.id and a.counts_attendance))
    order by e.starts_at, r.created_at), '[]')
  from public.registrations r
  join public.people me on me.id = r.person_id
  join public.events e on e.id = r.event_id
  join public.divisions d on d.id = r.division_id
  left join public.unions u on u.id = r.union_id
  left join public.passes p on p.registration_id = r.id and p.serial = r.serial and r.status = 'approved'
  where r.person_id = private.person_id() and e.ends_at > now() - interval '30 days'
    and (r.is_live or r.updated_at > now() - interval '30 days');
$$;
create function public.my_passes() returns jsonb
  language sql stable set search_path = '' as $$ select private.my_passes(); $$;

grant execute on function
  private.enroll_device(uuid, uuid, text), public.enroll_device(uuid, uuid, text),
  private.revoke_device(uuid), public.revoke_device(uuid),
  private.scan_events(), public.scan_events(),
  private.scan_roster(uuid, bigint), public.scan_roster(uuid, bigint),
  private.record_scans(jsonb), public.record_scans(jsonb),
  private.annul_scan(uuid, uuid, text), public.annul_scan(uuid, uuid, text),
  private.event_attendance(uuid), public.event_attendance(uuid),
  private.my_passes(), public.my_passes() to authenticated;
