-- Users who became superusers: created as one, or altered when the previous row of the user was not one.
WITH changes AS (
    SELECT
        json ->> '$.unmapped.cluster' AS cluster,
        json ->> '$.user.uid' AS user_id,
        json ->> '$.user_result.name' AS name,
        make_timestamp((json ->> '$.time')::BIGINT * 1000) AS changed,
        json ->> '$.activity_name' AS activity,
        json ->> '$.unmapped.usesuper' AS usesuper,
        (json ->> '$.time')::BIGINT AS time
    FROM read_ndjson_objects('audit/userlog.ocsf.ndjson')
    WHERE (json ->> '$.class_uid')::INTEGER = 3001
)
SELECT cluster, user_id, name, changed, activity
FROM changes
WHERE usesuper = '1' AND activity IN ('Create', 'Alter')
QUALIFY coalesce(lag(usesuper) OVER (PARTITION BY cluster, user_id ORDER BY time), '0') <> '1'
ORDER BY changed, cluster, name;
