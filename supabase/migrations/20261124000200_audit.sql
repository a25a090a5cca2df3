-- Who did what with other people's data. Append-only and hash-chained: each row's hash covers the
-- previous hash and a salted digest of the payload, so a payload can be erased (a person's right)
-- while the chain still proves that nothing else was changed or dropped.

create table public.audit_log (
  seq bigint primary key,
  at timestamptz not null,
  actor_id uuid,                      -- the account that acted; null for the system
  action text not null check (action ~ '^[a-z_]+$'),
  subject_type text not null,
  subject_id uuid,
  union_id uuid,                      -- whose administrators may read the row
  digest bytea not null,
  previous_hash bytea not null,
  hash bytea not null
);
create index audit_log_union_id on public.audit_log (union_id, seq);
create index audit_log_subject on public.audit_log (subject_type, subject_id);

create table public.audit_payloads (
  seq bigint primary key references public.audit_log (seq),
  salt bytea not null,
  payload jsonb not null
);

alter table public.audit_log enable row level security;
alter table public.audit_payloads enable row level security;
grant select on public.audit_log, public.audit_payloads to authenticated, service_role;
-- Their policies stand in the accounts migration, beside the grants that they read.

create trigger audit_log_append_only before update or delete on public.audit_log
  for each row execute function private.refuse_change();
create trigger audit_log_no_truncate before truncate on public.audit_log
  for each statement execute function private.refuse_change();
-- A payload is erased as a whole or not at all.
create trigger audit_payloads_no_update before update on public.audit_payloads
  for each row execute function private.refuse_change();

create function private.audit_hash(p_previous bytea, p_row public.audit_log)
  returns bytea language sql immutable set search_path = '' as $$
  select sha256(p_previous || convert_to(jsonb_build_array(
    p_row.seq, to_char(p_row.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), p_row.actor_id,
    p_row.action, p_row.subject_type, p_row.subject_id, p_row.union_id,
    encode(p_row.digest, 'hex'))::text, 'UTF8'));
$$;

-- Appends one row. Writers queue on an advisory lock until commit, so acts of staff are in one
-- order; sign-ups and scans are facts of their own and do not pass through here.
create function private.write_audit(p_actor uuid, p_action text, p_subject_type text,
  p_subject_id uuid, p_union_id uuid, p_payload jsonb)
  returns void language plpgsql security definer set search_path = '' as $$
declare
  v_salt constant bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
  v_last public.audit_log;
  v_row public.audit_log;
begin
  perform pg_advisory_xact_lock(hashtext('public.audit_log'));
  select * into v_last from public.audit_log order by seq desc limit 1;
  v_row.seq := coalesce(v_last.seq, 0) + 1;
  v_row.at := clock_timestamp();
  v_row.actor_id := p_actor;
  v_row.action := p_action;
  v_row.subject_type := p_subject_type;
  v_row.subject_id := p_subject_id;
  v_row.union_id := p_union_id;
  v_row.digest := sha256(v_salt || convert_to(p_payload::text, 'UTF8'));
  v_row.previous_hash := coalesce(v_last.hash, sha256(''::bytea));
  v_row.hash := private.audit_hash(v_row.previous_hash, v_row);
  insert into public.audit_log select v_row.*;
  insert into public.audit_payloads (seq, salt, payload) values (v_row.seq, v_salt, p_payload);
end $$;

-- The first row that does not verify, or no row when the whole chain holds.
create function private.audit_break() returns table (seq bigint, fault text)
  language sql stable security definer set search_path = '' as $$
  select seq, fault from (
    select l.seq,
      case
        when l.seq <> coalesce(lag(l.seq) over w, 0) + 1 then 'gap'
        when l.previous_hash <> coalesce(lag(l.hash) over w, sha256(''::bytea)) then 'previous'
        when l.hash <> private.audit_hash(l.previous_hash, l) then 'hash'
        when p.seq is not null
          and l.digest <> sha256(p.salt || convert_to(p.payload::text, 'UTF8')) then 'payload'
      end as fault
    from public.audit_log l left join public.audit_payloads p using (seq)
    window w as (order by l.seq)
  ) checked where fault is not null order by seq limit 1;
$$;
create function public.audit_break() returns table (seq bigint, fault text)
  language sql stable set search_path = '' as $$ select * from private.audit_break(); $$;
grant execute on function private.audit_break(), public.audit_break() to service_role;
