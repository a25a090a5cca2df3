-- What a page draws must be drawable. save_event takes whatever an organizer's browser sends: an end
-- at 'infinity' or in the year 294276 is a valid time for Postgres and none for any clock on a page,
-- and one such event stopped every list it stood in.

create function private.is_plain_time(p_time timestamptz) returns boolean
  language sql immutable set search_path = '' as $$
  select p_time between '2000-01-01T00:00:00Z' and '2100-01-01T00:00:00Z';
$$;
-- Rows from before are brought into bounds in their order.
update public.events set
  starts_at = least(greatest(starts_at, '2000-01-01T00:00:00Z'), '2099-12-30T00:00:00Z'),
  ends_at = least(greatest(ends_at, '2000-01-02T00:00:00Z'), '2099-12-31T00:00:00Z'),
  registration_opens_at = least(greatest(registration_opens_at, '2000-01-01T00:00:00Z'), '2099-12-30T00:00:00Z'),
  registration_closes_at = least(greatest(registration_closes_at, '2000-01-02T00:00:00Z'), '2099-12-31T00:00:00Z')
where not (private.is_plain_time(starts_at) and private.is_plain_time(ends_at)
  and private.is_plain_time(registration_opens_at) and private.is_plain_time(registration_closes_at));
update public.divisions set opens_at = null, closes_at = null   -- as the event
where not private.is_plain_time(opens_at) or not private.is_plain_time(closes_at);
update public.grants set starts_at = least(greatest(starts_at, '2000-01-01T00:00:00Z'), '2099-12-30T00:00:00Z'),
  ends_at = least(ends_at, '2099-12-31T00:00:00Z')
where not private.is_plain_time(starts_at) or not private.is_plain_time(ends_at);

-- Named so that save_event reads the column out of the name.
alter table public.events
  add constraint events_starts_at_check_bounds check (private.is_plain_time(starts_at)),
  add constraint events_ends_at_check_bounds check (private.is_plain_time(ends_at)),
  add constraint events_registration_opens_at_check_bounds check (private.is_plain_time(registration_opens_at)),
  add constraint events_registration_closes_at_check_bounds check (private.is_plain_time(registration_closes_at));
alter table public.divisions
  add constraint divisions_opens_at_check_bounds check (private.is_plain_time(opens_at)),
  add constraint divisions_closes_at_check_bounds check (private.is_plain_time(closes_at));
alter table public.grants
  add constraint grants_starts_at_check_bounds check (private.is_plain_time(starts_at)),
  add constraint grants_ends_at_check_bounds check (private.is_plain_time(ends_at));

-- [{key, version, text}]: the sign-up form makes a field of each, named by its key.
create function private.is_consents(p_consents jsonb) returns boolean
  language sql immutable set search_path = '' as $$
  select case when jsonb_typeof(p_consents) = 'array' then
    jsonb_array_length(p_consents) <= 20
    and not exists (select from jsonb_array_elements(p_consents) c where not coalesce(
      jsonb_typeof(c) = 'object'
      and jsonb_typeof(c -> 'key') = 'string' and c ->> 'key' ~ '^[a-z][a-z0-9_]{0,39}$'
      and jsonb_typeof(c -> 'version') = 'number' and c ->> 'version' ~ '^[1-9][0-9]{0,5}$'
      and jsonb_typeof(c -> 'text') = 'string' and char_length(c ->> 'text') between 1 and 500, false))
    and (select count(distinct c -> 'key') = count(*) from jsonb_array_elements(p_consents) c)
  else false end;
$$;
update public.events set consents = '[]' where not private.is_consents(consents);
alter table public.events add constraint events_consents_check check (private.is_consents(consents));

-- Lists of names: flat, without holes, of a length that a page can show.
create function private.is_names(p_names text[]) returns boolean
  language sql immutable set search_path = '' as $$
  select cardinality(p_names) = 0 or (array_ndims(p_names) = 1 and cardinality(p_names) <= 50
    and array_position(p_names, null) is null
    and not exists (select from unnest(p_names) name where char_length(name) not between 1 and 100));
$$;
update public.events set hosts = array(select left(name, 100) from unnest(hosts) name where name <> '' limit 50),
  organizers = array(select left(name, 100) from unnest(organizers) name where name <> '' limit 50),
  co_organizers = array(select left(name, 100) from unnest(co_organizers) name where name <> '' limit 50)
where not (private.is_names(hosts) and private.is_names(organizers) and private.is_names(co_organizers));
update public.divisions set aliases = array(select left(name, 100) from unnest(aliases) name where name <> '' limit 50)
where not private.is_names(aliases);
alter table public.events
  add constraint events_hosts_check check (private.is_names(hosts)),
  add constraint events_organizers_check check (private.is_names(organizers)),
  add constraint events_co_organizers_check check (private.is_names(co_organizers));
alter table public.divisions add constraint divisions_aliases_check check (private.is_names(aliases));
