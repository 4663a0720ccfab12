/** What may be over the page: a dialog, and a note at the window's foot. */
import type { Attachment, Saved } from "../wire/shapes";

/** The parts of the settings. */
export type Section =
  | "general"
  | "window"
  | "chat"
  | "permissions"
  | "access"
  | "shortcuts"
  | "models"
  | "servers"
  | "prompts"
  | "web"
  | "data"
  | "about";

export type Dialog =
  | { readonly kind: "settings"; readonly section?: Section; readonly setting?: string }
  | { readonly kind: "palette" }
  | { readonly kind: "bin" }
  | { readonly kind: "tags"; readonly id: string; readonly title: string }
  | { readonly kind: "providers"; readonly add?: boolean }
  | { readonly kind: "folder"; readonly path?: string }
  | { readonly kind: "branches" }
  | { readonly kind: "replay"; readonly reply: string }
  | { readonly kind: "changes"; readonly run: string | null }
  | { readonly kind: "chat" }
  | { readonly kind: "picture"; readonly file: Pick<Attachment, "id" | "name"> }
  | { readonly kind: "shortcuts" }
  | { readonly kind: "news" }
  | { readonly kind: "link"; readonly url: string }
  | { readonly kind: "rename"; readonly id: string; readonly title: string }
  | { readonly kind: "delete"; readonly id: string; readonly title: string };

/** What was done a moment ago, and what can be done about it. */
export type Toast = { readonly key: number } & (
  | {
      readonly kind: "deleted" | "archived" | "unarchived" | "restored";
      readonly id: string;
      readonly title: string;
    }
  | { readonly kind: "saved"; readonly saved: Saved }
  | { readonly kind: "imported"; readonly conversations: number; readonly skipped: number }
  | { readonly kind: "copied" }
  | { readonly kind: "failed"; readonly detail: string }
);
export type ToastNews = Toast extends infer Kind ? (Kind extends Toast ? Omit<Kind, "key"> : never) : never;
