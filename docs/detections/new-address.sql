-- The first logon of a user from an address, if the user had logged on from another address before.
WITH logons AS (
    SELECT
        json ->> '$.dst_endpoint.name' AS cluster,
        json ->> '$.user.name' AS name,
        json ->> '$.src_endpoint.ip' AS address,
        min((json ->> '$.time')::BIGINT) AS first
    FROM read_ndjson_objects('audit/connectionlog.ocsf.ndjson')
    WHERE (json ->> '$.class_uid')::INTEGER = 3002
        AND (json ->> '$.activity_id')::INTEGER = 1
        AND (json ->> '$.status_id')::INTEGER = 1
        AND (json ->> '$.src_endpoint.ip') IS NOT NULL
    GROUP BY ALL
)
SELECT cluster, name, address, make_timestamp(first * 1000) AS first_seen
FROM logons
QUALIFY row_number() OVER (PARTITION BY cluster, name ORDER BY first, address) > 1
ORDER BY first_seen, name;
