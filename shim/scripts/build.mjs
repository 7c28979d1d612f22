// dist/: an ES module, a script for pages without modules, and the types.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const common = {
  entryPoints: [path("src/index.ts")],
  bundle: true,
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
};
await build({ ...common, format: "esm", outfile: path("dist/jisr.js") });
await build({ ...common, format: "iife", globalName: "jisr", outfile: path("dist/jisr.iife.js") });
execFileSync(path("node_modules/.bin/tsc"), ["--project", path("tsconfig.json"), "--emitDeclarationOnly"], {
  stdio: "inherit",
});
