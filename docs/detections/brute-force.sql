-- Failed logons from one address, five or more within ten minutes.
SELECT
    json ->> '$.src_endpoint.ip' AS address,
    time_bucket(INTERVAL 10 MINUTES, make_timestamp((json ->> '$.time')::BIGINT * 1000)) AS period,
    count(*) AS failures,
    list_sort(list(DISTINCT json ->> '$.user.name')) AS users
FROM read_ndjson_objects('audit/connectionlog.ocsf.ndjson')
WHERE (json ->> '$.class_uid')::INTEGER = 3002
    AND (json ->> '$.activity_id')::INTEGER = 1
    AND (json ->> '$.status_id')::INTEGER = 2
GROUP BY ALL
HAVING count(*) >= 5
ORDER BY period, address;
