-- A delivery that nobody could send waits for a day, and then says so instead of being called sent.

alter table public.deliveries drop constraint deliveries_status_check;
alter table public.deliveries add constraint deliveries_status_check
  check (status in ('queued', 'sending', 'sent', 'failed', 'expired'));

-- Gives up what is older than a day and still waits, in the app it has been shown at once anyway.
-- Returns how many. One that is being sent at this moment is left to whoever sends it.
create function private.expire_deliveries() returns int
  language plpgsql security definer set search_path = '' as $$
declare
  v_count int;
begin
  update public.deliveries d set status = 'expired' from public.notifications n
  where n.id = d.notification_id and n.created_at < now() - interval '1 day'
    and (d.status = 'queued' or (d.status = 'sending' and d.next_at <= now()));
  get diagnostics v_count = row_count;
  return v_count;
end $$;
create function public.expire_deliveries() returns int
  language sql set search_path = '' as $$ select private.expire_deliveries(); $$;

-- What waits, without taking it: for the mailbox page of a server that has no mail server.
create function private.waiting_deliveries(p_after bigint, p_limit int) returns table (id bigint, channel text,
  address text, recipient text, kind text, params jsonb, event_id uuid, event_name text, notification_id uuid)
  language sql stable security definer set search_path = '' as $$
  select d.id, d.channel, p.email, p.name, n.kind, n.params, n.event_id, e.name, n.id
  from public.deliveries d join public.notifications n on n.id = d.notification_id
  join public.people p on p.id = n.person_id left join public.events e on e.id = n.event_id
  where d.status = 'queued' and d.id > p_after
  order by d.id limit greatest(p_limit, 0);
$$;
create function public.waiting_deliveries(p_after bigint, p_limit int) returns table (id bigint, channel text,
  address text, recipient text, kind text, params jsonb, event_id uuid, event_name text, notification_id uuid)
  language sql stable set search_path = '' as $$ select * from private.waiting_deliveries(p_after, p_limit); $$;

-- Records how a delivery went, and returns what became of it; a failure is tried again after 1, 4, 9,
-- 16 minutes, five times in all.
drop function public.finish_delivery(bigint, text);
drop function private.finish_delivery(bigint, text);
create function private.finish_delivery(p_id bigint, p_error text) returns text
  language sql security definer set search_path = '' as $$
  update public.deliveries set
    status = case when p_error is null then 'sent' when attempts >= 5 then 'failed' else 'queued' end,
    sent_at = case when p_error is null then now() end,
    error = left(p_error, 500),
    next_at = now() + make_interval(mins => attempts * attempts)
  where id = p_id
  returning status;
$$;
create function public.finish_delivery(p_id bigint, p_error text default null) returns text
  language sql set search_path = '' as $$ select private.finish_delivery(p_id, p_error); $$;

grant execute on function private.expire_deliveries(), private.waiting_deliveries(bigint, int),
  private.finish_delivery(bigint, text), public.expire_deliveries(),
  public.waiting_deliveries(bigint, int), public.finish_delivery(bigint, text) to service_role;
