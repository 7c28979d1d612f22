// Types and texts from the contract: protocol/openrpc.json and protocol/texts.
// Run by `npm run generate`; the checks fail when what is committed differs.
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";
import { validateOpenRPCDocument } from "@open-rpc/schema-utils-js";

const root = new URL("../../", import.meta.url);
const out = new URL("../src/generated/", import.meta.url);
const json = async (path) => JSON.parse(await readFile(new URL(path, root), "utf8"));
const head = "// Made by `npm run generate` from the contract; do not edit.\n";

const contract = await json("protocol/openrpc.json");
const valid = validateOpenRPCDocument(contract);
if (valid !== true) throw valid;

const name = (reference) => reference.$ref.split("/").at(-1);
const local = (value) =>
  JSON.parse(JSON.stringify(value).replaceAll("#/components/schemas/", "#/$defs/"));
const schemas = local(contract.components.schemas);
const types = await compile(
  { title: "Contract", type: "object", properties: {}, additionalProperties: false, $defs: schemas },
  "Contract",
  { bannerComment: "", unreachableDefinitions: true, additionalProperties: false },
);
const methods = contract.methods.map((method) => {
  const result = method.result.schema.$ref ? name(method.result.schema) : "Record<string, unknown>";
  return `  ${JSON.stringify(method.name)}: { params: ${name(method["x-params"])}; result: ${result} };`;
});
const reasons = Object.keys(contract.components.errors).map((reason) => JSON.stringify(reason));
await writeFile(
  new URL("protocol.ts", out),
  `${head}\n${types}\nexport interface Methods {\n${methods.join("\n")}\n}\n\n` +
    `export type Reason =\n  | ${reasons.join("\n  | ")};\n`,
);

const texts = {};
for (const language of ["ar", "en"]) {
  texts[language] = {};
  for (const place of ["reason", "shim"]) {
    Object.assign(texts[language], await json(`protocol/texts/${place}.${language}.json`));
  }
}
await writeFile(
  new URL("texts.ts", out),
  `${head}\nexport const TEXTS = ${JSON.stringify(texts, null, 2)} as const;\n`,
);
