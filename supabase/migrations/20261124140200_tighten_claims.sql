-- Whose data a sheet may change, and when two records are two people.

-- Finds the person a row speaks of, or makes one: by ID number, else by a verified phone, else by
-- name and phone among those already in the event (so that a second run doubles nobody).
-- p_known: the person of the registration that the row corrects, whatever else the row says.
-- p_person: {name, sex, phone, birth_date, hmac, cipher (hex), tail}.
create or replace function private.person_from_row(p_event uuid, p_person jsonb, p_known uuid) returns uuid
  language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid := p_known;
begin
  if jsonb_typeof(p_person) is distinct from 'object' or p_person ->> 'name' is null then
    perform private.raise('invalid_input', jsonb_build_object('field', 'name'), 400);
  end if;
  if v_id is null then
    -- A number may have stayed with the record that was joined to an account.
    select coalesce(p.merged_into, p.id) into v_id from public.person_identities i
    join public.people p on p.id = i.person_id where i.hmac = p_person ->> 'hmac';
  end if;
  if v_id is null then
    select p.id into v_id from public.people p
    left join public.person_identities i on i.person_id = p.id
    where p.phone = p_person ->> 'phone' and p.name = p_person ->> 'name' and p.merged_into is null
      and (p.phone_verified_at is not null
        or exists (select from public.registrations r where r.person_id = p.id
          and r.event_id is not distinct from p_event))
      and (i.hmac is null or p_person ->> 'hmac' is null)   -- two ID numbers are two people
    order by p.phone_verified_at nulls last limit 1;
  end if;
  if v_id is null then
    insert into public.people (name, sex, phone, birth_date)
    values (p_person ->> 'name', p_person ->> 'sex', p_person ->> 'phone', (p_person ->> 'birth_date')::date)
    returning id into v_id;
  else
    -- What the person keeps up themselves is not overwritten by somebody else's sheet, nor is what
    -- another event entered: whoever could change the phone there could sign in as that person.
    update public.people set name = p_person ->> 'name', sex = coalesce(p_person ->> 'sex', sex),
      phone = coalesce(p_person ->> 'phone', phone),
      birth_date = coalesce((p_person ->> 'birth_date')::date, birth_date)
    where id = v_id and user_id is null
      and not exists (select from public.registrations r where r.person_id = v_id
        and r.event_id is distinct from p_event)
      and (name, sex, phone, birth_date) is distinct from (p_person ->> 'name',
        coalesce(p_person ->> 'sex', sex), coalesce(p_person ->> 'phone', phone),
        coalesce((p_person ->> 'birth_date')::date, birth_date));
  end if;
  if p_person ->> 'hmac' is not null then
    insert into public.person_identities (person_id, cipher, hmac, tail)
    values (v_id, decode(p_person ->> 'cipher', 'hex'), p_person ->> 'hmac', p_person ->> 'tail')
    on conflict (person_id) do nothing;
    if found then
      -- A number states these two, whatever stood there; from now on they stay (update_profile).
      update public.people set sex = coalesce(p_person ->> 'sex', sex),
        birth_date = coalesce((p_person ->> 'birth_date')::date, birth_date)
      where id = v_id and (sex, birth_date) is distinct from (coalesce(p_person ->> 'sex', sex),
        coalesce((p_person ->> 'birth_date')::date, birth_date));
    end if;
  end if;
  return v_id;
end $$;

-- Moves what was entered for p_entered to p_person, who has the account. Where both are in the same
-- contest the staff must settle that first: already_registered or one_trade_only. Each with an ID
-- number of its own, they are two people: identities_differ.
create or replace function private.claim_person(p_person uuid, p_entered uuid) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  v_moved int;
  v_stated boolean;
  v_union uuid;
  v_constraint text;
begin
  if not exists (select from private.claimable_people(p_person) c where c.id = p_entered) then
    perform private.raise('not_found', '{}', 404);
  end if;
  perform from public.people where id in (p_person, p_entered) order by id for update;
  if (select count(*) from public.person_identities where person_id in (p_person, p_entered)) > 1 then
    perform private.raise('identities_differ');
  end if;
  update public.registrations set person_id = p_person where person_id = p_entered;
  get diagnostics v_moved = row_count;
  update public.person_identities set person_id = p_person where person_id = p_entered;
  v_stated := found;
  -- What the moved number states goes before what the person said; otherwise it fills what is open.
  update public.people p set
    sex = case when v_stated then coalesce(o.sex, p.sex) else coalesce(p.sex, o.sex) end,
    birth_date = case when v_stated then coalesce(o.birth_date, p.birth_date)
      else coalesce(p.birth_date, o.birth_date) end
  from public.people o where p.id = p_person and o.id = p_entered;
  update public.people set merged_into = p_person where id = p_entered;
  select coalesce(p.union_id, j.union_id) into v_union from public.people p
  left join public.union_join_requests j on j.person_id = p.id and j.status = 'open'
  where p.id = p_person;
  perform private.write_audit((select auth.uid()), 'claim_person', 'person', p_person, v_union,
    jsonb_build_object('entered_id', p_entered, 'registrations', v_moved));
  return v_moved;
exception when unique_violation then
  get stacked diagnostics v_constraint = constraint_name;
  perform private.raise(case v_constraint when 'registrations_one_trade' then 'one_trade_only'
    else 'already_registered' end);
end $$;
