-- A person is found and claimed only by what they have proved, and what an ID number states holds.

-- Called after each sign-in: finds, claims or makes the person behind the account. A person who was
-- imported is claimed by a phone that the account has verified; an e-mail claims nothing, because
-- imported lists carry no e-mail anybody has proved. Sheets give a team leader's phone to several
-- people: then none of them is taken for the leader, and the union's staff join the right one.
create or replace function private.ensure_person() returns public.people
  language plpgsql security definer set search_path = '' as $$
declare
  v_user auth.users;
  v_email text;
  v_phone text;
  v_unclaimed uuid[];
  v_person public.people;
begin
  select * into v_user from auth.users where id = (select auth.uid());
  if v_user.id is null then
    perform private.raise('not_signed_in', '{}', 401);
  end if;
  if v_user.email_confirmed_at is not null then v_email := nullif(v_user.email, ''); end if;
  select * into v_person from public.people where user_id = v_user.id;
  if v_person.id is not null then
    if v_person.email is distinct from v_email and v_email is not null then
      update public.people set email = v_email where id = v_person.id returning * into v_person;
    end if;
    return v_person;
  end if;

  if v_user.phone_confirmed_at is not null then
    -- A phone from abroad is kept with the account only: people carry mobile numbers of the mainland.
    v_phone := substring(regexp_replace(v_user.phone, '\D', '', 'g') from '^(?:00)?(?:86)?(1[3-9]\d{9})$');
    v_unclaimed := array(select id from public.people
      where phone = v_phone and user_id is null and merged_into is null
      order by phone_verified_at nulls last, created_at limit 2 for update);
    -- Who verified the phone before and lost the account is that person, whoever else carries it.
    update public.people set user_id = v_user.id, phone_verified_at = now()
    where id = v_unclaimed[1] and (cardinality(v_unclaimed) = 1 or phone_verified_at is not null)
    returning * into v_person;
    if v_person.id is not null then return v_person; end if;
  end if;

  insert into public.people (user_id, email, phone, phone_verified_at)
  values (v_user.id, v_email, v_phone, case when v_phone is not null then now() end)
  on conflict (user_id) do update set updated_at = now()
  returning * into v_person;
  return v_person;
exception when unique_violation then
  perform private.raise('phone_taken', jsonb_build_object('field', 'phone'));
end $$;

-- What a person says of themselves. A verified phone stays, and so do the date of birth and the sex
-- that an ID number on file states. Whoever is signed up for something and takes another name leaves
-- the old one in the log of the unions that run it: a place and a pass must not change hands unseen.
create or replace function private.update_profile(p_profile jsonb) returns public.people
  language plpgsql security definer set search_path = '' as $$
declare
  v_person constant uuid := private.require_person();
  v_old public.people;
  v_row public.people;
  v_stated boolean;
  v_union uuid;
  v_constraint text;
begin
  select * into v_old from public.people where id = v_person for update;
  v_stated := exists (select from public.person_identities
    where person_id = v_person and id_type = 'resident_id');
  update public.people set
    name = p_profile ->> 'name',
    sex = case when v_stated then coalesce(sex, p_profile ->> 'sex') else p_profile ->> 'sex' end,
    phone = case when phone_verified_at is null then p_profile ->> 'phone' else phone end,
    birth_date = case when v_stated then coalesce(birth_date, (p_profile ->> 'birth_date')::date)
      else (p_profile ->> 'birth_date')::date end,
    occupation = p_profile ->> 'occupation',
    categories = coalesce((select array_agg(c) from jsonb_array_elements_text(p_profile -> 'categories') c), '{}')
  where id = v_person
  returning * into v_row;
  if v_row.name is distinct from v_old.name and v_old.name is not null then
    for v_union in
      select distinct e.union_id from public.registrations r join public.events e on e.id = r.event_id
      where r.person_id = v_person and r.is_live order by 1
    loop
      perform private.write_audit((select auth.uid()), 'change_name', 'person', v_person, v_union,
        jsonb_build_object('from', v_old.name, 'to', v_row.name));
    end loop;
  end if;
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

-- Exact match by an e-mail or a phone that the account has verified: enough to give a role, too little
-- to list anybody. What somebody only typed into a profile finds nobody, or the role meant for one
-- person would go to another. Limited, because even an exact match tells that somebody exists.
drop function public.find_person(text);
drop function private.find_person(text);
create function private.find_person(p_contact text)
  returns table (id uuid, name text, union_name text, found_by text)
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
  return query select p.id, p.name, u.name,
      case when p.email = lower(trim(p_contact)) then 'email' else 'phone' end
    from public.people p
    join auth.users a on a.id = p.user_id
    left join public.unions u on u.id = p.union_id
    where p.merged_into is null
      and ((p.email = lower(trim(p_contact)) and a.email = p.email and a.email_confirmed_at is not null)
        or (p.phone = trim(p_contact) and p.phone_verified_at is not null))
    limit 5;
end $$;
create function public.find_person(p_contact text)
  returns table (id uuid, name text, union_name text, found_by text)
  language sql set search_path = '' as $$ select * from private.find_person(p_contact); $$;
grant execute on function private.find_person(text), public.find_person(text) to authenticated;
