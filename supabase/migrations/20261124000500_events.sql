-- Events and their divisions (for a skills contest: its trades 工种).

create table public.events (
  id uuid primary key default gen_random_uuid(),
  union_id uuid not null references public.unions (id),   -- 归口单位: the one union that counts it
  kind text not null check (kind in ('job_fair', 'training', 'lecture', 'skill_contest', 'labor_contest',
    'innovation_contest', 'sports_event', 'sports_games', 'fitness', 'exhibition', 'recuperation',
    'benefit', 'outreach', 'survey', 'activity')),
  name text not null check (char_length(name) between 2 and 80),
  level text check (level in ('national', 'province', 'city', 'county', 'unit')),
  class smallint check (class in (1, 2)),                 -- 一类 / 二类
  measure smallint check (measure between 1 and 20),      -- of the twenty measures
  description text not null default '' check (char_length(description) <= 20000),   -- Markdown
  venue text not null default '' check (char_length(venue) <= 120),
  address text not null default '' check (char_length(address) <= 200),
  hosts text[] not null default '{}',
  organizers text[] not null default '{}',
  co_organizers text[] not null default '{}',
  contact text not null default '' check (char_length(contact) <= 120),
  starts_at timestamptz not null,
  ends_at timestamptz not null constraint events_ends_at_check check (ends_at > starts_at),
  time_zone text not null default 'Asia/Shanghai',
  registration_opens_at timestamptz not null,
  registration_closes_at timestamptz not null
    constraint events_registration_closes_at_check check (registration_closes_at > registration_opens_at),
  status text not null default 'draft'
    check (status in ('draft', 'published', 'finished', 'archived', 'canceled')),
  status_reason text check (char_length(status_reason) <= 500),
  visibility text not null default 'public' check (visibility in ('public', 'unlisted')),
  is_rehearsal boolean not null default false,            -- everything works, nothing counts
  one_division_each boolean not null default true,        -- one trade per person
  min_age smallint check (min_age between 0 and 120),
  max_age smallint constraint events_max_age_check
    check (max_age between 0 and 120 and max_age >= coalesce(min_age, 0)),
  min_trade_years numeric(4, 1) check (min_trade_years between 0 and 60),
  needs_identity boolean not null default false,
  consents jsonb not null default '[]',                   -- [{key, version, text}] as shown to people
  presence text not null default 'plain' check (presence in ('plain', 'live')),
  last_division smallint not null default 0,              -- the highest number a division ever had
  created_by uuid references public.people (id),
  published_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index events_union_id on public.events (union_id);
create index events_listing on public.events (status, starts_at);
create index events_created_by on public.events (created_by);
create trigger events_touch before update on public.events
  for each row execute function private.touch();

create table public.divisions (
  id uuid primary key default gen_random_uuid(),
  event_id uuid not null references public.events (id) on delete cascade,
  number smallint not null check (number between 1 and 999),   -- stands in the pass
  name text not null check (char_length(name) between 1 and 40),
  aliases text[] not null default '{}',                        -- other names met in sheets
  capacity int check (capacity between 0 and 1000000),         -- null: no limit
  taken int not null default 0,
  opens_at timestamptz,                                        -- null: as the event
  closes_at timestamptz,
  unique (event_id, id),
  unique (event_id, number),
  unique (event_id, name) deferrable,                          -- two may change names with each other
  constraint divisions_closes_at_check check (closes_at > opens_at),
  -- The last word on overselling, whatever the code above it does.
  constraint divisions_not_oversold check (taken >= 0 and (capacity is null or taken <= capacity))
);

-- A number stands in printed passes: once given, it is never given to another division.
create function private.remember_division_number() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update public.events set last_division = new.number
  where id = new.event_id and last_division < new.number;
  return null;
end $$;
create trigger divisions_remember_number after insert on public.divisions
  for each row execute function private.remember_division_number();

alter table public.grants add foreign key (event_id) references public.events (id);

-- Rights on an event: a role on it, or (for `manager`) a union role on the union that owns it or on
-- one above.
create function private.person_may(p_person uuid, p_event uuid, p_roles text[]) returns boolean
  language sql stable security definer set search_path = '' as $$
  select exists (select from public.grants g
    where g.person_id = p_person and g.event_id = p_event
      and (g.role = any (p_roles) or g.role = 'manager')
      and g.revoked_at is null and g.starts_at <= now() and (g.ends_at is null or g.ends_at > now()))
  or exists (select from public.events e join public.unions u on u.id = e.union_id
    where e.id = p_event
      and u.ancestor_ids && private.person_granted_unions(p_person, array['admin', 'organizer']));
$$;
create function private.may(p_event uuid, p_roles text[]) returns boolean
  language sql stable security definer set search_path = '' as $$
  select private.person_may(private.person_id(), p_event, p_roles);
$$;
-- The events on which the caller holds any role, for policies.
create function private.granted_events() returns uuid[]
  language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(event_id), '{}') from public.grants
  where person_id = private.person_id() and event_id is not null
    and revoked_at is null and starts_at <= now() and (ends_at is null or ends_at > now());
$$;

alter table public.events enable row level security;
create policy events_read_public on public.events for select to anon
  using (status <> 'draft' and visibility = 'public');
-- The public ones, and those of staff; the registrations migration adds those one signed up for.
create policy events_read on public.events for select to authenticated
  using ((status <> 'draft' and visibility = 'public')
    or id = any ((select private.granted_events())::uuid[])
    or union_id in (select id from public.unions
      where ancestor_ids && (select private.granted_unions(array['admin', 'organizer']))));
grant select on public.events to anon, authenticated, service_role;

alter table public.divisions enable row level security;
-- A division is seen by whoever sees its event.
create policy divisions_read on public.divisions for select to anon, authenticated
  using (event_id in (select id from public.events));
grant select on public.divisions to anon, authenticated, service_role;

alter policy grants_read on public.grants
  using (person_id = (select private.person_id())
    or union_id in (select id from public.unions
      where ancestor_ids && (select private.granted_unions(array['admin'])))
    or event_id in (select e.id from public.events e
      where e.union_id in (select id from public.unions
        where ancestor_ids && (select private.granted_unions(array['admin', 'organizer'])))));

create or replace function private.grant_scope(p_staff uuid, p_union uuid, p_event uuid) returns uuid
  language sql stable security definer set search_path = '' as $$
  select case
    when p_event is null then (select p_union where private.person_may_union(p_staff, p_union, array['admin']))
    else (select union_id from public.events
      where id = p_event and private.person_may(p_staff, p_event, array['manager']))
  end;
$$;

-- An unlisted event is read by whoever has its address, and by nobody through a list.
create function private.event_by_id(p_event uuid) returns setof public.events
  language sql stable security definer set search_path = '' as $$
  select * from public.events where id = p_event and status <> 'draft';
$$;
create function public.event_by_id(p_event uuid) returns setof public.events
  language sql stable set search_path = '' as $$ select * from private.event_by_id(p_event); $$;
create function private.event_divisions(p_event uuid) returns setof public.divisions
  language sql stable security definer set search_path = '' as $$
  select d.* from public.divisions d join public.events e on e.id = d.event_id
  where d.event_id = p_event and e.status <> 'draft' order by d.number;
$$;
create function public.event_divisions(p_event uuid) returns setof public.divisions
  language sql stable set search_path = '' as $$ select * from private.event_divisions(p_event); $$;

-- Saves an event with all its divisions, as the form holds them. A division that is left out is
-- removed when nobody is in it; one with people stays, with an error that names it.
-- p_event: columns of events by name; p_divisions: [{id?, name, aliases, capacity, opens_at, closes_at}].
create function private.save_event(p_id uuid, p_event jsonb, p_divisions jsonb) returns uuid
  language plpgsql security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
  v_old public.events;
  v_new public.events;
  v_division record;
  v_part text := 'event';
  v_constraint text;
begin
  if jsonb_typeof(p_divisions) is distinct from 'array' then
    perform private.raise('invalid_input', jsonb_build_object('field', 'divisions'), 400);
  end if;
  select * into v_old from public.events where id = p_id for update;
  if v_old.id is null then
    if not private.person_may_union(v_person, (p_event ->> 'union_id')::uuid, array['admin', 'organizer']) then
      perform private.raise('not_permitted', '{}', 403);
    end if;
  elsif not private.person_may(v_person, p_id, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  elsif v_old.status in ('archived', 'canceled') then
    perform private.raise('event_status_conflict', jsonb_build_object('status', v_old.status));
  end if;

  v_new := jsonb_populate_record(v_old, p_event - array['id', 'status', 'status_reason', 'created_by',
    'created_at', 'updated_at', 'published_at']);
  if v_old.id is null then
    insert into public.events (id, union_id, kind, name, starts_at, ends_at, registration_opens_at,
      registration_closes_at, created_by)
    values (p_id, v_new.union_id, v_new.kind, v_new.name, v_new.starts_at, v_new.ends_at,
      v_new.registration_opens_at, v_new.registration_closes_at, v_person);
  else
    v_new.union_id := v_old.union_id;   -- who counts an event is settled when it is made
  end if;
  update public.events set
    kind = v_new.kind, name = v_new.name, level = v_new.level, class = v_new.class,
    measure = v_new.measure, description = coalesce(v_new.description, ''),
    venue = coalesce(v_new.venue, ''), address = coalesce(v_new.address, ''),
    hosts = coalesce(v_new.hosts, '{}'), organizers = coalesce(v_new.organizers, '{}'),
    co_organizers = coalesce(v_new.co_organizers, '{}'), contact = coalesce(v_new.contact, ''),
    starts_at = v_new.starts_at, ends_at = v_new.ends_at,
    registration_opens_at = v_new.registration_opens_at,
    registration_closes_at = v_new.registration_closes_at,
    visibility = coalesce(v_new.visibility, 'public'), is_rehearsal = coalesce(v_new.is_rehearsal, false),
    one_division_each = coalesce(v_new.one_division_each, true),
    min_age = v_new.min_age, max_age = v_new.max_age, min_trade_years = v_new.min_trade_years,
    needs_identity = coalesce(v_new.needs_identity, false), consents = coalesce(v_new.consents, '[]'),
    presence = coalesce(v_new.presence, 'plain')
  where id = p_id;

  v_part := 'divisions';
  delete from public.divisions d where d.event_id = p_id
    and d.id not in (select (x ->> 'id')::uuid from jsonb_array_elements(p_divisions) x where x ->> 'id' is not null);
  set constraints public.divisions_event_id_name_key deferred;
  for v_division in
    select x.ordinality::int as place, (x.value ->> 'id')::uuid as id, trim(x.value ->> 'name') as name,
      coalesce((select array_agg(a) from jsonb_array_elements_text(x.value -> 'aliases') a), '{}') as aliases,
      (x.value ->> 'capacity')::int as capacity, (x.value ->> 'opens_at')::timestamptz as opens_at,
      (x.value ->> 'closes_at')::timestamptz as closes_at
    from jsonb_array_elements(p_divisions) with ordinality x
  loop
    update public.divisions set name = v_division.name, aliases = v_division.aliases,
      capacity = v_division.capacity, opens_at = v_division.opens_at, closes_at = v_division.closes_at
    where id = v_division.id and event_id = p_id;
    if not found then
      insert into public.divisions (event_id, number, name, aliases, capacity, opens_at, closes_at)
      select p_id, last_division + 1, v_division.name, v_division.aliases, v_division.capacity,
        v_division.opens_at, v_division.closes_at
      from public.events where id = p_id;
    end if;
  end loop;
  set constraints public.divisions_event_id_name_key immediate;
  perform private.write_audit((select auth.uid()), case when v_old.id is null then 'create_event' else 'edit_event' end,
    'event', p_id, v_new.union_id, jsonb_build_object('name', v_new.name));
  return p_id;
exception
  when check_violation then
    get stacked diagnostics v_constraint = constraint_name;
    if v_constraint = 'divisions_not_oversold' then
      perform private.raise('capacity_below_taken', jsonb_build_object('field', 'divisions'));
    end if;
    v_constraint := coalesce(substring(v_constraint from '^(?:events|divisions)_(.*?)_check'), v_constraint);
    perform private.raise('invalid_input', case v_part when 'event' then jsonb_build_object('field', v_constraint)
      else jsonb_build_object('field', v_part, 'column', v_constraint) end, 400);
  when foreign_key_violation then
    perform private.raise('division_in_use', jsonb_build_object('field', 'divisions'));
  when unique_violation then
    perform private.raise('invalid_input', jsonb_build_object('field', 'divisions', 'reason', 'same_name'), 400);
  when not_null_violation then
    get stacked diagnostics v_constraint = column_name;
    perform private.raise('invalid_input', case v_part when 'event' then jsonb_build_object('field', v_constraint)
      else jsonb_build_object('field', v_part, 'column', v_constraint) end, 400);
  when data_exception then
    perform private.raise('invalid_input', jsonb_build_object('field', v_part, 'reason', sqlerrm), 400);
end $$;
create function public.save_event(p_id uuid, p_event jsonb, p_divisions jsonb) returns uuid
  language sql set search_path = '' as $$ select private.save_event(p_id, p_event, p_divisions); $$;

-- draft → published → finished → archived; canceled from draft or published, with a reason that the
-- people signed up are told. An event may be published only with a division.
create function private.set_event_status(p_event uuid, p_status text, p_reason text) returns void
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
  if p_status = 'draft' and exists (select from public.divisions where event_id = p_event and taken > 0) then
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
create function public.set_event_status(p_event uuid, p_status text, p_reason text default null) returns void
  language sql set search_path = '' as $$ select private.set_event_status(p_event, p_status, p_reason); $$;

grant execute on function private.may(uuid, text[]), private.granted_events(),
  private.event_by_id(uuid), private.event_divisions(uuid) to anon, authenticated, service_role;
grant execute on function public.event_by_id(uuid), public.event_divisions(uuid) to anon, authenticated, service_role;
grant execute on function private.save_event(uuid, jsonb, jsonb), private.set_event_status(uuid, text, text) to authenticated;
grant execute on function public.save_event(uuid, jsonb, jsonb), public.set_event_status(uuid, text, text) to authenticated;
