/** What looks like words and is none, and where words still stand in the source. */

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
    ...["Alt", "AltGraph", "Backspace", "CapsLock", "Control", "Ctrl", "Dead", "Enter", "Escape", "Meta"],
    ...["Mod", "Process", "Shift", "Space", "Tab"],
  ],
  "ui/find-bar.tsx": ["Aa", "Enter", "Esc"],
  "ui/kinds.ts": ["Anthropic", "Google", "Ollama"],
  "ui/marks.ts": [
    ".asked-text, .prose .section > *, .tool-body pre",
    "p, li, td, th, pre, blockquote, h1, h2, h3, h4, h5, h6, div",
  ],
  "ui/reading-keys.ts": ["page up", "page down"],
  "ui/stick.ts": ["Home"],
  "ui/settings/general.tsx": ["English", "Deutsch"],
  "ui/welcome.tsx": [
    ...["list this folder", "read README.md", "search for TODO", "run git status"],
    "write notes.txt: call the dentist",
  ],
  "wire/problem.ts": ["Problem"],
};

/** Files whose words are still in their source. It only gets shorter. */
export const NOT_YET: readonly string[] = [
  "ui/approval.tsx",
  "ui/changed-files.tsx",
  "ui/changes-dialog.tsx",
  "ui/changes.tsx",
  "ui/chat-menu.tsx",
  "ui/diff.tsx",
  "ui/exactly.tsx",
  "ui/foot.tsx",
  "ui/palette.tsx",
  "ui/plan.tsx",
  "ui/question.tsx",
  "ui/replay-dialog.tsx",
  "ui/replay-stage.tsx",
  "ui/replay-words.ts",
  "ui/steps.tsx",
  "ui/tool-details.tsx",
  "ui/tool-words.ts",
  "ui/tool.tsx",
];

/** English words that are German, too. */
export const SAME: readonly string[] = [
  "Chat",
  "Chats",
  "Code",
  "Code.",
  "Esc",
  "Name",
  "Problem",
  "System",
  "Text",
  "Top P",
  "Version",
  "W",
];
