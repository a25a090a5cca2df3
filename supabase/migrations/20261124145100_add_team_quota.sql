-- How many people a team may enter in one division, as the rules of an event say it. Staff are warned
-- where a team has more; nothing is refused.
alter table public.events add column team_quota int check (team_quota between 1 and 1000);

-- Saves an event with all its divisions, as the form holds them. A division that is left out is
-- removed when nobody is in it; one with people stays, with an error that names it.
-- p_event: columns of events by name, and `updated_at` of the event as the form was filled from it: it
-- is refused when the event was changed since. p_divisions: [{id?, name, aliases, capacity, opens_at, closes_at}].
create or replace function private.save_event(p_id uuid, p_event jsonb, p_divisions jsonb) returns uuid
  language plpgsql security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
  v_old public.events;
  v_new public.events;
  v_division record;
  v_part text := 'event';
  v_constraint text;
  v_people int;
begin
  if jsonb_typeof(p_divisions) is distinct from 'array' then
    perform private.raise('invalid_input', jsonb_build_object('field', 'divisions'), 400);
  end if;
  -- Sign-ups and imports under way are waited for, and later ones wait: what they copy from the event
  -- may change here.
  perform pg_advisory_xact_lock(hashtextextended('event status:' || p_id, 0));
  perform pg_advisory_xact_lock(hashtextextended('import:' || p_id, 0));
  select * into v_old from public.events where id = p_id for update;
  if v_old.id is null then
    if not private.person_may_union(v_person, (p_event ->> 'union_id')::uuid, array['admin', 'organizer']) then
      perform private.raise('not_permitted', '{}', 403);
    end if;
  elsif not private.person_may(v_person, p_id, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  elsif v_old.status in ('archived', 'canceled') then
    perform private.raise('event_status_conflict', jsonb_build_object('status', v_old.status));
  -- To the millisecond: a browser's clock has no finer time.
  elsif date_trunc('milliseconds', (p_event ->> 'updated_at')::timestamptz)
    <> date_trunc('milliseconds', v_old.updated_at) then
    perform private.raise('changed_meanwhile', jsonb_build_object('updated_at', v_old.updated_at));
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
    presence = coalesce(v_new.presence, 'plain'), team_quota = v_new.team_quota,
    identity_purposes = case when v_new.needs_identity then coalesce(v_new.identity_purposes, '{}') else '{}' end
  where id = p_id;

  if v_old.one_division_each <> coalesce(v_new.one_division_each, true) then
    if coalesce(v_new.one_division_each, true) then
      select count(*)::int into v_people from (select from public.registrations
        where event_id = p_id and is_live group by person_id having count(*) > 1) twice;
      if v_people > 0 then
        perform private.raise('people_in_two_divisions',
          jsonb_build_object('field', 'one_division_each', 'people', v_people));
      end if;
    end if;
    update public.registrations set one_each = coalesce(v_new.one_division_each, true) where event_id = p_id;
  end if;

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

-- How many live registrations each team has in each division, in the official order.
create function private.event_team_divisions(p_event uuid) returns table (union_id uuid, union_name text,
  division_id uuid, division_name text, registered int)
  language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.may(p_event, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  return query
  select u.id, u.short_name, d.id, d.name, count(*)::int
  from public.registrations r
  join public.unions u on u.id = r.union_id
  join public.divisions d on d.id = r.division_id
  where r.event_id = p_event and r.is_live
  group by u.id, d.id
  order by u.sort_order, u.name, d.number;
end $$;
create function public.event_team_divisions(p_event uuid) returns table (union_id uuid, union_name text,
  division_id uuid, division_name text, registered int)
  language sql stable set search_path = '' as $$ select * from private.event_team_divisions(p_event); $$;
grant execute on function private.event_team_divisions(uuid), public.event_team_divisions(uuid) to authenticated;
