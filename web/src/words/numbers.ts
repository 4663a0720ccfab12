/** Numbers, moments and counted things as the spoken language writes them. Intl's makers are slow, so each is kept. */
import { language, locale } from "./language";

function kept<Options, Made>(make: (locale: string, options?: Options) => Made) {
  const made = new Map<string, Made>();
  return (tag: string, options?: Options): Made => {
    const key = `${tag} ${JSON.stringify(options)}`;
    const one = made.get(key) ?? make(tag, options);
    made.set(key, one);
    return one;
  };
}

const numbers = kept((tag, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options));
const dates = kept((tag, options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options));
const rules = kept((tag, options?: Intl.PluralRulesOptions) => new Intl.PluralRules(tag, options));

export function number(value: number, options?: Intl.NumberFormatOptions): string {
  return numbers(locale(), options).format(value);
}

/** With exactly so many digits after the point. */
export function fixed(value: number, digits: number): string {
  return number(value, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  });
}

export function percent(part: number): string {
  return number(part, { style: "percent" });
}

export function date(at: number, options: Intl.DateTimeFormatOptions): string {
  return dates(locale(), options).format(at);
}

/** The form that goes with a count: `plural(n, { one: "1 hit", other: `${n} hits` })`. */
export function plural(
  count: number,
  forms: Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>,
): string {
  return forms[rules(language()).select(count)] ?? forms.other;
}

/** Day and time, as numbers. */
export function dateTime(at: number): string {
  return date(at, {
    ...{ year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
}
