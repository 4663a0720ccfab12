/** What looks like words in the source and is none. */

/** File → texts for the machine, names that are the same everywhere, and languages under their own names. */
export const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  "text/code-names.ts": [
    ...["Bash", "Diff", "Dockerfile", "Go", "Haskell", "Java", "JSON Lines", "Julia", "Kotlin", "Lua"],
    ...["Makefile", "Markdown", "Perl", "Python", "Ruby", "Rust", "Scala", "Shell", "Swift", "Vue", "Zig"],
  ],
  "text/diagram.ts": ["(prefers-color-scheme: dark)"],
  "text/highlight.ts": ["600px 0px"],
  "text/inline.ts": ["noopener noreferrer"],
  "text/level.ts": ["what was settled has changed"],
  "text/place.ts": ["run beside", "run section"],
  "text/math.ts": ["math display"],
  "ui/asked.tsx": ["asked 0 0"],
  "ui/chat-row.tsx": ["F2 Delete Shift+F10"],
  "ui/chords.ts": [
    ...["Alt", "Backspace", "Control", "Ctrl", "Enter", "Escape", "Meta"],
    ...["Mod", "Shift", "Space", "Tab"],
  ],
  "ui/find-bar.tsx": ["Aa"],
  "ui/kinds.ts": ["Anthropic", "Google", "Ollama"],
  "ui/marks.ts": [
    ".asked-text, .prose .section > *, .tool-body pre",
    "p, li, td, th, pre, blockquote, h1, h2, h3, h4, h5, h6, div",
  ],
  "ui/palette.tsx": ["Escape"],
  "ui/replay-dialog.tsx": ["(prefers-reduced-motion: reduce)"],
  "ui/popup.tsx": ["Home", "End"], // keys
  "ui/reading-keys.ts": ["page up", "page down"],
  "ui/stick.ts": ["Home"],
  "ui/settings/general.tsx": ["English", "Deutsch"],
  "ui/welcome.tsx": [
    ...["list this folder", "read README.md", "search for TODO", "run git status"],
    "write notes.txt: call the dentist",
  ],
  "ui/settings/server-import.tsx": ['{ "mcpServers": { "files": { "command": "npx", "args": ["…"] } } }'],
  "ui/settings/web.tsx": ["Brave", "Tavily"],
  "wire/problem.ts": ["Problem"],
  "wire/set-up-calls.ts": ["/api/mcp 0"],
};

/** English words that are German, too. */
export const SAME: readonly string[] = [
  ...[
    "Auto",
    "Bubblewrap",
    "Chat",
    "Chats",
    "Code",
    "Code.",
    "Esc",
    "Name",
    "Plan",
    "Problem",
    "Runnel",
    "Sandbox",
    "Skills",
    "System",
    "Text",
    "Top P",
    "Version",
  ],
  "W",
  "https://searx.example.org",
];
