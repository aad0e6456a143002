-- The role that serves owns nothing and may make nothing (docs/adr/0007), but a
-- month of run_events is made and dropped while the instance runs. These two
-- functions do that with the rights of the owner, and nothing else: they take
-- only the table run_events of their own owner, and only whole months of it.
-- What they name is given by its number, not by a name that a search path finds.
-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION add_event_partition(parent regclass, month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place name;
    bounds uuid[];
BEGIN
    SELECT n.nspname INTO place FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid = parent AND c.relname = 'run_events' AND c.relkind = 'p' AND pg_get_userbyid(c.relowner) = current_user;
    IF place IS NULL OR month <> date_trunc('month', month) THEN
        RAISE EXCEPTION 'no month of run_events: % %', parent, month;
    END IF;
    -- The smallest UUIDv7 of the first millisecond of this month and of the next.
    SELECT array_agg(rpad(lpad(to_hex((extract(epoch FROM first AT TIME ZONE 'UTC') * 1000)::bigint), 12, '0'), 32, '0')::uuid ORDER BY first) INTO bounds
    FROM unnest(ARRAY[month::timestamp, month + interval '1 month']) AS first;
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I.%I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)',
        place, 'run_events_' || to_char(month, 'YYYYMM'), parent, bounds[1], bounds[2]);
END
$$;

CREATE FUNCTION drop_event_partition(part regclass) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent JOIN pg_class p ON p.oid = i.inhrelid
        WHERE i.inhrelid = part AND c.relname = 'run_events' AND p.relname <> 'run_events_default' AND pg_get_userbyid(c.relowner) = current_user
    ) THEN
        RAISE EXCEPTION 'no month of run_events: %', part;
    END IF;
    EXECUTE format('DROP TABLE %s', part);
END
$$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION add_event_partition(regclass, date), drop_event_partition(regclass) FROM PUBLIC;

-- +goose Down
DROP FUNCTION drop_event_partition(regclass);
DROP FUNCTION add_event_partition(regclass, date);
