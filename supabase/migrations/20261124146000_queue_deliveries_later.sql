-- A sign-up stores the message and no more; whoever sends messages makes the deliveries from it. In a
-- rush each statement of the transaction is paid by everybody who waits.

alter table public.notifications add column queued_at timestamptz;   -- when its deliveries were made
update public.notifications set queued_at = created_at;
create index notifications_unqueued on public.notifications (created_at) where queued_at is null;

-- Tells a person something, once per dedupe key. Nobody waits for the sending.
create or replace function private.notify(p_person uuid, p_kind text, p_event uuid, p_params jsonb, p_dedupe text)
  returns void language sql security definer set search_path = '' as $$
  insert into public.notifications (person_id, kind, event_id, params, dedupe_key)
  select id, p_kind, p_event, p_params, p_dedupe from public.people
  where id = p_person and user_id is not null
  on conflict (dedupe_key) do nothing;
$$;

-- Makes the deliveries of messages that have none yet, through the channels the person has now.
-- Returns how many messages were looked at.
create function private.queue_deliveries() returns int
  language plpgsql security definer set search_path = '' as $$
declare
  v_count int;
begin
  with due as (
    select id, person_id from public.notifications where queued_at is null
    order by created_at limit 500 for update skip locked
  ), made as (
    insert into public.deliveries (notification_id, channel)
    select due.id, 'email' from due join public.people p on p.id = due.person_id
    where p.email is not null
    on conflict (notification_id, channel) do nothing
  )
  update public.notifications n set queued_at = now() from due where n.id = due.id;
  get diagnostics v_count = row_count;
  return v_count;
end $$;
create function public.queue_deliveries() returns int
  language sql set search_path = '' as $$ select private.queue_deliveries(); $$;
grant execute on function private.queue_deliveries(), public.queue_deliveries() to service_role;
