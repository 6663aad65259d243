// Writes the tables of ParquetTableTests with the Rust implementation: npm i parquet-wasm@0.8.0 apache-arrow@21.2.0, then node make.mjs
import { Binary, Bool, DateDay, Decimal, Dictionary, Field, Float16, Float32, Float64, Int32, Int64, LargeUtf8, List, Map_, Struct, Table, TimestampMillisecond, Uint64, Utf8, tableToIPC, vectorFromArray } from 'apache-arrow';
import * as parquet from 'parquet-wasm/node';
import fs from 'fs';

function write(name, types, rows, change = (builder) => builder) {
  const columns = Object.fromEntries(Object.entries(types).map(([key, type]) => [key, vectorFromArray(rows.map((row) => row[key] ?? null), type)]));
  const table = parquet.Table.fromIPCStream(tableToIPC(new Table(columns), 'stream'));
  const plain = new parquet.WriterPropertiesBuilder().setCompression(parquet.Compression.UNCOMPRESSED).setDictionaryEnabled(false);
  fs.writeFileSync(`${name}.parquet`, parquet.writeParquet(table, change(plain).build()));
}

const v2 = (builder) => builder.setWriterVersion(parquet.WriterVersion.V2);
const packed = (builder) => v2(builder).setCompression(parquet.Compression.ZSTD).setDictionaryEnabled(true).setMaxRowGroupSize(20);
const questions = (count) => Array.from({ length: count }, (_, i) => ({ question: `What is ${i} plus 2?`, answer: `${i + 2}` }));
const texts = { question: new Utf8(), answer: new Utf8() };
const list = (type) => new List(new Field('item', type, true));
const struct = (fields) => new Struct(Object.entries(fields).map(([key, type]) => new Field(key, type, true)));
const map = (key, value) => new Map_(new Field('entries', new Struct([new Field('key', key, false), new Field('value', value, true)]), false));

write('packed', texts, questions(60), packed);
write('floats', { ...texts, nan: new Float64(), inf: new Float32(), half: new Float16(), single: new Float32() },
  questions(4).map((row, i) => ({ ...row, nan: i === 2 ? NaN : i, inf: i === 3 ? -Infinity : i, half: i + 0.5, single: i + 0.1 })));
write('map', { question: new Utf8(), meta: map(new Utf8(), new Utf8()), counts: map(new Int32(), new Int64()) },
  questions(3).map((row, i) => ({ question: row.question, meta: new Map([['gold', row.answer], ['note', null]]), counts: new Map([[7, 8n]]) })));
write('nested', { ...texts, deep: list(struct({ key: new Utf8(), values: list(new Int32()) })), lists: list(list(new Utf8())) },
  questions(6).map((row, i) => ({
    ...row,
    deep: [null, [], [null], [{ key: null, values: null }], [{ key: 'a', values: [] }, { key: 'b', values: [1, null, 3] }], [{ key: 'c', values: [4] }]][i],
    lists: [[['a', null], [], ['b']], null, [], [null], [[]], [['c']]][i],
  })), v2);
write('choices', { question: new Utf8(), choices: list(new Utf8()), answer: new Int64() },
  questions(3).map((row, i) => ({ question: row.question, choices: [`${i + 9}`, `${i + 2}`], answer: 1n })), packed);
write('verl', {
  data_source: new Utf8(), ability: new Utf8(), prompt: list(struct({ role: new Utf8(), content: new Utf8() })),
  reward_model: struct({ style: new Utf8(), ground_truth: new Utf8() }), extra_info: struct({ index: new Int64(), tags: list(new Utf8()) }), image: list(new Binary()),
}, questions(4).map((row, i) => ({
  data_source: 'openai/gsm8k', ability: 'math', prompt: [{ role: 'user', content: row.question }], reward_model: { style: 'rule', ground_truth: row.answer },
  extra_info: { index: BigInt(i), tags: [null, [], ['x', null], ['y']][i] }, image: [new Uint8Array([255, 254])],
})), packed);
write('dots', { 'q.text': new Utf8(), 'a.text': new Utf8() }, questions(3).map((row) => ({ 'q.text': row.question, 'a.text': row.answer })));
write('kinds', { text: new LargeUtf8(), word: new Dictionary(new Utf8(), new Int32()), sum: new Decimal(2, 12, 128), day: new DateDay(), time: new TimestampMillisecond(), big: new Uint64(), yes: new Bool(), bytes: new Binary(), raw: new Binary() },
  [{ text: 'ä', word: 'w', sum: new Uint32Array([150, 0, 0, 0]), day: new Date(86400000), time: new Date(1500), big: 18446744073709551615n, yes: true, bytes: new Uint8Array([104, 105]), raw: new Uint8Array([255]) },
    { text: null, word: null, sum: null, day: null, time: null, big: null, yes: null, bytes: null, raw: null }]);
