// Writes Llama 3's tokenizer.json and Llama 2's tokenizer.model from the vocabularies inside the npm packages, and the ids these packages give to some texts.
// Usage: node oracle.mjs TEXTS.json OUT
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import llama3 from "llama3-tokenizer-js";
import llama2 from "llama-tokenizer-js";

const [texts, out] = [JSON.parse(readFileSync(process.argv[2], "utf8")), process.argv[3]];
mkdirSync(`${out}/llama3`, { recursive: true });
mkdirSync(`${out}/llama2`, { recursive: true });

const specials = 256;
const ordinary = llama3.vocabById.length - specials;
const merges = [...llama3.merges.entries()].sort((a, b) => a[1] - b[1]).map((entry) => entry[0]);
writeFileSync(`${out}/llama3/tokenizer.json`, JSON.stringify({
  version: "1.0", truncation: null, padding: null, normalizer: null,
  added_tokens: llama3.vocabById.slice(ordinary).map((content, i) => ({ id: ordinary + i, content, special: true })),
  pre_tokenizer: { type: "Sequence", pretokenizers: [
    { type: "Split", pattern: { Regex: "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+" }, behavior: "Isolated", invert: false },
    { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false } ] },
  post_processor: { type: "Sequence", processors: [
    { type: "ByteLevel", add_prefix_space: true, trim_offsets: false, use_regex: true },
    { type: "TemplateProcessing", single: [{ SpecialToken: { id: "<|begin_of_text|>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }] } ] },
  model: { type: "BPE", dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: false, byte_fallback: false, ignore_merges: true,
    vocab: Object.fromEntries(llama3.vocabById.slice(0, ordinary).map((token, id) => [token, id])), merges },
}));

// SentencePiece's ModelProto, field by field.
const varint = (n) => { const bytes = []; for (; n >= 128; n = Math.floor(n / 128)) bytes.push((n % 128) | 128); bytes.push(n); return Buffer.from(bytes); };
const number = (field, n) => Buffer.concat([varint(field * 8), varint(n)]);
const bytes = (field, data) => Buffer.concat([varint(field * 8 + 2), varint(data.length), data]);
const single = (field, x) => { const data = Buffer.alloc(4); data.writeFloatLE(x); return Buffer.concat([varint(field * 8 + 5), data]); };
const kind = (id) => (id === 0 ? 2 : id < 3 ? 3 : id < 259 ? 6 : 1);
// A piece is as good as the earliest merge that makes it; pieces that no merge makes are never made.
const score = new Map();
for (const [merge, place] of llama2.merges) { const piece = merge.replace(" ", ""); score.set(piece, Math.max(score.get(piece) ?? -1e9, -place)); }
const pieces = llama2.vocabById.map((piece, id) => bytes(1, Buffer.concat([bytes(1, Buffer.from(piece, "utf8")), single(2, id < 259 ? 0 : score.get(piece) ?? -1e9), number(3, kind(id))])));
const trainer = bytes(2, Buffer.concat([number(3, 2), number(35, 1), number(40, 0), number(41, 1), number(42, 2)]));
const normalizer = bytes(3, Buffer.concat([bytes(1, Buffer.from("identity")), number(3, 1), number(4, 0), number(5, 1)]));
writeFileSync(`${out}/llama2/tokenizer.model`, Buffer.concat([...pieces, trainer, normalizer]));

writeFileSync(`${out}/ids.json`, JSON.stringify(texts.map((text) => ({ text, llama3: llama3.encode(text, { bos: true, eos: false }), llama2: llama2.encode(text, true, true) }))));
