/** What the page waits for before it asks for anything: `main.tsx`. */
import { parserReady } from "../src/text/parser";

await parserReady;
