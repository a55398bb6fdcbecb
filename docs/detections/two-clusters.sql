-- The records of one cluster of a bucket on one day, in the order of their times.
SELECT _time, event, username, remotehost, _object, _line
FROM read_json('audit/connectionlog.enriched.ndjson', format = 'newline_delimited', columns = {
    _time: 'TIMESTAMP', _cluster: 'VARCHAR', event: 'VARCHAR', username: 'VARCHAR', remotehost: 'VARCHAR',
    _object: 'VARCHAR', _line: 'BIGINT'
})
WHERE _cluster = 'sales' AND _time >= '2024-03-10' AND _time < '2024-03-11'
ORDER BY _time, _object, _line;
