-- The sealed ID numbers of those approved for an event, for a list that carries them:
-- {person_id: cipher in hex}. Whoever may reveal a person's number one by one gets it here too, no
-- other; each reveal stands in the log by itself, with the reason. One answer and no rows, because an
-- API may cut rows off after a thousand, when they are logged already.
create function private.reveal_event_identities(p_actor uuid, p_event uuid, p_reason text) returns jsonb
  language plpgsql security definer set search_path = '' as $$
declare
  v_staff constant uuid := private.person_of(p_actor);
  v_reason constant text := trim(p_reason);
  v_found record;
  v_ciphers jsonb := '{}';
begin
  if v_staff is null or not private.person_may(v_staff, p_event, array['manager']) then
    perform private.raise('not_permitted', '{}', 403);
  end if;
  if coalesce(char_length(v_reason), 0) < 2 then
    perform private.raise('reason_required', jsonb_build_object('field', 'reason'), 400);
  elsif char_length(v_reason) > 200 then
    perform private.raise('invalid_input', jsonb_build_object('field', 'reason'), 400);
  end if;
  perform private.take_token(v_staff::text, 'reveal_event_identities', 10, interval '1 hour');
  for v_found in
    select i.person_id, encode(i.cipher, 'hex') as cipher, private.identity_scope(v_staff, i.person_id) as scope
    from public.person_identities i
    where i.person_id in (select r.person_id from public.registrations r
      where r.event_id = p_event and r.status = 'approved')
    order by i.person_id
  loop
    continue when v_found.scope is null;
    perform private.write_audit(p_actor, 'reveal_identity', 'person', v_found.person_id, v_found.scope,
      jsonb_build_object('reason', v_reason, 'event_id', p_event));
    v_ciphers := v_ciphers || jsonb_build_object(v_found.person_id, v_found.cipher);
  end loop;
  return v_ciphers;
end $$;
create function public.reveal_event_identities(p_actor uuid, p_event uuid, p_reason text) returns jsonb
  language sql set search_path = '' as $$
  select private.reveal_event_identities(p_actor, p_event, p_reason);
$$;
grant execute on function private.reveal_event_identities(uuid, uuid, text),
  public.reveal_event_identities(uuid, uuid, text) to service_role;
