-- Messages to a person: shown in the app, and sent through the channels the person has.
-- The words are made where they are shown, from kind + params, in the reader's language.

create table public.notifications (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references public.people (id) on delete cascade,
  kind text not null check (kind ~ '^[a-z_]+$'),
  params jsonb not null default '{}',
  event_id uuid references public.events (id) on delete cascade,
  dedupe_key text not null unique,      -- the same fact is told once
  created_at timestamptz not null default now(),
  read_at timestamptz
);
create index notifications_person on public.notifications (person_id, created_at desc);
create index notifications_event_id on public.notifications (event_id);

create table public.deliveries (
  id bigint generated always as identity primary key,
  notification_id uuid not null references public.notifications (id) on delete cascade,
  channel text not null check (channel in ('email')),
  status text not null default 'queued' check (status in ('queued', 'sending', 'sent', 'failed')),
  attempts smallint not null default 0,
  next_at timestamptz not null default now(),
  sent_at timestamptz,
  error text,
  unique (notification_id, channel)
);
create index deliveries_due on public.deliveries (next_at) where status in ('queued', 'sending');

alter table public.notifications enable row level security;
create policy notifications_read_own on public.notifications for select to authenticated
  using (person_id = (select private.person_id()));
grant select on public.notifications to authenticated, service_role;

alter table public.deliveries enable row level security;
create policy deliveries_none on public.deliveries for select to authenticated using (false);
grant select on public.deliveries to service_role;

-- Tells a person something, once per dedupe key. Nobody waits for the sending.
create function private.notify(p_person uuid, p_kind text, p_event uuid, p_params jsonb, p_dedupe text)
  returns void language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid;
begin
  insert into public.notifications (person_id, kind, event_id, params, dedupe_key)
  select id, p_kind, p_event, p_params, p_dedupe from public.people
  where id = p_person and user_id is not null
  on conflict (dedupe_key) do nothing
  returning id into v_id;
  if v_id is not null then
    insert into public.deliveries (notification_id, channel)
    select v_id, 'email' from public.people where id = p_person and email is not null;
  end if;
end $$;

create function private.mark_notifications_read() returns void
  language sql security definer set search_path = '' as $$
  update public.notifications set read_at = now()
  where person_id = private.require_person() and read_at is null;
$$;
create function public.mark_notifications_read() returns void
  language sql set search_path = '' as $$ select private.mark_notifications_read(); $$;
grant execute on function private.mark_notifications_read(), public.mark_notifications_read() to authenticated;

-- The sender takes what is due. A delivery whose sender died is due again after ten minutes; it may
-- then arrive twice, which is better than never.
create function private.claim_deliveries(p_limit int) returns table (id bigint, channel text,
  address text, recipient text, kind text, params jsonb, event_id uuid, event_name text, notification_id uuid)
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
  select c.id, c.channel, p.email, p.name, n.kind, n.params, n.event_id, e.name, n.id
  from claimed c join public.notifications n on n.id = c.notification_id
  join public.people p on p.id = n.person_id left join public.events e on e.id = n.event_id;
$$;
create function public.claim_deliveries(p_limit int) returns table (id bigint, channel text,
  address text, recipient text, kind text, params jsonb, event_id uuid, event_name text, notification_id uuid)
  language sql set search_path = '' as $$ select * from private.claim_deliveries(p_limit); $$;

-- Records how a delivery went; a failure is tried again after 1, 4, 9, 16 minutes, five times in all.
create function private.finish_delivery(p_id bigint, p_error text) returns void
  language sql security definer set search_path = '' as $$
  update public.deliveries set
    status = case when p_error is null then 'sent' when attempts >= 5 then 'failed' else 'queued' end,
    sent_at = case when p_error is null then now() end,
    error = left(p_error, 500),
    next_at = now() + make_interval(mins => attempts * attempts)
  where id = p_id;
$$;
create function public.finish_delivery(p_id bigint, p_error text default null) returns void
  language sql set search_path = '' as $$ select private.finish_delivery(p_id, p_error); $$;
grant execute on function private.claim_deliveries(int), private.finish_delivery(bigint, text),
  public.claim_deliveries(int), public.finish_delivery(bigint, text) to service_role;
