import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Mermaid as one classic script: the frame that draws diagrams has no origin, so it cannot load modules. */
const mermaid: Plugin = {
  name: "mermaid-script",
  generateBundle() {
    const file = new URL("node_modules/mermaid/dist/mermaid.min.js", import.meta.url);
    this.emitFile({ type: "asset", fileName: "diagram/mermaid.js", source: readFileSync(file) });
  },
};

// The page is served from any path of a loopback origin under a Content-Security-Policy without inline code,
// so: relative addresses, nothing inlined, and no polyfill script that Vite would put into the HTML.
export default defineConfig({
  base: "./",
  server: { fs: { allow: [".."] } }, // CHANGELOG.md is part of the page
  plugins: [mermaid],
  worker: { format: "es" },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    target: ["es2021", "safari15", "chrome100"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // What the first paint needs is one file, which compresses better than pieces shared with what comes later.
      output: { codeSplitting: { groups: [{ name: "page", tags: ["$initial"] }] } },
    },
  },
  test: {
    environment: "node", // the files that need a document say so
    setupFiles: ["tests/setup.ts"],
    include: ["tests/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
