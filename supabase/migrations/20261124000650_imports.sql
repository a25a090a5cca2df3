-- A sheet of registrations enters in one transaction, all of the given rows or none.

-- Finds the person a row speaks of, or makes one: by ID number, else by a verified phone, else by
-- name and phone among those already in the event (so that a second run doubles nobody).
-- p_known: the person of the registration that the row corrects, whatever else the row says.
-- p_person: {name, sex, phone, birth_date, hmac, cipher (hex), tail}.
create function private.person_from_row(p_event uuid, p_person jsonb, p_known uuid) returns uuid
  language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid := p_known;
begin
  if jsonb_typeof(p_person) is distinct from 'object' or p_person ->> 'name' is null then
    perform private.raise('invalid_input', jsonb_build_object('field', 'name'), 400);
  end if;
  if v_id is null then
    select person_id into v_id from public.person_identities where hmac = p_person ->> 'hmac';
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
    -- What the person keeps up themselves is not overwritten by somebody else's sheet.
    update public.people set name = p_person ->> 'name', sex = coalesce(p_person ->> 'sex', sex),
      phone = coalesce(p_person ->> 'phone', phone),
      birth_date = coalesce((p_person ->> 'birth_date')::date, birth_date)
    where id = v_id and user_id is null
      and (name, sex, phone, birth_date) is distinct from (p_person ->> 'name',
        coalesce(p_person ->> 'sex', sex), coalesce(p_person ->> 'phone', phone),
        coalesce((p_person ->> 'birth_date')::date, birth_date));
  end if;
  if p_person ->> 'hmac' is not null then
    insert into public.person_identities (person_id, cipher, hmac, tail)
    values (v_id, decode(p_person ->> 'cipher', 'hex'), p_person ->> 'hmac', p_person ->> 'tail')
    on conflict (person_id) do nothing;
  end if;
  return v_id;
end $$;

-- p_rows: [{key, registration_id?, division_id, union_id, trade_years, answers, person}].
-- Returns one row each: created, updated or same. A row that cannot enter raises its code with
-- {row, …} and nothing of the sheet is stored.
create function private.import_registrations(p_actor uuid, p_event uuid, p_rows jsonb)
  returns table (key text, registration_id uuid, outcome text)
  language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  v_event public.events;
  v_row jsonb;
  v_division uuid;
  v_union uuid;
  v_years numeric;
  v_answers jsonb;
  v_old public.registrations;
  v_new public.registrations;
  v_counts jsonb;
  v_person uuid;
  v_constraint text;
  v_detail text;
begin
  select * into v_event from public.events where id = p_event;
  if v_event.id is null or not private.person_may(private.person_of(p_actor), p_event, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  if v_event.status in ('archived', 'canceled') then
    perform private.raise('event_not_open', jsonb_build_object('status', v_event.status));
  end if;
  if jsonb_typeof(p_rows) is distinct from 'array' then
    perform private.raise('invalid_input', jsonb_build_object('field', 'rows'), 400);
  end if;
  if jsonb_array_length(p_rows) > 5000 then
    perform private.raise('batch_too_large', jsonb_build_object('limit', 5000), 413);
  end if;
  -- One import of an event at a time: two that ran together could both make the same person.
  perform pg_advisory_xact_lock(hashtextextended('import:' || p_event, 0));

  -- Registrations before divisions, as everybody else locks them.
  perform from public.registrations where event_id = p_event and is_live order by id for update;

  for v_row in
    select x from jsonb_array_elements(p_rows) x order by x ->> 'division_id'   -- locked in one order
  loop
    key := v_row ->> 'key';
    v_division := (v_row ->> 'division_id')::uuid;
    v_union := (v_row ->> 'union_id')::uuid;
    v_years := (v_row ->> 'trade_years')::numeric(4, 1);
    v_answers := coalesce(nullif(v_row -> 'answers', 'null'), '{}');
    if jsonb_typeof(v_answers) <> 'object' then
      perform private.raise('invalid_input', jsonb_build_object('field', 'answers'), 400);
    end if;

    select * into v_old from public.registrations r
    where r.id = (v_row ->> 'registration_id')::uuid and r.event_id = p_event and r.is_live;
    v_person := private.person_from_row(p_event, v_row -> 'person', v_old.person_id);
    if v_old.id is null then
      select * into v_old from public.registrations r
      where r.person_id = v_person and r.is_live and r.division_id is not distinct from v_division
        and r.event_id is not distinct from p_event;
    end if;

    if v_old.id is null then
      insert into public.registrations (event_id, division_id, person_id, union_id, short_code,
        trade_years, answers, source)
      values (p_event, v_division, v_person, v_union, private.new_short_code(p_event), v_years, v_answers, 'import')
      returning * into v_new;
      outcome := 'created';
    elsif (v_old.division_id, v_old.union_id, v_old.trade_years, v_old.answers)
      is distinct from (v_division, v_union, v_years, v_old.answers || v_answers) then
      update public.registrations set division_id = v_division, union_id = v_union,
        trade_years = v_years, answers = answers || v_answers
      where id = v_old.id returning * into v_new;
      outcome := 'updated';
    else
      v_new := v_old;
      outcome := 'same';
    end if;
    registration_id := v_new.id;
    v_counts := jsonb_set(coalesce(v_counts, '{}'), array[outcome],
      to_jsonb(coalesce((v_counts ->> outcome)::int, 0) + 1));
    return next;
  end loop;
  perform private.write_audit(p_actor, 'import_registrations', 'event', p_event, v_event.union_id,
    coalesce(v_counts, '{}'));
exception
  when unique_violation then
    get stacked diagnostics v_constraint = constraint_name;
    perform private.raise(case v_constraint when 'registrations_one_trade' then 'one_trade_only'
      when 'person_identities_hmac_key' then 'identity_taken'
      else 'already_registered' end, jsonb_build_object('row', key));
  when sqlstate 'PT409' or sqlstate 'PT400' then
    get stacked diagnostics v_constraint = pg_exception_hint, v_detail = pg_exception_detail;
    perform private.raise(v_constraint, v_detail::jsonb || jsonb_build_object('row', key),
      substring(sqlstate from 3)::int);
  when deadlock_detected then
    perform private.raise('unavailable', '{"reason": "busy"}', 503);
  when check_violation or foreign_key_violation or data_exception or not_null_violation then
    perform private.raise('invalid_input', jsonb_build_object('row', key), 400);
end $$;
create function public.import_registrations(p_actor uuid, p_event uuid, p_rows jsonb)
  returns table (key text, registration_id uuid, outcome text)
  language sql set search_path = '' as $$
  select * from private.import_registrations(p_actor, p_event, p_rows);
$$;
grant execute on function private.import_registrations(uuid, uuid, jsonb),
  public.import_registrations(uuid, uuid, jsonb) to service_role;
