-- A stand-in that checks shape: functions with the names and arguments of Citus 13 that hold a table against Citus's
-- rules, as the real catalog of PostgreSQL describes the table, and note that they were called. Nothing is spread
-- over any machine, and no rows are moved.
create schema citus;
create type citus.distribution_type as enum ('hash', 'range', 'append');

create table pg_dist_partition (
  logicalrelid regclass primary key,
  partmethod "char" not null,
  partkey text,
  colocationid integer not null,
  repmodel "char" not null,
  made_in xid8 not null default pg_current_xact_id()
);
-- The coordinator is in group 0.
create table pg_dist_node (nodeid integer primary key, groupid integer not null, nodename text not null);
insert into pg_dist_node values (1, 0, 'coordinator'), (2, 1, 'worker');

create table stand_in_calls (call_id integer generated always as identity, call text not null);
grant all on pg_dist_partition, pg_dist_node, stand_in_calls to public;

-- Citus keeps a serialised expression there; the name will do.
create function column_to_column_name(table_name regclass, column_var_text text) returns text
  language sql stable strict as 'select column_var_text';

create function stand_in_refuse_common(table_name regclass) returns void language plpgsql as $$
begin
  if not pg_has_role(current_user, (select relowner from pg_class where oid = table_name), 'usage') then
    raise exception using errcode = '42501', message = format('must be owner of table %s', table_name);
  end if;
  if (select relkind from pg_class where oid = table_name) not in ('r', 'p') then
    raise exception '% is not a regular, foreign or partitioned table', table_name;
  end if;
  if exists (select 1 from pg_dist_partition where logicalrelid = table_name) then
    raise exception 'table "%" is already distributed', table_name;
  end if;
  if exists (select 1 from pg_dist_partition where made_in = pg_current_xact_id())
     and current_setting('citus.multi_shard_modify_mode', true) is distinct from 'sequential' then
    raise exception using
      message = format('cannot distribute "%s" because there was a parallel operation on a distributed table in the transaction', table_name),
      hint = 'Try re-running the transaction with "SET LOCAL citus.multi_shard_modify_mode TO ''sequential'';"';
  end if;
  if exists (select 1 from pg_trigger where tgrelid = table_name and not tgisinternal) then
    raise exception 'cannot distribute relation "%" because it has triggers', table_name;
  end if;
  -- A number that is counted must fit what each machine is given of it.
  if exists (select 1 from pg_attribute a join pg_type y on y.oid = a.atttypid
              where a.attrelid = table_name and a.attnum > 0 and not a.attisdropped and y.typname <> 'int8'
                and (a.attidentity <> '' or pg_get_serial_sequence(table_name::text, a.attname) is not null)) then
    raise exception 'cannot complete operation on % with smallint/int identity or serial column', table_name;
  end if;
end $$;

create function create_distributed_table(
  table_name regclass, distribution_column text, distribution_type citus.distribution_type default 'hash',
  colocate_with text default 'default', shard_count int default null) returns void language plpgsql as $$
declare
  distributed_by pg_attribute;
  beside pg_dist_partition;
  group_number integer;
  wrong text;
begin
  perform stand_in_refuse_common(table_name);
  select a.* into distributed_by from pg_attribute a
   where a.attrelid = table_name and a.attname = distribution_column and a.attnum > 0 and not a.attisdropped;
  if not found then
    raise exception 'column "%" of relation "%" does not exist', distribution_column, table_name;
  end if;
  -- Every index that keeps rows apart must hold the column, else no machine could tell by itself.
  select i.indexrelid::regclass::text into wrong from pg_index i
   where i.indrelid = table_name and (i.indisunique or i.indisexclusion) and not distributed_by.attnum = any (i.indkey)
   order by 1 limit 1;
  if wrong is not null then
    raise exception using message = format('cannot create constraint on "%s"', table_name),
      detail = format('Distributed relations cannot have UNIQUE, EXCLUDE, or PRIMARY KEY constraints that do not include the partition column (%s).', wrong);
  end if;
  select c.conname into wrong from pg_constraint c
   where c.contype = 'f' and (c.confrelid = table_name or (c.conrelid = table_name and not exists (
           select 1 from pg_dist_partition p where p.logicalrelid = c.confrelid and p.partmethod = 'n')))
   order by 1 limit 1;
  if wrong is not null then
    raise exception 'cannot create foreign key constraint % between "%" and a table elsewhere', wrong, table_name;
  end if;
  if colocate_with = 'none' then
    select coalesce(max(colocationid), 0) + 1 into group_number from pg_dist_partition;
  else
    select p.* into beside from pg_dist_partition p where p.logicalrelid = to_regclass(colocate_with) and p.partmethod = 'h';
    if not found then
      raise exception 'relation % is not distributed', colocate_with;
    end if;
    if not exists (select 1 from pg_attribute a where a.attrelid = beside.logicalrelid and a.attname = beside.partkey
                    and a.atttypid = distributed_by.atttypid and a.attcollation = distributed_by.attcollation) then
      raise exception 'cannot colocate tables % and %', beside.logicalrelid, table_name
        using detail = 'Distribution column types or collations do not match.';
    end if;
    group_number := beside.colocationid;
  end if;
  insert into pg_dist_partition values (table_name, 'h', distribution_column, group_number, 's');
  insert into stand_in_calls (call)
    values (format('%s distributed by %s, colocated with %s', table_name, distribution_column, colocate_with));
end $$;

create function create_reference_table(table_name regclass) returns void language plpgsql as $$
begin
  perform stand_in_refuse_common(table_name);
  if exists (select 1 from pg_constraint c left join pg_dist_partition p on p.logicalrelid = c.confrelid
              where c.contype = 'f' and c.conrelid = table_name and p.partmethod = 'h') then
    raise exception 'cannot create foreign key constraint since a reference table cannot refer to a distributed one';
  end if;
  insert into pg_dist_partition values (table_name, 'n', null, -1, 't');
  insert into stand_in_calls (call) values (format('%s a reference table', table_name));
end $$;

create function truncate_local_data_after_distributing_table(function_name regclass) returns void language plpgsql as $$
begin
  if not exists (select 1 from pg_dist_partition where logicalrelid = function_name) then
    raise exception 'supplied parameter is not a distributed relation';
  end if;
  insert into stand_in_calls (call) values (format('local copy of %s freed', function_name));
end $$;

-- The database says that it has the extension. Only a superuser of a database that is thrown away does this.
set allow_system_table_mods = on;
insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
  select 98765, 'citus', oid, 'pg_catalog'::regnamespace, false, '13.2-1' from pg_roles where rolname = current_user;
reset allow_system_table_mods;
