-- Rate limits that leave nothing behind, and one place with the sizes of those per account.

create index rate_windows_start on private.rate_windows (window_start);

-- Takes one token, or raises rate_limited with the seconds to wait. The count of a refused call is
-- rolled back with it, which changes nothing: the window stays full until it ends.
-- Each new window sweeps up to a hundred that ended, whoever's they were, so that a stranger who tries
-- a thousand addresses leaves no row for ever.
create or replace function private.take_token(p_subject text, p_bucket text, p_limit int, p_window interval)
  returns void language plpgsql security definer set search_path = '' as $$
declare
  v_seconds constant double precision := extract(epoch from p_window);
  v_start constant timestamptz :=
    to_timestamp(floor(extract(epoch from clock_timestamp()) / v_seconds) * v_seconds);
  v_used int;
begin
  if v_start is null or p_subject is null or p_bucket is null or p_limit is null
    or p_window > interval '1 day' then   -- what is older than a day is swept
    perform private.raise('invalid_input', '{"field": "subject"}', 400);
  end if;
  insert into private.rate_windows as w (subject, bucket, window_start, used)
  values (p_subject, p_bucket, v_start, 1)
  on conflict (subject, bucket, window_start) do update set used = w.used + 1
  returning used into v_used;
  if v_used > p_limit then
    perform private.raise('rate_limited', jsonb_build_object('retry_after',
      ceil(extract(epoch from v_start + p_window - clock_timestamp()))), 429);
  end if;
  if v_used = 1 then
    delete from private.rate_windows where ctid = any (array(
      select ctid from private.rate_windows where window_start < clock_timestamp() - interval '1 day'
      order by window_start limit 100 for update skip locked));
  end if;
end $$;

-- How often an account may do what costs the server something. The sizes are far above what a person
-- or a scanner does; they stop a program that runs wild. A call that is refused for another reason is
-- not counted, because its transaction undoes the count. A sign-up takes none,
-- because in a rush every statement counts: who withdraws no more often can't sign up more often.
--   withdraw       60 an hour
--   update_profile 120 an hour
--   import_check   1200 an hour: each mended cell of a sheet is checked again
--   record_scans   1200 in ten minutes, for each device: a batch holds 500 scans, so that a scanner that
--                  was offline for days is done long before, and one that sends each scan alone may
--                  send two a second without a pause
-- p_part: what the account is counted for by itself (a device), else ''.
create function private.limit_account(p_account uuid, p_act text, p_part text default '')
  returns void language plpgsql security definer set search_path = '' as $$
declare
  v_limit int;
  v_window interval := '1 hour';
begin
  case p_act
    when 'withdraw' then v_limit := 60;
    when 'update_profile' then v_limit := 120;
    when 'import_check' then v_limit := 1200;
    when 'record_scans' then
      v_limit := 1200;
      v_window := '10 minutes';
    else perform private.raise('invalid_input', '{"field": "act"}', 400);
  end case;
  perform private.take_token(p_account || coalesce(' ' || nullif(p_part, ''), ''), p_act, v_limit, v_window);
end $$;
-- The same for the caller; whoever is not signed in is refused by what comes after.
create function private.limit_caller(p_act text, p_part text default '') returns void
  language sql security definer set search_path = '' as $$
  select private.limit_account((select auth.uid()), p_act, p_part) where (select auth.uid()) is not null;
$$;

create function public.limit_account(p_account uuid, p_act text) returns void
  language sql set search_path = '' as $$ select private.limit_account(p_account, p_act); $$;
grant execute on function private.limit_account(uuid, text, text), public.limit_account(uuid, text) to service_role;
grant execute on function private.limit_caller(text, text) to authenticated;

create or replace function public.withdraw(p_registration uuid) returns void
  language sql set search_path = '' as $$
  select private.limit_caller('withdraw');
  select private.withdraw(p_registration);
$$;
create or replace function public.update_profile(p_profile jsonb) returns public.people
  language sql set search_path = '' as $$
  select private.limit_caller('update_profile');
  select private.update_profile(p_profile);
$$;
create or replace function public.record_scans(p_batch jsonb) returns jsonb
  language sql set search_path = '' as $$
  select private.limit_caller('record_scans', lower(left(p_batch ->> 'device_id', 36)));
  select private.record_scans(p_batch);
$$;
