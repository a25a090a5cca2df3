-- The desk's list comes in pages and one event by its id: with a limit inside the only function there
-- was, an event older than the newest 500 could be neither opened nor imported into.

drop function public.desk_events();
drop function private.desk_events();

-- The events that the caller runs: as manager of the event, or as admin or organizer of its union or
-- of one above. What is still to come first, soonest first; then what is over, latest first. Every
-- row carries the number of all; the counts are made for the rows of the page alone.
create function private.desk_events(p_event uuid, p_limit int, p_offset int) returns table (id uuid,
    union_id uuid, union_name text, kind text, name text, status text, is_rehearsal boolean,
    starts_at timestamptz, ends_at timestamptz, time_zone text, registration_opens_at timestamptz,
    registration_closes_at timestamptz, division_count int, taken int, capacity int, pending int,
    total bigint)
  language sql stable security definer set search_path = '' as $$
  with run as (
    select e.*, u.name as union_name, count(*) over () as total,
      e.status in ('finished', 'archived', 'canceled') or e.ends_at <= now() as is_over
    from public.events e
    join public.unions u on u.id = e.union_id
    where (p_event is null or e.id = p_event)
      and (u.ancestor_ids && (select private.granted_unions(array['admin', 'organizer']))
        or e.id in (select g.event_id from public.grants g
          where g.person_id = private.person_id() and g.role = 'manager'
            and g.revoked_at is null and g.starts_at <= now() and (g.ends_at is null or g.ends_at > now())))
    order by is_over, case when not (e.status in ('finished', 'archived', 'canceled') or e.ends_at <= now())
      then e.starts_at end, e.starts_at desc, e.id
    limit greatest(least(p_limit, 100), 0) offset greatest(p_offset, 0)
  )
  select e.id, e.union_id, e.union_name, e.kind, e.name, e.status, e.is_rehearsal, e.starts_at, e.ends_at,
    e.time_zone, e.registration_opens_at, e.registration_closes_at,
    d.division_count, d.taken, d.capacity,
    (select count(*)::int from public.registrations r where r.event_id = e.id and r.status = 'pending'),
    e.total
  from run e
  cross join lateral (
    select count(*)::int as division_count, coalesce(sum(p.taken), 0)::int as taken,
      -- one division without a limit, and the event has none
      case when bool_and(p.capacity is not null) then sum(p.capacity)::int end as capacity
    from public.divisions d join public.division_places p on p.division_id = d.id where d.event_id = e.id
  ) d
  order by e.is_over, case when not e.is_over then e.starts_at end, e.starts_at desc, e.id;
$$;
create function public.desk_events(p_limit int default 30, p_offset int default 0) returns table (id uuid,
    union_id uuid, union_name text, kind text, name text, status text, is_rehearsal boolean,
    starts_at timestamptz, ends_at timestamptz, time_zone text, registration_opens_at timestamptz,
    registration_closes_at timestamptz, division_count int, taken int, capacity int, pending int,
    total bigint)
  language sql stable set search_path = '' as $$ select * from private.desk_events(null, p_limit, p_offset); $$;
-- One of them by its id, however old.
create function public.desk_event(p_event uuid) returns table (id uuid,
    union_id uuid, union_name text, kind text, name text, status text, is_rehearsal boolean,
    starts_at timestamptz, ends_at timestamptz, time_zone text, registration_opens_at timestamptz,
    registration_closes_at timestamptz, division_count int, taken int, capacity int, pending int,
    total bigint)
  language sql stable set search_path = '' as $$
  select * from private.desk_events(p_event, 1, 0) where p_event is not null;
$$;
grant execute on function private.desk_events(uuid, int, int) to authenticated;
grant execute on function public.desk_events(int, int), public.desk_event(uuid) to authenticated;
