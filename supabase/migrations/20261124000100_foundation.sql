-- What every later migration stands on: default deny, how errors are raised, rate limits.
-- Applies after supabase/prelude.sql on a plain Postgres, and as it is on Supabase.

-- Nothing is reachable unless a migration grants it by name.
revoke all on schema public from public;
grant usage on schema public to anon, authenticated, service_role;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke execute on functions from anon, authenticated, service_role;
alter default privileges revoke execute on functions from public;

-- Helpers that run with the owner's rights live here; PostgREST does not expose this schema.
create schema private;
grant usage on schema private to anon, authenticated, service_role;

-- Raises an expected failure. It reaches every client alike, through PostgREST and the embedded API:
-- HTTP status from the sqlstate, `hint` = the code of src/lib/shared/errors.ts, `details` = JSON.
create function private.raise(p_code text, p_detail jsonb default '{}', p_status int default 409)
  returns void language plpgsql set search_path = '' as $$
begin
  raise exception using
    errcode = 'PT' || p_status, message = p_code, hint = p_code, detail = p_detail::text;
end $$;
grant execute on function private.raise(text, jsonb, int) to anon, authenticated, service_role;

create function private.touch() returns trigger language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end $$;

-- For tables of facts: rows are added and never changed.
create function private.refuse_change() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end $$;

-- Rate limits, counted per subject (an account, or an address for the signed-out) in fixed windows.
create table private.rate_windows (
  subject text not null,
  bucket text not null,
  window_start timestamptz not null,
  used int not null,
  primary key (subject, bucket, window_start)
);

-- Takes one token, or raises rate_limited with the seconds to wait. The count of a refused call is
-- rolled back with it, which changes nothing: the window stays full until it ends.
create function private.take_token(p_subject text, p_bucket text, p_limit int, p_window interval)
  returns void language plpgsql security definer set search_path = '' as $$
declare
  v_seconds constant double precision := extract(epoch from p_window);
  v_start constant timestamptz :=
    to_timestamp(floor(extract(epoch from clock_timestamp()) / v_seconds) * v_seconds);
  v_used int;
begin
  if v_start is null or p_subject is null or p_bucket is null or p_limit is null then
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
    delete from private.rate_windows
    where subject = p_subject and bucket = p_bucket and window_start < v_start;
  end if;
end $$;

-- The server takes tokens for what happens outside the database (sign-in codes, uploads).
create function public.take_token(p_subject text, p_bucket text, p_limit int, p_seconds int)
  returns void language sql set search_path = '' as $$
  select private.take_token(p_subject, p_bucket, p_limit, make_interval(secs => greatest(p_seconds, 1)));
$$;
grant execute on function private.take_token(text, text, int, interval) to service_role;
grant execute on function public.take_token(text, text, int, int) to service_role;
