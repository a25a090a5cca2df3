-- Passes: signed by the server (SQL can't sign), kept so that their holders and the desk can show them.

-- The public halves of the installation's signing keys. A private key never stands in a table.
create table public.pass_keys (
  kid smallint primary key check (kid between 0 and 255),
  public_key jsonb not null unique check (public_key ->> 'kty' = 'EC' and public_key ->> 'crv' = 'P-256'
    and not public_key ? 'd'),
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
alter table public.pass_keys enable row level security;
create policy pass_keys_read on public.pass_keys for select to anon, authenticated using (true);
grant select on public.pass_keys to anon, authenticated, service_role;

create table public.passes (
  registration_id uuid not null references public.registrations (id) on delete cascade,
  serial smallint not null check (serial between 1 and 32767),
  kid smallint not null references public.pass_keys (kid),
  code text not null check (code ~ '^HJ1:[0-9A-Z $%*+./:-]{165}$'),
  valid_until timestamptz not null,
  issued_at timestamptz not null default now(),
  primary key (registration_id, serial)
);
create index passes_kid on public.passes (kid);
alter table public.passes enable row level security;
-- Whoever may read a registration (its holder; managers, who print) may read its pass.
create policy passes_read on public.passes for select to authenticated
  using (registration_id in (select id from public.registrations));
grant select on public.passes to authenticated, service_role;

-- Makes a public key known and returns its number; the same key keeps its number.
-- Errors: invalid_input, unavailable (all 256 numbers used up, or the key was withdrawn).
create function private.publish_pass_key(p_key jsonb) returns smallint
  language plpgsql security definer set search_path = '' as $$
declare
  v_key public.pass_keys;
begin
  perform pg_advisory_xact_lock(hashtext('public.pass_keys'));
  select * into v_key from public.pass_keys where public_key = p_key;
  if v_key.revoked_at is not null then
    perform private.raise('unavailable', '{"reason": "pass_key_revoked"}', 503);
  end if;
  if v_key.kid is null then
    insert into public.pass_keys (kid, public_key)
    select coalesce(max(kid), 0) + 1, p_key from public.pass_keys
    returning * into v_key;
  end if;
  return v_key.kid;
exception
  when check_violation or not_null_violation then
    perform private.raise('invalid_input', '{"field": "key"}', 400);
end $$;
create function public.publish_pass_key(p_key jsonb) returns smallint
  language sql set search_path = '' as $$ select private.publish_pass_key(p_key); $$;

-- Approved registrations that have no usable pass for their serial: none yet, one signed by a key
-- withdrawn since, or one that ends before the event, which was moved.
create function private.passes_due(p_registrations uuid[], p_limit int)
  returns table (registration_id uuid, event_id uuid, serial smallint, division smallint,
    ends_at timestamptz)
  language sql stable security definer set search_path = '' as $$
  select r.id, r.event_id, r.serial, d.number, e.ends_at
  from public.registrations r
  join public.divisions d on d.id = r.division_id
  join public.events e on e.id = r.event_id
  where r.status = 'approved' and (p_registrations is null or r.id = any (p_registrations))
    and not exists (select from public.passes p join public.pass_keys k on k.kid = p.kid
      where p.registration_id = r.id and p.serial = r.serial and k.revoked_at is null
        and p.valid_until > e.ends_at)
  order by r.id limit greatest(p_limit, 0);
$$;
create function public.passes_due(p_registrations uuid[], p_limit int default 500)
  returns table (registration_id uuid, event_id uuid, serial smallint, division smallint,
    ends_at timestamptz)
  language sql stable set search_path = '' as $$ select * from private.passes_due(p_registrations, p_limit); $$;

-- Keeps signed passes: [{registration_id, serial, kid, code, valid_until}]. When two servers signed
-- the same pass at once, the first one stays, so that what somebody has printed is what is kept.
create function private.store_passes(p_passes jsonb) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  v_count int;
begin
  insert into public.passes as p (registration_id, serial, kid, code, valid_until)
  select registration_id, serial, kid, code, valid_until
  from jsonb_to_recordset(p_passes)
    as x (registration_id uuid, serial smallint, kid smallint, code text, valid_until timestamptz)
  on conflict (registration_id, serial) do update
    set kid = excluded.kid, code = excluded.code, valid_until = excluded.valid_until, issued_at = now()
    where p.kid <> excluded.kid or p.valid_until < excluded.valid_until;
  get diagnostics v_count = row_count;
  return v_count;
exception
  when data_exception or check_violation or not_null_violation or foreign_key_violation then
    perform private.raise('invalid_input', jsonb_build_object('field', 'passes', 'reason', sqlerrm), 400);
end $$;
create function public.store_passes(p_passes jsonb) returns int
  language sql set search_path = '' as $$ select private.store_passes(p_passes); $$;

-- The caller's own approved registrations without a usable pass, for a server that missed them.
create function private.my_passes_due() returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select d.registration_id from private.passes_due(
    (select coalesce(array_agg(id), '{}') from public.registrations where person_id = private.person_id()),
    100) d;
$$;
create function public.my_passes_due() returns setof uuid
  language sql stable set search_path = '' as $$ select private.my_passes_due(); $$;

grant execute on function private.publish_pass_key(jsonb), public.publish_pass_key(jsonb),
  private.passes_due(uuid[], int), public.passes_due(uuid[], int),
  private.store_passes(jsonb), public.store_passes(jsonb) to service_role;
grant execute on function private.my_passes_due(), public.my_passes_due() to authenticated;
