// Renders chat templates with @huggingface/jinja: node render.mjs PACKAGES_FOLDER < requests.jsonl > answers.jsonl
// Request: {"template": TEXT, "variables": {…}}; answer: {"text": TEXT or null, "error": TEXT or null}.
import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(path.join(process.argv[2], "package.json")));
const { Template } = require("@huggingface/jinja");
for await (const line of readline.createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let text = null, error = null;
  try {
    text = new Template(request.template).render(request.variables);
  } catch (problem) {
    error = String(problem.message);
  }
  process.stdout.write(JSON.stringify({ text, error }) + "\n");
}
