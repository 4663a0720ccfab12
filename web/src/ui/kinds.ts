/** The kinds of providers as a person knows them. */
import type { ProviderKind } from "../wire/shapes";

export interface Kind {
  readonly kind: ProviderKind;
  readonly label: string;
  readonly name: string;
  readonly says: string;
  /** What stands in the address field; null where the address is the vendor's own. */
  readonly address: string | null;
  readonly key: "needed" | "optional" | "none";
}

export const KINDS: readonly Kind[] = [
  {
    kind: "openai",
    label: "OpenAI",
    name: "openai",
    says: "GPT models, with your own key",
    address: null,
    key: "needed",
  },
  {
    kind: "anthropic",
    label: "Anthropic",
    name: "anthropic",
    says: "Claude models, with your own key",
    address: null,
    key: "needed",
  },
  {
    kind: "google",
    label: "Google",
    name: "google",
    says: "Gemini models, with your own key",
    address: null,
    key: "needed",
  },
  {
    kind: "ollama",
    label: "Ollama",
    name: "ollama",
    says: "Models that run on this computer",
    address: "http://127.0.0.1:11434",
    key: "none",
  },
  {
    kind: "llama",
    label: "llama.cpp server",
    name: "llama",
    says: "A model that llama-server runs",
    address: "http://127.0.0.1:8080",
    key: "optional",
  },
  {
    kind: "openai-compatible",
    label: "OpenAI-compatible",
    name: "custom",
    says: "LM Studio, vLLM, OpenRouter and others",
    address: "http://127.0.0.1:1234/v1",
    key: "optional",
  },
];

/** A provider's name for people: the vendor's own spelling where it is named after its kind. */
export function providerLabel(name: string, kind: ProviderKind): string {
  return name === kind ? (KINDS.find((known) => known.kind === kind)?.label ?? name) : name;
}
