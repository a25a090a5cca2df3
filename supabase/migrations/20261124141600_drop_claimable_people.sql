-- Nobody calls it: what a join request may claim comes with the request (open_join_requests).
drop function public.claimable_people(uuid);
revoke execute on function private.claimable_people(uuid) from authenticated;
