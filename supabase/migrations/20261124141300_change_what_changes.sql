-- Staff change one or many at once: approve, reject or cancel (with a reason), block or unblock at
-- the door (with a text), or re-issue (raises the serial, so older prints die). Only those whose state
-- changes are touched, told and counted: approving a page of fifty again tells nobody anything, and
-- whoever withdrew is not rejected afterwards. A withdrawal is taken back one by one, never by a batch
-- that happens to hold it. Errors: not_permitted, event_status_conflict {status}, reason_required,
-- division_full {division_id}, one_trade_only, already_registered.
create or replace function private.change_registrations(p_event uuid, p_ids uuid[], p_change text, p_reason text)
  returns int language plpgsql security definer set search_path = '' as $$
declare
  v_staff constant uuid := private.require_person();
  v_reason constant text := nullif(trim(p_reason), '');
  v_event public.events;
  v_ids uuid[];
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
  -- Shared with sign-ups, not with a change of the event: see private.register.
  perform pg_advisory_xact_lock_shared(hashtextextended('event status:' || p_event, 0));
  select * into v_event from public.events where id = p_event;
  if v_event.status in ('archived', 'canceled') then
    perform private.raise('event_status_conflict', jsonb_build_object('status', v_event.status));
  end if;
  -- Locked in one order, so that two batches never wait for each other: rows, then places.
  perform from public.registrations where event_id = p_event and id = any (p_ids) order by id for update;
  if p_change in ('approve', 'reject', 'cancel') then
    perform pg_advisory_xact_lock(hashtextextended('places:' || division_id, 0))
    from (select distinct division_id from public.registrations
      where event_id = p_event and id = any (p_ids) order by division_id) held;
  end if;
  with changed as (
    update public.registrations set
      status = case p_change when 'approve' then 'approved' when 'reject' then 'rejected'
        when 'cancel' then 'canceled' else status end,
      status_reason = case when p_change in ('reject', 'cancel') then v_reason
        when p_change = 'approve' then null else status_reason end,
      blocked_reason = case p_change when 'block' then v_reason when 'unblock' then null else blocked_reason end,
      serial = case p_change when 'reissue' then serial + 1 else serial end
    where event_id = p_event and id = any (p_ids) and case p_change
      when 'approve' then status in ('pending', 'waitlisted', 'rejected')
        or (status = 'canceled' and cardinality(p_ids) = 1)
      when 'block' then blocked_reason is distinct from v_reason
      when 'unblock' then blocked_reason is not null
      else is_live end
    returning id
  )
  select coalesce(array_agg(id), '{}') into v_ids from changed;
  if cardinality(v_ids) = 0 then return 0; end if;
  if p_change in ('approve', 'reject', 'cancel') then
    perform private.notify(r.person_id, 'registration_' || r.status, p_event,
      jsonb_build_object('division', d.name, 'registration_id', r.id, 'reason', v_reason),
      'registration_' || r.status || ':' || r.id || ':' || r.revision)
    from public.registrations r join public.divisions d on d.id = r.division_id
    where r.id = any (v_ids);
  end if;
  perform private.write_audit((select auth.uid()), 'change_registrations', 'event', p_event, v_event.union_id,
    jsonb_build_object('change', p_change, 'ids', to_jsonb(v_ids), 'reason', v_reason));
  return cardinality(v_ids);
exception when unique_violation then
  -- Approved again, while the person has signed up anew or for another trade.
  get stacked diagnostics v_constraint = constraint_name;
  perform private.raise(case v_constraint when 'registrations_one_trade' then 'one_trade_only'
    else 'already_registered' end);
when check_violation or numeric_value_out_of_range then
  perform private.raise('invalid_input', '{"field": "serial"}', 400);
end $$;
