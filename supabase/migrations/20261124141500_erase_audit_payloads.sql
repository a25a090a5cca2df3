-- Erases the words of one row of the log, as a person may demand of what concerns them: who acted, what
-- and when stays, and so does the chain. For admins of the row's union, with a reason that stands in a
-- row of its own; the words of such a row are not erased.
create function private.erase_audit_payload(p_seq bigint, p_reason text) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  v_reason constant text := trim(p_reason);
  v_row public.audit_log;
begin
  perform private.require_person();
  select * into v_row from public.audit_log where seq = p_seq;
  if v_row.union_id is null or v_row.action = 'erase_audit_payload'
    or not private.may_union(v_row.union_id, array['admin']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  if coalesce(char_length(v_reason), 0) < 2 then
    perform private.raise('reason_required', jsonb_build_object('field', 'reason'), 400);
  elsif char_length(v_reason) > 200 then
    perform private.raise('invalid_input', jsonb_build_object('field', 'reason'), 400);
  end if;
  delete from public.audit_payloads where seq = p_seq;
  if not found then perform private.raise('not_found', '{}', 404); end if;
  perform private.write_audit((select auth.uid()), 'erase_audit_payload', 'audit', null, v_row.union_id,
    jsonb_build_object('seq', p_seq, 'reason', v_reason));
end $$;
create function public.erase_audit_payload(p_seq bigint, p_reason text) returns void
  language sql set search_path = '' as $$ select private.erase_audit_payload(p_seq, p_reason); $$;
grant execute on function private.erase_audit_payload(bigint, text),
  public.erase_audit_payload(bigint, text) to authenticated;
