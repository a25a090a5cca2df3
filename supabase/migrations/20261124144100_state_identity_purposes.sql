-- What an event needs ID numbers for, as its organizer says and people read before they give theirs.
-- An event from before this says nothing.
alter table public.events add column identity_purposes text[] not null default '{}'
  check (identity_purposes <@ array['insurance', 'award', 'hotel']);

-- private.save_event stores it: see add_team_quota, which re-creates that function once for both.
