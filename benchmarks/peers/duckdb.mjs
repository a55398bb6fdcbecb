// node duckdb.mjs FILES OUT COLUMNS: the rows of FILES (a glob) as NDJSON in the folder OUT.
// Tried and not faster: lines split in SQL instead of read_csv, the JSON put together by concat(), a file for each
// thread. rtrim(x) is faster than rtrim(x, ' '), and keeping the order of rows costs time.
import { DuckDBInstance, version } from '@duckdb/node-api';

const [files, out, columns] = process.argv.slice(2);
const names = columns.split(',');
const connection = await (await DuckDBInstance.create()).connect();
await connection.run('SET preserve_insertion_order = false');
await connection.run(`
  COPY (
    SELECT ${names.map((name) => `rtrim(${name}) AS ${name}`).join(', ')}
    FROM read_csv('${files}', auto_detect = false,
      columns = {${names.map((name) => `'${name}': 'VARCHAR'`).join(', ')}},
      header = false, delim = '|', quote = '', escape = '', nullstr = '\\N', null_padding = true, compression = 'gzip'))
  TO '${out}/rows.ndjson' (FORMAT json)`);
console.error(`DuckDB ${version()}`);
