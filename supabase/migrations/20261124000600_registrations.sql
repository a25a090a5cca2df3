-- A registration is one person in one division.

create table public.registrations (
  id uuid primary key default gen_random_uuid(),
  event_id uuid not null references public.events (id),
  division_id uuid not null references public.divisions (id),
  person_id uuid not null references public.people (id),
  union_id uuid references public.unions (id),            -- the team: the delegation's union
  status text not null default 'approved'
    check (status in ('pending', 'approved', 'waitlisted', 'rejected', 'canceled')),
  status_reason text check (char_length(status_reason) <= 200),
  blocked_reason text check (char_length(blocked_reason) <= 200),  -- staff at the door are told this
  serial smallint not null default 1 check (serial between 1 and 32767),
  short_code text not null check (short_code ~ '^[2-9A-HJ-NP-Z]{6}$'),
  trade_years numeric(4, 1) check (trade_years between 0 and 80),
  answers jsonb not null default '{}',                    -- employer, skill_level and the form's own
  consents jsonb not null default '[]',                   -- [{key, version, at}]
  source text not null default 'self' check (source in ('self', 'import', 'desk')),
  request_id uuid unique,                                 -- a retried request has one effect
  one_each boolean not null default true,                 -- copied from the event for the index below
  is_live boolean generated always as (status in ('pending', 'approved', 'waitlisted')) stored,
  revision bigint not null default 0,                     -- see private.stamp_registration
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  canceled_at timestamptz,
  foreign key (event_id, division_id) references public.divisions (event_id, id),
  unique (short_code, event_id)
);
-- One live registration per person and division; one per event where the event says one trade each.
create unique index registrations_once on public.registrations (division_id, person_id) where is_live;
create unique index registrations_one_trade on public.registrations (event_id, person_id)
  where is_live and one_each;
create index registrations_division on public.registrations (division_id);
create index registrations_person on public.registrations (person_id);
create index registrations_union on public.registrations (union_id);
create index registrations_revision on public.registrations (event_id, revision);

-- What was true when: a scan is judged by the state at its own time, however late it arrives.
create table public.registration_history (
  id bigint generated always as identity primary key,
  registration_id uuid not null references public.registrations (id) on delete cascade,
  at timestamptz not null default clock_timestamp(),
  status text not null,
  serial smallint not null,
  blocked_reason text,
  division_id uuid not null
);
create index registration_history_registration on public.registration_history (registration_id, at);

alter table public.registrations enable row level security;
-- One's own; those of an event, for its managers and the organizers of its union.
create policy registrations_read on public.registrations for select to authenticated
  using (person_id = (select private.person_id())
    or event_id in (select id from public.events where union_id in (select id from public.unions
      where ancestor_ids && (select private.granted_unions(array['admin', 'organizer']))))
    or event_id in (select g.event_id from public.grants g
      where g.person_id = (select private.person_id()) and g.role = 'manager' and g.revoked_at is null
        and g.starts_at <= now() and (g.ends_at is null or g.ends_at > now())));
grant select on public.registrations to authenticated, service_role;

alter table public.registration_history enable row level security;
create policy registration_history_read on public.registration_history for select to authenticated
  using (registration_id in (select id from public.registrations));
grant select on public.registration_history to authenticated, service_role;
create trigger registration_history_append_only before update on public.registration_history
  for each row execute function private.refuse_change();

-- People keep sight of an event they signed up for, whatever its visibility. Through a function,
-- because the policies of registrations read events: the two would go round in a circle.
create function private.registered_events() returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select event_id from public.registrations where person_id = private.person_id();
$$;
grant execute on function private.registered_events() to authenticated;
alter policy events_read on public.events
  using ((status <> 'draft' and visibility = 'public')
    or id = any ((select private.granted_events())::uuid[])
    or union_id in (select id from public.unions
      where ancestor_ids && (select private.granted_unions(array['admin', 'organizer'])))
    or id in (select private.registered_events()));

-- Guards ------------------------------------------------------------------------------------------

-- The revision is the transaction's id: a reader that remembers its snapshot's xmin and asks for
-- everything from there on misses nothing, though transactions commit out of order.
create function private.stamp_registration() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  new.revision := pg_current_xact_id()::text::bigint;
  new.updated_at := now();
  if tg_op = 'INSERT' then
    select one_division_each into new.one_each from public.events where id = new.event_id;
  elsif new.status = 'canceled' and old.status <> 'canceled' then
    new.canceled_at := now();
  end if;
  return new;
end $$;
create trigger registrations_stamp before insert or update on public.registrations
  for each row execute function private.stamp_registration();

-- Takes and gives back places. The conditional update locks the division's row, so that two people
-- never take the last place; divisions_not_oversold stands behind it.
create function private.count_registration() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  v_had constant uuid := case when tg_op = 'UPDATE' and old.status in ('pending', 'approved') then old.division_id end;
  v_has constant uuid := case when new.status in ('pending', 'approved') then new.division_id end;
begin
  if v_has is not distinct from v_had then return null; end if;
  if v_had is not null then
    update public.divisions set taken = taken - 1 where id = v_had;
  end if;
  if v_has is not null then
    update public.divisions set taken = taken + 1
    where id = v_has and (capacity is null or taken < capacity);
    if not found then
      perform private.raise('division_full', jsonb_build_object('division_id', v_has));
    end if;
  end if;
  return null;
end $$;
create trigger registrations_count after insert or update of status, division_id on public.registrations
  for each row execute function private.count_registration();

create function private.remember_registration() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' or (old.status, old.serial, old.blocked_reason, old.division_id)
    is distinct from (new.status, new.serial, new.blocked_reason, new.division_id) then
    insert into public.registration_history (registration_id, status, serial, blocked_reason, division_id)
    values (new.id, new.status, new.serial, new.blocked_reason, new.division_id);
  end if;
  return null;
end $$;
-- Triggers fire in the order of their names: history before the count, so that the division's lock
-- is taken last and held briefly.
create trigger registrations_a_remember after insert or update on public.registrations
  for each row execute function private.remember_registration();

create function private.new_short_code(p_event uuid) returns text
  language plpgsql volatile security definer set search_path = '' as $$
declare
  c_alphabet constant text := '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
  v_bytes bytea;
  v_code text;
begin
  loop
    -- bytes 9..15 of a random UUID are random in full; 32 letters, so a byte's low five bits choose
    v_bytes := uuid_send(gen_random_uuid());
    v_code := '';
    for i in 9..14 loop
      v_code := v_code || substr(c_alphabet, (get_byte(v_bytes, i) & 31) + 1, 1);
    end loop;
    -- "is not distinct from" keeps the event out of the choice of an index: before statistics exist, a
    -- plan would read all of the event's rows for each sign-up.
    exit when not exists (select from public.registrations
      where short_code = v_code and event_id is not distinct from p_event);
  end loop;
  return v_code;
end $$;

-- Sign-up -----------------------------------------------------------------------------------------

-- Signs a person up. The server has checked eligibility and the form (that is TypeScript, hence
-- service_role only); whatever must hold under concurrency is checked here.
-- Errors: person_missing, not_found, event_not_open, registration_not_open {opens_at},
-- registration_closed {closed_at}, division_full {division_id}, already_registered,
-- one_trade_only {division, registration_id}, request_mismatch.
create function private.register(p_actor uuid, p_request uuid, p_division uuid, p_answers jsonb,
  p_trade_years numeric, p_consents jsonb, p_identity jsonb) returns public.registrations
  language plpgsql security definer set search_path = '' as $$
declare
  v_person public.people;
  v_division public.divisions;
  v_event public.events;
  v_row public.registrations;
  v_id constant uuid := gen_random_uuid();
  v_opens timestamptz;
  v_closes timestamptz;
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

  select * into v_division from public.divisions where id = p_division;
  if v_division.id is null then perform private.raise('not_found', '{"field": "division_id"}', 404); end if;
  -- Shared with other sign-ups, not with a change of the event's status: nobody gets into an event
  -- that is being called off, and stays untold.
  perform pg_advisory_xact_lock_shared(hashtextextended('event status:' || v_division.event_id, 0));
  select * into v_event from public.events where id = v_division.event_id;
  if v_event.status <> 'published' then
    perform private.raise('event_not_open', jsonb_build_object('status', v_event.status));
  end if;
  v_opens := coalesce(v_division.opens_at, v_event.registration_opens_at);
  v_closes := coalesce(v_division.closes_at, v_event.registration_closes_at);
  if clock_timestamp() < v_opens then
    perform private.raise('registration_not_open', jsonb_build_object('opens_at', v_opens));
  elsif clock_timestamp() >= v_closes then
    perform private.raise('registration_closed', jsonb_build_object('closed_at', v_closes));
  end if;

  -- Being in already is the truer answer than being full.
  perform private.refuse_second(v_event.id, v_division.id, v_person.id, v_event.one_division_each);
  -- A full division is refused without queueing on its lock.
  if v_division.taken >= v_division.capacity then
    perform private.raise('division_full', jsonb_build_object('division_id', p_division));
  end if;

  if v_event.needs_identity then
    perform private.keep_identity(v_person.id, p_identity);
  end if;

  -- The message first: the insert takes the lock that everybody in the rush waits for.
  perform private.notify(v_person.id, 'registration_approved', v_event.id,
    jsonb_build_object('division', v_division.name, 'registration_id', v_id),
    'registration_approved:' || v_id || ':1');
  insert into public.registrations (id, event_id, division_id, person_id, union_id, status, short_code,
    trade_years, answers, consents, source, request_id)
  values (v_id, v_event.id, p_division, v_person.id, private.delegation_of(v_person.id), 'approved',
    private.new_short_code(v_event.id), p_trade_years, p_answers, p_consents, 'self', p_request)
  returning * into v_row;
  return v_row;
exception when unique_violation then
  -- Two of the person's own requests met: tell which rule the second one broke.
  get stacked diagnostics v_constraint = constraint_name;
  if v_constraint in ('registrations_once', 'registrations_one_trade') then
    perform private.refuse_second(v_event.id, p_division, v_person.id, v_event.one_division_each);
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

-- The delegation a person stands in: the union directly under the root above their own. An open
-- request to join counts too; the organizer sees that it is not confirmed.
create function private.delegation_of(p_person uuid) returns uuid
  language sql stable security definer set search_path = '' as $$
  select coalesce(u.ancestor_ids[2], u.id) from public.unions u
  where u.id = coalesce((select union_id from public.people where id = p_person),
    (select union_id from public.union_join_requests where person_id = p_person and status = 'open'));
$$;

-- Keeps a sealed ID number with its person. A number that belongs to somebody else is refused: the
-- two are joined by their union's admin, who sees both, never by knowing a number.
-- p_identity: {cipher (hex), hmac, tail, birth_date, sex}.
create function private.keep_identity(p_person uuid, p_identity jsonb) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.person_identities where person_id = p_person
    and hmac is not distinct from coalesce(p_identity ->> 'hmac', hmac)) then
    return;
  end if;
  if p_identity ->> 'hmac' is null then
    perform private.raise('invalid_input', jsonb_build_object('field', 'id_number'), 400);
  end if;
  insert into public.person_identities (person_id, cipher, hmac, tail)
  values (p_person, decode(p_identity ->> 'cipher', 'hex'), p_identity ->> 'hmac', p_identity ->> 'tail')
  on conflict do nothing;
  if not found then perform private.raise('identity_taken', jsonb_build_object('field', 'id_number')); end if;
  update public.people set birth_date = (p_identity ->> 'birth_date')::date, sex = p_identity ->> 'sex'
  where id = p_person;
end $$;

-- Raises when the person is already in this division, or in another where one is the limit.
create function private.refuse_second(p_event uuid, p_division uuid, p_person uuid, p_one_each boolean)
  returns void language plpgsql stable security definer set search_path = '' as $$
declare
  v_other record;
begin
  select r.id, r.division_id, d.name into v_other
  from public.registrations r join public.divisions d on d.id = r.division_id
  where r.person_id = p_person and r.event_id is not distinct from p_event and r.is_live
    and (p_one_each or r.division_id = p_division)
  order by (r.division_id = p_division) desc limit 1;
  if v_other.division_id = p_division then
    perform private.raise('already_registered', jsonb_build_object('registration_id', v_other.id, 'division', v_other.name));
  elsif v_other.id is not null then
    perform private.raise('one_trade_only', jsonb_build_object('registration_id', v_other.id, 'division', v_other.name));
  end if;
end $$;

create function public.register(p_actor uuid, p_request uuid, p_division uuid, p_answers jsonb,
  p_trade_years numeric, p_consents jsonb, p_identity jsonb default null) returns public.registrations
  language sql set search_path = '' as $$
  select private.register(p_actor, p_request, p_division, p_answers, p_trade_years, p_consents, p_identity);
$$;

-- The person withdraws while sign-up is open; later the organizer does it. Repeating it is harmless.
create function private.withdraw(p_registration uuid) returns void
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
  if clock_timestamp() >= v_closes then
    perform private.raise('registration_closed', jsonb_build_object('closed_at', v_closes));
  end if;
  update public.registrations set status = 'canceled', status_reason = null where id = p_registration;
end $$;
create function public.withdraw(p_registration uuid) returns void
  language sql set search_path = '' as $$ select private.withdraw(p_registration); $$;

-- Staff change one or many at once: approve, reject or cancel (with a reason), block or unblock at
-- the door (with a text), or re-issue (raises the serial, so older prints die).
create function private.change_registrations(p_event uuid, p_ids uuid[], p_change text, p_reason text)
  returns int language plpgsql security definer set search_path = '' as $$
declare
  v_staff constant uuid := private.require_person();
  v_reason constant text := nullif(trim(p_reason), '');
  v_union uuid;
  v_count int;
  v_constraint text;
begin
  if not private.person_may(v_staff, p_event, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  if p_change is null or p_change not in ('approve', 'reject', 'cancel', 'block', 'unblock', 'reissue') then
    perform private.raise('invalid_input', jsonb_build_object('field', 'change'), 400);
  end if;
  if p_change in ('reject', 'cancel', 'block') and v_reason is null then
    perform private.raise('reason_required', jsonb_build_object('field', 'reason'), 400);
  end if;
  if char_length(v_reason) > 200 then
    perform private.raise('invalid_input', jsonb_build_object('field', 'reason'), 400);
  end if;
  -- Locked in one order, so that two batches never wait for each other.
  perform from public.registrations where event_id = p_event and id = any (p_ids) order by id for update;
  if p_change in ('approve', 'reject', 'cancel') then
    perform from public.divisions where id in (select division_id from public.registrations
      where event_id = p_event and id = any (p_ids)) order by id for no key update;
  end if;
  update public.registrations set
    status = case p_change when 'approve' then 'approved' when 'reject' then 'rejected'
      when 'cancel' then 'canceled' else status end,
    status_reason = case when p_change in ('reject', 'cancel') then v_reason
      when p_change = 'approve' then null else status_reason end,
    blocked_reason = case p_change when 'block' then v_reason when 'unblock' then null else blocked_reason end,
    serial = case p_change when 'reissue' then serial + 1 else serial end
  where event_id = p_event and id = any (p_ids);
  get diagnostics v_count = row_count;
  select union_id into v_union from public.events where id = p_event;
  if p_change in ('approve', 'reject', 'cancel') then
    perform private.notify(r.person_id, 'registration_' || r.status, p_event,
      jsonb_build_object('division', d.name, 'registration_id', r.id, 'reason', v_reason),
      'registration_' || r.status || ':' || r.id || ':' || r.revision)
    from public.registrations r join public.divisions d on d.id = r.division_id
    where r.event_id = p_event and r.id = any (p_ids);
  end if;
  perform private.write_audit((select auth.uid()), 'change_registrations', 'event', p_event, v_union,
    jsonb_build_object('change', p_change, 'ids', to_jsonb(p_ids), 'reason', v_reason));
  return v_count;
exception when unique_violation then
  -- Approved again, while the person has signed up anew or for another trade.
  get stacked diagnostics v_constraint = constraint_name;
  perform private.raise(case v_constraint when 'registrations_one_trade' then 'one_trade_only'
    else 'already_registered' end);
end $$;
create function public.change_registrations(p_event uuid, p_ids uuid[], p_change text, p_reason text default null)
  returns int language sql set search_path = '' as $$
  select private.change_registrations(p_event, p_ids, p_change, p_reason);
$$;

-- Those signed up are told when an event is called off.
create function private.tell_event_canceled() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform private.notify(r.person_id, 'event_canceled', new.id,
    jsonb_build_object('reason', new.status_reason), 'event_canceled:' || new.id || ':' || r.id)
  from public.registrations r where r.event_id = new.id and r.is_live;
  return null;
end $$;
create trigger events_tell_canceled after update of status on public.events
  for each row when (new.status = 'canceled' and old.status <> 'canceled')
  execute function private.tell_event_canceled();

-- Managers of an event may see the ID numbers of those who entered it, each time with a reason.
create or replace function private.identity_scope(p_staff uuid, p_person uuid) returns uuid
  language sql stable security definer set search_path = '' as $$
  select union_id from (
    select p.union_id, 1 as preference from public.people p
    where p.id = p_person and private.person_may_union(p_staff, p.union_id, array['admin'])
    union all
    select e.union_id, 2 from public.registrations r join public.events e on e.id = r.event_id
    where r.person_id = p_person and r.is_live and e.needs_identity
      and private.person_may(p_staff, e.id, array['manager'])
  ) scopes order by preference limit 1;
$$;

-- The organizer's list --------------------------------------------------------------------------

-- One page of an event's registrations in the official order (team, division, name), for managers.
-- p_filter: {division_id, union_id, status, search}. Every row carries the total, for the pager.
create function private.list_registrations(p_event uuid, p_filter jsonb, p_limit int, p_offset int)
  returns table (id uuid, person_id uuid, name text, sex text, phone text, birth_date date,
    has_identity boolean, identity_tail text, union_id uuid, union_name text, union_order int,
    division_id uuid, division_number smallint, division_name text, status text, status_reason text,
    blocked_reason text, serial smallint, short_code text, trade_years numeric, answers jsonb,
    source text, created_at timestamptz, total bigint)
  language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_search constant text := nullif(trim(p_filter ->> 'search'), '');
begin
  if not private.may(p_event, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  return query
  select r.id, p.id, p.name, p.sex, p.phone, p.birth_date, i.person_id is not null, i.tail,
    u.id, coalesce(u.short_name, ''), coalesce(u.sort_order, 100000), d.id, d.number, d.name, r.status, r.status_reason,
    r.blocked_reason, r.serial, r.short_code, r.trade_years, r.answers, r.source, r.created_at,
    count(*) over ()
  from public.registrations r
  join public.people p on p.id = r.person_id
  join public.divisions d on d.id = r.division_id
  left join public.unions u on u.id = r.union_id
  left join public.person_identities i on i.person_id = p.id
  where r.event_id = p_event
    and (p_filter ->> 'division_id' is null or r.division_id = (p_filter ->> 'division_id')::uuid)
    and (p_filter ->> 'union_id' is null or r.union_id = (p_filter ->> 'union_id')::uuid)
    and (p_filter ->> 'status' is null or r.status = p_filter ->> 'status')
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
    source text, created_at timestamptz, total bigint)
  language sql stable set search_path = '' as $$
  select * from private.list_registrations(p_event, p_filter, p_limit, p_offset);
$$;

grant execute on function private.register(uuid, uuid, uuid, jsonb, numeric, jsonb, jsonb),
  public.register(uuid, uuid, uuid, jsonb, numeric, jsonb, jsonb) to service_role;
grant execute on function private.withdraw(uuid), public.withdraw(uuid),
  private.change_registrations(uuid, uuid[], text, text), public.change_registrations(uuid, uuid[], text, text),
  private.list_registrations(uuid, jsonb, int, int), public.list_registrations(uuid, jsonb, int, int) to authenticated;
