-- The language in which a person last used the pages, for the mails to them; null: not known.
alter table public.people add column locale text check (locale in ('zh-CN', 'en'));

create function private.use_locale(p_locale text) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  update public.people set locale = p_locale
  where id = private.require_person() and locale is distinct from p_locale;
exception when check_violation then
  perform private.raise('invalid_input', jsonb_build_object('field', 'locale'), 400);
end $$;
create function public.use_locale(p_locale text) returns void
  language sql set search_path = '' as $$ select private.use_locale(p_locale); $$;
grant execute on function private.use_locale(text), public.use_locale(text) to authenticated;

-- Both as before, with the language.
drop function public.claim_deliveries(int);
drop function private.claim_deliveries(int);
create function private.claim_deliveries(p_limit int) returns table (id bigint, channel text,
  address text, recipient text, kind text, params jsonb, event_id uuid, event_name text, notification_id uuid,
  locale text)
  language sql security definer set search_path = '' as $$
  with due as (
    select d.id from public.deliveries d
    where d.status in ('queued', 'sending') and d.next_at <= now()
    order by d.next_at limit greatest(p_limit, 0) for update skip locked
  ), claimed as (
    update public.deliveries d set status = 'sending', attempts = d.attempts + 1,
      next_at = now() + interval '10 minutes'
    from due where d.id = due.id
    returning d.id, d.channel, d.notification_id
  )
  select c.id, c.channel, p.email, p.name, n.kind, n.params, n.event_id, e.name, n.id, p.locale
  from claimed c join public.notifications n on n.id = c.notification_id
  join public.people p on p.id = n.person_id left join public.events e on e.id = n.event_id;
$$;
create function public.claim_deliveries(p_limit int) returns table (id bigint, channel text,
  address text, recipient text, kind text, params jsonb, event_id uuid, event_name text, notification_id uuid,
  locale text)
  language sql set search_path = '' as $$ select * from private.claim_deliveries(p_limit); $$;

drop function public.waiting_deliveries(bigint, int);
drop function private.waiting_deliveries(bigint, int);
create function private.waiting_deliveries(p_after bigint, p_limit int) returns table (id bigint, channel text,
  address text, recipient text, kind text, params jsonb, event_id uuid, event_name text, notification_id uuid,
  locale text)
  language sql stable security definer set search_path = '' as $$
  select d.id, d.channel, p.email, p.name, n.kind, n.params, n.event_id, e.name, n.id, p.locale
  from public.deliveries d join public.notifications n on n.id = d.notification_id
  join public.people p on p.id = n.person_id left join public.events e on e.id = n.event_id
  where d.status = 'queued' and d.id > p_after
  order by d.id limit greatest(p_limit, 0);
$$;
create function public.waiting_deliveries(p_after bigint, p_limit int) returns table (id bigint, channel text,
  address text, recipient text, kind text, params jsonb, event_id uuid, event_name text, notification_id uuid,
  locale text)
  language sql stable set search_path = '' as $$ select * from private.waiting_deliveries(p_after, p_limit); $$;

grant execute on function private.claim_deliveries(int), private.waiting_deliveries(bigint, int),
  public.claim_deliveries(int), public.waiting_deliveries(bigint, int) to service_role;
