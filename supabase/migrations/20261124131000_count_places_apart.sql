-- The places taken are counted in a row of their own. Beside the division they shared its row with
-- the foreign keys of the registrations: in a rush every insert locks that row to prove that the
-- division exists, every place taken changes it, and Postgres spent more on the two together than on
-- everything else a sign-up does.

alter table public.divisions drop constraint divisions_not_oversold;
create table public.division_places (
  division_id uuid primary key references public.divisions (id) on delete cascade,
  capacity int,                                          -- follows the division's
  taken int not null default 0,
  -- The last word on overselling, whatever the code above it does.
  constraint divisions_not_oversold check (taken >= 0 and (capacity is null or taken <= capacity))
) with (fillfactor = 50);                                -- one row changed all the time: room beside it
insert into public.division_places (division_id, capacity, taken)
select id, capacity, taken from public.divisions;

alter table public.division_places enable row level security;
-- Seen by whoever sees the division.
create policy division_places_read on public.division_places for select to anon, authenticated
  using (division_id in (select id from public.divisions));
grant select on public.division_places to anon, authenticated, service_role;

create function private.follow_capacity() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.division_places (division_id, capacity) values (new.id, new.capacity)
  on conflict (division_id) do update set capacity = excluded.capacity;
  return null;
end $$;
create trigger divisions_follow_capacity after insert or update of capacity on public.divisions
  for each row execute function private.follow_capacity();

-- Takes and gives back places. The conditional update locks the division's places, so that two people
-- never take the last one; divisions_not_oversold stands behind it. The advisory lock guards nothing:
-- it makes the rush stand in one line. A row's own lock wakes every waiter two or three times, which
-- cost as much as the rest of a sign-up.
create or replace function private.count_registration() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  v_had constant uuid := case when tg_op = 'UPDATE' and old.status in ('pending', 'approved') then old.division_id end;
  v_has constant uuid := case when new.status in ('pending', 'approved') then new.division_id end;
begin
  if v_has is not distinct from v_had then return null; end if;
  perform pg_advisory_xact_lock(hashtextextended('places:' || division_id, 0))
  from unnest(array[v_had, v_has]) as division_id where division_id is not null order by division_id;
  if v_had is not null then
    update public.division_places set taken = taken - 1 where division_id = v_had;
  end if;
  if v_has is not null then
    update public.division_places set taken = taken + 1
    where division_id = v_has and (capacity is null or taken < capacity);
    if not found then
      perform private.raise('division_full', jsonb_build_object('division_id', v_has));
    end if;
  end if;
  return null;
end $$;

-- The functions that read the count ---------------------------------------------------------------

-- Signs a person up. The server has checked eligibility and the form (that is TypeScript, hence
-- service_role only); whatever must hold under concurrency is checked here.
-- Errors: person_missing, not_found, event_not_open, registration_not_open {opens_at},
-- registration_closed {closed_at}, division_full {division_id}, already_registered,
-- one_trade_only {division, registration_id}, request_mismatch.
create or replace function private.register(p_actor uuid, p_request uuid, p_division uuid, p_answers jsonb,
  p_trade_years numeric, p_consents jsonb, p_identity jsonb) returns public.registrations
  language plpgsql security definer set search_path = '' as $$
declare
  v_person public.people;
  v_place record;
  v_row public.registrations;
  v_id constant uuid := gen_random_uuid();
  v_constraint text;
  v_column text;
begin
  select * into v_person from public.people where user_id = p_actor;
  if v_person.id is null or v_person.name is null then perform private.raise('person_missing'); end if;
  if p_request is null then perform private.raise('invalid_input', '{"field": "request"}', 400); end if;

  -- A request that is sent twice at once waits here for itself, and then finds its own answer below.
  perform pg_advisory_xact_lock(hashtextextended('register:' || p_request, 0));
  select * into v_row from public.registrations where request_id = p_request;
  if v_row.id is not null then
    if v_row.person_id <> v_person.id or v_row.division_id <> p_division then
      perform private.raise('request_mismatch');
    end if;
    return v_row;
  end if;

  -- Shared with other sign-ups, not with a change of the event's status: nobody gets into an event
  -- that is being called off, and stays untold.
  perform pg_advisory_xact_lock_shared(hashtextextended('event status:' || event_id, 0))
  from public.divisions where id = p_division;
  if not found then perform private.raise('not_found', '{"field": "division_id"}', 404); end if;
  select d.name, d.event_id, e.status, e.one_division_each, e.needs_identity,
    coalesce(d.opens_at, e.registration_opens_at) as opens_at,
    coalesce(d.closes_at, e.registration_closes_at) as closes_at, p.taken >= p.capacity as full
  into strict v_place
  from public.divisions d
  join public.events e on e.id = d.event_id
  join public.division_places p on p.division_id = d.id
  where d.id = p_division;
  if v_place.status <> 'published' then
    perform private.raise('event_not_open', jsonb_build_object('status', v_place.status));
  elsif clock_timestamp() < v_place.opens_at then
    perform private.raise('registration_not_open', jsonb_build_object('opens_at', v_place.opens_at));
  elsif clock_timestamp() >= v_place.closes_at then
    perform private.raise('registration_closed', jsonb_build_object('closed_at', v_place.closes_at));
  end if;

  -- Being in already is the truer answer than being full.
  if exists (select from public.registrations where person_id = v_person.id and is_live
    and event_id is not distinct from v_place.event_id) then
    perform private.refuse_second(v_place.event_id, p_division, v_person.id, v_place.one_division_each);
  end if;
  -- A full division is refused without queueing on its lock.
  if v_place.full then
    perform private.raise('division_full', jsonb_build_object('division_id', p_division));
  end if;

  if v_place.needs_identity then
    perform private.keep_identity(v_person.id, p_identity);
  end if;

  -- The message first: the insert takes the lock that everybody in the rush waits for.
  perform private.notify(v_person.id, 'registration_approved', v_place.event_id,
    jsonb_build_object('division', v_place.name, 'registration_id', v_id),
    'registration_approved:' || v_id || ':1');
  insert into public.registrations (id, event_id, division_id, person_id, union_id, status, short_code,
    trade_years, answers, consents, source, request_id)
  values (v_id, v_place.event_id, p_division, v_person.id, private.delegation_of(v_person.id), 'approved',
    private.new_short_code(v_place.event_id), p_trade_years, p_answers, p_consents, 'self', p_request)
  returning * into v_row;
  return v_row;
exception when unique_violation then
  -- Two of the person's own requests met: tell which rule the second one broke.
  get stacked diagnostics v_constraint = constraint_name;
  if v_constraint in ('registrations_once', 'registrations_one_trade') then
    perform private.refuse_second(v_place.event_id, p_division, v_person.id, v_place.one_division_each);
  end if;
  perform private.raise('unavailable', jsonb_build_object('reason', v_constraint), 503);
when check_violation or not_null_violation or data_exception then
  get stacked diagnostics v_constraint = constraint_name, v_column = column_name;
  perform private.raise('invalid_input', jsonb_build_object('field', coalesce(
    substring(v_constraint from '^registrations_(.*)_check'), nullif(v_column, ''),
    case sqlstate when '22003' then 'trade_years' else 'id_number' end)), 400);
when deadlock_detected then
  -- Met a sheet that enters the same person; sending again finds out what holds.
  perform private.raise('unavailable', '{"reason": "busy"}', 503);
end $$;

create or replace function private.set_event_status(p_event uuid, p_status text, p_reason text) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
  v_event public.events;
begin
  if not private.person_may(v_person, p_event, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  -- Sign-ups under way are waited for, and later ones wait: see private.register.
  perform pg_advisory_xact_lock(hashtextextended('event status:' || p_event, 0));
  select * into v_event from public.events where id = p_event for update;
  if v_event.id is null then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  if p_status is null or (v_event.status, p_status) not in (('draft', 'published'), ('published', 'draft'),
    ('published', 'finished'), ('finished', 'published'), ('finished', 'archived'),
    ('draft', 'canceled'), ('published', 'canceled')) then
    perform private.raise('event_status_conflict', jsonb_build_object('status', v_event.status));
  end if;
  if p_status = 'published' and not exists (select from public.divisions where event_id = p_event) then
    perform private.raise('event_not_ready', jsonb_build_object('field', 'divisions'));
  end if;
  if p_status = 'draft' and exists (select from public.division_places p
    join public.divisions d on d.id = p.division_id where d.event_id = p_event and p.taken > 0) then
    perform private.raise('event_status_conflict', jsonb_build_object('status', v_event.status, 'reason', 'has_registrations'));
  end if;
  if p_status = 'canceled' and coalesce(trim(p_reason), '') = '' then
    perform private.raise('reason_required', jsonb_build_object('field', 'reason'), 400);
  end if;
  if char_length(trim(p_reason)) > 500 then
    perform private.raise('invalid_input', jsonb_build_object('field', 'reason'), 400);
  end if;
  update public.events set status = p_status, status_reason = nullif(trim(p_reason), ''),
    published_at = case when p_status = 'published' then coalesce(published_at, now()) else published_at end
  where id = p_event;
  perform private.write_audit((select auth.uid()), 'set_event_status', 'event', p_event, v_event.union_id,
    jsonb_build_object('from', v_event.status, 'to', p_status, 'reason', p_reason));
end $$;

create or replace function private.desk_events() returns table (id uuid, union_id uuid, union_name text,
    kind text, name text, status text, is_rehearsal boolean, starts_at timestamptz,
    ends_at timestamptz, time_zone text, registration_opens_at timestamptz,
    registration_closes_at timestamptz, division_count int, taken int, capacity int, pending int)
  language sql stable security definer set search_path = '' as $$
  select e.id, e.union_id, u.name, e.kind, e.name, e.status, e.is_rehearsal, e.starts_at, e.ends_at,
    e.time_zone, e.registration_opens_at, e.registration_closes_at,
    d.division_count, d.taken, d.capacity,
    (select count(*)::int from public.registrations r where r.event_id = e.id and r.status = 'pending')
  from public.events e
  join public.unions u on u.id = e.union_id
  cross join lateral (
    select count(*)::int as division_count, coalesce(sum(p.taken), 0)::int as taken,
      -- one division without a limit, and the event has none
      case when bool_and(p.capacity is not null) then sum(p.capacity)::int end as capacity
    from public.divisions d join public.division_places p on p.division_id = d.id where d.event_id = e.id
  ) d
  where u.ancestor_ids && (select private.granted_unions(array['admin', 'organizer']))
    or e.id in (select g.event_id from public.grants g
      where g.person_id = private.person_id() and g.role = 'manager'
        and g.revoked_at is null and g.starts_at <= now() and (g.ends_at is null or g.ends_at > now()))
  order by e.starts_at desc, e.id
  limit 500;
$$;

-- The divisions of an event that the caller may see, or whose address they have, with their places.
drop function public.event_divisions(uuid);
drop function private.event_divisions(uuid);
create function private.event_divisions(p_event uuid) returns table (id uuid, event_id uuid,
    number smallint, name text, aliases text[], capacity int, taken int, opens_at timestamptz, closes_at timestamptz)
  language sql stable security definer set search_path = '' as $$
  select d.id, d.event_id, d.number, d.name, d.aliases, d.capacity, p.taken, d.opens_at, d.closes_at
  from public.divisions d
  join public.division_places p on p.division_id = d.id
  join public.events e on e.id = d.event_id
  where d.event_id = p_event and (e.status <> 'draft' or e.id = any (private.granted_events())
    or private.may(e.id, array['manager']))
  order by d.number;
$$;
create function public.event_divisions(p_event uuid) returns table (id uuid, event_id uuid,
    number smallint, name text, aliases text[], capacity int, taken int, opens_at timestamptz, closes_at timestamptz)
  language sql stable set search_path = '' as $$ select * from private.event_divisions(p_event); $$;
grant execute on function private.event_divisions(uuid), public.event_divisions(uuid) to anon, authenticated, service_role;

alter table public.divisions drop column taken;
