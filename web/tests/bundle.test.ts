/** What a window loads before it shows anything stays small: 120 kB gzipped, in a bundle made for this test. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, test, vi } from "vitest";

const MOST_BYTES = 120_000;

test("the page's first paint takes at most 120 kB gzipped", { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "runnel-bundle-"));
  try {
    vi.stubEnv("NODE_ENV", "production"); // as it is made for people, without what helps to develop
    const root = join(import.meta.dirname, "..");
    await build({
      root,
      logLevel: "error",
      mode: "production",
      build: { outDir: folder, emptyOutDir: true },
    });
    const index = readFileSync(join(folder, "index.html"), "utf8");
    const files = Array.from(
      index.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g),
      ([, name = ""]) => name,
    );
    expect(files.length).toBeGreaterThanOrEqual(2);
    const bytes = ["index.html", ...files].map((name) => gzipSync(readFileSync(join(folder, name))).length);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES);
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  }
});
