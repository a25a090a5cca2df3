-- People, their accounts, what they may do. A person exists without an account (imported, entered
-- by a leader) and is claimed by signing in with the same phone, or through their union's admin.

create table public.people (
  id uuid primary key default gen_random_uuid(),
  user_id uuid unique references auth.users (id) on delete set null,
  name text check (char_length(name) between 2 and 30),
  sex text check (sex in ('male', 'female')),
  phone text check (phone ~ '^1[3-9]\d{9}$'),
  phone_verified_at timestamptz,
  email text check (email ~ '^[^@\s]+@[^@\s]+$'),
  birth_date date check (birth_date between '1900-01-01' and '2100-01-01'),
  occupation text check (char_length(occupation) <= 60),
  categories text[] not null default '{}' check (categories <@ array['frontline_worker',
    'industrial_worker', 'migrant_worker', 'new_form_worker', 'model_worker', 'cadre']),
  union_id uuid references public.unions (id),
  membership_confirmed_at timestamptz,
  merged_into uuid references public.people (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (membership_confirmed_at is null or union_id is not null),
  check (phone_verified_at is null or phone is not null)
);
create unique index people_verified_phone on public.people (phone)
  where phone_verified_at is not null and merged_into is null;
create index people_phone on public.people (phone);
create index people_email on public.people (email);
create index people_union_id on public.people (union_id);
create index people_merged_into on public.people (merged_into);
create trigger people_touch before update on public.people
  for each row execute function private.touch();

-- ID numbers, only where an event needs one. The server encrypts; the database never sees a number.
create table public.person_identities (
  person_id uuid primary key references public.people (id) on delete cascade,
  id_type text not null default 'resident_id' check (id_type in ('resident_id', 'travel_permit', 'passport')),
  cipher bytea not null,
  hmac text not null unique check (hmac ~ '^[0-9a-f]{64}$'),
  tail text not null check (char_length(tail) = 4),
  created_at timestamptz not null default now()
);

-- A role, on a union (and all below it) or on one event, from a start to an end, given by somebody.
create table public.grants (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id),
  role text not null,
  union_id uuid references public.unions (id),
  event_id uuid,                                   -- references events, see its migration
  starts_at timestamptz not null default now(),
  ends_at timestamptz check (ends_at > starts_at),
  granted_by uuid references public.people (id),   -- null: the installation's first administrator
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  revoked_by uuid references public.people (id),
  check (case when event_id is null
    then union_id is not null and role in ('admin', 'organizer', 'reviewer')
    else union_id is null and role in ('manager', 'scanner', 'scorer', 'judge', 'chief_judge',
      'coding_judge', 'supervisor', 'arbiter', 'team_leader', 'group_leader') end)
);
create unique index grants_once on public.grants (person_id, role, union_id, event_id)
  nulls not distinct where revoked_at is null;
create index grants_person_id on public.grants (person_id);   -- grants_once leaves out revoked ones
create index grants_union_id on public.grants (union_id);
create index grants_event_id on public.grants (event_id);
create index grants_granted_by on public.grants (granted_by);
create index grants_revoked_by on public.grants (revoked_by);

create table public.union_join_requests (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id),
  union_id uuid not null references public.unions (id),
  note text check (char_length(note) <= 200),
  status text not null default 'open' check (status in ('open', 'confirmed', 'refused', 'canceled')),
  reason text check (char_length(reason) <= 200),
  decided_by uuid references public.people (id),
  decided_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index union_join_requests_open on public.union_join_requests (person_id)
  where status = 'open';
create index union_join_requests_person on public.union_join_requests (person_id);
create index union_join_requests_union on public.union_join_requests (union_id, status);
create index union_join_requests_decided_by on public.union_join_requests (decided_by);

-- Who is asking, and what they may do ------------------------------------------------------------

create function private.person_of(p_user uuid) returns uuid
  language sql stable security definer set search_path = '' as $$
  select id from public.people where user_id = p_user;
$$;
create function private.person_id() returns uuid
  language sql stable security definer set search_path = '' as $$
  select id from public.people where user_id = (select auth.uid());
$$;

create function private.person_granted_unions(p_person uuid, p_roles text[]) returns uuid[]
  language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(union_id), '{}') from public.grants
  where person_id = p_person and union_id is not null and role = any (p_roles)
    and revoked_at is null and starts_at <= now() and (ends_at is null or ends_at > now());
$$;
-- The unions on which the caller holds one of the roles; each stands for its whole subtree.
create function private.granted_unions(p_roles text[]) returns uuid[]
  language sql stable security definer set search_path = '' as $$
  select private.person_granted_unions(private.person_id(), p_roles);
$$;

create function private.person_may_union(p_person uuid, p_union uuid, p_roles text[]) returns boolean
  language sql stable security definer set search_path = '' as $$
  select exists (select from public.unions u where u.id = p_union
    and u.ancestor_ids && private.person_granted_unions(p_person, p_roles));
$$;
create function private.may_union(p_union uuid, p_roles text[]) returns boolean
  language sql stable security definer set search_path = '' as $$
  select private.person_may_union(private.person_id(), p_union, p_roles);
$$;

-- The person behind the caller, or the error that says what is missing.
create function private.require_person() returns uuid
  language plpgsql stable security definer set search_path = '' as $$
declare
  v_person uuid;
begin
  if (select auth.uid()) is null then
    perform private.raise('not_signed_in', '{}', 401);
  end if;
  v_person := private.person_id();
  if v_person is null then
    perform private.raise('person_missing');
  end if;
  return v_person;
end $$;

-- Row-level security -----------------------------------------------------------------------------

alter table public.people enable row level security;
-- Oneself, and staff of the union or of one above it.
create policy people_read on public.people for select to authenticated
  using (user_id = (select auth.uid())
    or union_id in (select id from public.unions
      where ancestor_ids && (select private.granted_unions(array['admin', 'reviewer']))));
grant select on public.people to authenticated, service_role;

-- No policy: the table is reached only by the server's own RPCs, each reveal of which is logged.
alter table public.person_identities enable row level security;
grant select on public.person_identities to service_role;
create policy person_identities_none on public.person_identities for select to authenticated using (false);

alter table public.grants enable row level security;
-- One's own, and admins of the union; the events migration adds an event's organizers.
create policy grants_read on public.grants for select to authenticated
  using (person_id = (select private.person_id())
    or union_id in (select id from public.unions
      where ancestor_ids && (select private.granted_unions(array['admin']))));
grant select on public.grants to authenticated, service_role;

alter table public.union_join_requests enable row level security;
create policy union_join_requests_read on public.union_join_requests for select to authenticated
  using (person_id = (select private.person_id())
    or union_id in (select id from public.unions
      where ancestor_ids && (select private.granted_unions(array['admin', 'reviewer']))));
grant select on public.union_join_requests to authenticated, service_role;

create policy audit_log_read_admin on public.audit_log for select to authenticated
  using (union_id in (select id from public.unions
    where ancestor_ids && (select private.granted_unions(array['admin']))));
create policy audit_payloads_read_admin on public.audit_payloads for select to authenticated
  using (seq in (select l.seq from public.audit_log l));

-- A person comes into being ----------------------------------------------------------------------

-- Called after each sign-in: finds, claims or makes the person behind the account. A person who was
-- imported is claimed by a phone that the account has verified; an e-mail claims nothing, because
-- imported lists carry no e-mail anybody has proved.
create function private.ensure_person() returns public.people
  language plpgsql security definer set search_path = '' as $$
declare
  v_user auth.users;
  v_phone text;
  v_person public.people;
begin
  select * into v_user from auth.users where id = (select auth.uid());
  if v_user.id is null then
    perform private.raise('not_signed_in', '{}', 401);
  end if;
  select * into v_person from public.people where user_id = v_user.id;
  if v_person.id is not null then return v_person; end if;

  if v_user.phone_confirmed_at is not null then
    -- A phone from abroad is kept with the account only: people carry mobile numbers of the mainland.
    v_phone := substring(regexp_replace(v_user.phone, '\D', '', 'g') from '^(?:00)?(?:86)?(1[3-9]\d{9})$');
    update public.people set user_id = v_user.id, phone_verified_at = now()
    where id = (select id from public.people
      where phone = v_phone and user_id is null and merged_into is null
      order by phone_verified_at nulls last, created_at limit 1 for update)
    returning * into v_person;
    if v_person.id is not null then return v_person; end if;
  end if;

  insert into public.people (user_id, email, phone, phone_verified_at)
  values (v_user.id, v_user.email, v_phone, case when v_phone is not null then now() end)
  on conflict (user_id) do update set updated_at = now()
  returning * into v_person;
  return v_person;
exception when unique_violation then
  perform private.raise('phone_taken', jsonb_build_object('field', 'phone'));
end $$;
create function public.ensure_person() returns public.people
  language sql set search_path = '' as $$ select private.ensure_person(); $$;

create function private.update_profile(p_profile jsonb) returns public.people
  language plpgsql security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
  v_row public.people;
  v_constraint text;
begin
  update public.people set
    name = p_profile ->> 'name',
    sex = p_profile ->> 'sex',
    phone = case when phone_verified_at is null then p_profile ->> 'phone' else phone end,
    birth_date = (p_profile ->> 'birth_date')::date,
    occupation = p_profile ->> 'occupation',
    categories = coalesce((select array_agg(c) from jsonb_array_elements_text(p_profile -> 'categories') c), '{}')
  where id = v_person
  returning * into v_row;
  return v_row;
exception
  when check_violation then
    get stacked diagnostics v_constraint = constraint_name;
    perform private.raise('invalid_input', jsonb_build_object('field',
      coalesce(substring(v_constraint from '^people_(.*)_check'), 'profile')), 400);
  when invalid_datetime_format or datetime_field_overflow then
    perform private.raise('invalid_input', jsonb_build_object('field', 'birth_date'), 400);
  when invalid_parameter_value then
    perform private.raise('invalid_input', jsonb_build_object('field', 'categories'), 400);
end $$;
create function public.update_profile(p_profile jsonb) returns public.people
  language sql set search_path = '' as $$ select private.update_profile(p_profile); $$;

-- Joining a union --------------------------------------------------------------------------------

create function private.request_join(p_union uuid, p_note text) returns uuid
  language plpgsql security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
  v_id uuid;
begin
  perform private.take_token(v_person::text, 'request_join', 10, interval '1 hour');
  if not exists (select from public.unions where id = p_union) then
    perform private.raise('not_found', jsonb_build_object('field', 'union_id'), 404);
  end if;
  if char_length(trim(p_note)) > 200 then
    perform private.raise('invalid_input', jsonb_build_object('field', 'note'), 400);
  end if;
  insert into public.union_join_requests (person_id, union_id, note)
  values (v_person, p_union, nullif(trim(p_note), ''))
  returning id into v_id;
  return v_id;
exception when unique_violation then
  perform private.raise('join_request_open');
end $$;
create function public.request_join(p_union uuid, p_note text default null) returns uuid
  language sql set search_path = '' as $$ select private.request_join(p_union, p_note); $$;

create function private.cancel_join(p_request uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  update public.union_join_requests set status = 'canceled', decided_at = now()
  where id = p_request and person_id = private.require_person() and status = 'open';
  if not found then perform private.raise('join_request_closed'); end if;
end $$;
create function public.cancel_join(p_request uuid) returns void
  language sql set search_path = '' as $$ select private.cancel_join(p_request); $$;

-- The union's admin or reviewer confirms or refuses; a refusal says why.
create function private.decide_join(p_request uuid, p_confirm boolean, p_reason text) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  v_staff constant uuid := private.require_person();
  v_request public.union_join_requests;
begin
  select * into v_request from public.union_join_requests where id = p_request for update;
  if v_request.id is null
    or not private.person_may_union(v_staff, v_request.union_id, array['admin', 'reviewer']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  if v_request.status <> 'open' then perform private.raise('join_request_closed'); end if;
  if p_confirm is null then
    perform private.raise('invalid_input', jsonb_build_object('field', 'confirm'), 400);
  elsif not p_confirm and coalesce(trim(p_reason), '') = '' then
    perform private.raise('reason_required', jsonb_build_object('field', 'reason'), 400);
  elsif char_length(trim(p_reason)) > 200 then
    perform private.raise('invalid_input', jsonb_build_object('field', 'reason'), 400);
  end if;
  update public.union_join_requests set status = case when p_confirm then 'confirmed' else 'refused' end,
    reason = nullif(trim(p_reason), ''), decided_by = v_staff, decided_at = now()
  where id = p_request;
  if p_confirm then
    update public.people set union_id = v_request.union_id, membership_confirmed_at = now()
    where id = v_request.person_id;
  end if;
  perform private.write_audit((select auth.uid()),
    case when p_confirm then 'confirm_join' else 'refuse_join' end, 'person', v_request.person_id,
    v_request.union_id, jsonb_build_object('request_id', p_request, 'reason', p_reason));
end $$;
create function public.decide_join(p_request uuid, p_confirm boolean, p_reason text default null)
  returns void language sql set search_path = '' as $$
  select private.decide_join(p_request, p_confirm, p_reason);
$$;

-- Adding a union below one's own; the pinyin is computed by the server, hence service_role.
create function private.add_union(p_actor uuid, p_parent uuid, p_kind text, p_name text,
  p_short_name text, p_pinyin text, p_uscc text) returns uuid
  language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid;
  v_field text;
begin
  if not private.person_may_union(private.person_of(p_actor), p_parent, array['admin']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  insert into public.unions (parent_id, kind, name, short_name, pinyin, uscc, region_code)
  select p_parent, p_kind, p_name, p_short_name, p_pinyin, p_uscc, region_code
  from public.unions where id = p_parent
  returning id into v_id;
  perform private.write_audit(p_actor, 'add_union', 'union', v_id, v_id, jsonb_build_object('name', p_name));
  return v_id;
exception
  when unique_violation then
    perform private.raise('invalid_input', jsonb_build_object('field', 'name', 'reason', 'taken'), 400);
  when check_violation then
    get stacked diagnostics v_field = constraint_name;
    perform private.raise('invalid_input', jsonb_build_object('field',
      coalesce(substring(v_field from '^unions_(.*)_check'), 'name')), 400);
  when not_null_violation then
    get stacked diagnostics v_field = column_name;
    perform private.raise('invalid_input', jsonb_build_object('field', v_field), 400);
end $$;

create function public.add_union(p_actor uuid, p_parent uuid, p_kind text, p_name text,
  p_short_name text, p_pinyin text, p_uscc text default null) returns uuid
  language sql set search_path = '' as $$
  select private.add_union(p_actor, p_parent, p_kind, p_name, p_short_name, p_pinyin, p_uscc);
$$;

-- Identity numbers -------------------------------------------------------------------------------

-- The server reveals an ID number to staff only through here, so no reveal goes unlogged.
create function private.reveal_identity(p_actor uuid, p_person uuid, p_reason text) returns bytea
  language plpgsql security definer set search_path = '' as $$
declare
  v_staff constant uuid := private.person_of(p_actor);
  v_union uuid;
  v_cipher bytea;
begin
  if coalesce(char_length(trim(p_reason)), 0) < 2 then
    perform private.raise('reason_required', jsonb_build_object('field', 'reason'), 400);
  end if;
  v_union := private.identity_scope(v_staff, p_person);
  if v_union is null then perform private.raise('not_permitted', '{}', 403); end if;
  perform private.take_token(v_staff::text, 'reveal_identity', 200, interval '1 hour');
  select cipher into v_cipher from public.person_identities where person_id = p_person;
  if v_cipher is null then perform private.raise('not_found', '{}', 404); end if;
  perform private.write_audit(p_actor, 'reveal_identity', 'person', p_person, v_union,
    jsonb_build_object('reason', trim(p_reason)));
  return v_cipher;
end $$;

-- Hex, because the embedded API writes a bytea another way than PostgREST does.
create function public.reveal_identity(p_actor uuid, p_person uuid, p_reason text) returns text
  language sql set search_path = '' as $$
  select encode(private.reveal_identity(p_actor, p_person, p_reason), 'hex');
$$;

-- The union through which a member of staff may see a person's ID number, or null. The events
-- migration widens it to managers of an event that the person entered.
create function private.identity_scope(p_staff uuid, p_person uuid) returns uuid
  language sql stable security definer set search_path = '' as $$
  select union_id from public.people
  where id = p_person and private.person_may_union(p_staff, union_id, array['admin']);
$$;

-- Grants -----------------------------------------------------------------------------------------

-- Exact match by phone or e-mail among people with an account: enough to give a role, too little to
-- list anybody. Limited, because even an exact match tells that somebody exists.
create function private.find_person(p_contact text) returns table (id uuid, name text, union_name text)
  language plpgsql security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
begin
  if not exists (select from public.grants g where g.person_id = v_person and g.revoked_at is null
    and g.starts_at <= now() and (g.ends_at is null or g.ends_at > now())
    and g.role in ('admin', 'organizer', 'manager')) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  perform private.take_token(v_person::text, 'find_person', 60, interval '1 hour');
  return query select p.id, p.name, u.name from public.people p
    left join public.unions u on u.id = p.union_id
    where p.user_id is not null and p.merged_into is null
      and (p.email = lower(trim(p_contact)) or p.phone = trim(p_contact))
    limit 5;
end $$;
create function public.find_person(p_contact text) returns table (id uuid, name text, union_name text)
  language sql set search_path = '' as $$ select * from private.find_person(p_contact); $$;

create function private.revoke_grant(p_grant uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  v_staff constant uuid := private.require_person();
  v_grant public.grants;
  v_scope uuid;
begin
  select * into v_grant from public.grants where id = p_grant for update;
  if v_grant.id is null then perform private.raise('not_permitted', '{}', 403); end if;
  v_scope := private.grant_scope(v_staff, v_grant.union_id, v_grant.event_id);
  if v_scope is null then perform private.raise('not_permitted', '{}', 403); end if;
  update public.grants set revoked_at = now(), revoked_by = v_staff
  where id = p_grant and revoked_at is null;
  perform private.write_audit((select auth.uid()), 'revoke_grant', 'person', v_grant.person_id, v_scope,
    jsonb_build_object('role', v_grant.role, 'union_id', v_grant.union_id, 'event_id', v_grant.event_id));
end $$;
create function public.revoke_grant(p_grant uuid) returns void
  language sql set search_path = '' as $$ select private.revoke_grant(p_grant); $$;

create function private.give_grant(p_person uuid, p_role text, p_union uuid, p_event uuid,
  p_ends_at timestamptz) returns uuid
  language plpgsql security definer set search_path = '' as $$
declare
  v_staff constant uuid := private.require_person();
  v_scope constant uuid := private.grant_scope(v_staff, p_union, p_event);
  v_id uuid;
  v_constraint text;
begin
  if v_scope is null then perform private.raise('not_permitted', '{}', 403); end if;
  insert into public.grants (person_id, role, union_id, event_id, ends_at, granted_by)
  values (p_person, p_role, p_union, p_event, p_ends_at, v_staff)
  on conflict (person_id, role, union_id, event_id) where revoked_at is null
    do update set ends_at = excluded.ends_at, granted_by = excluded.granted_by
  returning id into v_id;
  perform private.write_audit((select auth.uid()), 'give_grant', 'person', p_person, v_scope,
    jsonb_build_object('role', p_role, 'union_id', p_union, 'event_id', p_event, 'ends_at', p_ends_at));
  return v_id;
exception when check_violation or foreign_key_violation or not_null_violation then
  get stacked diagnostics v_constraint = constraint_name;
  perform private.raise('invalid_input', jsonb_build_object('field', case
    when p_person is null or v_constraint = 'grants_person_id_fkey' then 'person_id'
    when p_ends_at <= now() then 'ends_at' else 'role' end), 400);
end $$;
create function public.give_grant(p_person uuid, p_role text, p_union uuid default null,
  p_event uuid default null, p_ends_at timestamptz default null) returns uuid
  language sql set search_path = '' as $$
  select private.give_grant(p_person, p_role, p_union, p_event, p_ends_at);
$$;

-- The union whose log records a grant, when the giver may give it; else null. The events migration
-- widens it to managers of an event.
create function private.grant_scope(p_staff uuid, p_union uuid, p_event uuid) returns uuid
  language sql stable security definer set search_path = '' as $$
  select p_union where p_event is null and private.person_may_union(p_staff, p_union, array['admin']);
$$;

-- The installation's first administrator, given by the server at its first start: it works only
-- while nobody administers the root union.
create function private.appoint_first_admin(p_user uuid, p_email text, p_name text) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  v_root uuid;
  v_person uuid;
  v_constraint text;
begin
  -- Servers that start at the same time appoint one between them.
  perform pg_advisory_xact_lock(hashtext('appoint_first_admin'));
  select id into v_root from public.unions where parent_id is null;
  if p_user is null then
    perform private.raise('invalid_input', jsonb_build_object('field', 'user'), 400);
  end if;
  if exists (select from public.grants where union_id = v_root and role = 'admin' and revoked_at is null) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  insert into public.people (user_id, email, name, union_id, membership_confirmed_at)
  values (p_user, p_email, p_name, v_root, now())
  on conflict (user_id) do update set union_id = v_root, membership_confirmed_at = now()
  returning id into v_person;
  insert into public.grants (person_id, role, union_id) values (v_person, 'admin', v_root);
  perform private.write_audit(p_user, 'appoint_first_admin', 'person', v_person, v_root, '{}');
exception when check_violation or foreign_key_violation then
  get stacked diagnostics v_constraint = constraint_name;
  perform private.raise('invalid_input', jsonb_build_object('field',
    coalesce(substring(v_constraint from '^people_(.*)_check'), 'user')), 400);
end $$;

create function public.appoint_first_admin(p_user uuid, p_email text, p_name text) returns void
  language sql set search_path = '' as $$ select private.appoint_first_admin(p_user, p_email, p_name); $$;

grant execute on function private.person_id(), private.granted_unions(text[]),
  private.may_union(uuid, text[]) to authenticated, anon, service_role;
grant execute on function private.ensure_person(), private.update_profile(jsonb),
  private.request_join(uuid, text), private.cancel_join(uuid), private.decide_join(uuid, boolean, text),
  private.find_person(text), private.revoke_grant(uuid),
  private.give_grant(uuid, text, uuid, uuid, timestamptz) to authenticated;
grant execute on function public.ensure_person(), public.update_profile(jsonb),
  public.request_join(uuid, text), public.cancel_join(uuid), public.decide_join(uuid, boolean, text),
  public.find_person(text), public.revoke_grant(uuid),
  public.give_grant(uuid, text, uuid, uuid, timestamptz) to authenticated;
grant execute on function private.add_union(uuid, uuid, text, text, text, text, text),
  private.reveal_identity(uuid, uuid, text), private.appoint_first_admin(uuid, text, text) to service_role;
grant execute on function public.add_union(uuid, uuid, text, text, text, text, text),
  public.reveal_identity(uuid, uuid, text), public.appoint_first_admin(uuid, text, text) to service_role;
