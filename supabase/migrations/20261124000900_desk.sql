-- What an organizer's desk reads: names of people whom row-level security hides from staff, because
-- they hold a role, ask to join or acted, without belonging to the union. Each function checks its
-- own scope and gives no more than the desk shows.

-- The events that the caller runs: as manager of the event, or as admin or organizer of its union or
-- of one above. With the counts that the list shows.
create function private.desk_events() returns table (id uuid, union_id uuid, union_name text,
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
    select count(*)::int as division_count, coalesce(sum(taken), 0)::int as taken,
      -- one division without a limit, and the event has none
      case when bool_and(capacity is not null) then sum(capacity)::int end as capacity
    from public.divisions where event_id = e.id
  ) d
  where u.ancestor_ids && (select private.granted_unions(array['admin', 'organizer']))
    or e.id in (select g.event_id from public.grants g
      where g.person_id = private.person_id() and g.role = 'manager'
        and g.revoked_at is null and g.starts_at <= now() and (g.ends_at is null or g.ends_at > now()))
  order by e.starts_at desc, e.id
  limit 500;
$$;
create function public.desk_events() returns table (id uuid, union_id uuid, union_name text,
    kind text, name text, status text, is_rehearsal boolean, starts_at timestamptz,
    ends_at timestamptz, time_zone text, registration_opens_at timestamptz,
    registration_closes_at timestamptz, division_count int, taken int, capacity int, pending int)
  language sql stable set search_path = '' as $$ select * from private.desk_events(); $$;

-- What waits on one event: registrations by status, those stopped at the door, and the roles given.
create function private.event_counts(p_event uuid) returns table (approved int, pending int,
    waitlisted int, rejected int, canceled int, blocked int, teams int, scanners int)
  language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.may(p_event, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  return query
  select count(*) filter (where r.status = 'approved')::int,
    count(*) filter (where r.status = 'pending')::int,
    count(*) filter (where r.status = 'waitlisted')::int,
    count(*) filter (where r.status = 'rejected')::int,
    count(*) filter (where r.status = 'canceled')::int,
    count(*) filter (where r.blocked_reason is not null and r.is_live)::int,
    (count(distinct r.union_id) filter (where r.is_live))::int,
    (select count(*)::int from public.grants g where g.event_id = p_event and g.role = 'scanner'
      and g.revoked_at is null and (g.ends_at is null or g.ends_at > now()))
  from public.registrations r where r.event_id = p_event;
end $$;
create function public.event_counts(p_event uuid) returns table (approved int, pending int,
    waitlisted int, rejected int, canceled int, blocked int, teams int, scanners int)
  language sql stable set search_path = '' as $$ select * from private.event_counts(p_event); $$;

-- The teams of an event in the official order, for the list's filter.
create function private.event_teams(p_event uuid) returns table (id uuid, name text, registered int)
  language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.may(p_event, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  return query
  select u.id, u.short_name, count(*)::int
  from public.registrations r join public.unions u on u.id = r.union_id
  where r.event_id = p_event
  group by u.id
  order by u.sort_order, u.name;
end $$;
create function public.event_teams(p_event uuid) returns table (id uuid, name text, registered int)
  language sql stable set search_path = '' as $$ select * from private.event_teams(p_event); $$;

-- Who holds which role on an event or a union, and who gave it. Ended ones are left out: the audit
-- log remembers them.
create function private.staff(p_union uuid, p_event uuid) returns table (id uuid, person_id uuid,
    person_name text, union_name text, role text, starts_at timestamptz, ends_at timestamptz,
    granted_by text)
  language plpgsql stable security definer set search_path = '' as $$
begin
  if (p_union is null) = (p_event is null)
    or private.grant_scope(private.person_id(), p_union, p_event) is null then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  return query
  select g.id, p.id, coalesce(p.name, p.email), u.short_name, g.role, g.starts_at, g.ends_at, b.name
  from public.grants g
  join public.people p on p.id = g.person_id
  left join public.unions u on u.id = p.union_id
  left join public.people b on b.id = g.granted_by
  where g.union_id is not distinct from p_union and g.event_id is not distinct from p_event
    and g.revoked_at is null and (g.ends_at is null or g.ends_at > now())
  order by g.role, p.name, g.id;
end $$;
create function public.event_staff(p_event uuid) returns table (id uuid, person_id uuid,
    person_name text, union_name text, role text, starts_at timestamptz, ends_at timestamptz,
    granted_by text)
  language sql stable set search_path = '' as $$ select * from private.staff(null, p_event); $$;
create function public.union_staff(p_union uuid) returns table (id uuid, person_id uuid,
    person_name text, union_name text, role text, starts_at timestamptz, ends_at timestamptz,
    granted_by text)
  language sql stable set search_path = '' as $$ select * from private.staff(p_union, null); $$;

-- Open requests to join a union or one below it, oldest first; `entered`: records of sheets that may
-- be the same person, [{id, events}], see claim_person.
create function private.open_join_requests(p_union uuid) returns table (id uuid, person_id uuid,
    person_name text, sex text, phone text, email text, occupation text, union_id uuid,
    union_name text, note text, entered jsonb, created_at timestamptz)
  language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.may_union(p_union, array['admin', 'reviewer']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  return query
  select r.id, p.id, p.name, p.sex, p.phone, p.email, p.occupation, u.id, u.short_name, r.note,
    (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'events', c.events)), '[]')
      from private.claimable_people(p.id) c),
    r.created_at
  from public.union_join_requests r
  join public.people p on p.id = r.person_id
  join public.unions u on u.id = r.union_id
  where r.status = 'open' and u.ancestor_ids @> array[p_union]
  order by (u.id = p_union) desc, r.created_at, r.id
  limit 200;
end $$;
create function public.open_join_requests(p_union uuid) returns table (id uuid, person_id uuid,
    person_name text, sex text, phone text, email text, occupation text, union_id uuid,
    union_name text, note text, entered jsonb, created_at timestamptz)
  language sql stable set search_path = '' as $$ select * from private.open_join_requests(p_union); $$;

-- One page of a union's log and of those below it, newest first, before a given row. The actor's and
-- the subject's names are today's; what was true then stands in the payload.
create function private.audit_page(p_union uuid, p_before bigint, p_limit int)
  returns table (seq bigint, at timestamptz, actor text, action text, subject_type text,
    subject_id uuid, subject text, union_name text, payload jsonb)
  language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.may_union(p_union, array['admin']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  return query
  select l.seq, l.at, coalesce(a.name, a.email), l.action, l.subject_type, l.subject_id,
    case l.subject_type
      when 'person' then (select p.name from public.people p where p.id = l.subject_id)
      when 'event' then (select e.name from public.events e where e.id = l.subject_id)
      when 'union' then (select n.name from public.unions n where n.id = l.subject_id)
    end,
    u.short_name, y.payload
  from public.audit_log l
  join public.unions u on u.id = l.union_id
  left join public.people a on a.user_id = l.actor_id
  left join public.audit_payloads y on y.seq = l.seq
  where u.ancestor_ids @> array[p_union] and (p_before is null or l.seq < p_before)
  order by l.seq desc
  limit greatest(least(p_limit, 200), 0);
end $$;
create function public.audit_page(p_union uuid, p_before bigint default null, p_limit int default 50)
  returns table (seq bigint, at timestamptz, actor text, action text, subject_type text,
    subject_id uuid, subject text, union_name text, payload jsonb)
  language sql stable set search_path = '' as $$
  select * from private.audit_page(p_union, p_before, p_limit);
$$;

grant execute on function private.desk_events(), private.event_counts(uuid), private.event_teams(uuid),
  private.staff(uuid, uuid), private.open_join_requests(uuid),
  private.audit_page(uuid, bigint, int) to authenticated;
grant execute on function public.desk_events(), public.event_counts(uuid), public.event_teams(uuid), public.event_staff(uuid),
  public.union_staff(uuid), public.open_join_requests(uuid),
  public.audit_page(uuid, bigint, int) to authenticated;
