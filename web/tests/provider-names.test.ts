/** The name that is suggested for a provider. */
import { expect, test } from "vitest";
import { KINDS } from "../src/ui/kinds";
import { NAME_PATTERN, suggestedName } from "../src/ui/settings/provider-names";

const kindOf = (kind: string) => KINDS.find((one) => one.kind === kind) as (typeof KINDS)[number];

test.each([
  ["https://openrouter.ai/api/v1", "openrouter"],
  ["https://api.groq.com/openai/v1", "groq"],
  ["https://api.together.xyz/v1", "together"],
  ["http://127.0.0.1:1234/v1", "lm-studio"],
  ["http://localhost:8000/v1", "vllm"],
  ["http://localhost:5555/v1", "custom"],
  ["http://192.168.1.20:5555/v1", "192.168.1.20"],
  ["http://nas:9000", "nas"],
  ["https://bücher.example/v1", "xn--bcher-kva"],
  ["", "custom"],
  ["not an address at all", "custom"],
])("%s is named %s", (address, name) => {
  expect(suggestedName(kindOf("openai-compatible"), address, new Set())).toBe(name);
  expect(name).toMatch(NAME_PATTERN);
});

test("a taken name gets a number, and a vendor keeps its own name", () => {
  expect(suggestedName(kindOf("anthropic"), "", new Set(["anthropic", "anthropic-2"]))).toBe("anthropic-3");
});
