/** Wires the page once: server, store, session, commands, view. Nothing else makes any of them. */
import { render } from "preact";
import { makeCommands } from "./state/commands";
import { Session } from "./state/session";
import { Store } from "./state/store";
import { parserReady } from "./text/parser";
import { AppView } from "./ui/app";
import { AppContext } from "./ui/context";
import "./ui/styles/tokens.css";
import "./ui/styles/base.css";
import "./ui/styles/layout.css";
import "./ui/styles/sidebar.css";
import "./ui/styles/transcript.css";
import "./ui/styles/steps.css";
import "./ui/styles/plan.css";
import "./ui/styles/reading.css";
import "./ui/styles/prose.css";
import "./ui/styles/code.css";
import "./ui/styles/composer.css";
import "./ui/styles/asked.css";
import "./ui/styles/popups.css";
import "./ui/styles/shelves.css";
import "./ui/styles/print.css";
import "./ui/styles/welcome.css";
import "./ui/styles/forced.css";
import { followAddress } from "./ui/address";
import { followScreen, measure } from "./ui/zoom";
import { connect } from "./wire/events";
import { isOurWindow, Pulse } from "./wire/pulse";
import { Server } from "./wire/server";
import { SharedStream } from "./wire/shared";
import { Wake } from "./wire/wake";
import { browserWindows } from "./wire/windows";
import { speak } from "./words/language";

const store = new Store();
const server = new Server();
const shared = new SharedStream(browserWindows(connect));
const session = new Session(store, server, {
  open: (cursor) => shared.open(cursor),
  woke: () => shared.woke(),
  leave: () => shared.leave(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  random: Math.random,
  requestFrame: (run) => {
    requestAnimationFrame(run);
  },
});
const commands = makeCommands(store, server, session);

void speak("system", navigator.languages); // until the settings say another language
void commands.loadSettings(); // beside the snapshot: the first thing seen has its colours and size
window.addEventListener("resize", measure);
followScreen(window, commands.atScreen);
void import("./ui/print").then(({ followPrinting }) => followPrinting(store)); // beside the parser

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no #app");
render(
  <AppContext.Provider value={{ store, commands }}>
    <AppView />
  </AppContext.Provider>,
  root,
);

if (isOurWindow(navigator.userAgent)) {
  const pulse = new Pulse({
    isHidden: () => document.hidden,
    beat: (shown) => void server.beat(shown).catch(() => {}), // a server that is gone waits for nobody
    setTimeout: (run, ms) => setTimeout(run, ms),
  });
  document.addEventListener("visibilitychange", () => pulse.changed());
  window.addEventListener("beforeprint", () => pulse.stands(true));
  window.addEventListener("afterprint", () => pulse.stands(false));
}

const wake = new Wake(
  {
    now: () => Date.now(),
    isHidden: () => document.hidden,
    setTimeout: (run, ms) => setTimeout(run, ms),
  },
  () => session.wake(),
);
window.addEventListener("online", () => wake.online());
document.addEventListener("visibilitychange", () => {
  wake.visibility();
  if (document.hidden) commands.flushDrafts();
});
window.addEventListener("pagehide", () => {
  commands.flushDrafts();
  session.end();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // from the back-forward cache: its stream is closed
});

shared.stand();
void session.start(parserReady).then(() => followAddress(window, store, commands));
