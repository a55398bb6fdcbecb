-- Version 1.1. Scripts of later minor versions only add: the program of an earlier minor version can still use them.

CREATE SCHEMA IF NOT EXISTS inputhost;
CREATE SCHEMA IF NOT EXISTS records;

CREATE TABLE inputhost.version (
    major integer NOT NULL,
    minor integer NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (major, minor)
);

-- What the program needs to continue: one row for each input, and what its runs have committed.
CREATE TABLE inputhost.state (
    input text COLLATE "C" PRIMARY KEY,
    connector text NOT NULL,
    -- Increases with each run. A run can store something only while the number is its own.
    epoch bigint NOT NULL DEFAULT 0,
    owner text,
    started_at timestamptz,
    -- The output of a full read that has not caught up.
    full_output text
);

CREATE TABLE inputhost.checkpoint (
    input text COLLATE "C" NOT NULL REFERENCES inputhost.state ON DELETE CASCADE,
    slot text NOT NULL,
    version integer NOT NULL,
    state bytea NOT NULL,
    records bigint NOT NULL,
    rejected_lines bigint NOT NULL,
    bytes bigint NOT NULL,
    objects bigint NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (input, slot)
);

-- The committed lengths of output files, and the numbers of their last closed segments.
CREATE TABLE inputhost.file (
    input text COLLATE "C" NOT NULL REFERENCES inputhost.state ON DELETE CASCADE,
    slot text NOT NULL,
    folder text NOT NULL,
    name text NOT NULL,
    length bigint NOT NULL,
    segment bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (input, slot, folder, name)
);

-- The inputs of the console, and what its pages show.
CREATE TABLE inputhost.input (
    id text COLLATE "C" PRIMARY KEY,
    input jsonb NOT NULL,
    secrets bytea
);

CREATE TABLE inputhost.run (
    input text COLLATE "C" NOT NULL REFERENCES inputhost.input ON DELETE CASCADE,
    number bigint NOT NULL,
    run jsonb NOT NULL,
    PRIMARY KEY (input, number)
);

CREATE TABLE inputhost.minute (
    input text COLLATE "C" NOT NULL REFERENCES inputhost.input ON DELETE CASCADE,
    minute bigint NOT NULL,
    records bigint NOT NULL,
    PRIMARY KEY (input, minute)
);

CREATE TABLE inputhost.unread_object (
    input text COLLATE "C" NOT NULL REFERENCES inputhost.input ON DELETE CASCADE,
    object text NOT NULL,
    version text NOT NULL,
    found jsonb NOT NULL,
    PRIMARY KEY (input, object, version)
);

-- Blocks of the newest lines of an input. The kind is record or reject.
CREATE TABLE inputhost.recent (
    input text COLLATE "C" NOT NULL REFERENCES inputhost.input ON DELETE CASCADE,
    kind text NOT NULL,
    number bigint NOT NULL,
    file text NOT NULL,
    line_count integer NOT NULL,
    lines bytea NOT NULL,
    PRIMARY KEY (input, kind, number)
);

-- The keys that encrypt the secrets of inputs, themselves encrypted with a key that only the program has.
CREATE TABLE inputhost.key (
    name text PRIMARY KEY,
    element text NOT NULL
);

-- The records. The owner of the tables runs the functions below, so that a writer needs no right to change tables.
CREATE TABLE records.rejected_lines (
    _day date NOT NULL,
    _input text COLLATE "C" NOT NULL,
    _id text COLLATE "C" NOT NULL,
    _object text NOT NULL,
    _version text NOT NULL,
    _line bigint NOT NULL,
    connector text NOT NULL,
    log_type text NOT NULL,
    code text NOT NULL,
    message text NOT NULL,
    raw bytea NOT NULL,
    PRIMARY KEY (_day, _input, _id)
) PARTITION BY LIST (_day);

-- Creates a table of records, or adds the columns that it does not have.
CREATE FUNCTION inputhost.prepare_table(table_name text, column_names text[], column_type text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    column_name text;
BEGIN
    -- PostgreSQL shortens names to 63 bytes, and the names of partitions have up to 11 bytes more.
    IF table_name !~ '^[a-z][a-z0-9_]{0,51}$' OR table_name NOT LIKE '%\_\_%' OR column_type NOT IN ('text', 'jsonb')
        OR EXISTS (SELECT FROM unnest(column_names) AS name WHERE octet_length(name) NOT BETWEEN 1 AND 63) THEN
        RAISE EXCEPTION 'The name of the table % or of a column is invalid.', table_name
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('inputhost records'), hashtext(table_name));
    EXECUTE format(
        'CREATE TABLE IF NOT EXISTS records.%I (_day date NOT NULL, _input text COLLATE "C" NOT NULL, '
            '_id text COLLATE "C" NOT NULL, _object text NOT NULL, _version text NOT NULL, _line bigint NOT NULL, '
            'PRIMARY KEY (_day, _input, _id)) PARTITION BY LIST (_day)',
        table_name);
    FOREACH column_name IN ARRAY column_names LOOP
        IF NOT EXISTS (
            SELECT FROM pg_attribute
            WHERE attrelid = format('records.%I', table_name)::regclass AND attname = column_name AND NOT attisdropped
        ) THEN
            EXECUTE format('ALTER TABLE records.%I ADD COLUMN %I %s', table_name, column_name, column_type);
        END IF;
    END LOOP;
    IF column_type = 'text' AND NOT EXISTS (
        SELECT FROM pg_attribute
        WHERE attrelid = format('records.%I', table_name)::regclass AND attname = '_extra'
    ) THEN
        EXECUTE format('ALTER TABLE records.%I ADD COLUMN _extra jsonb', table_name);
    END IF;
END $$;

-- Creates the partitions of days that a table does not have. Attaching does not block runs that insert records.
CREATE FUNCTION inputhost.add_days(table_name text, days date[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    day date;
    partition_name text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('inputhost records'), hashtext(table_name));
    FOREACH day IN ARRAY days LOOP
        partition_name := table_name || coalesce(to_char(nullif(day, '-infinity'), '_YYYY_MM_DD'), '_no_day');
        IF to_regclass(format('records.%I', partition_name)) IS NULL THEN
            EXECUTE format('CREATE TABLE records.%I (LIKE records.%I INCLUDING ALL)', partition_name, table_name);
            EXECUTE format(
                'ALTER TABLE records.%I ATTACH PARTITION records.%I FOR VALUES IN (%L)',
                table_name, partition_name, day);
        END IF;
    END LOOP;
END $$;

-- Deletes the records of an input before a day. Partitions without records of other inputs are dropped.
CREATE FUNCTION inputhost.delete_days(table_name text, of_input text, before date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part record;
    is_shared boolean;
    is_used boolean;
    deleted bigint := 0;
BEGIN
    PERFORM set_config('lock_timeout', '5s', true);
    FOR part IN
        SELECT child.relname AS name FROM pg_inherits
        JOIN pg_class child ON child.oid = inhrelid
        WHERE inhparent = format('records.%I', table_name)::regclass
            AND child.relname ~ '_[0-9]{4,}_[0-9]{2}_[0-9]{2}$'
            AND to_date(substring(child.relname FROM '[0-9]{4,}_[0-9]{2}_[0-9]{2}$'), 'YYYY_MM_DD') < before
        ORDER BY child.relname
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM records.%I WHERE _input = $1)', part.name)
            INTO is_used USING of_input;
        IF NOT is_used THEN
            CONTINUE;
        END IF;
        -- No run can insert records of another input between the check and the end of the transaction.
        EXECUTE format('LOCK TABLE ONLY records.%I IN ACCESS EXCLUSIVE MODE', table_name);
        EXECUTE format('SELECT EXISTS (SELECT FROM records.%I WHERE _input <> $1)', part.name)
            INTO is_shared USING of_input;
        IF is_shared THEN
            EXECUTE format('DELETE FROM records.%I WHERE _input = $1', part.name) USING of_input;
        ELSE
            EXECUTE format('DROP TABLE records.%I', part.name);
        END IF;
        deleted := deleted + 1;
    END LOOP;
    RETURN deleted;
END $$;

REVOKE ALL ON FUNCTION inputhost.prepare_table, inputhost.add_days, inputhost.delete_days FROM PUBLIC;
