/** Servers of tools as the server tells of them. Values of variables and headers are in none of it. */

export type ServerState = "idle" | "starting" | "ready" | "failed";
export type ToolState = "approved" | "new" | "changed" | "gone";

export interface Named {
  readonly name: string;
  /** It has a value. */
  readonly set: boolean;
}

export interface ServerTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly schema: unknown;
  readonly hash: string;
  readonly state: ToolState;
  readonly on: boolean;
  /** As it was allowed, where it has changed since. */
  readonly before: { readonly description: string; readonly schema: unknown } | null;
}

export interface ToolServer {
  readonly name: string;
  readonly transport: "stdio" | "http" | "sse";
  /** Exactly what is run, or the address. */
  readonly line: string;
  readonly command: string | null;
  readonly args: readonly string[];
  readonly cwd: string | null;
  readonly url: string | null;
  readonly environment: readonly Named[];
  readonly headers: readonly Named[];
  /** What a yes is bound to. */
  readonly hash: string;
  readonly approved: boolean;
  /** It was allowed once, and is another since. */
  readonly changed: boolean;
  readonly on: boolean;
  readonly state: ServerState;
  readonly says: string | null;
  readonly about: string | null;
  readonly runs: string | null;
  readonly asksToSignIn: boolean;
  readonly signedIn: boolean | null;
  readonly tools: readonly ServerTool[];
  readonly prompts: readonly {
    readonly name: string;
    readonly title: string;
    readonly description: string;
  }[];
  readonly resources: number | null;
}

export interface ToolServers {
  readonly servers: readonly ToolServer[];
  readonly file: string;
  readonly notices: readonly string[];
  readonly keychain: { readonly available: boolean; readonly detail: string };
}

/** A value of null stays as it was. */
export interface ServerInput {
  readonly command?: string;
  readonly args?: readonly string[];
  readonly cwd?: string | null;
  readonly env?: Readonly<Record<string, string | null>>;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly type?: "stdio" | "http" | "sse";
}

export interface LogLine {
  readonly n: number;
  readonly at: number;
  readonly from: "server" | "report" | "runnel";
  readonly level: string;
  readonly text: string;
}

export type ImportFrom = "claude" | "vscode" | "cursor" | "text";

export interface FoundList {
  readonly from: Exclude<ImportFrom, "text">;
  readonly title: string;
  readonly path: string;
}

export interface TakenServers {
  readonly added: readonly string[];
  readonly skipped: readonly { readonly name: string; readonly says: string }[];
}

/** A text that a server offers, with what may be filled in. */
export interface ServerPrompt {
  readonly server: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments?: readonly { readonly name: string; readonly required: boolean }[];
}
