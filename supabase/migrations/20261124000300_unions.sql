-- The tree of trade unions. It is not the tree of areas: 广德市 and 宿松县 report straight to the
-- province (皖工〔2022〕45号), so the parent is kept apart from region_code.

create table public.unions (
  id uuid primary key default gen_random_uuid(),
  parent_id uuid references public.unions (id),
  ancestor_ids uuid[] not null default '{}',    -- from the root down to the union itself
  kind text not null check (kind in ('federation', 'organ_union', 'industrial_union',
    'sector_federation', 'zone_union', 'grassroots_union', 'union_group')),
  name text not null check (char_length(name) between 2 and 60),
  short_name text not null check (char_length(short_name) between 2 and 30),
  pinyin text not null check (pinyin ~ '^[a-z0-9 ]*$'),  -- initials, then full syllables
  region_code text check (region_code ~ '^\d{6}$'),
  sort_order int not null default 1000,          -- the official listing order among siblings
  uscc text unique check (uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
  created_at timestamptz not null default now(),
  unique (parent_id, name)
);
create index unions_parent_id on public.unions (parent_id);
create index unions_ancestor_ids on public.unions using gin (ancestor_ids);

alter table public.unions enable row level security;
-- The names of unions are public: a worker looks theirs up before signing in.
create policy unions_read on public.unions for select to anon, authenticated using (true);
grant select on public.unions to anon, authenticated, service_role;

-- Keeps ancestor_ids true when a union is added or moved.
create function private.place_union() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  v_parent uuid[] := '{}';
begin
  if new.parent_id is not null then
    select ancestor_ids into v_parent from public.unions where id = new.parent_id;
    if new.id = any (v_parent) then
      perform private.raise('union_cycle', jsonb_build_object('field', 'parent_id'));
    end if;
  end if;
  new.ancestor_ids := v_parent || new.id;
  return new;
end $$;
create trigger unions_place before insert or update of parent_id on public.unions
  for each row execute function private.place_union();

create function private.move_descendants() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update public.unions u
  set ancestor_ids = new.ancestor_ids || u.ancestor_ids[array_position(u.ancestor_ids, new.id) + 1:]
  where u.ancestor_ids @> array[new.id] and u.id <> new.id;
  return null;
end $$;
create trigger unions_move after update of parent_id on public.unions
  for each row when (old.parent_id is distinct from new.parent_id)
  execute function private.move_descendants();
