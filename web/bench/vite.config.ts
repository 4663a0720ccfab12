import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  build: { target: ["es2021", "safari15", "chrome100"], emptyOutDir: true, reportCompressedSize: false },
});
