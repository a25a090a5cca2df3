-- A row of the log about a role says for which event or union it was.
drop function public.audit_page(uuid, bigint, int);
drop function private.audit_page(uuid, bigint, int);
create function private.audit_page(p_union uuid, p_before bigint, p_limit int)
  returns table (seq bigint, at timestamptz, actor text, action text, subject_type text,
    subject_id uuid, subject text, union_name text, payload jsonb, scope text)
  language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.may_union(p_union, array['admin']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  return query
  select l.seq, l.at, coalesce(a.name, a.email), l.action, l.subject_type, l.subject_id,
    case l.subject_type
      when 'person' then (select p.name from public.people p where p.id = l.subject_id)
      when 'event' then (select e.name from public.events e where e.id = l.subject_id)
      when 'union' then (select n.name from public.unions n where n.id = l.subject_id)
    end,
    u.short_name, y.payload,
    case when l.action in ('give_grant', 'revoke_grant') then coalesce(
      (select e.name from public.events e where e.id = (y.payload ->> 'event_id')::uuid),
      (select n.name from public.unions n where n.id = (y.payload ->> 'union_id')::uuid)) end
  from public.audit_log l
  join public.unions u on u.id = l.union_id
  left join public.people a on a.user_id = l.actor_id
  left join public.audit_payloads y on y.seq = l.seq
  where u.ancestor_ids @> array[p_union] and (p_before is null or l.seq < p_before)
  order by l.seq desc
  limit greatest(least(p_limit, 200), 0);
end $$;
create function public.audit_page(p_union uuid, p_before bigint default null, p_limit int default 50)
  returns table (seq bigint, at timestamptz, actor text, action text, subject_type text,
    subject_id uuid, subject text, union_name text, payload jsonb, scope text)
  language sql stable set search_path = '' as $$
  select * from private.audit_page(p_union, p_before, p_limit);
$$;
grant execute on function private.audit_page(uuid, bigint, int), public.audit_page(uuid, bigint, int) to authenticated;
