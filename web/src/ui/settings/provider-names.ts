/** A provider's name as one would choose it: from the address where that tells something, else from its kind. */
import type { Kind } from "../kinds";

/** Programs that are found at their usual port. */
const PORTS: Readonly<Record<string, string>> = {
  "1234": "lm-studio",
  "1337": "jan",
  "8000": "vllm",
  "8080": "llama",
  "11434": "ollama",
};

/** The part of a host that names nobody. */
const GENERAL: ReadonlySet<string> = new Set([
  "api",
  "www",
  "inference",
  "openai",
  "llm",
  "ai",
  "chat",
  "gateway",
]);

export const NAME_PATTERN = /^[a-z0-9][a-z0-9._-]{0,40}$/;

export function suggestedName(kind: Kind, address: string, taken: ReadonlySet<string>): string {
  const wanted = kind.kind === "openai-compatible" ? (fromAddress(address) ?? kind.name) : kind.name;
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
}

function fromAddress(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address.includes("://") ? address : `http://${address}`);
  } catch {
    return null;
  }
  const host = url.hostname.toLowerCase();
  if (isNumbers(host) || host === "localhost") {
    const program = PORTS[url.port];
    if (program !== undefined) return program;
    return host === "localhost" || host.startsWith("127.") ? null : clean(host);
  }
  const parts = host.split(".");
  const named = parts.length > 1 ? parts.slice(0, -1) : parts;
  const own = [...named].reverse().find((part) => !GENERAL.has(part)) ?? named[named.length - 1];
  return own === undefined ? null : clean(own);
}

function isNumbers(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.startsWith("[");
}

function clean(name: string): string | null {
  const plain = name
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "")
    .slice(0, 40);
  return NAME_PATTERN.test(plain) ? plain : null;
}
