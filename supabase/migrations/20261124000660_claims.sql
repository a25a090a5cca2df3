-- A person entered by others (a sheet, a leader) and the same person's account become one, by the
-- decision of their union's staff, who see that name and phone are the same.

-- People without an account whose name and phone are exactly those of p_person, with where they were
-- entered. For staff of the union that the person belongs to or asks to join.
create function private.claimable_people(p_person uuid)
  returns table (id uuid, events text[], created_at timestamptz)
  language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  if not private.may_staff_person(p_person) then perform private.raise('not_permitted', '{}', 403); end if;
  return query
  select o.id, coalesce(array_agg(distinct e.name) filter (where e.id is not null), '{}'), o.created_at
  from public.people p
  join public.people o on o.name = p.name and o.phone = p.phone and o.id <> p.id
    and o.user_id is null and o.merged_into is null
  left join public.registrations r on r.person_id = o.id
  left join public.events e on e.id = r.event_id
  where p.id = p_person and p.user_id is not null
  group by o.id, o.created_at order by o.created_at;
end $$;

create function private.may_staff_person(p_person uuid) returns boolean
  language sql stable security definer set search_path = '' as $$
  select exists (
    select from public.people p
    left join public.union_join_requests j on j.person_id = p.id and j.status = 'open'
    where p.id = p_person and (private.may_union(p.union_id, array['admin', 'reviewer'])
      or private.may_union(j.union_id, array['admin', 'reviewer'])));
$$;

-- Moves what was entered for p_entered to p_person, who has the account. Where both are in the same
-- contest the staff must settle that first: already_registered or one_trade_only.
create function private.claim_person(p_person uuid, p_entered uuid) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  v_moved int;
  v_union uuid;
  v_constraint text;
begin
  if not exists (select from private.claimable_people(p_person) c where c.id = p_entered) then
    perform private.raise('not_found', '{}', 404);
  end if;
  perform from public.people where id in (p_person, p_entered) order by id for update;
  update public.registrations set person_id = p_person where person_id = p_entered;
  get diagnostics v_moved = row_count;
  update public.person_identities set person_id = p_person where person_id = p_entered
    and not exists (select from public.person_identities where person_id = p_person);
  update public.people p set
    sex = coalesce(p.sex, o.sex), birth_date = coalesce(p.birth_date, o.birth_date)
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

create function public.claimable_people(p_person uuid)
  returns table (id uuid, events text[], created_at timestamptz)
  language sql stable set search_path = '' as $$ select * from private.claimable_people(p_person); $$;
create function public.claim_person(p_person uuid, p_entered uuid) returns int
  language sql set search_path = '' as $$ select private.claim_person(p_person, p_entered); $$;
grant execute on function private.claimable_people(uuid), private.claim_person(uuid, uuid),
  public.claimable_people(uuid), public.claim_person(uuid, uuid) to authenticated;
