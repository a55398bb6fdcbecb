// node clickhouse.cjs FILES OUT COLUMNS: the rows of FILES (a glob, or one behind the address of an S3 server) as NDJSON
// in the folder OUT.
// Tried and not faster: INTO OUTFILE, several threads that insert, one that parses or formats; columns that cannot be
// null are not faster either.
const { query } = require('chdb');

const [files, out, columns] = process.argv.slice(2);
const names = columns.split(',');
const source = files.startsWith('http') ? `s3('${files}', 'any', 'none',` : `file('${files}',`;
query(`
  INSERT INTO FUNCTION file('${out}/rows.ndjson', 'JSONEachRow')
  SELECT ${names.map((name) => `trimRight(${name}) AS ${name}`).join(', ')}
  FROM ${source} 'CSV', '${names.map((name) => `${name} Nullable(String)`).join(', ')}', 'gzip')
  SETTINGS format_csv_delimiter = '|', format_csv_allow_single_quotes = 0, format_csv_allow_double_quotes = 0,
    input_format_csv_trim_whitespaces = 0, input_format_csv_empty_as_default = 0,
    input_format_csv_allow_variable_number_of_columns = 1, output_format_json_escape_forward_slashes = 0`);
console.error(`ClickHouse ${query('SELECT version()', 'TSVRaw').trim()} (chDB)`);
