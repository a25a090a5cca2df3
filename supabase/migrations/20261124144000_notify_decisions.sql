-- Whoever is confirmed or refused by a union, and whoever gets or loses a role, is told so.

-- Tells the holder of a grant what became of it, once for each kind. The place is named in the
-- parameters: who has lost a role may no longer be able to read it.
create function private.notify_role(p_grant uuid, p_kind text) returns void
  language sql security definer set search_path = '' as $$
  select private.notify(g.person_id, p_kind, g.event_id,
    jsonb_build_object('role', g.role, 'union_id', g.union_id, 'place', coalesce(e.name, u.name)),
    p_kind || ':' || g.id)
  from public.grants g left join public.events e on e.id = g.event_id
  left join public.unions u on u.id = g.union_id
  where g.id = p_grant;
$$;

-- As before, and the person is told.
create or replace function private.decide_join(p_request uuid, p_confirm boolean, p_reason text) returns void
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
  perform private.notify(v_request.person_id, case when p_confirm then 'union_confirmed' else 'union_refused' end,
    null, (select jsonb_build_object('place', name, 'reason', case when not p_confirm then nullif(trim(p_reason), '') end)
      from public.unions where id = v_request.union_id), 'join:' || p_request);
end $$;

create or replace function private.revoke_grant(p_grant uuid) returns void
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
  perform private.notify_role(p_grant, 'role_ended');
end $$;

create or replace function private.give_grant(p_person uuid, p_role text, p_union uuid, p_event uuid,
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
  perform private.notify_role(v_id, 'role_given');
  return v_id;
exception when check_violation or foreign_key_violation or not_null_violation then
  get stacked diagnostics v_constraint = constraint_name;
  perform private.raise('invalid_input', jsonb_build_object('field', case
    when p_person is null or v_constraint = 'grants_person_id_fkey' then 'person_id'
    when p_ends_at <= now() then 'ends_at' else 'role' end), 400);
end $$;

-- How many requests to join wait for the caller: under each union on which they are admin or reviewer,
-- leaving out those that stand below another of them.
create function private.waiting_join_requests() returns table (union_id uuid, union_name text, waiting int)
  language sql stable security definer set search_path = '' as $$
  with mine as (
    select u.id, u.name, u.sort_order, u.ancestor_ids from public.unions u
    where u.id = any ((select private.granted_unions(array['admin', 'reviewer']))::uuid[])
  )
  select m.id, m.name, count(*)::int
  from mine m join public.unions below on below.ancestor_ids @> array[m.id]
  join public.union_join_requests r on r.union_id = below.id and r.status = 'open'
  where not exists (select from mine above where above.id <> m.id and m.ancestor_ids @> array[above.id])
  group by m.id, m.name, m.sort_order
  order by m.sort_order, m.name;
$$;
create function public.waiting_join_requests() returns table (union_id uuid, union_name text, waiting int)
  language sql stable set search_path = '' as $$ select * from private.waiting_join_requests(); $$;
grant execute on function private.waiting_join_requests(), public.waiting_join_requests() to authenticated;
