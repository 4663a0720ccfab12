/** How a model is to answer in one chat, as fields that a person types into, and back. */
import { tuning } from "../words/tuning";
import type { Parameters } from "./conversation";

export const THINKING_LEVELS = ["off", "low", "medium", "high"] as const;

/** Empty is: as the model does. */
export interface Fields {
  readonly temperature: string;
  readonly topP: string;
  readonly maxTokens: string;
  readonly thinking: string;
}

export function fieldsOf({ temperature, topP, maxTokens, thinking }: Parameters): Fields {
  const text = (value: number | undefined): string => (value === undefined ? "" : String(value));
  return {
    temperature: text(temperature),
    topP: text(topP),
    maxTokens: text(maxTokens),
    thinking: thinking ?? "",
  };
}

/** What the fields say, or the sentence about the first that says nothing. A comma is a decimal point, too. */
export function parametersFrom({ temperature, topP, maxTokens, thinking }: Fields): Parameters | string {
  const warmth = numberIn(temperature);
  if (!isBetween(warmth, 0, 2)) return tuning().temperatureWrong;
  const share = numberIn(topP);
  if (!isBetween(share, 0, 1)) return tuning().topPWrong;
  const most = numberIn(maxTokens.replace(/[\s.,'](?=\d{3}(?!\d))/g, "")); // 4,096 and 4.096 are the same
  if (!isBetween(most, 1, Number.MAX_SAFE_INTEGER) || !Number.isInteger(most ?? 1))
    return tuning().longestWrong;
  const level = THINKING_LEVELS.find((value) => value === thinking);
  return {
    ...(warmth === undefined ? {} : { temperature: warmth }),
    ...(share === undefined ? {} : { topP: share }),
    ...(most === undefined ? {} : { maxTokens: most }),
    ...(level ? { thinking: level } : {}),
  };
}

/** undefined for an empty field, NaN for one that is no number. */
function numberIn(text: string): number | undefined {
  const trimmed = text.trim().replace(",", ".");
  return trimmed === "" ? undefined : Number(trimmed);
}

/** Nothing set is within any bounds; what is no number is within none. */
function isBetween(value: number | undefined, least: number, most: number): boolean {
  return value === undefined || (value >= least && value <= most);
}
