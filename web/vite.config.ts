import { defineConfig } from "vitest/config";

// The page is served from any path of a loopback origin under a Content-Security-Policy without inline code,
// so: relative addresses, nothing inlined, and no polyfill script that Vite would put into the HTML.
export default defineConfig({
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    target: ["es2021", "safari15", "chrome100"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
